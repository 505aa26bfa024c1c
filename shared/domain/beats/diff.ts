// What changes from one set of beats to another: beat by beat, with the size on the ground and every part of the plan before and after.
import type { Beat, BeatId } from '../beat.ts'
import { areaOf } from '../geometry/loop.ts'
import { lengthOf } from './check.ts'
import { loopsOf } from './overlaps.ts'

/** A part of a beat that is not the same: `plan.rounds`, `shifts`, `shape` …; values as the beat has them, null where it has none. */
export interface FieldChange { readonly name: string; readonly before: unknown; readonly after: unknown }

export interface BeatChange {
  readonly is: 'added' | 'changed' | 'removed'
  readonly id: BeatId
  readonly before: Beat | null
  readonly after: Beat | null
  /** m² of an area, metres of a line; null for a point and where there is no beat. */
  readonly size: { readonly before: number | null; readonly after: number | null }
  /** Of a changed beat, in the order in which a form shows them. */
  readonly fields: readonly FieldChange[]
}

/** m² of an area, metres of a line, null of a point. */
export function sizeOf(beat: Beat): number | null {
  switch (beat.tier) {
    case 'area': return areaOf(loopsOf(beat.polygons))
    case 'line': return lengthOf(beat.line)
    case 'point': return null
    default: return beat satisfies never
  }
}

/** Added and changed ones in the order of `after`, then removed ones in that of `before`; beats are told apart by their ids. */
export function changesOf(before: readonly Beat[], after: readonly Beat[]): BeatChange[] {
  const old = new Map(before.map((beat) => [beat.id, beat]))
  const left = new Set(after.map(({ id }) => id))
  return [
    ...after.flatMap((beat): BeatChange[] => {
      const was = old.get(beat.id)
      if (was === beat) return []
      if (!was) return [{ is: 'added', id: beat.id, before: null, after: beat, size: { before: null, after: sizeOf(beat) }, fields: [] }]
      const fields = fieldsOf(was, beat)
      return fields.length === 0 ? [] : [{ is: 'changed', id: beat.id, before: was, after: beat, size: { before: sizeOf(was), after: sizeOf(beat) }, fields }]
    }),
    ...before.filter(({ id }) => !left.has(id)).map((beat): BeatChange =>
      ({ is: 'removed', id: beat.id, before: beat, after: null, size: { before: sizeOf(beat), after: null }, fields: [] })),
  ]
}

const order = ['tier', 'name', 'region', 'team', 'priority', 'people', 'shifts', 'interval', 'rests']

/** Every part by name; the ground that it covers is one part. */
function partsOf(beat: Beat): Map<string, unknown> {
  const shape = beat.tier === 'area' ? beat.polygons : beat.tier === 'line' ? beat.line : beat.place
  return new Map<string, unknown>([
    ...order.map((name): [string, unknown] => [name, beat[name as keyof Beat]]),
    ['shape', shape],
    ...Object.entries(beat.plan).map(([name, value]): [string, unknown] => [`plan.${name}`, value]),
    ...(beat.tier === 'area' ? [['weights', Object.entries(beat.weights).sort(([a], [b]) => (a < b ? -1 : 1))] as [string, unknown]] : []),
  ])
}

function fieldsOf(before: Beat, after: Beat): FieldChange[] {
  const [old, now] = [partsOf(before), partsOf(after)]
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((name): FieldChange[] => {
    const [a, b] = [old.get(name) ?? null, now.get(name) ?? null]
    return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)) ? [] : [{ name, before: a, after: b }]
  })
}

/** Members in one order: a set that went through the ledger has them in another. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]))
}

/**
 * The same changes made to another set: what was added or changed goes in as it is, what was removed is left out.
 * `both` names the beats that differ there too from what the changes were made from, and are written over.
 */
export function carryOver(before: readonly Beat[], mine: readonly Beat[], theirs: readonly Beat[]): { readonly beats: Beat[]; readonly both: readonly BeatId[] } {
  const changes = new Map(changesOf(before, mine).map((change) => [change.id, change]))
  const others = new Set(changesOf(before, theirs).map(({ id }) => id))
  const there = new Set(theirs.map(({ id }) => id))
  return {
    beats: [
      ...theirs.flatMap((beat) => { const change = changes.get(beat.id); return change ? change.after ?? [] : [beat] }),
      ...[...changes.values()].flatMap(({ id, after }) => (after && !there.has(id) ? [after] : [])),
    ],
    both: [...changes.keys()].filter((id) => others.has(id)),
  }
}
