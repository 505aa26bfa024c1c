// The outside systems that the drill plays: event desks, shift systems, devices on duty, those who answer calls for help.
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, instant, MINUTE, SECOND, startOfYear, type Instant } from '../../../shared/domain/time.ts'
import type { Api, Said } from '../../../server/drill/api.ts'
import { eventsBetween } from '../../../server/drill/day.ts'
import { createDesk } from '../../../server/drill/desk.ts'
import { dutyAt } from '../../../server/drill/duty.ts'
import { Errands } from '../../../server/drill/errands.ts'
import { nextBeat, type OutFix, type Talk } from '../../../server/drill/fixes.ts'
import { createJournal } from '../../../server/drill/journal.ts'
import { movementOf } from '../../../server/drill/movement.ts'
import { createPatrol } from '../../../server/drill/patrol.ts'
import { createRelief } from '../../../server/drill/relief.ts'
import { roadsOf } from '../../../server/drill/roads.ts'
import { createRollcall } from '../../../server/drill/rollcall.ts'
import { rosterOf } from '../../../server/drill/roster.ts'
import { fix, MORNING, SEED, shifts, squareGround } from './given.ts'

const ground = squareGround()
const roster = rosterOf(SEED, ground, 60)
const soon = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
const errandsOf = (): Errands => new Errands(soon, () => undefined)
const journal = createJournal(null, 1)
const list = shifts()

/** An event platform in a few lines: keys to ids, ids to moves. */
function platform() {
  const ids = new Map<string, string>()
  const moves = new Map<string, Map<string, string>>()
  const calls: string[] = []
  const take = (key: string): { id: string; repeated: boolean } => {
    const repeated = ids.has(key)
    if (!repeated) { ids.set(key, `id-${ids.size}`); moves.set(ids.get(key)!, new Map()) }
    return { id: ids.get(key)!, repeated }
  }
  const api: Api = { async ask(_method, path, body, key): Promise<Said> {
    await soon()
    calls.push(path)
    if (path === '/events/batch') {
      const items = (body as { items: { key: string; stages: { to: string }[] }[] }).items.map((item) => {
        const answer = take(item.key)
        item.stages.forEach(({ to }, n) => moves.get(answer.id)!.set(`${item.key}#${n + 1}`, to))
        return { ...answer, region: '', stages: item.stages.map(() => ({ ok: true })) }
      })
      return { status: 200, body: { items }, refused: null }
    }
    if (path === '/events') return { status: 201, body: { ...take(key!), region: '' }, refused: null }
    const id = path.split('/')[2]
    moves.get(id)!.set(key!, (body as { to: string }).to)
    return { status: 200, body: {}, refused: null }
  } }
  return { api, ids, moves, calls }
}

const happened = (now: Instant): Map<string, string[]> => new Map(eventsBetween(SEED, ground, instant(startOfYear(now) - 1), now)
  .filter(({ reported }) => reported <= now).map(({ key, moves }) => [key, moves.filter(({ at }) => at <= now).map(({ to }) => to)]))

describe('event desks', () => {
  it('[X13] history since 1 January and the days after it leave every event with exactly the moves made so far', async () => {
    const { api, ids, moves, calls } = platform()
    const errands = errandsOf()
    const desk = createDesk({ seed: SEED, ground, apis: { platform: api, hotline: api, mini: api }, errands, journal })
    const start = instant(startOfYear(MORNING) + 20 * DAY + 10 * HOUR)
    const imported = await desk.begin(instant(0), start)
    expect(imported).toBe(happened(start).size)
    expect(calls.every((path) => path === '/events/batch')).toBe(true)
    let now = start
    for (; now < start + 3 * DAY; now = instant(now + 10 * MINUTE)) desk.tick(now)
    desk.tick(now)
    await errands.settle()
    const state = new Map([...ids].map(([key, id]) => [key, [...moves.get(id)!.values()]]))
    expect(state).toEqual(happened(now))
    expect(errands.playedTo(now)).toBe(now)
  })

  it('[X29] a drill that was away imports what it missed, and repeats nothing that is over', async () => {
    const { api, ids, moves } = platform()
    const start = instant(startOfYear(MORNING) + 9 * DAY + 10 * HOUR)
    const desk = (): ReturnType<typeof createDesk> => createDesk({ seed: SEED, ground, apis: { platform: api, hotline: api, mini: api }, errands: errandsOf(), journal })
    await desk().begin(instant(0), start)
    const back = instant(start + 2 * DAY)
    const again = await desk().begin(start, back)
    expect(new Map([...ids].map(([key, id]) => [key, [...moves.get(id)!.values()]]))).toEqual(happened(back))
    expect(again).toBeLessThan(happened(back).size)
  })
})

describe('shift systems', () => {
  it('[X6] the server\'s duty list becomes the seed\'s, and follows it through a day', async () => {
    const on = new Set(roster.units.slice(0, 30).map(({ id }) => id))
    const api: Api = { async ask(_method, path, body): Promise<Said> {
      await soon()
      if (path === '/units') return { status: 200, body: roster.units.map(({ id }) => ({ id, onDuty: on.has(id) })), refused: null }
      const { items } = body as { items: { unit: string; do: string }[] }
      for (const { unit, do: act } of items) {
        // A platform refuses what changes nothing; a right shift system never asks for that.
        expect(on.has(unit)).toBe(act === 'off')
        if (act === 'on') on.add(unit)
        else on.delete(unit)
      }
      return { status: 200, body: { items: items.map(({ unit }) => ({ unit })) }, refused: null }
    } }
    const errands = errandsOf()
    const rollcall = createRollcall({ seed: SEED, roster, shifts: list, api, errands, journal })
    const should = (now: Instant): Set<string> => new Set(roster.units.filter((unit) => dutyAt(SEED, list, unit, now)).map(({ id }) => id))
    await rollcall.begin(MORNING)
    await errands.settle()
    expect(on).toEqual(should(MORNING))
    for (let now = MORNING; now <= MORNING + DAY; now = instant(now + 7 * MINUTE)) {
      rollcall.tick(now)
      await errands.settle()
      expect(on).toEqual(should(now))
    }
  })
})

function patrolOf(faults: number) {
  const sent: { device: string; fix: OutFix }[] = []
  const rests: string[] = []
  const talk: Talk = { seed: SEED, ground, movement: movementOf(SEED, ground, roadsOf(SEED, ground), list), faults }
  const lines = {
    send: (one: { id: string }, fixes: readonly OutFix[]) => { for (const each of fixes) sent.push({ device: one.id, fix: each }) },
    rest: (one: { id: string }) => { rests.push(one.id) },
  }
  return { patrol: createPatrol({ talk, roster, shifts: list, lines }, MORNING), sent, rests }
}

describe('patrol', () => {
  it('[X15] who is on duty speaks at its beat and nobody else does, however coarse the ticks are', () => {
    const play = (step: number) => {
      const { patrol, sent } = patrolOf(0)
      for (let now: number = MORNING; now <= MORNING + 40 * MINUTE; now += step) patrol.tick(instant(now))
      return sent.map(({ device, fix: { time, lon, lat } }) => `${device} ${time} ${lon} ${lat}`).sort()
    }
    const fine = play(SECOND)
    expect(play(5 * MINUTE)).toEqual(fine)
    const expected = roster.devices.flatMap((one) => {
      const owner = roster.units.find(({ id }) => id === one.unit)!
      const beats: string[] = []
      for (let at = nextBeat(SEED, one, MORNING); at <= MORNING + 40 * MINUTE; at = nextBeat(SEED, one, at)) {
        if (dutyAt(SEED, list, owner, at)) beats.push(`${one.id} ${at}`)
      }
      return beats
    })
    // Everything on duty speaks, but for what a gateway still gathers.
    const spoke = new Set(fine.map((line) => line.split(' ').slice(0, 2).join(' ')))
    const missing = expected.filter((beat) => !spoke.has(beat))
    expect(missing.filter((beat) => Number(beat.split(' ')[1]) < MORNING + 39 * MINUTE)).toEqual([])
    expect(spoke.size).toBe(expected.length - missing.length)
  })

  it('[X15] what could not be sent in a dead spot or an outage comes later as a refill, once, and nothing is lost but silence', () => {
    const { patrol, sent } = patrolOf(12)
    for (let now: number = MORNING; now <= MORNING + 5 * HOUR; now += 20 * SECOND) patrol.tick(instant(now))
    const refills = sent.filter(({ fix: { refill } }) => refill)
    expect(refills.length).toBeGreaterThan(50)
    expect(refills.every(({ fix: { faults } }) => faults.includes('blind') || faults.includes('gateway'))).toBe(true)
    expect(refills.some(({ fix: { faults } }) => faults.includes('gateway'))).toBe(true)
    expect(sent.filter(({ fix: { refill, faults } }) => !refill && faults.includes('blind'))).toEqual([])
    const times = Map.groupBy(sent, ({ device, fix: { at } }) => `${device} ${at}`)
    for (const list of times.values()) expect(list.length).toBe(list[0].fix.faults.includes('repeat') && !list[0].fix.refill ? 2 : 1)
  })

  it('[X27] after duty a device hangs up; a drill that slept does not make up for hours', () => {
    const { patrol, sent, rests } = patrolOf(0)
    for (let now: number = MORNING; now <= MORNING + 8 * HOUR; now += MINUTE) patrol.tick(instant(now))
    expect(rests.length).toBeGreaterThan(10)
    const before = sent.length
    patrol.tick(instant(MORNING + 20 * HOUR))
    expect(sent.slice(before).every(({ fix: { time } }) => time >= MORNING + 20 * HOUR - 10 * MINUTE)).toBe(true)
  })

  it('[X15] at the start everybody on duty says at once where it is', () => {
    const { patrol, sent } = patrolOf(0)
    patrol.greet(MORNING)
    const on = roster.units.filter((unit) => dutyAt(SEED, list, unit, MORNING))
    expect(new Set(sent.map(({ fix: { unit } }) => unit))).toEqual(new Set(on.map(({ id }) => id)))
    expect(sent.every(({ fix: { time } }) => time === MORNING)).toBe(true)
  })
})

describe('relief', () => {
  it('[X32] a call for help stands some minutes, then it is cleared once with a reason', async () => {
    const cleared: string[] = []
    const standing: object[] = []
    const api: Api = { ask: (_method, path, body) => {
      if (path === '/alarms') return Promise.resolve({ status: 200, body: standing, refused: null })
      cleared.push(`${path} ${(body as { reason: string }).reason}`)
      return Promise.resolve({ status: 200, body: {}, refused: null })
    } }
    const errands = errandsOf()
    const relief = createRelief(SEED, api, errands, journal)
    relief.heard(fix({ sos: true }), MORNING)
    relief.heard(fix({ sos: true }), MORNING)
    relief.heard(fix(), MORNING)
    relief.tick(instant(MORNING + 2 * MINUTE))
    await errands.settle()
    expect(cleared).toEqual([])
    relief.tick(instant(MORNING + 13 * MINUTE))
    await errands.settle()
    expect(cleared).toHaveLength(1)
    expect(cleared[0]).toMatch(/^\/sos\/u1\/clear .{4,}/)
    standing.push({ kind: 'sos', about: 'u2' }, { kind: 'sos', about: 'stranger' }, { kind: 'event', about: 'u3' })
    await relief.begin(new Set(['u1', 'u2', 'u3']), MORNING)
    relief.tick(instant(MORNING + 4 * MINUTE))
    await errands.settle()
    expect(cleared.map((line) => line.split(' ')[0])).toEqual(['/sos/u1/clear', '/sos/u2/clear'])
  })
})
