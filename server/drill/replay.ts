// Plays recorded files against a running server, and says what became of every row.
import { basename } from 'node:path'
import type { RegionCode } from '../../shared/domain/region.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { askClock, createApi, itemsIn, refusalIn, type Api } from './api.ts'
import { callItems, shiftTo, type CallRow } from './calls.ts'
import type { Door } from './door.ts'
import { credentialsFor, enrol } from './enrol.ts'
import { createJournal } from './journal.ts'
import { createLines } from './lines.ts'
import { chance } from './random.ts'
import { untilAnswered, type Rim } from './rim.ts'
import { createAgent } from './senders/http.ts'
import { tallyOf, type Tally } from './tally.ts'
import { Tempo } from './tempo.ts'
import { planTrace, traceRoster, type TracePlan, type TraceRow } from './trace.ts'

export interface TraceOptions {
  /** As fast as the server answers, the last row at `start`; else at the server's speed, the first row at `start`. */
  readonly fast: boolean
  /** In order of time, or as the file stands (which is always played fast). */
  readonly sorted: boolean
  /** Where the first or last row goes; null = now. */
  readonly start: Instant | null
  readonly truth: string | null
  readonly beside: (name: string) => string
}

/** Registers the trace's units, sends every row, answers the closing table; undefined when stopped before anything was sent. */
export async function playTrace(rim: Rim, door: Door, region: RegionCode, rows: readonly TraceRow[], options: TraceOptions): Promise<Tally | undefined> {
  const agent = createAgent(4)
  const api = createApi(agent, door)
  const tempo = new Tempo(rim.steady)
  const clock = await untilAnswered(rim, door, () => follow(rim, api, tempo))
  const roster = traceRoster(rows, region)
  const credentials = credentialsFor(options.beside('drill-credentials.json'), roster)
  const refused = await untilAnswered(rim, door, () => enrol(api, roster, credentials))
  if (!clock || !refused) return undefined
  for (const one of refused.slice(0, 10)) rim.say(`not registered: ${one}`)

  const fast = options.fast || !options.sorted
  const plan = planTrace(rows, roster, { start: options.start ?? tempo.now(), ends: fast, sorted: options.sorted })
  const journal = createJournal(options.truth, tempo.now() * 1_000)
  journal.write({ is: 'start', seed: 0, speed: clock.speed, epoch: clock.epoch, at: tempo.now() })
  journal.roster(roster)
  const tally = tallyOf(plan.length)
  const lines = createLines({
    target: door.target, roster, credentials, journal, keeps: Infinity, sockets: 64, wait: rim.wait, chance: chance(0, 'retries'),
    now: () => tempo.now(), failed: (why) => { door.refresh(); rim.trouble(why) },
    settled: ({ device }, answer) => { tally.settled(device.dialect, answer) },
    answered: ({ device }, answer) => { tally.answered(device.dialect, answer) },
  })
  const before = await untilAnswered(rim, door, () => tally.counts(api))
  if (fast) for (const { device, fix } of plan) lines.send(device, [fix])
  else await atTheirTime(rim, tempo, plan, ({ device, fix }) => { lines.send(device, [fix]) })
  await Promise.race([lines.settle(), new Promise<void>((stop) => { void stopped(rim).then(stop) })])
  const left = lines.close()
  const after = rim.stopped() ? undefined : await untilAnswered(rim, door, () => tally.counts(api))
  if (before && after) tally.compare(before, after, door.changes > 0)
  journal.write({ is: 'end', at: tempo.now(), waiting: left })
  await journal.close()
  agent.destroy()
  return tally
}

async function follow(rim: Rim, api: Api, tempo: Tempo): Promise<Awaited<ReturnType<typeof askClock>>> {
  const asked = rim.steady()
  const clock = await askClock(api)
  tempo.follow(clock.at, clock.speed, asked)
  return clock
}

async function stopped(rim: Rim): Promise<void> { while (!rim.stopped()) await rim.wait(1_000) }

async function atTheirTime(rim: Rim, tempo: Tempo, plan: TracePlan, send: (row: TracePlan[number]) => void): Promise<void> {
  for (let next = 0; next < plan.length && !rim.stopped();) {
    const now = tempo.now()
    while (next < plan.length && plan[next].fix.time <= now) send(plan[next++])
    await rim.wait(Math.min(200, next < plan.length ? tempo.until(plan[next].fix.time) + 1 : 0))
  }
}

const AT_ONCE = 500

/** What became of a file of calls. */
export interface Called { readonly read: number; readonly taken: number; readonly repeated: number; readonly placeless: number; readonly refused: Readonly<Record<string, number>> }

/** Imports calls, moved in time so that the last one is now (or as they are); undefined when stopped first. */
export async function playCalls(rim: Rim, door: Door, district: RegionCode, file: string, rows: readonly CallRow[], asTheyAre: boolean): Promise<Called | undefined> {
  const agent = createAgent(2)
  const api = createApi(agent, door)
  const clock = await untilAnswered(rim, door, () => askClock(api))
  if (!clock) return undefined
  const items = callItems(rows, basename(file, '.csv'), district, asTheyAre ? 0 : shiftTo(rows, instant(clock.at)))
  const refused: Record<string, number> = {}
  let [taken, repeated] = [0, 0]
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const part = items.slice(from, from + AT_ONCE)
    const said = await untilAnswered(rim, door, () => api.ask('POST', '/events/batch', { items: part }))
    if (!said) break
    const answers = itemsIn(said.body)
    part.forEach((_, index) => {
      const code = said.refused ?? refusalIn(answers[index])
      const answer: unknown = answers[index]
      if (code !== null) refused[code] = (refused[code] ?? 0) + 1
      else if (typeof answer === 'object' && answer !== null && 'repeated' in answer && answer.repeated === true) repeated++
      else taken++
    })
  }
  agent.destroy()
  return { read: rows.length, taken, repeated, placeless: rows.filter(({ place }) => place === null).length, refused }
}
