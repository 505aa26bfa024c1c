// Which area beats cover the same ground in the same shift: what lies in both would be counted twice.
import Flatbush from 'flatbush'
import type { AreaBeat, Beat } from '../beat.ts'
import { fromMicro, toMicro, type LngLat } from '../geo.ts'
import { areaOf, boxOf, signedArea, type Dot, type Loop, type LoopBox, type LoopPolygon } from '../geometry/loop.ts'
import { commonOf } from '../geometry/overlap.ts'
import type { Steps } from '../steps.ts'

/** Two areas, the earlier one of the set first. */
export interface Overlap {
  readonly at: number
  readonly other: number
  /** m² in both, their share of the smaller one, a corner of it, and a shift in which both are due. */
  readonly area: number
  readonly share: number
  readonly spot: LngLat
  readonly shift: string
}

/** Borders that were drawn twice never fit to the metre: so much may lie in both, in m² or as a share of the smaller one. */
export const OVERLAP_SLACK = { area: 2_500, share: 0.01 } as const

/** In steps of a pair of areas each. */
export type FindOverlaps = (beats: readonly Beat[], isSound: (beat: AreaBeat) => boolean) => Steps<Overlap[]>

interface Ground { readonly polygons: readonly LoopPolygon[]; readonly box: LoopBox; readonly area: number }
interface Common { readonly area: number; readonly spot: LngLat }

/**
 * Finds them, and remembers pairs of beats that it has seen: whoever asks after every edit pays for what changed alone.
 * Beats that are not sound, such as rings that cross themselves, are left out.
 */
export function createOverlaps(): FindOverlaps {
  const grounds = new WeakMap<Beat, Ground>()
  const commons = new WeakMap<Beat, WeakMap<Beat, Common | null>>()

  const groundOf = (beat: AreaBeat): Ground => {
    const known = grounds.get(beat)
    if (known) return known
    const polygons = loopsOf(beat.polygons).map(wound)
    const ground = { polygons, box: boxOf(polygons.flat()), area: areaOf(polygons) }
    grounds.set(beat, ground)
    return ground
  }
  /** null: nothing worth a word. */
  const between = (one: AreaBeat, other: AreaBeat): Common | null => {
    const of = commons.get(one) ?? new WeakMap<Beat, Common | null>()
    commons.set(one, of)
    const known = of.get(other)
    if (known !== undefined) return known
    const [a, b] = [groundOf(one), groundOf(other)]
    const polygons = commonOf(a.polygons, b.polygons)
    const area = areaOf(polygons)
    const common = area > Math.max(OVERLAP_SLACK.area, OVERLAP_SLACK.share * Math.min(a.area, b.area)) ? { area, spot: cornerOf(polygons) } : null
    of.set(other, common)
    return common
  }

  return function* (beats, isSound) {
    const areas = beats.flatMap((beat, at) => (beat.tier === 'area' && isSound(beat) ? [{ beat, at }] : []))
    if (areas.length < 2) return []
    const index = new Flatbush(areas.length)
    for (const { beat } of areas) {
      index.add(...groundOf(beat).box)
      yield
    }
    index.finish()
    const overlaps: Overlap[] = []
    for (const [place, { beat, at }] of areas.entries()) {
      for (const found of index.search(...groundOf(beat).box, (one) => one < place).sort((a, b) => a - b)) {
        yield
        const { beat: other, at: before } = areas[found]
        const shift = beat.shifts.find((name) => other.shifts.includes(name))
        const common = shift === undefined ? null : between(other, beat)
        if (shift === undefined || !common) continue
        overlaps.push({ at: before, other: at, ...common, share: common.area / Math.min(groundOf(beat).area, groundOf(other).area), shift })
      }
    }
    return overlaps
  }
}

/** Of the largest piece: a corner on which a map can be centred. */
const cornerOf = (polygons: readonly LoopPolygon[]): LngLat => {
  const [x, y] = polygons.reduce((most, one) => (areaOf([one]) > areaOf([most]) ? one : most))[0][0]
  return [fromMicro(x), fromMicro(y)]
}

/** Closed rings in degrees as loops. */
export const loopsOf = (polygons: readonly (readonly (readonly LngLat[])[])[]): LoopPolygon[] =>
  polygons.map((polygon) => polygon.map((ring): Loop => ring.slice(0, -1).map(([lon, lat]): Dot => [toMicro(lon), toMicro(lat)])))

/** Outer loops anticlockwise and holes clockwise, however they were drawn. */
export const wound = (polygon: LoopPolygon): LoopPolygon => polygon.map((loop, at) => (signedArea(loop) > 0 === (at === 0) ? loop : loop.toReversed()))
