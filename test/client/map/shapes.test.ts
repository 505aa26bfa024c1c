// Rings and borders, and the palette's one rule about lost links.
import { describe, expect, it } from 'vitest'
import { readPalette, rgb } from '../../../client/map/palette.ts'
import { familiesOf } from '../../../client/map/fonts.ts'
import { spotOf } from '../../../client/map/mercator.ts'
import { bordersOf, lies, shapesOf } from '../../../client/map/shapes.ts'
import type { RegionFeatures } from '../../../client/map/shown.ts'
import { regionCode, type Region } from '../../../shared/domain/region.ts'
import { district, geometry } from './district.ts'

const region = (code: string): Region => ({ code: regionCode(code), name: code, short: code, level: 'town', parent: null, centre: [0.5, 0.5] })
const square = (x: number, y: number): number[][] => [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
const features = (...parts: { code: string; coordinates: number[][][] }[]): RegionFeatures => ({
  type: 'FeatureCollection',
  features: parts.map(({ code, coordinates }) => ({ type: 'Feature', properties: region(code), geometry: { type: 'Polygon', coordinates } })),
})
const length = (lines: readonly (readonly number[][])[]): number =>
  lines.reduce((sum, line) => sum + line.slice(1).reduce((part, at, index) => part + Math.hypot(at[0] - line[index][0], at[1] - line[index][1]), 0), 0)

describe('shapes', () => {
  it('[M7] borders that two regions share are told from the edge around them, each drawn once', () => {
    const { inner, outer } = bordersOf(features({ code: 'a', coordinates: [square(0, 0)] }, { code: 'b', coordinates: [square(1, 0)] }, { code: 'c', coordinates: [square(5, 5)] }))
    expect(length(inner.coordinates)).toBeCloseTo(1)
    expect(length(outer.coordinates)).toBeCloseTo(6 + 4)
    // An edge is one line however its ring begins, not one torn at its first vertex.
    expect(outer.coordinates).toHaveLength(3)
  })

  it('[M7] of the real district: the edge closes, and towns and edge together are every border there is', () => {
    const all = geometry.towns.features.flatMap(({ geometry: shape }) => (shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat()))
    const { inner, outer } = district.townBorders
    expect(2 * length(inner.coordinates) + length(outer.coordinates)).toBeCloseTo(length(all), 6)
    const ends = new Map<string, number>()
    for (const line of outer.coordinates) for (const end of [line[0], line[line.length - 1]]) ends.set(String(end), (ends.get(String(end)) ?? 0) + 1)
    expect([...ends.values()].every((count) => count % 2 === 0)).toBe(true)
  })

  it('[M7] holes are outside, every region holds its own label point', () => {
    const [ring] = shapesOf(features({ code: 'a', coordinates: [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]], square(4, 4)] }))
    expect([lies(ring, spotOf([1, 1])), lies(ring, spotOf([4.5, 4.5])), lies(ring, spotOf([10, 1]))]).toEqual([true, false, false])
    for (const shape of [...district.towns, ...district.villages]) expect(lies(shape, shape.centre), shape.region.name).toBe(true)
  })
})

describe('the palette', () => {
  const tokens: Record<string, string> = { '--area': ' #86ccc8', '--sev-1': '#f64c45', '--t-2': '#b7c3cd', '--t-3': '#93a1ad', '--bg-0': '#0b1218' }
  it('[M8] comes from the page\'s tokens; with the link lost no hue is left, whatever the style sheet says', () => {
    const live = readPalette((name) => tokens[name] ?? '', false)
    expect([live.area, live.sev1, live.bg0]).toEqual(['#86ccc8', '#f64c45', '#0b1218'])
    const lost = readPalette((name) => tokens[name] ?? '', true)
    for (const name of ['area', 'line', 'point', 'sev1', 'sev2', 'sev3', 'sev4'] as const) {
      const [r, g, b] = rgb(lost[name])
      expect(Math.max(r, g, b) - Math.min(r, g, b), name).toBeLessThan(0.12)
    }
  })

  it('[M8] colours reach the shader as fractions, font families without their quotes', () => {
    expect(rgb('#fff')).toEqual([1, 1, 1])
    expect(rgb('#33669a').map((part) => Math.round(part * 255))).toEqual([0x33, 0x66, 0x9a])
    expect(familiesOf('"Anlan Sans SC", \'Noto Sans SC\', sans-serif')).toEqual(['Anlan Sans SC', 'Noto Sans SC', 'sans-serif'])
  })
})
