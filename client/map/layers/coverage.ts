// Coverage: beats in the steps of their age, voids as hatched holes with a dashed edge, what is not due now as quiet ground.
import type { ExpressionSpecification, FilterSpecification, GeoJSONSource, Map } from 'maplibre-gl'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import type { BeatNow } from '../beats.ts'
import type { BeatShapes } from '../coverage.ts'
import { stepColours, type Palette } from '../palette.ts'
import { holds, type Box } from '../place/boxes.ts'
import type { MapCoverage } from '../shown.ts'
import { IMAGE_RATIO } from './images.ts'
import { dotsImage, hatchImage } from './patterns.ts'
import type { Layer } from './layer.ts'

export interface CoverageShown {
  readonly palette: Palette
  readonly rem: number
  /** null while the layer is off or no set is known. */
  readonly shapes: BeatShapes | null
  readonly coverage: Omit<MapCoverage, 'words' | 'set'> | null
  /** Mercator; lines and points in it are drawn elsewhere, larger. */
  readonly hole: Box | null
}

const source = (tier: Tier): string => `coverage-${tier}`
const HATCH = 'coverage-hatch'
const DOTS = 'coverage-dots'
/** Lowest first. Those in the first list lie below the gaps between towns. */
const below = ['coverage-fill', 'coverage-quiet', 'coverage-holes', 'coverage-gaps']
const above = ['coverage-edges', 'coverage-casing', 'coverage-lines', 'coverage-dotted', 'coverage-spots', 'coverage-marked-edge', 'coverage-marked-area', 'coverage-marked-line', 'coverage-marked-spot', 'coverage-chosen', 'coverage-chosen-spot']
/** Those above that are not drawn as lines of line beats. */
const spots = ['coverage-spots', 'coverage-marked-spot', 'coverage-chosen-spot']
const edges = ['coverage-edges', 'coverage-marked-edge', 'coverage-marked-area', 'coverage-chosen']
/** What a person may pick, the finest first. */
export const pickable = ['coverage-spots', 'coverage-lines', 'coverage-dotted', 'coverage-casing', 'coverage-fill']
const nothing = { type: 'FeatureCollection' as const, features: [] }

/** Looks beyond the five steps. */
const IDLE = 5
const VOID = 6
const lookOf = ({ state, step }: BeatNow): number => (state === 'idle' ? IDLE : state === 'void' ? VOID : step)
/** What is not known yet is quiet ground. */
const look: ExpressionSpecification = ['coalesce', ['feature-state', 'look'], IDLE]

const steps = (palette: Palette, tier: Tier, idle: string, gone: string): ExpressionSpecification => {
  const [c0, c1, c2, c3, c4] = stepColours(palette, tier)
  return ['match', look, 0, c0, 1, c1, 2, c2, 3, c3, 4, c4, VOID, gone, idle]
}
const byLevel = (palette: Palette): ExpressionSpecification =>
  ['match', ['coalesce', ['feature-state', 'level'], 0], 1, palette.sev1, 2, palette.sev2, 3, palette.sev3, 4, palette.sev4, palette.t2]
const among = (ids: readonly number[]): FilterSpecification => ['in', ['id'], ['literal', [...ids]]]

export function coverageLayer(): Layer<CoverageShown> {
  let drawn: CoverageShown | null = null
  /** What each beat's feature was last told, and which stand in which filter. */
  let told = new globalThis.Map<number, string>()
  let filters = new globalThis.Map<string, string>()
  const filter = (map: Map, layer: string, ids: readonly number[]): void => {
    const key = ids.join()
    if (filters.get(layer) === key) return
    filters.set(layer, key)
    map.setFilter(layer, among(ids))
  }
  const forget = (): void => {
    drawn = null
    told = new globalThis.Map()
    filters = new globalThis.Map()
  }
  return {
    add(map) {
      forget()
      for (const tier of tiers) map.addSource(source(tier), { type: 'geojson', data: nothing, tolerance: 0.2 })
      const gaps = map.getLayer('ground-gaps') ? 'ground-gaps' : undefined
      for (const id of below) {
        if (id === 'coverage-gaps') map.addLayer({ id, type: 'line', source: source('area'), layout: { 'line-join': 'round' } }, gaps)
        else map.addLayer({ id, type: 'fill', source: source('area'), paint: { 'fill-antialias': false } }, gaps)
      }
      for (const id of above) {
        if (spots.includes(id)) map.addLayer({ id, type: 'circle', source: source('point') })
        else map.addLayer({ id, type: 'line', source: source(edges.includes(id) ? 'area' : 'line'), layout: { 'line-join': 'round', 'line-cap': id === 'coverage-edges' || id.startsWith('coverage-marked') ? 'butt' : 'round' } })
      }
    },
    draw(map, shown) {
      if (drawn?.shapes !== shown.shapes) {
        for (const tier of tiers) {
          map.removeFeatureState({ source: source(tier) })
          map.getSource<GeoJSONSource>(source(tier))?.setData(shown.shapes?.[tier] ?? nothing)
        }
        told = new globalThis.Map()
      }
      const { coverage, shapes } = shown
      if (drawn?.palette !== shown.palette || drawn.rem !== shown.rem || drawn.coverage?.opacity !== coverage?.opacity) paint(map, shown)
      if (coverage && shapes && (drawn?.coverage !== coverage || drawn.shapes !== shapes || drawn.hole !== shown.hole)) tell(map, shapes, coverage, shown.hole)
      drawn = shown
    },
    remove(map) {
      for (const id of [...above, ...below]) if (map.getLayer(id)) map.removeLayer(id)
      for (const tier of tiers) if (map.getSource(source(tier))) map.removeSource(source(tier))
      for (const id of [HATCH, DOTS]) if (map.hasImage(id)) map.removeImage(id)
      forget()
    },
  }

  /** Ages are told by feature state: no geometry is sent again, and only what changed is painted anew. */
  function tell(map: Map, shapes: BeatShapes, { now, levels, whole, chosen, marked }: Omit<MapCoverage, 'words' | 'set'>, hole: Box | null): void {
    const ids = { idle: [] as number[], hole: [] as number[], line: [] as number[], dotted: [] as number[], spot: [] as number[] }
    for (const one of now) {
      const id = shapes.numbers.get(one.beat.id)
      if (id === undefined) continue
      const state = { look: lookOf(one), level: levels.get(one.beat.id) ?? 0 }
      const key = JSON.stringify(state)
      if (told.get(id) !== key) {
        told.set(id, key)
        map.setFeatureState({ source: source(one.beat.tier), id }, state)
      }
      const spot = hole && one.beat.tier !== 'area' ? shapes.spots.get(one.beat.id) : undefined
      if (hole && spot && holds(hole, spot)) continue
      if (one.beat.tier === 'area') {
        if (state.look === IDLE) ids.idle.push(id)
        if (state.look === VOID) ids.hole.push(id)
      } else if (one.beat.tier === 'line') {
        if (state.look === VOID) ids.dotted.push(id)
        else if (whole) ids.line.push(id)
      } else if (whole || state.look === VOID) ids.spot.push(id)
    }
    filter(map, 'coverage-quiet', ids.idle)
    filter(map, 'coverage-holes', ids.hole)
    filter(map, 'coverage-edges', ids.hole)
    filter(map, 'coverage-casing', [...ids.line, ...ids.dotted])
    filter(map, 'coverage-lines', ids.line)
    filter(map, 'coverage-dotted', ids.dotted)
    filter(map, 'coverage-spots', ids.spot)
    const risked = marked.flatMap((id) => {
      const spot = hole ? shapes.spots.get(id) : undefined
      return hole && spot && holds(hole, spot) && !shapes.area.features.some(({ properties }) => properties.beat === id) ? [] : shapes.numbers.get(id) ?? []
    })
    for (const id of ['coverage-marked-edge', 'coverage-marked-area', 'coverage-marked-line', 'coverage-marked-spot']) filter(map, id, risked)
    const one = chosen === null ? undefined : shapes.numbers.get(chosen)
    for (const id of ['coverage-chosen', 'coverage-chosen-spot']) filter(map, id, one === undefined ? [] : [one])
  }
}

function paint(map: Map, { palette, rem, coverage }: CoverageShown): void {
  const px = (atRem32: number): number => Math.max(0.75, (atRem32 * rem) / 32)
  const set = (id: string, values: Readonly<Record<string, unknown>>): void => { for (const [name, value] of Object.entries(values)) map.setPaintProperty(id, name as never, value as never) }
  const image = (id: string, draw: () => ImageData): void => {
    if (map.hasImage(id)) map.removeImage(id)
    map.addImage(id, draw(), { pixelRatio: IMAGE_RATIO })
  }
  image(HATCH, () => hatchImage((14 * rem) / 32, palette))
  image(DOTS, () => dotsImage((20 * rem) / 32, palette))
  const opacity = coverage?.opacity ?? 1
  set('coverage-fill', { 'fill-color': steps(palette, 'area', palette.bg2, palette.bg0), 'fill-opacity': ['match', look, VOID, 0.95, IDLE, 0.95, opacity] })
  set('coverage-quiet', { 'fill-pattern': DOTS })
  set('coverage-holes', { 'fill-pattern': HATCH })
  set('coverage-gaps', { 'line-color': palette.bg0, 'line-width': px(2) })
  set('coverage-edges', { 'line-color': byLevel(palette), 'line-width': px(4.5), 'line-dasharray': [2.2, 1.5] })
  set('coverage-casing', { 'line-color': palette.bg0, 'line-width': px(11), 'line-opacity': ['match', look, IDLE, 0, 1] })
  set('coverage-lines', { 'line-color': steps(palette, 'line', palette.rule, palette.line2), 'line-width': ['match', look, IDLE, px(2), px(6)] })
  set('coverage-dotted', { 'line-color': palette.line1, 'line-width': px(6), 'line-dasharray': [0.1, 1.9] })
  set('coverage-spots', {
    'circle-color': steps(palette, 'point', palette.bg2, palette.bg0), 'circle-radius': ['match', look, IDLE, px(3.5), px(6.5)],
    'circle-stroke-width': ['match', look, VOID, px(3), IDLE, px(1.5), px(2.5)], 'circle-stroke-color': ['match', look, VOID, palette.point0, IDLE, palette.rule, palette.bg0],
  })
  // Not void yet: an edge of dashes in no alarm's hue, on a ground that holds on every step.
  set('coverage-marked-edge', { 'line-color': palette.bg0, 'line-width': px(10), 'line-opacity': 0.85 })
  set('coverage-marked-area', { 'line-color': palette.t1, 'line-width': px(5), 'line-dasharray': [2.6, 1.4] })
  set('coverage-marked-line', { 'line-color': palette.t1, 'line-width': px(10), 'line-dasharray': [1.3, 0.7] })
  set('coverage-marked-spot', { 'circle-color': 'transparent', 'circle-radius': px(11), 'circle-stroke-width': px(3), 'circle-stroke-color': palette.t1 })
  set('coverage-chosen', { 'line-color': palette.t1, 'line-width': px(5) })
  set('coverage-chosen-spot', { 'circle-color': 'transparent', 'circle-radius': px(13), 'circle-stroke-width': px(4), 'circle-stroke-color': palette.t1 })
}

