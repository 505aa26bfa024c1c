// Instants kept in order, as plain data: windows over them are two binary searches, late ones are put where they happened.
import type { Instant } from '../../shared/domain/time.ts'

/** The first `length` of `times` ascend; the rest is room to grow. The first `held` are a snapshot's too and are never moved. */
export interface Timeline { times: Float64Array; length: number; held: number }
/** Each instant bears a number. */
export interface TaggedTimeline extends Timeline { tags: Uint32Array }

export const emptyTimeline = (): Timeline => ({ times: new Float64Array(16), length: 0, held: 0 })
export const emptyTaggedTimeline = (): TaggedTimeline => ({ ...emptyTimeline(), tags: new Uint32Array(16) })

const isTagged = (line: Timeline): line is TaggedTimeline => 'tags' in line

/** The instants as they stand and their numbers, without copying them: whoever moves one of them later makes a copy first. */
export function hold(line: Timeline): { readonly times: Float64Array; readonly tags: Uint32Array | null } {
  line.held = line.length
  return { times: line.times.subarray(0, line.length), tags: isTagged(line) ? line.tags.subarray(0, line.length) : null }
}

/** Makes the instants from `index` on free to be moved. */
function loosen(line: Timeline, index: number): void {
  if (index >= line.held) return
  line.times = line.times.slice()
  if (isTagged(line)) line.tags = line.tags.slice()
  line.held = 0
}

/** How many instants are ≤ `at`. */
export function countUpTo(line: Timeline, at: number): number {
  let low = 0
  let high = line.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (line.times[middle] <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** How many instants lie in (from, to]. */
export const countIn = (line: Timeline, from: number, to: number): number => Math.max(0, countUpTo(line, to) - countUpTo(line, from))

/** Puts an instant in its place and answers which that is; one that comes in order costs nothing but the room it takes. */
export function insert(line: Timeline, at: Instant): number {
  if (line.length === line.times.length) {
    const grown = new Float64Array(line.times.length * 2)
    grown.set(line.times)
    line.times = grown
    if (isTagged(line)) {
      const tags = new Uint32Array(grown.length)
      tags.set(line.tags)
      line.tags = tags
    }
    line.held = 0
  }
  const index = line.length === 0 || line.times[line.length - 1] <= at ? line.length : countUpTo(line, at)
  loosen(line, index)
  line.times.copyWithin(index + 1, index, line.length)
  line.times[index] = at
  line.length++
  return index
}

/** The same with its number. */
export function insertTagged(line: TaggedTimeline, at: Instant, tag: number): void {
  const index = insert(line, at)
  line.tags.copyWithin(index + 1, index, line.length - 1)
  line.tags[index] = tag
}

/** Takes one such instant out; answers whether there was one. */
export function remove(line: Timeline, at: Instant): boolean {
  const index = countUpTo(line, at) - 1
  if (index < 0 || line.times[index] !== at) return false
  loosen(line, index)
  line.times.copyWithin(index, index + 1, line.length)
  line.length--
  return true
}

/** Takes one such instant with that number out; answers whether there was one. */
export function removeTagged(line: TaggedTimeline, at: Instant, tag: number): boolean {
  for (let index = countUpTo(line, at) - 1; index >= 0 && line.times[index] === at; index--) {
    if (line.tags[index] !== tag) continue
    loosen(line, index)
    line.times.copyWithin(index, index + 1, line.length)
    line.tags.copyWithin(index, index + 1, line.length)
    line.length--
    return true
  }
  return false
}

/** Takes out all instants up to and including `upTo`. */
export function forget(line: Timeline, upTo: number): void {
  const gone = countUpTo(line, upTo)
  if (gone === 0) return
  loosen(line, 0)
  line.times.copyWithin(0, gone, line.length)
  if (isTagged(line)) line.tags.copyWithin(0, gone, line.length)
  line.length -= gone
}

/** Those instants alone whose number `kept` has. */
export function only(line: TaggedTimeline, kept: Uint8Array): Timeline {
  const times = new Float64Array(line.length)
  let length = 0
  for (let index = 0; index < line.length; index++) if (kept[line.tags[index]]) times[length++] = line.times[index]
  return { times, length, held: 0 }
}

/** Adds to `counts` what lies in as many steps of `step` ms, the last of which ends at `to`; oldest first, each half open (from, to]. */
export function addSteps(line: Timeline, step: number, to: number, counts: number[]): void {
  const from = countUpTo(line, to - step * counts.length)
  const end = countUpTo(line, to)
  if (end - from <= counts.length) {
    for (let index = from; index < end; index++) counts[counts.length - 1 - Math.floor((to - line.times[index]) / step)]++
    return
  }
  for (let index = 0, before = from; index < counts.length; index++) {
    const upTo = countUpTo(line, to - step * (counts.length - 1 - index))
    counts[index] += upTo - before
    before = upTo
  }
}
