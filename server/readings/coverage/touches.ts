// Which beats fixes lie in that came long after their time.
import { groundAt, type Field } from './field.ts'
import { onDuty } from './duty.ts'
import type { CoverageState, Slot } from './state.ts'
import { chunksAbout, unpack, type Track } from './track.ts'

/** First and last fix of one transmission that lie in a beat, and when it came. */
export interface Touch { readonly received: number; readonly first: number; readonly last: number }

/** Slot → the refills that lie in it. Looks at the fixes themselves: dear, for whoever asks once. */
export function touches({ refills, tracks }: Pick<CoverageState, 'refills' | 'tracks'>, field: Field, after: number): Map<number, Touch[]> {
  const found = new Map<number, Touch[]>()
  refills.received.forEach((received, index) => {
    const [from, to] = [refills.from[index], refills.to[index]]
    if (to < after) return
    const own = new Map<number, { first: number; last: number }>()
    const track = tracks.find(({ device, unit }) => device === refills.device[index] && unit === refills.unit[index])
    if (track) eachSlot(field, track, from, to, (slot, time) => {
      const there = own.get(slot)
      if (there) there.last = time
      else own.set(slot, { first: time, last: time })
    })
    for (const [slot, touch] of own) {
      const others = found.get(slot)
      if (others) others.push({ received, ...touch })
      else found.set(slot, [{ received, ...touch }])
    }
  })
  return found
}

function eachSlot(field: Field, track: Track, from: number, to: number, touch: (slot: number, time: number) => void): void {
  const { time, lon, lat } = unpack(track, ...chunksAbout(track, from, to), field.archive)
  for (let row = 0; row < time.length; row++) {
    if (time[row] < from || time[row] > to) continue
    const [ground, at] = [groundAt(field, time[row]), time[row]]
    if (track.tier === 'line') ground?.along(lon[row], lat[row], lon[row], lat[row], (slot) => { touch(slot, at) })
    else if (track.tier === 'point') ground?.points(lon[row], lat[row], (slot) => { touch(slot, at) })
    else ground?.cells(lon[row], lat[row]).forEach((slot, index) => { if (index % 2 === 0) touch(slot, at) })
  }
}

/** Instants of all fixes on duty that lie in a beat, later than one, ascending. As dear. */
export function visitsIn(state: CoverageState, field: Field, { number, tier }: Slot, after: number): number[] {
  const found: number[] = []
  for (const track of state.tracks) {
    if (track.tier !== tier || track.time <= after) continue
    eachSlot(field, track, after, Infinity, (slot, time) => { if (slot === number && time > after && found.at(-1) !== time && onDuty(state, track.unit, time)) found.push(time) })
  }
  return found.sort((a, b) => a - b)
}
