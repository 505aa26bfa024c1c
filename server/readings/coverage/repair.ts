// Late fixes and changed duties: the stretch of track that they concern is told anew, as if everything had come in order.
import { claim, knowsWay, look, unclaim, type Work } from './claims.ts'
import { onDuty } from './duty.ts'
import { goOn, keepPresence, longestSilence, takePresences, type Inside, type Taken } from './presences.ts'
import { chunksAbout, chunksOf, repack, timesOf, unpack, type Stretch, type Track } from './track.ts'

/** Fixes of one track that are not newer than its newest. */
export interface Late { readonly time: number; readonly lon: number; readonly lat: number }

/** Puts late fixes in their places and repairs what they touch. A stretch that cannot be read stays as it stands, without those of its time. */
export function takeLate(work: Work, track: Track, late: readonly Late[]): void {
  const sorted = [...late].sort(inOrder)
  let [first, after] = chunksAbout(track, sorted[0].time, sorted.at(-1)!.time)
  let found: Placed | undefined
  for (let wider = false; !found; wider = true) {
    const unread = new Set<number>()
    const old = unpack(track, first, after, work.field.archive, (index) => { unread.add(index) })
    if (unread.size > 0) {
      // Chunks are counted anew after each repair, so the runs are made out before.
      if (!wider) for (const run of runsBeside(track, sorted, unread)) takeLate(work, track, run)
      return
    }
    const placed = place(old, sorted)
    // A row at the edge may share its instant with one beyond it, and then it is none to join at.
    if (first > 0 && placed.low < 1) first--
    else if (after < chunksOf(track) && placed.high >= placed.stretch.time.length - 1) after++
    else found = placed
  }
  const { stretch, isNew, low, high } = found
  repack(track, first, after, stretch, work.field.archive)
  for (let row = 0, before = -1; row < isNew.length; row++) {
    if (isNew[row]) continue
    // The way that was taken as gone leads by what came late.
    if (before >= 0 && before < row - 1) takeBack(work, track, stretch, before, row)
    before = row
  }
  tellAnew(work, track, stretch, low, high, (row) => isNew[row] === 1 || isNew[row - 1] === 1)
}

/** Tells everything from an instant on anew, after the duty or the rhythm of its unit turned out to be another. */
export function redo(work: Work, track: Track, from: number): void {
  if (track.time < from) return
  const [first, after] = chunksAbout(track, from, Infinity)
  const unread: number[] = []
  const stretch = unpack(track, first, after, work.field.archive, (index) => { unread.push(index) })
  if (unread.length === 0) return redoStretch(work, track, stretch, from)
  // What cannot be read stays as it stands; what lies between is told anew by itself.
  for (const [run, end] of [...unread, after].entries()) {
    const begin = run === 0 ? first : unread[run - 1] + 1
    if (begin < end) redoStretch(work, track, unpack(track, begin, end, work.field.archive), from, end < after ? timesOf(track, end)[0] : undefined)
  }
}

/** Tells a stretch anew from an instant on: to the track's end, or where what follows cannot be read, whose first instant `beyond` is. */
function redoStretch(work: Work, track: Track, stretch: Stretch, from: number, beyond?: number): void {
  const { length } = stretch.time
  if (length === 0) return
  const none = new Uint8Array(length)
  const found = stretch.time.findIndex((time) => time >= from)
  const low = unique(stretch, none, (found < 0 ? length : found) - 1, -1)
  const high = beyond === undefined ? length : unique(stretch, none, length - 1, -1)
  if (high <= Math.max(low, stretch.led ? 0 : -1)) return
  for (let row = Math.max(low + 1, stretch.led ? 1 : 0); row <= Math.min(high, length - 1); row++) takeBack(work, track, stretch, row - 1, row)
  tellAnew(work, track, stretch, low, high, () => true, beyond)
}

/** Late fixes in runs that need no chunk of those that cannot be read; what needs one is left out. */
function runsBeside(track: Track, sorted: readonly Late[], unread: ReadonlySet<number>): Late[][] {
  const runs: Late[][] = []
  let end = -1
  for (const one of sorted) {
    const [first, after] = chunksAbout(track, one.time, one.time)
    const isReadable = (from: number): boolean => { for (let index = from; index < after; index++) if (unread.has(index)) return false; return true }
    if (!isReadable(first)) continue
    if (end >= 0 && isReadable(end)) runs.at(-1)!.push(one)
    else runs.push([one])
    end = Math.max(end, after)
  }
  return runs
}

const inOrder = (a: Late, b: Late): number => a.time - b.time || a.lon - b.lon || a.lat - b.lat

/** Late fixes in their places: which rows they are, and the rows that were there before and after them to join at. */
interface Placed { readonly stretch: Stretch; readonly isNew: Uint8Array; readonly low: number; readonly high: number }

function place(old: Stretch, late: readonly Late[]): Placed {
  const { stretch, isNew } = merge(old, late)
  return { stretch, isNew, low: unique(stretch, isNew, isNew.indexOf(1) - 1, -1), high: unique(stretch, isNew, isNew.lastIndexOf(1) + 1, 1) }
}

function merge(old: Stretch, late: readonly Late[]): { readonly stretch: Stretch; readonly isNew: Uint8Array } {
  const length = old.time.length + late.length
  const stretch: Stretch = { led: old.led, time: new Float64Array(length), lon: new Int32Array(length), lat: new Int32Array(length) }
  const isNew = new Uint8Array(length)
  for (let row = 0, kept = 0, added = 0; row < length; row++) {
    const fresh = late.at(added)
    const there = kept < old.time.length ? { time: old.time[kept], lon: old.lon[kept], lat: old.lat[kept] } : undefined
    const next = fresh && (!there || inOrder(fresh, there) < 0) ? fresh : there!
    if (next === fresh) {
      isNew[row] = 1
      added++
    } else kept++
    stretch.time[row] = next.time
    stretch.lon[row] = next.lon
    stretch.lat[row] = next.lat
  }
  return { stretch, isNew }
}

/** The nearest row from `row` on in a direction that was there before and shares its instant with no other; may lie just outside. */
function unique({ time }: Stretch, isNew: Uint8Array, row: number, direction: 1 | -1): number {
  while (row >= 0 && row < time.length && (isNew[row] === 1 || time[row] === time[row - 1] || time[row] === time[row + 1])) row += direction
  return row
}

/** Fills the step with the way from one row to another (before < 0: a first fix), and says whether the unit was on duty at its end. */
function stepTo({ step, state }: Work, track: Track, { time, lon, lat }: Stretch, before: number, row: number): boolean {
  const counts = onDuty(state, track.unit, time[row])
  step.track = track
  step.time = time[row]
  step.lon = lon[row]
  step.lat = lat[row]
  step.way = before >= 0 && knowsWay(track.interval, time[before], lon[before], lat[before], time[row], lon[row], lat[row])
  if (before >= 0) {
    step.timeA = time[before]
    step.lonA = lon[before]
    step.latA = lat[before]
  }
  return counts
}

/** Takes back what the way from one fix to another and the other had claimed; harmless where it had claimed nothing. */
function takeBack(work: Work, track: Track, stretch: Stretch, before: number, row: number): void {
  stepTo(work, track, stretch, before, row)
  unclaim(work)
}

/**
 * Tells (low, high] of a stretch anew: claims for rows that changed, presences for all. The rows at both ends are as they
 * were, so that what reaches beyond them is put together with what was there.
 */
function tellAnew(work: Work, track: Track, stretch: Stretch, after: number, high: number, changed: (row: number) => boolean, beyond?: number): void {
  const { state } = work
  const { time } = stretch
  track.revised++
  const low = Math.max(after, stretch.led ? 0 : -1)
  const [from, to] = [low >= 0 ? time[low] : time[0], high < time.length ? time[high] : Infinity]
  const taken = takePresences(state, track, from, to)
  const at = (instant: number): Taken[] => taken.filter(({ first, last }) => first <= instant && instant <= last)
  const left = low >= 0 ? at(from) : []
  const who: Inside = { inside: left.map(({ slot }) => slot), since: left.map(({ first }) => first) }
  // A presence that was over before all this reaches up to the first row at most.
  const close = (slot: number, first: number, last: number): void => keepPresence(state, track, slot, first, last)
  const limit = longestSilence(track.interval)
  let counted = low >= 0 && onDuty(state, track.unit, time[low])
  const end = Math.min(high, time.length - 1)
  for (let row = low + 1; row <= end; row++) {
    const counts = stepTo(work, track, stretch, row - 1, row)
    work.step.way &&= counted
    work.inside.length = 0
    if (counts) {
      if (changed(row)) claim(work)
      else look(work)
    }
    goOn(who, row > 0 ? time[row - 1] : -Infinity, time[row], limit, work.inside, close)
    counted = counts
  }
  if (high < time.length) return joinRight(track, who, to, at(to), close, beyond)
  track.time = time[end]
  track.lon = stretch.lon[end]
  track.lat = stretch.lat[end]
  track.counts = counted
  track.inside.push(...who.inside)
  track.since.push(...who.since)
}

/** Who is in at the last row is who was in then, and stays as long. Where it is told otherwise now, what lies beyond stays as it stood. */
function joinRight(track: Track, who: Inside, to: number, right: readonly Taken[], close: (slot: number, first: number, last: number) => void, beyond?: number): void {
  for (const { slot, last, open } of right) {
    if (beyond === undefined || last < beyond || who.inside.includes(slot)) continue
    if (open) {
      track.inside.push(slot)
      track.since.push(beyond)
    } else close(slot, beyond, last)
  }
  who.inside.forEach((slot, index) => {
    const before = right.find((one) => one.slot === slot)
    if (before?.open) {
      track.inside.push(slot)
      track.since.push(who.since[index])
    } else close(slot, who.since[index], before?.last ?? to)
  })
}

