// The land: one calm plane, hairlines between villages, gaps between towns, one edge around all.
import type { Feature, MultiLineString } from 'geojson'
import type { DataDrivenPropertyValueSpecification, Map } from 'maplibre-gl'
import type { Palette } from '../palette.ts'
import type { Borders } from '../shapes.ts'
import type { RegionFeatures } from '../shown.ts'
import type { Layer } from './layer.ts'

export interface GroundShown {
  readonly palette: Palette
  readonly rem: number
  readonly towns: RegionFeatures
  readonly townBorders: Borders
  readonly villageBorders: MultiLineString
  /** null while the layer is off. */
  readonly grids: RegionFeatures | null
}

const line = (id: string, source: string): Parameters<Map['addLayer']>[0] =>
  ({ id, type: 'line', source, layout: { 'line-join': 'round', 'line-cap': 'round' } })

const sources = ['ground-towns', 'ground-inner', 'ground-outer', 'ground-villages', 'ground-grids']
const layers = ['ground-shore', 'ground-land', 'ground-grids', 'ground-villages', 'ground-gaps', 'ground-edge']
const nothing = { type: 'FeatureCollection' as const, features: [] }

export function groundLayer(): Layer<GroundShown> {
  let drawn: GroundShown | null = null
  return {
    add(map) {
      drawn = null
      for (const id of sources) map.addSource(id, { type: 'geojson', data: nothing, tolerance: 0.2 })
      map.addLayer(line('ground-shore', 'ground-outer'))
      map.addLayer({ id: 'ground-land', type: 'fill', source: 'ground-towns', paint: { 'fill-antialias': false } })
      map.addLayer(line('ground-grids', 'ground-grids'))
      map.addLayer(line('ground-villages', 'ground-villages'))
      map.addLayer(line('ground-gaps', 'ground-inner'))
      map.addLayer(line('ground-edge', 'ground-outer'))
    },
    draw(map, shown) {
      if (drawn?.towns !== shown.towns) {
        setData(map, 'ground-towns', shown.towns)
        setData(map, 'ground-inner', asFeature(shown.townBorders.inner))
        setData(map, 'ground-outer', asFeature(shown.townBorders.outer))
        setData(map, 'ground-villages', asFeature(shown.villageBorders))
      }
      if (drawn?.grids !== shown.grids) setData(map, 'ground-grids', shown.grids ?? nothing)
      if (drawn?.palette !== shown.palette || drawn.rem !== shown.rem) paint(map, shown)
      drawn = shown
    },
    remove(map) {
      for (const id of layers) if (map.getLayer(id)) map.removeLayer(id)
      for (const id of sources) if (map.getSource(id)) map.removeSource(id)
      drawn = null
    },
  }
}

function paint(map: Map, { palette, rem }: GroundShown): void {
  const px = (atRem32: number): DataDrivenPropertyValueSpecification<number> => Math.max(1, (atRem32 * rem) / 32)
  const stroke = (id: string, colour: string, width: number): void => {
    map.setPaintProperty(id, 'line-color', colour)
    map.setPaintProperty(id, 'line-width', px(width))
  }
  map.setPaintProperty('background', 'background-color', palette.bg1)
  map.setPaintProperty('ground-land', 'fill-color', palette.bg3)
  stroke('ground-shore', palette.bg0, 16)
  stroke('ground-grids', palette.bg1, 1.2)
  stroke('ground-villages', palette.land, 2.4)
  stroke('ground-gaps', palette.bg0, 5)
  stroke('ground-edge', palette.t3, 3)
}

const asFeature = (geometry: MultiLineString): Feature<MultiLineString> => ({ type: 'Feature', properties: {}, geometry })

function setData(map: Map, id: string, data: GeoJSON.GeoJSON): void {
  const source = map.getSource(id)
  if (source && 'setData' in source) (source as { setData(data: GeoJSON.GeoJSON): void }).setData(data)
}
