// Which region holds a point: boxes by flatbush, then an exact test, finest level first; a lattice remembers what is plain.
import Flatbush from 'flatbush'
import pointInPolygon from 'point-in-polygon-hao'
import { isLngLat } from '../geo.ts'
import { levelOf, regionLevels, type RegionCode } from '../region.ts'

/** A region's polygons as closed rings in degrees. */
export interface Shape { readonly code: RegionCode; readonly polygons: number[][][][] }

export type Locate = (lon: number, lat: number) => RegionCode | undefined

interface Layer { readonly index: Flatbush; readonly codes: readonly RegionCode[]; readonly polygons: readonly number[][][][] }
type Box = readonly [number, number, number, number]

function boxOf(ring: readonly number[][]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of ring) {
    west = Math.min(west, x)
    east = Math.max(east, x)
    south = Math.min(south, y)
    north = Math.max(north, y)
  }
  return [west, south, east, north]
}

function layerOf(shapes: readonly Shape[]): Layer | undefined {
  const pieces = shapes.flatMap(({ code, polygons }) => polygons.map((polygon) => ({ code, polygon })))
  if (pieces.length === 0) return undefined
  const index = new Flatbush(pieces.length)
  for (const { polygon } of pieces) index.add(...boxOf(polygon[0]))
  index.finish()
  return { index, codes: pieces.map(({ code }) => code), polygons: pieces.map(({ polygon }) => polygon) }
}

/** The exact answer. A point held inside by none belongs to the smallest code among the regions on whose border it lies. */
function locateExactly(layers: readonly Layer[], lon: number, lat: number): RegionCode | undefined {
  for (const { index, codes, polygons } of layers) {
    let border: RegionCode | undefined
    for (const at of index.search(lon, lat, lon, lat)) {
      const held = pointInPolygon([lon, lat], polygons[at])
      if (held === true) return codes[at]
      if (held === 0 && (border === undefined || codes[at] < border)) border = codes[at]
    }
    if (border !== undefined) return border
  }
  return undefined
}

const COLUMNS = 1024
const ROWS = 512

/**
 * The finest region that holds the point, undefined outside all. The lattice's cells that no border enters answer from
 * memory after their first question; the exact test is left for the others.
 */
export function createLocate(shapes: readonly Shape[]): Locate {
  const layers = regionLevels.toReversed()
    .map((level) => layerOf(shapes.filter(({ code }) => levelOf(code) === level)))
    .filter((layer) => layer !== undefined)
  const rings = shapes.flatMap(({ polygons }) => polygons.flat())
  const [west, south, east, north] = boxOf(rings.flatMap(boxCorners))
  const column = (lon: number): number => Math.min(COLUMNS - 1, Math.floor((lon - west) / (east - west) * COLUMNS))
  const row = (lat: number): number => Math.min(ROWS - 1, Math.floor((lat - south) / (north - south) * ROWS))
  const entered = markBorders(rings, column, row)
  const remembered: (RegionCode | undefined)[] = []
  const asked = new Uint8Array(COLUMNS * ROWS)
  return (lon, lat) => {
    if (!isLngLat(lon, lat) || !(lon >= west && lon <= east && lat >= south && lat <= north)) return undefined
    const cell = row(lat) * COLUMNS + column(lon)
    if (entered[cell] === 1) return locateExactly(layers, lon, lat)
    if (asked[cell] === 0) {
      asked[cell] = 1
      remembered[cell] = locateExactly(layers, lon, lat)
    }
    return remembered[cell]
  }
}

const boxCorners = (ring: readonly number[][]): number[][] => {
  const [west, south, east, north] = boxOf(ring)
  return [[west, south], [east, north]]
}

/** 1 for every cell of the lattice that the box of a border's edge enters. */
function markBorders(rings: readonly number[][][], column: (lon: number) => number, row: (lat: number) => number): Uint8Array {
  const entered = new Uint8Array(COLUMNS * ROWS)
  for (const ring of rings) {
    for (let at = 1; at < ring.length; at++) {
      const [west, south, east, north] = boxOf([ring[at - 1], ring[at]])
      const last = column(east)
      const top = row(north)
      for (let y = row(south); y <= top; y++) entered.fill(1, y * COLUMNS + column(west), y * COLUMNS + last + 1)
    }
  }
  return entered
}
