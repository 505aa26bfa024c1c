// Whether beats can be kept in a district: geometry, place, region and shifts; said beat by beat, for import, API and editor alike.
import type { AreaBeat, Beat, BeatId, BeatSet } from '../beat.ts'
import type { Catalogue } from '../catalogue.ts'
import { metresBetween, type LngLat } from '../geo.ts'
import { edgesOf, findContacts } from '../geometry/contact.ts'
import { areaOf, polygonHolds, type Dot, type Loop, type LoopPolygon } from '../geometry/loop.ts'
import { overlapOf } from '../geometry/overlap.ts'
import { contains, MOST_OUTSIDE, type DistrictManifest, type Region, type RegionCode, type RegionShape } from '../region.ts'
import { finish, type Steps } from '../steps.ts'
import type { Misfit, MisfitKind } from './misfits.ts'
import { createOverlaps, loopsOf, wound, type FindOverlaps } from './overlaps.ts'

/** What the check asks of a district; the server's own fits, and what an editor loads of it. */
export interface BeatLand {
  readonly manifest: Pick<DistrictManifest, 'code'>
  readonly regions: ReadonlyMap<RegionCode, Pick<Region, 'name'>>
  /** The district's own shape at least. */
  readonly shapes: ReadonlyMap<RegionCode, RegionShape>
  /** The finest region that holds the place; undefined outside. */
  locate(lon: number, lat: number): RegionCode | undefined
}

/** Metres that a line has at least, and m² that an area has at least. */
export const LEAST_LINE_M = 100
export const LEAST_AREA_M2 = 2_500

/** A misfit of one beat, whichever it is. */
export type Fault = Pick<Misfit, 'is' | 'values' | 'spot'>
const fault = (is: MisfitKind, values: Fault['values'] = {}, spot: LngLat | null = null): Fault => ({ is, values, spot })

/** Areas of which no ground can be told. */
const unsound: ReadonlySet<MisfitKind> = new Set(['open', 'crosses', 'hole'])

/**
 * All that is wrong, in the order of the beats; empty when the set can be adopted. Whoever asks after every edit may remember
 * what did not change: `of` answers for one beat, `overlaps` for those of the set that cover the same ground.
 */
export function checkBeats(
  set: Pick<BeatSet, 'beats'>, land: BeatLand, catalogue: Pick<Catalogue, 'shifts'>,
  of: (beat: Beat) => readonly Fault[] = (beat) => checkBeat(beat, land, catalogue), overlaps: FindOverlaps = createOverlaps(),
): Misfit[] {
  return finish(checkInSteps(set, land, catalogue, of, overlaps))
}

/** The same in steps of a beat each: whoever serves others meanwhile takes them a few at a time. */
export function* checkInSteps(
  set: Pick<BeatSet, 'beats'>, land: BeatLand, catalogue: Pick<Catalogue, 'shifts'>,
  of: (beat: Beat) => readonly Fault[] = (beat) => checkBeat(beat, land, catalogue), overlaps: FindOverlaps = createOverlaps(),
): Steps<Misfit[]> {
  const first = new Map<BeatId, number>()
  const own = new Map<Beat, readonly Fault[]>()
  for (const beat of set.beats) {
    own.set(beat, of(beat))
    yield
  }
  const shared = Map.groupBy(yield* overlaps(set.beats, (beat) => !own.get(beat)?.some(({ is }) => unsound.has(is))), ({ other }) => other)
  return set.beats.flatMap((beat, at) => {
    const twin = first.get(beat.id)
    if (twin === undefined) first.set(beat.id, at)
    const over = (shared.get(at) ?? []).map(({ at: before, area, share, spot, shift }) => {
      const { id, name } = set.beats[before]
      return fault('overlaps', { other: id, name, area: Math.round(area), share: Math.round(share * 100), shift }, spot)
    })
    return [...(twin === undefined ? [] : [fault('twin', { other: twin + 1 })]), ...own.get(beat) ?? [], ...over].map((one): Misfit => ({ at, id: beat.id, ...one }))
  })
}

/** What is wrong with one beat, whatever the others are. */
export const checkBeat = (beat: Beat, land: BeatLand, catalogue: Pick<Catalogue, 'shifts'>): Fault[] => [
  ...faultsOfPlan(beat, catalogue.shifts), ...faultsOfStay(beat), ...faultsOfRests(beat, land),
  ...(land.regions.has(beat.region) ? faultsOfPlace(beat, land) : [fault('region', { region: beat.region })]),
]

function faultsOfPlan(beat: Beat, shifts: Catalogue['shifts']): Fault[] {
  const unknown = beat.shifts.filter((name) => !shifts.some((shift) => shift.name === name))
  if (unknown.length > 0) return [fault('shift', { shift: unknown[0], known: shifts.map(({ name }) => name).join(', ') })]
  if (beat.tier === 'area' || !beat.plan.windows) return []
  const wanted = beat.tier === 'line' ? beat.plan.rounds : beat.plan.visits
  const windows = beat.plan.windows
  return shifts.filter(({ name }) => beat.shifts.includes(name)).flatMap((shift) => {
    const own = windows.filter(({ from }) => begins(shift, from)).length
    return own === wanted ? [] : [fault('windows', { own, shift: shift.name, wanted })]
  })
}

/** A visit that has to end before it is one can never be made. */
function faultsOfStay(beat: Beat): Fault[] {
  if (beat.tier !== 'point' || beat.plan.visits === 0 || beat.plan.longest === undefined || beat.plan.longest >= beat.plan.dwell) return []
  return [fault('longest', { longest: beat.plan.longest, dwell: beat.plan.dwell }, beat.place)]
}

function faultsOfRests({ rests = [] }: Beat, land: BeatLand): Fault[] {
  const outside = rests.find(([lon, lat]) => land.locate(lon, lat) === undefined)
  return outside ? [fault('rest', { at: outside.join(', ') }, outside)] : []
}

/** Whether a clock time lies in a shift, which may go over midnight. */
const begins = ({ from, to }: Catalogue['shifts'][number], clock: string): boolean =>
  (from < to ? clock >= from && clock < to : clock >= from || clock < to)

function faultsOfPlace(beat: Beat, land: BeatLand): Fault[] {
  if (beat.tier === 'area') return faultsOfArea(beat, land)
  const places = beat.tier === 'line' ? beat.line : [beat.place]
  const outside = places.find(([lon, lat]) => land.locate(lon, lat) === undefined)
  if (outside) return [fault('place', { at: outside.join(', ') }, outside)]
  if (beat.tier === 'line') {
    const length = lengthOf(places)
    if (length < LEAST_LINE_M) return [fault('short', { length: Math.round(length), least: LEAST_LINE_M }, places[0])]
  }
  return strange(beat, places, land)
}

/** Metres along places. */
export const lengthOf = (places: readonly LngLat[]): number =>
  places.slice(1).reduce((sum, [lon, lat], at) => sum + metresBetween(places[at][0], places[at][1], lon, lat), 0)

/** A beat is counted in its region, so some of it has to lie there. */
function strange(beat: Beat, places: readonly LngLat[], land: BeatLand): Fault[] {
  const there = places.flatMap(([lon, lat]) => land.locate(lon, lat) ?? [])
  if (there.some((code) => contains(beat.region, code))) return []
  return [fault('strange', { there: land.regions.get(there[0])?.name ?? there[0], region: beat.region }, places[0])]
}

function faultsOfArea(beat: AreaBeat, land: BeatLand): Fault[] {
  const open = beat.polygons.flat().find((ring) => ring[0][0] !== ring[ring.length - 1][0] || ring[0][1] !== ring[ring.length - 1][1])
  if (open) return [fault('open', {}, open[0])]
  const polygons = loopsOf(beat.polygons)
  const [crossing] = crossings(polygons)
  if (crossing) {
    const spot: LngLat = [crossing[0] / 1e6, crossing[1] / 1e6]
    return [fault('crosses', { at: spot.join(', ') }, spot)]
  }
  for (const [outer, ...holes] of polygons) if (holes.some((hole) => !polygonHolds([outer], ...middleOf(hole)))) return [fault('hole', {}, beat.polygons[0][0][0])]
  const area = areaOf(polygons)
  if (area < LEAST_AREA_M2) return [fault('small', { area: Math.round(area), least: LEAST_AREA_M2 }, beat.polygons[0][0][0])]
  const places = beat.polygons.flat(2)
  const outside = places.find(([lon, lat]) => land.locate(lon, lat) === undefined)
  if (outside) {
    const shape = land.shapes.get(land.manifest.code)
    const inside = overlapOf(polygons.map(wound), loopsOf(shape?.polygons ?? []))
    if (area - inside > area * MOST_OUTSIDE) return [fault('outside', { share: Math.round(((area - inside) / area) * 100), at: outside.join(', ') }, outside)]
  }
  return strange(beat, places, land)
}

/** A corner of each pair of edges that meet other than at their common ends. */
function crossings(polygons: readonly LoopPolygon[]): Dot[] {
  const edges = polygons.flat().flatMap(edgesOf)
  return findContacts(edges, 1).map(([at]) => edges[at][0])
}

const middleOf = (loop: Loop): [number, number] => [(loop[0][0] + loop[1][0]) / 2, (loop[0][1] + loop[1][1]) / 2]
