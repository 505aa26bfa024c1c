// A district read for drawing: shapes, borders, where its parts lie. Done once per geometry.
import type { MultiLineString } from 'geojson'
import { spotOf, type Spot } from './mercator.ts'
import { walk } from './arrange.ts'
import type { Box } from './place/boxes.ts'
import type { Centres } from './place/incidents.ts'
import { bordersOf, boundsOf, shapesOf, type Borders, type Shape } from './shapes.ts'
import type { MapGeometry } from './shown.ts'

export interface District {
  readonly geometry: MapGeometry
  readonly towns: readonly Shape[]
  readonly villages: readonly Shape[]
  readonly townBorders: Borders
  /** Borders between villages that are no town's border. */
  readonly villageBorders: MultiLineString
  readonly land: Box
  /** Points along the edge. */
  readonly outline: readonly Spot[]
  /** Bounds of the towns that the wall enlarges; null when the manifest names none that exist. */
  readonly part: Box | null
  readonly centres: Centres
}

export function readDistrict(geometry: MapGeometry): District {
  const towns = shapesOf(geometry.towns)
  const villages = shapesOf(geometry.villages)
  const townBorders = bordersOf(geometry.towns)
  const land = boundsOf(towns.flatMap((town) => town.rings))
  const lines = townBorders.outer.coordinates.map((line) => line.map(([lon, lat]) => spotOf([lon, lat])))
  const enlarged = towns.filter((town) => geometry.manifest.inset.includes(town.region.code))
  const grids = geometry.grids?.features ?? []
  return {
    geometry, towns, villages, townBorders, land,
    villageBorders: bordersOf(geometry.villages).inner,
    outline: walk(lines, Math.max(land.w, land.h) / 64),
    part: enlarged.length > 0 ? boundsOf(enlarged.flatMap((town) => town.rings)) : null,
    centres: new Map([
      ...[...towns, ...villages].map((shape): [string, Spot] => [shape.region.code, shape.centre]),
      ...grids.map((grid): [string, Spot] => [grid.properties.code, spotOf(grid.properties.centre)]),
    ]),
  }
}
