// What comes late, in pieces, or after a restart adds up to what the sorted track says.
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, instant, MINUTE } from '../../../../shared/domain/time.ts'
import { memoryArchive } from '../../../../server/readings/coverage/archive.ts'
import { createCoverage } from '../../../../server/readings/coverage/coverage.ts'
import type { CoverageState } from '../../../../server/readings/coverage/state.ts'
import { apart, together, type Pieces } from '../../../../server/readings/pieces.ts'
import { DISTRICT, townCodes, type FixSaid } from '../../world/given.ts'
import { seeded } from '../../../seeded.ts'
import { MORNING } from './given.ts'
import { asTheyCome, day, engine, inOrder, play, type Engine, type Told } from './tape.ts'

const HOURS = 4
const now = instant(MORNING + (HOURS + 2) * HOUR)

/** Everything that fixes made, without the order in which it is kept and whose claim it was of two at one instant. */
const madeOut = ({ coverage, state, story }: Engine) => ({
  judged: coverage.judge(state, now, story.world),
  slots: [...state.slots.values()].map(({ id, from, seen, rounds, last, presences: { first, last: until } }) => ({
    id, from, seen, last, rounds: rounds.filter(({ spans }) => spans.length > 0).map(({ shift, from: begins, spans, done }) => ({ shift, begins, spans, done })),
    presences: first.map((one, index) => [one, until[index]]).sort((a, b) => a[0] - b[0] || a[1] - b[1]),
  })),
})

const shown = ({ coverage, state, story }: Engine, at = now) => [DISTRICT, townCodes[1]].map((region) => coverage.show(state, at, story.world, region))

describe('the order in which things come', () => {
  it('[O13] fixes in any order of arrival give the coverage of the sorted track', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000 }), (seed, arrival) => {
      const { roster, fixes } = day(seed, HOURS)
      expect(madeOut(play(engine(), [...roster, ...asTheyCome(fixes, arrival)]))).toEqual(madeOut(play(engine(), [...roster, ...inOrder(fixes)])))
    }), { numRuns: 25, seed: 4 })
  }, 120_000)

  it('[O13] a few fixes in every order and of few instants, some alike, give the same', () => {
    const { roster } = day(3, HOURS)
    const near = fc.record({ unit: fc.constantFrom(1, 3, 5), second: fc.integer({ min: 0, max: 40 }), x: fc.integer({ min: 0, max: 9 }), y: fc.integer({ min: 0, max: 9 }) })
    fc.assert(fc.property(fc.array(near, { minLength: 2, maxLength: 30 }), fc.integer(), (rows, shuffle) => {
      const fixes: FixSaid[] = rows.map(({ unit, second, x, y }) => ({ unit, device: unit, time: MORNING + HOUR + second * 20_000, lon: 104.75 + x * 0.0011, lat: 29.35 + y * 0.0009 }))
      const next = seeded(shuffle)
      const mixed = fixes.map((fix) => ({ fix, key: next() })).sort((a, b) => a.key - b.key).map(({ fix }, index): Told => ({ at: MORNING + 2 * HOUR + index, tell: (story) => story.fixes(MORNING + 2 * HOUR + index, [fix]) }))
      const sorted: Told = { at: MORNING + 2 * HOUR, tell: (story) => story.fixes(MORNING + 2 * HOUR, [...fixes].sort((a, b) => a.time - b.time)) }
      expect(madeOut(play(engine(), [...roster, ...mixed]))).toEqual(madeOut(play(engine(), [...roster, sorted])))
    }), { numRuns: 150, seed: 11 })
  }, 120_000)

  it('[O13] a late fix beside fixes of one instant at the edge of a full stretch moves nothing else, and what comes after follows the newest', () => {
    const { roster } = day(3, HOURS)
    const step = (index: number): FixSaid => ({ unit: 1, device: 1, time: MORNING + HOUR + index * 10_000, lon: 104.75 + (index % 60) * 0.0002, lat: 29.352 })
    // 512 fixes fill a stretch: its last two, its last and the next one's first, its first two share an instant.
    for (const [twice, late] of [[510, 509], [511, 510], [511, 511], [512, 511], [0, 0], [513, 512]]) {
      const fixes = [...Array.from({ length: 700 }, (_, index) => step(index)), { ...step(twice), lon: 104.76 }]
      const tardy = { ...step(late), time: step(late).time + 5_000 }
      const told = (rows: readonly FixSaid[]): Told[] => rows.map((fix) => ({ at: MORNING + 5 * HOUR, tell: (story) => story.fixes(MORNING + 5 * HOUR, [fix]) }))
      const after = Array.from({ length: 30 }, (_, index) => step(700 + index))
      const byTime = (rows: readonly FixSaid[]): FixSaid[] => [...rows].sort((a, b) => a.time - b.time || (a.lon ?? 0) - (b.lon ?? 0))
      const mixed = play(engine(), [...roster, ...told([...byTime(fixes), tardy, ...after])])
      const sorted = play(engine(), [...roster, ...told([...byTime([...fixes, tardy]), ...after])])
      expect(mixed.state.tracks[0].time).toBe(after.at(-1)!.time)
      expect(madeOut(mixed)).toEqual(madeOut(sorted))
    }
  })

  it('[O16] sign-ons and sign-offs that are heard of late count from their own instants', () => {
    let signedOff = 0
    for (let seed = 1; seed <= 12; seed++) {
      const { roster, fixes } = day(seed, HOURS)
      const late = roster.map((one) => (one.duty ? { ...one, at: one.at + 90 * MINUTE } : one))
      signedOff += roster.filter(({ duty }) => duty).length - 6
      expect(madeOut(play(engine(), [...late, ...asTheyCome(fixes, seed)]))).toEqual(madeOut(play(engine(), [...roster, ...inOrder(fixes)])))
    }
    expect(signedOff).toBeGreaterThan(8)
  })

  it('[O14] a state frozen and thawed at any turn goes on as the one that was not, and shows the same', () => {
    const { roster, fixes } = day(5, HOURS)
    const told = [...roster, ...asTheyCome(fixes, 5)].sort((a, b) => a.at - b.at)
    const whole = play(engine(), told)
    for (const part of [0.2, 0.5, 0.8]) {
      const cut = Math.floor(told.length * part)
      const thawed = play(engine(), told.slice(0, cut))
      const kept = apart(thawed.state)
      const bytes = [...kept].map((piece) => serialize(piece))
      play(thawed, told.slice(cut, cut + 50))
      const again = { ...thawed, coverage: createCoverage(), state: together(bytes.map((piece) => deserialize(piece) as unknown) as unknown as Pieces) as CoverageState }
      again.story.listeners.splice(0)
      const other = engine()
      other.story.listeners.splice(0)
      play(other, told.slice(0, cut))
      other.story.listeners.push((happening, world) => { again.state = again.coverage.step(again.state, happening, world) })
      play(other, told.slice(cut))
      expect(shown({ ...again, story: other.story })).toEqual(shown(whole))
    }
  })

  it('[O14] what is recomputed from ledger and tape, in whatever batches, shows what was live', () => {
    const { roster, fixes } = day(6, HOURS)
    const told = [...roster, ...asTheyCome(fixes, 6)]
    const live = play(engine(), told)
    const again = engine()
    for (const happening of live.story.told) {
      if (happening.is === 'entry') {
        const { kind, data, committed } = happening.entry
        again.story.entry(kind, data, committed)
        continue
      }
      const { batch, at } = happening
      for (let row = 0; row < batch.length; row++) {
        again.story.fixes(at, [{ unit: batch.unit[row], device: batch.device[row], time: batch.time[row], lon: batch.lon[row] / 1e6, lat: batch.lat[row] / 1e6, flags: batch.flags[row] }])
      }
    }
    expect(shown(again)).toEqual(shown(live))
  })

  it('[O19] being shown changes nothing', () => {
    const { roster, fixes } = day(7, HOURS)
    const told = [...roster, ...asTheyCome(fixes, 7)]
    const watched = engine(memoryArchive())
    watched.story.listeners.push((happening) => {
      if (happening.is === 'fixes') watched.coverage.show(watched.state, happening.at, watched.story.world, DISTRICT)
    })
    expect(play(watched, told).state).toEqual(play(engine(memoryArchive()), told).state)
  })
})
