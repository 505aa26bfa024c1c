// A disk that cannot give back a stretch of a track: what was told stays, and all else goes on.
import { describe, expect, it } from 'vitest'
import { memoryArchive, type Archive } from '../../../../server/readings/coverage/archive.ts'
import { coverAnew, lengthOn, type Part } from '../../../../server/readings/coverage/rounds.ts'
import type { Round, Slot } from '../../../../server/readings/coverage/state.ts'
import { emptyTrack } from '../../../../server/readings/coverage/track.ts'
import { copyOf, keepRound } from '../../../../server/readings/coverage/unread.ts'
import { HOUR, instant } from '../../../../shared/domain/time.ts'
import { device, unit } from '../../world/given.ts'
import { area, line, MORNING, place, point } from './given.ts'
import { adopted, asTheyCome, day, engine, inOrder, play, twice, type Engine } from './tape.ts'

const HOURS = 4
const now = instant(MORNING + (HOURS + 2) * HOUR)

/** Gives back nothing that was put with one of `gone`'s tickets, as a disk that has bad blocks. */
function failing(): { readonly archive: Archive; readonly gone: Set<number> } {
  const [whole, gone] = [memoryArchive(), new Set<number>()]
  return { gone, archive: { ...whole, get: (ticket, seal) => (gone.has(ticket) ? null : whole.get(ticket, seal)), lost: () => gone.size } }
}

/** What was told: every cell with its last instant, rounds done, metres of rounds, and how long somebody was in each beat. */
function toldOf({ state }: Engine): Map<string, number> {
  const told = new Map<string, number>()
  for (const slot of state.slots.values()) {
    const name = `${slot.id} ${slot.from}`
    slot.seen.forEach((at, cell) => told.set(`${name} cell ${cell}`, at))
    for (const round of slot.rounds) {
      told.set(`${name} done ${round.opens}`, round.done > 0 ? 1 : 0)
      told.set(`${name} metres ${round.opens}`, Math.round(lengthOn(round)))
    }
    const open = state.tracks.flatMap(({ inside, since, time }) => inside.flatMap((one, at) => (one === slot.number ? [time - since[at]] : [])))
    told.set(`${name} stays`, slot.presences.first.reduce((sum, first, at) => sum + slot.presences.last[at] - first, 0) + open.reduce((sum, one) => sum + one, 0))
  }
  return told
}

/** What is less than it was: names. */
const lessIn = (after: Engine, before: Map<string, number>): string[] => {
  const now = toldOf(after)
  return [...before].flatMap(([name, value]) => ((now.get(name) ?? 0) < value ? [name] : []))
}

describe('coverage whose disk cannot give back a stretch', () => {
  it('[O52] takes nothing away that was told, whatever comes late and whoever signs on late, and takes what needs none of it', () => {
    let [came, kept] = [0, 0]
    for (const seed of [1, 2, 3, 4]) {
      const { roster, fixes } = day(seed, HOURS)
      const dense = twice(fixes)
      const { archive, gone } = failing()
      const half = dense.filter((_, index) => index % 11 !== 0)
      const made = play(engine(archive), [...roster, ...inOrder(half)])
      const whole = play(engine(), [...roster, ...inOrder(half)])
      // Every other full stretch of each track.
      for (const track of made.state.tracks) for (let chunk = 0; chunk < track.chunks; chunk += 2) gone.add(track.full[chunk * 13 + 2])
      expect(gone.size).toBeGreaterThan(2)
      const before = toldOf(made)
      const tracks = made.state.tracks.map(({ chunks, full }) => full.slice(0, chunks * 13).filter((_, at) => at % 13 === 2).filter((ticket) => gone.has(ticket)).length)
      const late = asTheyCome(dense.filter((_, index) => index % 11 === 0), seed).map((one) => ({ ...one, at: now }))
      play(made, late)
      play(whole, late)
      // What a late fix corrects is corrected in both: a way that was taken as gone and led elsewhere.
      const corrected = new Set(lessIn(whole, before))
      expect(lessIn(made, before).filter((name) => !corrected.has(name))).toEqual([])
      // The stretches are still there, should the disk come to itself.
      expect(made.state.tracks.map(({ chunks, full }) => full.slice(0, chunks * 13).filter((_, at) => at % 13 === 2).filter((ticket) => gone.has(ticket)).length)).toEqual(tracks)
      const after = toldOf(made)
      came += [...after].filter(([name, value]) => value > (before.get(name) ?? 0)).length

      // A rhythm that turns out to be another tells whole tracks anew.
      const stood = toldOf(made)
      for (const engine of [made, whole]) for (const { device: number, unit: of, interval } of engine.state.tracks) engine.story.devices(device(`d${number}`, number, `u${of}`, { interval: interval * 2 }))
      expect(lessIn(made, stood)).toEqual([])
      kept += stood.size
    }
    expect(came).toBeGreaterThan(20)
    expect(kept).toBeGreaterThan(100)
  })

  /** Two units that stand at one place, 1,200 fixes each, the second an hour after the first; every first full stretch is gone. */
  function standing(tier: 'area' | 'point') {
    const { archive, gone } = failing()
    const beat = tier === 'area' ? area('a', 0, 0, 1_000) : point('p', 500, 500)
    const made = play(engine(archive), [adopted('first', [beat], MORNING - HOUR)])
    const [lon, lat] = place(500, 500)
    for (const number of [1, 2]) {
      made.story.units(unit(`u${number}`, number, { tier })).devices(device(`d${number}`, number, `u${number}`))
      made.story.signedOn(`u${number}`, MORNING - 1)
      play(made, inOrder(Array.from({ length: 1_200 }, (_, index) => ({ unit: number, device: number, time: MORNING + (number - 1) * HOUR + index * 5_000, lon, lat }))))
    }
    return { made, gone, slot: [...made.state.slots.values()][0] }
  }

  it('[O52] keeps of a stay what lies in such a stretch when a sign-off is told late, and takes the rest', () => {
    const { made, gone, slot } = standing('point')
    const [track] = made.state.tracks
    gone.add(track.full[13 + 2])
    const [from, to] = [MORNING + 512 * 5_000, MORNING + 1_023 * 5_000]
    made.story.signedOff('u1', MORNING + 100 * 5_000)
    const own = slot.presences.first.flatMap((first, at) => (slot.presences.track[at] === 0 ? [[first, slot.presences.last[at]]] : []))
    expect(own).toEqual([[MORNING, MORNING + 99 * 5_000], [from, to]])
    expect(track.inside).toEqual([])
  })

  it('[O52] a cell whose last claim is taken back was seen no earlier than by whoever may have passed in such a stretch', () => {
    const { made, gone, slot } = standing('area')
    const [first] = made.state.tracks
    const cell = slot.seen.indexOf(Math.max(...slot.seen))
    for (let chunk = 0; chunk < first.chunks; chunk++) gone.add(first.full[chunk * 13 + 2])
    // The second unit was never on duty, and of the first only what is in memory can be read.
    made.story.signedOff('u2', MORNING)
    expect([slot.seen[cell], slot.seenBy[cell]]).toEqual([MORNING + 1_199 * 5_000, 1])
    made.story.signedOff('u1', MORNING + 1_024 * 5_000)
    expect([slot.seen[cell], slot.seenBy[cell]]).toEqual([MORNING + 1_023 * 5_000, 1])
  })
})

it('[O52] a round that keeps what it had is kept before the next is made, which begins after it: no step counts for both', () => {
  const round = (opens: number, closes: number): Round => ({ shift: 0, until: 100, from: opens, to: closes, opens, closes, spans: [], walks: [], done: 0, newest: 0 })
  const beat = line('l', [[0, 0], [100, 0]], {}, { people: 1 })
  const slot = { rounds: [round(0, 50), round(5, 100)], goal: 80 } as unknown as Slot
  const part = (time: number, from: number, to: number): Part => ({ time, from, to, unit: 1, people: 1 })
  coverAnew(slot, beat, 0, -Infinity, [part(1, 0, 30), part(10, 30, 60), part(20, 60, 100)])
  const told = slot.rounds.map(({ spans, done }) => [[...spans], done])
  expect(told).toEqual([[[0, 100], 20], [[], 0]])
  const had = new Map(slot.rounds.map((one) => [one, copyOf(one)]))
  // The disk gives back the second part alone.
  coverAnew(slot, beat, 0, -Infinity, [part(10, 30, 60)], (one) => { keepRound(one, had.get(one)!, { people: 1, goal: slot.goal }, [{ track: emptyTrack(0, 1, 1, 'line', 10), from: 1, to: 20 }]) })
  expect(slot.rounds.map(({ spans, done }) => [[...spans], done])).toEqual(told)
})
