// A line on the ground with its lengths: where one is after so many metres, and which way one looks.
import { distance, type Spot } from './ground.ts'

export interface Track { readonly line: readonly Spot[]; readonly along: readonly number[]; readonly length: number }

export function trackOf(line: readonly Spot[]): Track {
  const along = [0]
  for (let i = 1; i < line.length; i++) along.push(along[i - 1] + distance(line[i - 1], line[i]))
  return { line, along, length: along[along.length - 1] }
}

/** The spot `metres` along the track and the heading there in degrees from north; ends are held. */
export function onTrack(track: Track, metres: number): { readonly spot: Spot; readonly heading: number } {
  const last = track.line.length - 1
  if (last < 1) return { spot: track.line[0], heading: 0 }
  let low = 1
  let high = last
  while (low < high) {
    const middle = (low + high) >> 1
    if (track.along[middle] < metres) low = middle + 1
    else high = middle
  }
  const a = track.line[low - 1]
  const b = track.line[low]
  const span = track.along[low] - track.along[low - 1]
  const f = span === 0 ? 0 : Math.min(1, Math.max(0, (metres - track.along[low - 1]) / span))
  const heading = (Math.atan2(b.x - a.x, b.y - a.y) * 180) / Math.PI
  return { spot: { x: a.x + (b.x - a.x) * f, y: a.y + (b.y - a.y) * f }, heading: (heading + 360) % 360 }
}

/** Rounds the corners of a line without moving its ends. */
export function rounded(line: readonly Spot[]): Spot[] {
  if (line.length < 3) return [...line]
  const smooth: Spot[] = [line[0]]
  for (let i = 0; i < line.length - 1; i++) {
    const a = line[i]
    const b = line[i + 1]
    if (i > 0) smooth.push({ x: a.x * 0.75 + b.x * 0.25, y: a.y * 0.75 + b.y * 0.25 })
    if (i < line.length - 2) smooth.push({ x: a.x * 0.25 + b.x * 0.75, y: a.y * 0.25 + b.y * 0.75 })
  }
  smooth.push(line[line.length - 1])
  return smooth
}
