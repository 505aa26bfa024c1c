// The engine beside the naive recomputation: cells, stays, visits and manning exactly, lines to ten metres.
import { describe, expect, it } from 'vitest'
import { cellsOf } from '../../../../shared/domain/coverage/cells.ts'
import { lengthOf } from '../../../../shared/domain/coverage/spans.ts'
import type { AreaBeat, LineBeat, PointBeat } from '../../../../shared/domain/beat.ts'
import { HOUR, instant, MINUTE } from '../../../../shared/domain/time.ts'
import { judge } from '../../../../server/readings/coverage/judge.ts'
import { IN_MEMORY } from '../../../../server/readings/coverage/archive.ts'
import { fieldOf } from '../../../../server/readings/coverage/field.ts'
import { MORNING } from './given.ts'
import { cellsSeen, mannedTold, roundsTold, shiftsOf, sorted, staysOf, staysTold, visitsTold, type NaiveShift } from './naive.ts'
import { asTheyCome, day, engine, play } from './tape.ts'

const seeds = [1, 2, 3, 4, 5, 6]
const HOURS = 9

function told(seed: number) {
  const made = day(seed, HOURS)
  const { story, state } = play(engine(), [...made.roster, ...asTheyCome(made.fixes, seed)])
  const now = instant(MORNING + HOURS * HOUR + 2 * HOUR + 17 * MINUTE)
  const field = fieldOf(state, story.world.beats, new Map(), IN_MEMORY)
  return { tape: sorted(story.told), state, field, now, judged: judge(state, field, now) }
}

/** The slot of a version: the one of its id that begins with it. */
const slotOf = (state: ReturnType<typeof told>['state'], id: string, from: number) => [...state.slots.values()].find((slot) => slot.id === id && slot.from === from)!

const at = (shift: NaiveShift, now: number): number => Math.min(now, shift.to)

describe('coverage beside the naive one', () => {
  it.each(seeds)('[O17] every cell was last seen when the naive recomputation says, seed %i', (seed) => {
    const { tape, state } = told(seed)
    let seen = 0
    for (const version of tape.versions) {
      if (version.beat.tier !== 'area') continue
      const slot = slotOf(state, version.beat.id, version.from)
      const naive = cellsSeen(tape, { ...version, beat: version.beat })
      const mine = new Map(cellsOf(version.beat).ids.map((id, cell) => [id, slot.seen[cell]]))
      expect(mine).toEqual(naive)
      for (const last of mine.values()) if (last > 0) seen++
    }
    expect(seen).toBeGreaterThan(20)
  })

  it.each(seeds)('[O17] stays, visits and manning are what the naive recomputation says, seed %i', (seed) => {
    const { tape, judged, now } = told(seed)
    let done = 0
    for (const { beat, before, now: stands } of judged) {
      const version = tape.versions.find((one) => one.beat.id === beat.id && JSON.stringify(one.beat) === JSON.stringify(beat))!
      for (const delivered of [before, stands?.due ?? null]) {
        if (!delivered || beat.tier === 'line') continue
        const shift = shiftsOf(tape, beat, now).find(({ name, from, to }) => name === delivered.shift.name && from === delivered.shift.from && to === delivered.shift.to)!
        const stays = staysOf(tape, { ...version, beat })
        if (beat.tier === 'area') expect(delivered.stays).toEqual(staysTold(tape, { ...version, beat: beat as AreaBeat }, shift, stays, at(shift, now)))
        else {
          expect(delivered.visits).toEqual(visitsTold(tape, { ...version, beat: beat as PointBeat }, shift, stays, at(shift, now)))
          if (beat.plan.manned !== null) {
            const { part, whole } = mannedTold(tape, version, shift, stays, at(shift, now))
            expect(delivered.manned.whole).toBe(whole)
            expect(Math.abs(delivered.manned.part - part)).toBeLessThan(1_000 * (stays.length + 1))
          }
        }
        done += delivered.stays.done + delivered.visits.done
      }
    }
    expect(done).toBeGreaterThan(0)
  })

  it.each(seeds)('[O17] rounds cover what the naive recomputation says, to ten metres, seed %i', (seed) => {
    const { tape, judged, now, state } = told(seed)
    const said = { rounds: 0, done: 0 }
    for (const { beat, before, now: stands } of judged) {
      if (beat.tier !== 'line') continue
      const version = tape.versions.find((one) => one.beat.id === beat.id && JSON.stringify(one.beat) === JSON.stringify(beat))!
      for (const delivered of [before, stands?.due ?? null]) {
        if (!delivered) continue
        const shift = shiftsOf(tape, beat, now).find(({ name, from }) => name === delivered.shift.name && from === delivered.shift.from)!
        const [easy, hard] = [-10, 10].map((more) => roundsTold(tape, { ...version, beat: beat as LineBeat }, shift, more))
        const rounds = slotOf(state, beat.id, version.from).rounds.filter((round) => round.shift === shift.from)
        if (rounds.length === 0) continue
        // Where ten metres decide whether a round is one, the windows after it may have begun otherwise.
        for (let index = 0; index < easy.slices.length; index++) {
          expect(Math.abs(lengthOf(rounds[index].spans) - easy.covered[index])).toBeLessThan(10)
          said.rounds++
          if (rounds[index].done > 0) said.done++
          if (easy.done[index] !== hard.done[index]) {
            expect(rounds[index].done === 0 ? hard.done[index] : easy.done[index] || Infinity).toBeLessThanOrEqual(rounds[index].done)
            break
          }
          expect(rounds[index].done).toBe(easy.done[index])
        }
      }
    }
    expect(said.rounds).toBeGreaterThan(5)
  })
})
