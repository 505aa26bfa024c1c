// Whether beats can be kept in a district: geometry, place, region and shifts; said beat by beat, for import and editor alike.
import type { AreaBeat, Beat, BeatId, BeatSet } from '../../../shared/domain/beat.ts'
import type { Catalogue } from '../../../shared/domain/catalogue.ts'
import { metresBetween, toMicro, type LngLat } from '../../../shared/domain/geo.ts'
import { contains } from '../../../shared/domain/region.ts'
import type { District } from '../district.ts'
import { edgesOf, findContacts } from '../geometry/contact.ts'
import { areaOf, polygonHolds, signedArea, type Dot, type Loop, type LoopPolygon } from '../geometry/loop.ts'
import { overlapOf } from '../geometry/overlap.ts'
import { MOST_OUTSIDE } from '../importing/limits.ts'

/** `at` counts the beats of the set from 0. */
export interface Misfit { readonly at: number; readonly id: BeatId; readonly reason: string }

/** Metres that a line has at least, and m² that an area has at least. */
export const LEAST_LINE_M = 100
export const LEAST_AREA_M2 = 2_500

/** All that is wrong, in the order of the beats; empty when the set can be adopted. */
export function checkBeats(set: BeatSet, district: District, catalogue: Pick<Catalogue, 'shifts'>): Misfit[] {
  const first = new Map<BeatId, number>()
  return set.beats.flatMap((beat, at) => {
    const twin = first.get(beat.id)
    if (twin === undefined) first.set(beat.id, at)
    const reasons = [
      ...(twin === undefined ? [] : [`has the id of beat ${twin + 1}`]),
      ...faultsOfPlan(beat, catalogue.shifts),
      ...(district.regions.has(beat.region) ? faultsOfPlace(beat, district) : [`names the region ${beat.region}, which the district does not have`]),
    ]
    return reasons.map((reason): Misfit => ({ at, id: beat.id, reason }))
  })
}

function faultsOfPlan(beat: Beat, shifts: Catalogue['shifts']): string[] {
  const unknown = beat.shifts.filter((name) => !shifts.some((shift) => shift.name === name))
  if (unknown.length > 0) return [`names the shift ${unknown[0]}; the catalogue has ${shifts.map(({ name }) => name).join(', ')}`]
  if (beat.tier === 'area' || !beat.plan.windows) return []
  const wanted = beat.tier === 'line' ? beat.plan.rounds : beat.plan.visits
  const windows = beat.plan.windows
  return shifts.filter(({ name }) => beat.shifts.includes(name)).flatMap((shift) => {
    const own = windows.filter(({ from }) => begins(shift, from)).length
    return own === wanted ? [] : [`has ${own} windows that begin in ${shift.name}, not ${wanted}`]
  })
}

/** Whether a clock time lies in a shift, which may go over midnight. */
const begins = ({ from, to }: Catalogue['shifts'][number], clock: string): boolean =>
  (from < to ? clock >= from && clock < to : clock >= from || clock < to)

function faultsOfPlace(beat: Beat, district: District): string[] {
  if (beat.tier === 'area') return faultsOfArea(beat, district)
  const places = beat.tier === 'line' ? beat.line : [beat.place]
  const outside = places.find(([lon, lat]) => district.locate(lon, lat) === undefined)
  if (outside) return [`lies outside the district at [${outside.join(', ')}]`]
  if (beat.tier === 'line') {
    const length = places.slice(1).reduce((sum, [lon, lat], at) => sum + metresBetween(places[at][0], places[at][1], lon, lat), 0)
    if (length < LEAST_LINE_M) return [`is ${Math.round(length)} m long, less than ${LEAST_LINE_M} m`]
  }
  return strange(beat, places, district)
}

/** A beat is counted in its region, so some of it has to lie there. */
function strange(beat: Beat, places: readonly LngLat[], district: District): string[] {
  const there = places.flatMap(([lon, lat]) => district.locate(lon, lat) ?? [])
  if (there.some((code) => contains(beat.region, code))) return []
  return [`lies in ${district.regions.get(there[0])?.name ?? there[0]}, not in its region ${beat.region}`]
}

function faultsOfArea(beat: AreaBeat, district: District): string[] {
  const open = beat.polygons.flat().some((ring) => ring[0][0] !== ring[ring.length - 1][0] || ring[0][1] !== ring[ring.length - 1][1])
  if (open) return ['has a ring that does not end where it began']
  const polygons = loopsOf(beat.polygons)
  const [crossing] = crossings(polygons)
  if (crossing) return [`crosses or touches itself near [${crossing.map((micro) => micro / 1e6).join(', ')}]`]
  for (const [outer, ...holes] of polygons) if (holes.some((hole) => !polygonHolds([outer], ...middleOf(hole)))) return ['has a hole outside its polygon']
  const area = areaOf(polygons)
  if (area < LEAST_AREA_M2) return [`covers ${Math.round(area)} m², less than ${LEAST_AREA_M2} m²`]
  const places = beat.polygons.flat(2)
  const outside = places.find(([lon, lat]) => district.locate(lon, lat) === undefined)
  if (outside) {
    const shape = district.shapes.get(district.manifest.code)
    const inside = overlapOf(polygons.map(wound), loopsOf(shape?.polygons ?? []))
    if (area - inside > area * MOST_OUTSIDE) return [`lies outside the district by ${Math.round(((area - inside) / area) * 100)} %, at [${outside.join(', ')}]`]
  }
  return strange(beat, places, district)
}

const loopsOf = (polygons: readonly (readonly (readonly LngLat[])[])[]): LoopPolygon[] =>
  polygons.map((polygon) => polygon.map((ring): Loop => ring.slice(0, -1).map(([lon, lat]): Dot => [toMicro(lon), toMicro(lat)])))

/** Outer loops anticlockwise and holes clockwise, however they were drawn. */
const wound = (polygon: LoopPolygon): LoopPolygon => polygon.map((loop, at) => (signedArea(loop) > 0 === (at === 0) ? loop : loop.toReversed()))

/** A corner of each pair of edges that meet other than at their common ends. */
function crossings(polygons: readonly LoopPolygon[]): Dot[] {
  const edges = polygons.flat().flatMap(edgesOf)
  return findContacts(edges, 1).map(([at]) => edges[at][0])
}

const middleOf = (loop: Loop): [number, number] => [(loop[0][0] + loop[1][0]) / 2, (loop[0][1] + loop[1][1]) / 2]
