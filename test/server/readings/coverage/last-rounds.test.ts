// The last rounds of a beat: counts beside the shift sheet's, and who kept each beside what was sent.
import { describe, expect, it } from 'vitest'
import { HOUR, instant, MINUTE } from '../../../../shared/domain/time.ts'
import { catalogue, device, unit } from '../../world/given.ts'
import { line, MORNING, place, point, SHIFTS } from './given.ts'
import { adopted, asTheyCome, checkedIn, day, engine, inOrder, play } from './tape.ts'

const deliveries = { area: 'stays', line: 'rounds', point: 'visits' } as const

describe('the last rounds of a beat', () => {
  it.each([1, 2, 3, 4])('[R14] [R16] are those that the shift sheet counts, and whoever kept one was there and sent something, seed %i', (seed) => {
    const made = day(seed, 9)
    const now = instant(MORNING + 9.3 * HOUR)
    const fixes = seed % 2 === 0 ? inOrder(made.fixes) : asTheyCome(made.fixes, seed)
    const { coverage, state, story } = play(engine(), [...made.roster, ...fixes].filter(({ at }) => at <= now))
    let [kept, missed, named] = [0, 0, 0]
    const judged = coverage.judge(state, now, story.world)
    for (const { beat, before, now: stands } of judged) {
      // Of a beat that was changed the newest plan is told.
      if (!stands && judged.some((other) => other.beat.id === beat.id && other.now)) continue
      const told = coverage.rounds(state, now, story.world, beat.id)!
      const shifts = [before, stands?.due ?? null].filter((one) => one !== null)
      expect(told.shifts.map(({ name, from, rounds }) => {
        const count = (...states: string[]): number => rounds.filter(({ state: its }) => states.includes(its)).length
        return [name, from, rounds.length, count('kept', 'early', 'late'), count('missed'), count('early'), count('late')]
      })).toEqual(shifts.map((one) => {
        const delivery = one[deliveries[beat.tier]]
        return [one.shift.name, one.shift.from, delivery.planned, delivery.done, delivery.missed, delivery.early, delivery.late]
      }))
      for (const { at, unit: by, state: its, most } of told.shifts.flatMap(({ rounds }) => rounds)) {
        if (its === 'missed') missed++
        expect((at === null) === !['kept', 'early', 'late'].includes(its)).toBe(true)
        if (at === null) continue
        kept++
        expect(most).toBeNull()
        if (by === null) continue
        named++
        const { number, tier } = story.world.units.get(by)!
        expect(tier).toBe(beat.tier)
        // A stay is long enough between two of its fixes, a round is done by one.
        expect(made.fixes.some(({ unit: of, time }) => of === number && (beat.tier === 'line' ? time === at : Math.abs(time - at) <= 30 * MINUTE))).toBe(true)
      }
    }
    expect([kept > 3, missed > 3, named]).toEqual([true, true, kept])
  })

  const small = (beats: Parameters<typeof adopted>[1], kinds: readonly ('foot' | 'car')[]) => {
    const made = engine()
    made.story.entry('catalogue-adopted', { hash: 'c', effective: instant(0), content: { ...catalogue, shifts: SHIFTS } }, MORNING - HOUR)
    play(made, [adopted('first', beats, MORNING - HOUR)])
    kinds.forEach((kind, index) => {
      const n = index + 1
      made.story.units(unit(`u${n}`, n, { tier: beats[0].tier, kind })).devices(device(`d${n}`, n, `u${n}`, { interval: 60 }))
      made.story.signedOn(`u${n}`, MORNING - HOUR)
    })
    const at = (number: number, minute: number, x: number, y: number): void => {
      const [lon, lat] = place(x, y)
      made.story.fixes(MORNING + minute * MINUTE, [{ unit: number, device: number, time: MORNING + minute * MINUTE, lon, lat }])
    }
    const rounds = (minute: number) => made.coverage.rounds(made.state, instant(MORNING + minute * MINUTE), made.story.world, beats[0].id)
    return { ...made, at, rounds }
  }

  it('[R16] of a line name who walked it, and of one that is missed how far somebody got', () => {
    const { at, rounds } = small([line('l', [[0, 0], [600, 0]], { rounds: 8, length: 0.9 })], ['foot', 'foot'])
    for (let minute = 1; minute <= 9; minute++) at(2, minute, 80 * (minute - 1), 0)
    for (let minute = 61; minute <= 64; minute++) at(1, minute, 80 * (minute - 61), 0)
    const { shifts: [{ rounds: told }], asked } = rounds(130)!
    expect(told.slice(0, 4)).toMatchObject([{ state: 'kept', unit: 'u2' }, { state: 'missed', unit: null, at: null }, { state: 'on', most: null }, { state: 'ahead' }])
    expect([told[1].most! > 200 && told[1].most! < 350, asked.unit, Math.round(asked.amount / 10)]).toEqual([true, 'metres', 54])
  })

  it('[R16] of a point count check-ins too, and say how long a post was manned', () => {
    const post = point('p', 300, 300, { visits: 8, dwell: 5, allowance: 0, manned: 0.5 })
    const made = small([post], ['foot', 'foot'])
    for (let minute = 1; minute <= 30; minute++) made.at(1, minute, 300, 300)
    play(made, [checkedIn(post, 2, MORNING + 70 * MINUTE)])
    const { shifts: [{ rounds: told, manned }] } = made.rounds(125)!
    expect(told.slice(0, 2)).toMatchObject([{ state: 'kept', unit: 'u1', at: MORNING + 6 * MINUTE }, { state: 'kept', unit: 'u2', at: MORNING + 70 * MINUTE }])
    expect(manned!.part).toBeGreaterThan(25)
    expect(made.coverage.rounds(made.state, instant(MORNING + HOUR), made.story.world, 'nowhere')).toBeNull()
  })
})
