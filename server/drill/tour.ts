// The tour of a town's area beats: a closed drive from the station through every beat, with a stay in each. Pure.
import type { AreaBeat } from '../../shared/domain/beat.ts'
import type { Region, RegionCode } from '../../shared/domain/region.ts'
import { distance, heart, type Ground, type Spot } from './ground.ts'
import { covers } from './inside.ts'
import { lengthOf, route, type Roads } from './roads.ts'

/** From one place of staying to the next, through whatever lies on the way; null = no stay at its end, the tour begins anew. */
export interface Stretch { readonly line: readonly Spot[]; readonly length: number; readonly stayIn: AreaBeat | null }
export interface Tour { readonly home: number; readonly stretches: readonly Stretch[]; readonly length: number }

/** Metres of a tour: what a car drives in the time that stays leave of two hours, a street's car more slowly. */
export const TOUR_M = { urban: 13_000, rural: 24_000 }
/** Metres within which a stop lies on the tour. */
const ON_TOUR_M = 150

interface Stop { readonly node: number; readonly beat: AreaBeat; readonly stay: boolean }

/** `home` is the node of the station; undefined when no way leads from it into any of the beats. */
export function tourOf(roads: Roads, ground: Ground, town: RegionCode, home: number, beats: readonly AreaBeat[], most: number): Tour | undefined {
  const inside = beats.map((beat) => roads.nodes.map((_, node) => node)
    .filter((node) => roads.piece[node] === roads.piece[home] && covers(beat, ...ground.plane.place(roads.nodes[node]))))
  const hubs = beats.flatMap((beat, at): Stop[] => (inside[at].length === 0 ? [] : [{ node: hubOf(roads, inside[at], home), beat, stay: true }]))
  if (hubs.length === 0) return undefined
  const ways = waysOf(roads, town)
  let stops = ordered(roads, home, hubs)
  let tour = toured(ways, home, stops)
  const open = beats.map((beat, at) => inside[at].map((node): Stop => ({ node, beat, stay: false })))
  // The beat that is seen least gets the next stop, the farthest one off that the length allows.
  for (;;) {
    const least = open.filter(({ length }) => length > 0).map((left) => ({ left, seen: seenOf(roads, left, tour) })).sort((a, b) => a.seen - b.seen)
    const left = least[0]?.left
    const next = left && farthest(roads, left, tour)
    if (!left) return tour
    left.splice(next ? left.indexOf(next) : 0, next ? 1 : left.length)
    const tried = next && inserted(roads, home, stops, next)
    const longer = tried && toured(ways, home, tried)
    if (!longer || longer.length > most) continue
    stops = tried
    tour = longer
  }
}

/** Share of a beat's stops, kept and open, that lie on the tour. */
function seenOf(roads: Roads, stops: readonly Stop[], tour: Tour): number {
  const passed = tour.stretches.flatMap(({ line }) => line)
  return stops.filter(({ node }) => passed.some((spot) => distance(spot, roads.nodes[node]) < ON_TOUR_M)).length / stops.length
}

/** The station itself where it lies in the beat, else the beat's middle. */
function hubOf(roads: Roads, nodes: readonly number[], home: number): number {
  if (nodes.includes(home)) return home
  const middle = { x: mean(nodes.map((node) => roads.nodes[node].x)), y: mean(nodes.map((node) => roads.nodes[node].y)) }
  return nodes.reduce((best, node) => (distance(roads.nodes[node], middle) < distance(roads.nodes[best], middle) ? node : best))
}
const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length

/** Stops as they lie around: each next one where it lengthens the round least. */
function ordered(roads: Roads, home: number, stops: readonly Stop[]): Stop[] {
  return stops.reduce<Stop[]>((round, stop) => inserted(roads, home, round, stop), [])
}

function inserted(roads: Roads, home: number, stops: readonly Stop[], next: Stop): Stop[] {
  const node = (at: number): Spot => roads.nodes[at < 0 || at >= stops.length ? home : stops[at].node]
  const here = roads.nodes[next.node]
  let [best, least] = [0, Infinity]
  for (let at = 0; at <= stops.length; at++) {
    const more = distance(node(at - 1), here) + distance(here, node(at)) - distance(node(at - 1), node(at))
    if (more < least) [best, least] = [at, more]
  }
  return stops.toSpliced(best, 0, next)
}

type Ways = (from: number, to: number) => readonly Spot[]

function waysOf(roads: Roads, town: RegionCode): Ways {
  const known = new Map<string, readonly Spot[]>()
  return (from, to) => {
    const key = `${from} ${to}`
    const line = known.get(key) ?? route(roads, from, to, town) ?? []
    known.set(key, line)
    return line
  }
}

/** The drive through all stops and home again, cut at the stays. */
function toured(ways: Ways, home: number, stops: readonly Stop[]): Tour {
  const stretches: Stretch[] = []
  let line: Spot[] = []
  let at = home
  const go = (to: number): void => {
    const leg = ways(at, to)
    line = line.length === 0 ? [...leg] : [...line, ...leg.slice(1)]
    at = to
  }
  for (const { node, beat, stay } of stops) {
    go(node)
    if (!stay) continue
    stretches.push({ line, length: lengthOf(line), stayIn: beat })
    line = []
  }
  go(home)
  if (line.length > 1) stretches.push({ line, length: lengthOf(line), stayIn: null })
  return { home, stretches, length: stretches.reduce((sum, { length }) => sum + length, 0) }
}

/** The stop farthest from everything that the tour passes; undefined when there is none off its ways. */
function farthest(roads: Roads, open: readonly Stop[], tour: Tour): Stop | undefined {
  const passed = tour.stretches.flatMap(({ line }) => line)
  let [best, most]: [Stop | undefined, number] = [undefined, ON_TOUR_M]
  for (const stop of open) {
    const far = passed.reduce((least, spot) => Math.min(least, distance(spot, roads.nodes[stop.node])), Infinity)
    if (far > most) [best, most] = [stop, far]
  }
  return best
}

/** The node where a town's police start from: the one nearest its heart. */
export function stationOf(roads: Roads, ground: Ground, town: Region): number {
  const middle = heart(ground, town)
  return roads.nodes.reduce((best, node, at) => (distance(node, middle) < distance(roads.nodes[best], middle) ? at : best), 0)
}
