// Small made-up districts for the tests: a sheet of squares, each 0.01 degrees wide, in GeoJSON.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Ring = number[][]
export interface Feature { type: 'Feature'; properties: Record<string, unknown>; geometry: { type: string; coordinates: unknown } }

export const WEST = 104.8
export const SOUTH = 29.4
export const SIDE = 0.01

/** A place on the sheet, in squares from its south-west corner. */
export const at = (x: number, y: number): number[] => [WEST + x * SIDE, SOUTH + y * SIDE].map((degrees) => Math.round(degrees * 1e6) / 1e6)

/** Corners of the sheet joined to a closed ring. */
export const ring = (...corners: [number, number][]): Ring => [...corners, corners[0]].map(([x, y]) => at(x, y))

/** An anticlockwise rectangle. */
export const box = (x: number, y: number, width = 1, height = 1): Ring => ring([x, y], [x + width, y], [x + width, y + height], [x, y + height])

export const feature = (code: unknown, ...rings: Ring[]): Feature =>
  ({ type: 'Feature', properties: { code, name: `区${String(code)}` }, geometry: { type: 'Polygon', coordinates: rings } })

export const many = (code: unknown, ...polygons: Ring[][]): Feature =>
  ({ type: 'Feature', properties: { code, name: `区${String(code)}` }, geometry: { type: 'MultiPolygon', coordinates: polygons } })

/** Two towns of two villages each, four squares side by side from west to east. */
export const villages = (): Feature[] => [
  feature('990001001001', box(0, 0)), feature('990001001201', box(1, 0)),
  feature('990001002001', box(2, 0)), feature('990001002201', box(3, 0)),
]

export const text = (features: readonly unknown[]): string => JSON.stringify({ type: 'FeatureCollection', features })

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'anlan-district-'))

/** Writes features, or a whole text, to a file and answers its path. */
export async function fileOf(content: readonly unknown[] | string, folder?: string): Promise<string> {
  const file = join(folder ?? await newFolder(), 'areas.geojson')
  await writeFile(file, typeof content === 'string' ? content : text(content))
  return file
}
