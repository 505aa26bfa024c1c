// The drill's teams, officers and members against the real intake of forces, a ledger in memory and a clock moved by hand.
import { describe, expect, it } from 'vitest'
import type { ForcesReading } from '../../../shared/domain/reading.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { DAY, HOUR, instant, MINUTE, startOfDay, startOfMonth, type Instant } from '../../../shared/domain/time.ts'
import type { Api } from '../../../server/drill/api.ts'
import { deedsOf } from '../../../server/drill/deeds.ts'
import { Errands } from '../../../server/drill/errands.ts'
import { establishmentOf } from '../../../server/drill/establishment.ts'
import { expectedForces } from '../../../server/drill/forces-truth.ts'
import { groundOf, type Ground } from '../../../server/drill/ground.ts'
import type { Journal } from '../../../server/drill/journal.ts'
import { createMuster, type Muster } from '../../../server/drill/muster.ts'
import { Unanswered } from '../../../server/drill/senders/sender.ts'
import { gather, type Line } from '../../../server/drill/truth.ts'
import { createCounts } from '../../../server/ingest/counts.ts'
import { createForces } from '../../../server/ingest/forces.ts'
import { memoryLedger } from '../../../server/ledger/memory.ts'
import { createReadings } from '../../../server/readings/all.ts'
import { memoryTape } from '../../../server/tape/memory.ts'
import { createHappen } from '../../../server/world/happen.ts'
import { emptyWorld } from '../../../server/world/world.ts'
import { seeded } from '../../seeded.ts'
import { catalogue, MORNING, realDistrict, SEED, squareDistrict } from './given.ts'

/** The server's side: what the API's routes do, without HTTP; `lose`: whether a call, or its answer, is lost. */
async function serve(lose: () => 'call' | 'answer' | null) {
  const district = squareDistrict()
  const clock = { now: MORNING }
  const now = (): Instant => clock.now
  const ledger = memoryLedger({ now })
  const world = emptyWorld(district)
  const happen = createHappen({ world, ledger, tape: memoryTape(), now, gather: () => 0 })
  const readings = createReadings()
  happen.on((happening) => { readings.step(happening, world) })
  await happen.record([{ kind: 'catalogue-adopted', data: { hash: 'h', effective: MORNING, content: catalogue() }, by: 'test', about: 'catalogue', received: MORNING }])
  const forces = createForces({ world, happen, ledger, counts: createCounts({ world, now }), now })
  const source = { id: 'drill', name: 'drill' }
  const answer = (path: string, body: unknown): Promise<unknown> => {
    switch (path) {
      case '/teams': return forces.teams(body, source.id)
      case '/bindings': return forces.bind(body, source.id)
      case '/teams/duty': return forces.duties(body, source)
      case '/visits': return forces.visits(body, source)
      case '/members/work': return forces.work(body, source)
      default: return forces.withdraw(/^\/records\/(.+)\/withdraw$/.exec(path)![1], body, source, true)
    }
  }
  const api: Api = {
    async ask(_method, path, body) {
      const lost = lose()
      if (lost === 'call') throw new Unanswered('lost')
      const said = await answer(path, JSON.parse(JSON.stringify(body)))
      if (lost === 'answer') throw new Unanswered('lost')
      return { status: 200, body: said, refused: isRefusal(said) ? said.refused : null }
    },
  }
  const reading = (): ForcesReading => readings.show(clock.now, world, { sources: [], unregistered: [] }, district.manifest.code).forces
  return { clock, api, reading, world, ground: groundOf(district) }
}

interface Played { readonly muster: Muster; readonly errands: Errands }
function start(api: Api, ground: Ground, lines: Line[]): Played {
  const errands = new Errands(() => new Promise((go) => { setImmediate(go) }), () => undefined)
  const journal: Journal = { write: (line) => { lines.push(line) }, roster: () => undefined, sending: () => undefined, settled: () => undefined, event: () => undefined, close: () => Promise.resolve() }
  return { muster: createMuster({ seed: SEED, ground, catalogue: catalogue(), api, errands, journal }), errands }
}
async function begin({ muster }: Played, playedTo: Instant, now: Instant): Promise<void> {
  for (;;) {
    try { return await muster.begin(playedTo, now) } catch (error) { if (!(error instanceof Unanswered)) throw error }
  }
}

function compare(reading: ForcesReading, lines: readonly Line[]): void {
  const { teams, grids, members } = reading
  const truth = gather(lines)
  expect(truth.refusals).toEqual([])
  const expected = expectedForces(truth.forces, { now: teams.asOf, monthFrom: startOfMonth(teams.asOf), workFrom: members.from })
  expect([teams.teams, teams.roll, teams.out, grids.bound, grids.officers, grids.visits, grids.grids - grids.unvisited!, members.members])
    .toEqual([expected.teams, expected.roll, expected.out, expected.bound, expected.officers, expected.visits, expected.visited, expected.members])
  expect(new Map(members.work!.map(({ criterion, amount }) => [criterion, amount]))).toEqual(expected.work)
  if (teams.people === null) expect(expected.people).toBeGreaterThan(0)
  else expect([teams.people, teams.hours7d]).toEqual([expected.people, expected.hours7d])
}

describe('forces of the drill', () => {
  it('[C17] three days at any pace, through lost calls, lost answers and restarts of the drill: the reading is what the truth says', async () => {
    const next = seeded(17)
    let trouble = 0
    const { clock, api, reading, world, ground } = await serve(() => {
      const dice = next()
      return dice < trouble / 2 ? 'call' : dice < trouble ? 'answer' : null
    })
    const lines: Line[] = []
    let played = start(api, ground, lines)
    await begin(played, instant(0), clock.now)
    compare(reading(), lines)
    const seq = world.seq
    await begin(start(api, ground, []), instant(0), clock.now)
    expect(world.seq, 'played again from the beginning nothing is new').toBe(seq)

    trouble = 0.2
    let shownPeople = 0
    for (let looks = 0; clock.now < MORNING + 3 * DAY; looks++) {
      clock.now = instant(clock.now + Math.ceil(next() * 50) * MINUTE)
      if (looks % 17 === 16) {
        // It stands still for a while: what was to be told meanwhile is told when it is there again.
        const playedTo = clock.now
        played.muster.tick(playedTo)
        await played.errands.settle()
        clock.now = instant(clock.now + Math.ceil(next() * 5) * HOUR)
        played = start(api, ground, lines)
        await begin(played, playedTo, clock.now)
      } else {
        played.muster.tick(clock.now)
        await played.errands.settle()
      }
      const shown = reading()
      shownPeople = Math.max(shownPeople, shown.teams.people ?? 0)
      compare(shown, lines)
    }
    expect(shownPeople, 'teams were seen out').toBeGreaterThan(20)
    expect(world.seq - seq).toBeGreaterThan(100)
  }, 60_000)

  it('[C18] the district\'s forces are few entries a minute, the same for the same seed, with gaps that the truth knows', async () => {
    const ground = groundOf(await realDistrict())
    const of = (seed: number) => establishmentOf(seed, ground, catalogue())
    const all = of(SEED)
    expect(of(SEED)).toEqual(all)
    expect(of(SEED + 1)).not.toEqual(all)
    const officers = all.bindings.filter(({ role }) => role === 'officer')
    expect(officers.length).toBeLessThan(ground.grids.length)
    expect(officers.length).toBeGreaterThan(ground.grids.length * 0.9)
    const perMinute = new Map<number, number>()
    let entries = 0
    const days = 31
    const visited = new Set<string>()
    for (let day = startOfDay(MORNING), n = 0; n < days; n++, day = instant(day + DAY)) {
      const deeds = deedsOf(SEED, all, catalogue().rating, day)
      expect(deeds).toEqual(deedsOf(SEED, all, catalogue().rating, day))
      for (const { grid } of deeds.calls) visited.add(grid)
      for (const at of [...deeds.rounds.flatMap(({ from, to }) => [from, to]), ...deeds.calls.map((call) => call.at), ...deeds.tasks.map((task) => task.at)]) {
        expect(startOfDay(at)).toBe(day)
        perMinute.set(Math.floor(at / MINUTE), (perMinute.get(Math.floor(at / MINUTE)) ?? 0) + 1)
        entries++
      }
    }
    expect(Math.max(...perMinute.values())).toBeLessThanOrEqual(12)
    expect(entries / days / 24 / 60).toBeLessThan(1)
    expect(officers.length - visited.size).toBeGreaterThan(5)
  })
})
