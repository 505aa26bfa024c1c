import { beforeAll, expect, it } from 'vitest'
import type { District } from '../../../server/district/district.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import { Spots } from '../../../server/world/spots.ts'
import { fromMicro, toMicro } from '../../../shared/domain/geo.ts'
import { dice } from '../../../server/district/drawing/noise.ts'

const drawn = new URL('../../../public/district/510304', import.meta.url).pathname
let district: District
beforeAll(async () => { district = await loadDistrict(drawn) })

it('[G36] a unit on its way is where a fresh look-up says, at walking and driving steps and along borders', () => {
  const throwDie = dice(36)
  let asked = 0
  const spots = new Spots({ clearance: (...way) => district.clearance(...way), locate: (lon, lat) => { asked++; return district.locate(lon, lat) } })
  const corners = [...district.shapes.values()].flatMap(({ polygons }) => polygons.flat(2))
  let steps = 0
  for (let unit = 0; unit < 300; unit++) {
    // Each starts on a corner of a border, where answers change soonest.
    const [x, y] = corners[Math.floor(throwDie() * corners.length)]
    let [lon, lat] = [toMicro(x), toMicro(y)]
    const pace = [1, 15, 120][unit % 3]
    const [east, north] = [(throwDie() - 0.5) * pace, (throwDie() - 0.5) * pace]
    for (let step = 0; step < 200; step++, steps++) {
      lon += Math.round(east + (throwDie() - 0.5) * pace)
      lat += Math.round(north + (throwDie() - 0.5) * pace)
      expect(spots.find(unit, lon, lat), `unit ${unit} at ${lon}, ${lat}`).toBe(district.locate(fromMicro(lon), fromMicro(lat)))
    }
  }
  expect(asked).toBeLessThan(steps / 10)
})

it('[G36] the box of a clearance holds one region only, and on a border there is none', () => {
  const throwDie = dice(37)
  const [west, south, east, north] = district.manifest.bbox
  for (let at = 0; at < 3_000; at++) {
    const [lon, lat] = [west + throwDie() * (east - west), south + throwDie() * (north - south)]
    const clear = district.clearance(lon, lat, lon, lat)
    const region = district.locate(lon, lat)
    for (let look = 0; look < 8; look++) expect(district.locate(lon + (2 * throwDie() - 1) * clear, lat + (2 * throwDie() - 1) * clear)).toBe(region)
    for (const [x, y] of [[-1, -1], [-1, 1], [1, -1], [1, 1]]) expect(district.locate(lon + x * clear, lat + y * clear)).toBe(region)
  }
  const [corner] = [...district.shapes.values()][5].polygons.flat(2)
  expect(district.clearance(corner[0], corner[1], corner[0], corner[1])).toBeCloseTo(0)
})
