// Beats as a plan is edited on them: areas, lines and points of the tiers, what is chosen, changed or wrong; no coverage.
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import type { DataDrivenPropertyValueSpecification, ExpressionSpecification, GeoJSONSource, Map } from 'maplibre-gl'
import type { Beat } from '../../../shared/domain/beat.ts'
import type { LngLat } from '../../../shared/domain/geo.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import type { Palette } from '../palette.ts'
import type { Layer } from './layer.ts'

export interface PlanShown {
  readonly palette: Palette
  readonly rem: number
  readonly fonts: readonly string[]
  readonly beats: readonly Beat[]
  /** Tiers that are drawn. */
  readonly tiers: readonly Tier[]
  readonly chosen: string | null
  /** Drawn by the pen instead. */
  readonly hidden: string | null
  readonly changed: ReadonlySet<string>
  readonly wrong: ReadonlySet<string>
  /** Where on the ground something is wrong. */
  readonly spots: readonly LngLat[]
  /** Places of rest, and the letter that marks one. */
  readonly rests: readonly LngLat[]
  readonly restSign: string
  readonly names: readonly { readonly text: string; readonly centre: LngLat }[]
}

const sources = ['plan-areas', 'plan-lines', 'plan-points', 'plan-labels', 'plan-towns', 'plan-rests', 'plan-spots']
const layers = [
  'plan-area-fill', 'plan-area-edge', 'plan-area-wrong', 'plan-line-case', 'plan-line', 'plan-line-wrong', 'plan-point', 'plan-towns', 'plan-labels', 'plan-rest', 'plan-rest-sign', 'plan-spot', 'plan-spot-sign',
]
/** What a click may mean, the first one first. */
export const planPickable = ['plan-point', 'plan-line', 'plan-area-fill'] as const

const isChosen: ExpressionSpecification = ['==', ['get', 'chosen'], 1]
const isChanged: ExpressionSpecification = ['==', ['get', 'changed'], 1]

export function planLayer(): Layer<PlanShown> {
  let drawn: PlanShown | null = null
  return {
    add(map) {
      drawn = null
      for (const id of sources) map.addSource(id, { type: 'geojson', data: collection([]), tolerance: 0.1 })
      map.addLayer({ id: 'plan-area-fill', type: 'fill', source: 'plan-areas', paint: { 'fill-antialias': false } })
      for (const [id, source] of [['plan-area-edge', 'plan-areas'], ['plan-area-wrong', 'plan-areas'], ['plan-line-case', 'plan-lines'], ['plan-line', 'plan-lines'], ['plan-line-wrong', 'plan-lines']]) {
        map.addLayer({ id, type: 'line', source, layout: { 'line-join': 'round', 'line-cap': 'round', 'line-sort-key': ['get', 'chosen'] } })
      }
      for (const id of ['plan-area-wrong', 'plan-line-wrong']) map.setFilter(id, ['==', ['get', 'wrong'], 1])
      map.addLayer({ id: 'plan-point', type: 'circle', source: 'plan-points', layout: { 'circle-sort-key': ['get', 'chosen'] } })
      for (const id of ['plan-towns', 'plan-labels']) {
        map.addLayer({ id, type: 'symbol', source: id, layout: { 'text-field': ['get', 'text'], 'text-max-width': 12, 'text-padding': 4, 'symbol-sort-key': ['get', 'rank'] } })
      }
      map.addLayer({ id: 'plan-rest', type: 'circle', source: 'plan-rests' })
      map.addLayer({ id: 'plan-rest-sign', type: 'symbol', source: 'plan-rests', layout: { 'text-field': ['get', 'text'], 'text-allow-overlap': true, 'text-ignore-placement': true } })
      map.addLayer({ id: 'plan-spot', type: 'circle', source: 'plan-spots' })
      map.addLayer({ id: 'plan-spot-sign', type: 'symbol', source: 'plan-spots', layout: { 'text-field': '×', 'text-allow-overlap': true, 'text-ignore-placement': true } })
    },
    draw(map, shown) {
      if (drawn?.palette !== shown.palette || drawn.rem !== shown.rem || drawn.fonts !== shown.fonts) paint(map, shown)
      const { beats, tiers, chosen, hidden, changed, wrong } = shown
      if (drawn?.beats !== beats || drawn.tiers !== tiers || drawn.chosen !== chosen || drawn.hidden !== hidden || drawn.changed !== changed || drawn.wrong !== wrong) {
        const seen = beats.filter(({ id, tier }) => tiers.includes(tier) && id !== hidden)
        const of = (tier: Tier): Feature[] => seen.filter((beat) => beat.tier === tier).map((beat) => featureOf(beat, shown))
        setData(map, 'plan-areas', of('area'))
        setData(map, 'plan-lines', of('line'))
        setData(map, 'plan-points', of('point'))
        setData(map, 'plan-labels', seen.map((beat) => label(beat, shown)))
      }
      if (drawn?.names !== shown.names) setData(map, 'plan-towns', shown.names.map(({ text, centre }) => feature({ type: 'Point', coordinates: [...centre] }, { text, rank: 0 })))
      if (drawn?.rests !== shown.rests || drawn.restSign !== shown.restSign) setData(map, 'plan-rests', shown.rests.map((place) => feature({ type: 'Point', coordinates: [...place] }, { text: shown.restSign })))
      if (drawn?.spots !== shown.spots) setData(map, 'plan-spots', shown.spots.map((spot) => feature({ type: 'Point', coordinates: [...spot] }, {})))
      drawn = shown
    },
    remove(map) {
      for (const id of layers) if (map.getLayer(id)) map.removeLayer(id)
      for (const id of sources) if (map.getSource(id)) map.removeSource(id)
      drawn = null
    },
  }
}

type PaintValue = Parameters<Map['setPaintProperty']>[2]

function paint(map: Map, { palette, rem, fonts }: PlanShown): void {
  const set = (id: string, values: Record<string, PaintValue>): void => {
    for (const [name, value] of Object.entries(values)) map.setPaintProperty(id, name as Parameters<Map['setPaintProperty']>[1], value)
  }
  const px = (at16: number): number => (at16 * rem) / 16
  set('plan-area-fill', { 'fill-color': palette.area, 'fill-opacity': ['case', isChosen, 0.46, isChanged, 0.34, 0.17] })
  set('plan-area-edge', { 'line-color': ['case', isChosen, palette.t1, palette.area], 'line-width': ['case', isChosen, px(3), isChanged, px(2), px(1.2)], 'line-opacity': ['case', isChosen, 1, isChanged, 1, 0.6] })
  for (const id of ['plan-area-wrong', 'plan-line-wrong']) set(id, { 'line-color': palette.t1, 'line-width': px(3), 'line-dasharray': [1.4, 1.4] })
  set('plan-line-case', { 'line-color': ['case', isChosen, palette.t1, palette.bg0], 'line-width': ['case', isChosen, px(8), px(5.5)] })
  set('plan-line', { 'line-color': palette.line, 'line-width': ['case', isChanged, px(4), px(3)], 'line-opacity': ['case', isChosen, 1, isChanged, 1, 0.8] })
  set('plan-point', {
    'circle-color': ['case', isChosen, palette.ink, palette.point], 'circle-radius': ['case', isChosen, px(7), isChanged, px(6), px(4.5)],
    'circle-stroke-color': ['case', isChosen, palette.t1, palette.bg0], 'circle-stroke-width': ['case', isChosen, px(3), px(2)],
  })
  set('plan-towns', { 'text-color': palette.t3, 'text-halo-color': palette.bg0, 'text-halo-width': px(2) })
  set('plan-labels', { 'text-color': ['case', isChosen, palette.t1, palette.t2], 'text-halo-color': palette.bg0, 'text-halo-width': px(2) })
  set('plan-rest', { 'circle-color': palette.bg0, 'circle-radius': px(12), 'circle-stroke-color': palette.t1, 'circle-stroke-width': px(1.5) })
  set('plan-rest-sign', { 'text-color': palette.t1 })
  set('plan-spot', { 'circle-color': palette.t1, 'circle-radius': px(9), 'circle-stroke-color': palette.bg0, 'circle-stroke-width': px(2) })
  set('plan-spot-sign', { 'text-color': palette.ink })
  const layout = (id: string, size: DataDrivenPropertyValueSpecification<number>): void => {
    map.setLayoutProperty(id, 'text-font', [...fonts])
    map.setLayoutProperty(id, 'text-size', size)
  }
  layout('plan-towns', px(17))
  layout('plan-labels', ['case', isChosen, px(20), px(16)])
  layout('plan-rest-sign', px(16))
  layout('plan-spot-sign', px(18))
  map.setLayoutProperty('plan-labels', 'text-offset', ['case', ['==', ['get', 'tier'], 'point'], ['literal', [0, 1.1]], ['literal', [0, 0]]])
  // At the district's scale the names of areas are enough.
  map.setFilter('plan-labels', ['any', isChosen, ['==', ['get', 'tier'], 'area'], ['>=', ['zoom'], 13]])
}

const collection = (features: readonly Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features: [...features] })
const feature = (geometry: Geometry, properties: Record<string, string | number>): Feature => ({ type: 'Feature', geometry, properties })

const marks = ({ id, tier }: Beat, { chosen, changed, wrong }: PlanShown): Record<string, string | number> =>
  ({ beat: id, tier, chosen: id === chosen ? 1 : 0, changed: changed.has(id) ? 1 : 0, wrong: wrong.has(id) ? 1 : 0 })

const featureOf = (beat: Beat, shown: PlanShown): Feature => feature(
  beat.tier === 'area' ? { type: 'MultiPolygon', coordinates: beat.polygons } : beat.tier === 'line' ? { type: 'LineString', coordinates: beat.line } : { type: 'Point', coordinates: beat.place },
  marks(beat, shown),
)

const label = (beat: Beat, shown: PlanShown): Feature =>
  feature({ type: 'Point', coordinates: middleOf(beat) }, { ...marks(beat, shown), text: beat.name, rank: beat.id === shown.chosen ? 0 : beat.tier === 'area' ? 1 : beat.priority + 1 })

/** Where its name stands: inside the first ring, at the height of its centre of gravity; the middle corner of a line; the place. */
export function middleOf(beat: Beat): [number, number] {
  if (beat.tier === 'point') return beat.place
  if (beat.tier === 'line') return beat.line[beat.line.length >> 1]
  const [ring] = beat.polygons[0]
  let [twice, x, y] = [0, 0, 0]
  for (let at = 1; at < ring.length; at++) {
    const [[ax, ay], [bx, by]] = [ring[at - 1], ring[at]]
    const cross = (ax - ring[0][0]) * (by - ring[0][1]) - (bx - ring[0][0]) * (ay - ring[0][1])
    twice += cross
    x += (ax + bx - 2 * ring[0][0]) * cross
    y += (ay + by - 2 * ring[0][1]) * cross
  }
  if (twice === 0) return ring[0]
  return [middleAt(ring, ring[0][1] + y / (3 * twice)) ?? ring[0][0] + x / (3 * twice), ring[0][1] + y / (3 * twice)]
}

/** The middle of the widest part of a ring at a latitude: a centre of gravity may lie in a bay. */
function middleAt(ring: readonly LngLat[], lat: number): number | null {
  const crossings = ring.slice(1).flatMap(([bx, by], at) => {
    const [ax, ay] = ring[at]
    return ay > lat === by > lat ? [] : [ax + ((lat - ay) / (by - ay)) * (bx - ax)]
  }).sort((a, b) => a - b)
  let best: { wide: number; middle: number } | null = null
  for (let at = 1; at < crossings.length; at += 2) {
    const wide = crossings[at] - crossings[at - 1]
    if (wide > (best?.wide ?? 0)) best = { wide, middle: (crossings[at] + crossings[at - 1]) / 2 }
  }
  return best?.middle ?? null
}

function setData(map: Map, id: string, features: readonly Feature[]): void {
  map.getSource<GeoJSONSource>(id)?.setData(collection(features))
}
