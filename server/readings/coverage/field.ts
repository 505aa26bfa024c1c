// What the engine works on beside its state, derived from it and the world's sets: beats by slot, and the ground of each set.
import { isDeepStrictEqual } from 'node:util'
import type { Beat } from '../../../shared/domain/beat.ts'
import type { BeatsInForce } from '../../../shared/domain/beats-in-force.ts'
import { ground, type Ground, type Shape } from '../../../shared/domain/coverage/ground.ts'
import { NOTHING, shapeWith, type Ahead } from './ahead.ts'
import type { Archive } from './archive.ts'
import type { CoverageState, Slot } from './state.ts'

export interface Field {
  /** The sets this was made of; another list asks for another field. */
  readonly of: readonly BeatsInForce[]
  readonly beats: ReadonlyMap<number, Beat>
  readonly shapes: ReadonlyMap<number, Shape>
  /** Oldest first. */
  readonly grounds: readonly SetGround[]
  /** Where tracks have their full chunks. */
  readonly archive: Archive
}

interface SetGround { readonly from: number; readonly set: BeatsInForce; readonly slots: readonly number[]; readonly ground: Ground }

/** The ground of the set that is valid at an instant. */
export function groundAt({ grounds }: Field, at: number): Ground | undefined {
  for (let index = grounds.length - 1; index >= 0; index--) if (grounds[index].from <= at) return grounds[index].ground
  return undefined
}

/** Whether the state's slots are those of the sets. */
export const isOf = (state: CoverageState, sets: readonly BeatsInForce[]): boolean =>
  state.sets.length === sets.length && sets.every(({ from, hash }, index) => state.sets[index].from === from && state.sets[index].hash === hash)

/**
 * Gives every beat of the sets its slot: an unchanged one keeps that of the set before, all others get new ones, whose
 * shapes are put to the others.
 */
export function assignSlots(state: CoverageState, sets: readonly BeatsInForce[], shapes: Map<number, Shape>, ahead: Ahead): void {
  const before = state.sets
  let known = true
  state.sets = []
  sets.forEach((set, index) => {
    const same = before.find(({ from, hash }) => from === set.from && hash === set.hash)
    // What follows a new set is compared anew; it has not begun, so nothing is lost.
    known &&= same !== undefined
    const previous = index > 0 ? { set: sets[index - 1], slots: state.sets[index - 1].slots } : undefined
    state.sets.push({ from: set.from, hash: set.hash, slots: known && same ? same.slots : slotsOf(state, set, previous, shapes, ahead) })
  })
  state.sets.forEach(({ slots }, index) => {
    for (const number of slots) {
      const slot = state.slots.get(number)
      if (slot) slot.until = state.sets[index + 1]?.from ?? Infinity
    }
  })
  // What was to come, and is replaced before it began, leaves nothing behind.
  const used = new Set(state.sets.flatMap(({ slots }) => slots))
  for (const { number, until } of state.slots.values()) if (!used.has(number) && until > state.at) state.slots.delete(number)
}

function slotsOf(state: CoverageState, set: BeatsInForce, previous: { readonly set: BeatsInForce; readonly slots: readonly number[] } | undefined, shapes: Map<number, Shape>, ahead: Ahead): number[] {
  const numberOf = new Map(previous?.set.beats.map((beat, index) => [beat.id, index]))
  return set.beats.map((beat) => {
    const index = numberOf.get(beat.id)
    if (previous && index !== undefined && isDeepStrictEqual(previous.set.beats[index], beat)) return previous.slots[index]
    const number = state.nextSlot++
    const shape = shapeWith(ahead, beat)
    shapes.set(number, shape)
    state.slots.set(number, emptySlot(number, beat, shape, set.from))
    return number
  })
}

function emptySlot(number: number, beat: Beat, shape: Shape, from: number): Slot {
  const cells = shape.tier === 'area' ? shape.cells.ids.length : 0
  return {
    number, id: beat.id, tier: beat.tier, from, until: Infinity,
    seen: new Float64Array(cells), seenBy: new Uint32Array(cells),
    presences: { first: [], last: [], track: [] },
    goal: beat.tier === 'line' && shape.tier === 'line' ? beat.plan.length * shape.line.length : 0,
    rounds: [], planned: from, last: 0, lastBy: 0, checked: { at: [], unit: [] },
  }
}

/** The field of sets whose slots are assigned; shapes that are known are taken over, and of the field before the grounds of sets that stay. */
export function fieldOf(state: CoverageState, sets: readonly BeatsInForce[], known: ReadonlyMap<number, Shape>, archive: Archive, before?: Field, ahead = NOTHING): Field {
  const beats = new Map<number, Beat>()
  const shapes = new Map<number, Shape>()
  const grounds = sets.map((set, index) => {
    const own = new Map<number, Shape>()
    set.beats.forEach((beat, at) => {
      const number = state.sets[index].slots[at]
      const shape = shapes.get(number) ?? known.get(number) ?? shapeWith(ahead, beat)
      beats.set(number, beat)
      shapes.set(number, shape)
      own.set(number, shape)
    })
    const { slots } = state.sets[index]
    const same = before?.grounds.find((one) => one.set === set && one.slots === slots)
    return same ?? { from: set.from, set, slots, ground: ground(own, ahead.lattice) }
  })
  return { of: sets, beats, shapes, grounds, archive }
}
