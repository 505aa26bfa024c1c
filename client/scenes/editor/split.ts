// Splitting 切分: an area by a line across it, a line at a point of it. In whole millionths of a degree, so that parts share their border exactly.
import { loopsOf } from '../../../shared/domain/beats/overlaps.ts'
import { fromMicro, metresBetween, toMicro, type LngLat } from '../../../shared/domain/geo.ts'
import { edgesOf, findContacts, meet, type Edge } from '../../../shared/domain/geometry/contact.ts'
import { holds, polygonHolds, signedArea, toDegrees, type Dot, type Loop, type LoopPolygon } from '../../../shared/domain/geometry/loop.ts'

type Polygons = readonly (readonly (readonly LngLat[])[])[]

/** misses: the line crosses no part from border to border; hole: it goes through a hole; tangled: it crosses itself. */
export type SplitFault = 'misses' | 'hole' | 'tangled'

/** A line that was begun or ended on the border goes on by so much, in millionths of a degree (about 5 m), so that it crosses. */
const REACH = 50
/** Metres that either part of a line keeps at least. */
const LEAST_PART = 1

/** The parts, largest first; polygons that the line does not cross stay with the largest. Closed rings in and out. */
export function splitArea(polygons: Polygons, cut: readonly LngLat[]): [number, number][][][][] | SplitFault {
  const path = lengthened(cut.map(([lon, lat]): Dot => [toMicro(lon), toMicro(lat)]))
  if (findContacts(path.slice(1).map((dot, at): Edge => [path[at], dot]), 1).length > 0) return 'tangled'
  const whole: LoopPolygon[] = []
  const parts: LoopPolygon[] = []
  for (const polygon of loopsOf(polygons)) {
    const found = cutPolygon(polygon, path)
    if (found === 'hole') return 'hole'
    if (found.length < 2) whole.push(polygon)
    else parts.push(...found)
  }
  if (parts.length === 0) return 'misses'
  const [largest, ...others] = parts.sort((a, b) => Math.abs(signedArea(b[0])) - Math.abs(signedArea(a[0])))
  const closed = (part: LoopPolygon): [number, number][][] => toDegrees(part).map((ring) => ring.map(([lon, lat]): [number, number] => [lon, lat]))
  return [[largest, ...whole].map(closed), ...others.map((part) => [closed(part)])]
}

/** Where the path meets the ring: along the path and along the ring, in edges and parts of one. */
interface Meeting { readonly dot: Dot; readonly along: number; readonly round: number }

function cutPolygon(polygon: LoopPolygon, path: readonly Dot[]): LoopPolygon[] | 'hole' {
  const [outer, ...holes] = polygon
  const meetings = meetingsOf(outer, path)
  const ring = withMeetings(outer, meetings)
  let pieces: Loop[] = [ring]
  for (let at = 1; at < meetings.length; at++) {
    const [from, to] = [meetings[at - 1], meetings[at]]
    const chord = [from.dot, ...path.slice(Math.floor(from.along) + 1, Math.ceil(to.along)).filter((dot) => !same(dot, from.dot) && !same(dot, to.dot)), to.dot]
    if (same(from.dot, to.dot)) continue
    const [x, y] = [(chord[0][0] + chord[1][0]) / 2, (chord[0][1] + chord[1][1]) / 2]
    if (!holds(outer, x, y) || runsAlong(ring, chord)) continue
    if (holes.some((hole) => crosses(hole, chord) || holds(hole, x, y))) return 'hole'
    pieces = pieces.flatMap((piece) => (holds(piece, x, y) ? parted(piece, chord) : [piece]))
  }
  return pieces.map((piece) => [piece, ...holes.filter((hole) => polygonHolds([piece], ...middle(hole)))])
}

function meetingsOf(loop: Loop, path: readonly Dot[]): Meeting[] {
  const found: Meeting[] = []
  edgesOf(loop).forEach(([a, b], edge) => {
    for (let at = 1; at < path.length; at++) {
      const met = crossing(path[at - 1], path[at], a, b)
      if (!met) continue
      const dot: Dot = [Math.round(path[at - 1][0] + met.t * (path[at][0] - path[at - 1][0])), Math.round(path[at - 1][1] + met.t * (path[at][1] - path[at - 1][1]))]
      found.push({ dot, along: at - 1 + met.t, round: edge + met.u })
    }
  })
  const sorted = found.sort((one, other) => one.along - other.along)
  // Through a corner the path meets both edges.
  return sorted.filter((one, at) => at === 0 || !same(one.dot, sorted[at - 1].dot))
}

function crossing(a: Dot, b: Dot, c: Dot, d: Dot): { t: number; u: number } | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const cross = rx * sy - ry * sx
  if (cross === 0) return null
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? { t, u } : null
}

/** The ring with a corner at every meeting. */
function withMeetings(loop: Loop, meetings: readonly Meeting[]): Loop {
  const all = [...loop.map((dot, at) => ({ dot, round: at })), ...meetings].sort((a, b) => a.round - b.round).map(({ dot }) => dot)
  const ring = all.filter((dot, at) => !same(dot, all[(at + all.length - 1) % all.length]))
  return ring
}

/** The two loops on either side of a chord whose ends are corners of the piece. */
function parted(piece: Loop, chord: readonly Dot[]): Loop[] {
  const from = piece.findIndex((dot) => same(dot, chord[0]))
  const to = piece.findIndex((dot) => same(dot, chord[chord.length - 1]))
  if (from < 0 || to < 0) return [piece]
  const inner = chord.slice(1, -1)
  const walk = (a: number, b: number): Dot[] => (a <= b ? piece.slice(a, b + 1) : [...piece.slice(a), ...piece.slice(0, b + 1)])
  const loops = [[...walk(from, to), ...inner.toReversed()], [...walk(to, from), ...inner]]
  return loops.every((loop) => loop.length >= 3) ? loops : [piece]
}

const runsAlong = (ring: Loop, chord: readonly Dot[]): boolean =>
  chord.length === 2 && edgesOf(ring).some(([a, b]) => (same(a, chord[0]) && same(b, chord[1])) || (same(a, chord[1]) && same(b, chord[0])))

const crosses = (loop: Loop, chord: readonly Dot[]): boolean =>
  edgesOf(loop).some((edge) => chord.slice(1).some((dot, at) => meet(edge, [chord[at], dot])))

function lengthened(path: readonly Dot[]): Dot[] {
  const clean = path.filter((dot, at) => at === 0 || !same(dot, path[at - 1]))
  if (clean.length < 2) return clean
  const beyond = ([ax, ay]: Dot, [bx, by]: Dot): Dot => {
    const length = Math.hypot(bx - ax, by - ay)
    return [Math.round(bx + ((bx - ax) / length) * REACH), Math.round(by + ((by - ay) / length) * REACH)]
  }
  const last = clean.length - 1
  return [beyond(clean[1], clean[0]), ...clean.slice(1, last), beyond(clean[last - 1], clean[last])]
}

const same = (a: Dot, b: Dot): boolean => a[0] === b[0] && a[1] === b[1]
const middle = (loop: Loop): [number, number] => [(loop[0][0] + loop[1][0]) / 2, (loop[0][1] + loop[1][1]) / 2]

/** Both parts of a line, which share the place of it that is nearest; null when that is one of its ends. */
export function splitLine(line: readonly LngLat[], at: LngLat): [[number, number][], [number, number][]] | null {
  const east = Math.cos((at[1] * Math.PI) / 180)
  const flat = ([lon, lat]: LngLat): [number, number] => [(lon - at[0]) * east, lat - at[1]]
  let best = { distance: Infinity, edge: 1, foot: at }
  for (let edge = 1; edge < line.length; edge++) {
    const [[ax, ay], [bx, by]] = [flat(line[edge - 1]), flat(line[edge])]
    const long = (bx - ax) ** 2 + (by - ay) ** 2
    const t = long === 0 ? 0 : Math.max(0, Math.min(1, -(ax * (bx - ax) + ay * (by - ay)) / long))
    const [x, y] = [ax + t * (bx - ax), ay + t * (by - ay)]
    const distance = Math.hypot(x, y)
    if (distance < best.distance) best = { distance, edge, foot: [fromMicro(toMicro(at[0] + x / east)), fromMicro(toMicro(at[1] + y))] }
  }
  const copy = (places: readonly LngLat[]): [number, number][] =>
    places.filter(([lon, lat], index) => index === 0 || lon !== places[index - 1][0] || lat !== places[index - 1][1]).map(([lon, lat]) => [lon, lat])
  const far = ([lon, lat]: LngLat): boolean => metresBetween(lon, lat, ...best.foot) >= LEAST_PART
  if (!far(line[0]) || !far(line[line.length - 1])) return null
  return [copy([...line.slice(0, best.edge), best.foot]), copy([best.foot, ...line.slice(best.edge)])]
}
