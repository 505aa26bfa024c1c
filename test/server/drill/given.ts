// What tests of the drill stand on: a square district of 64 grids, the committed one, its catalogue, a rim without time.
import { readFileSync } from 'node:fs'
import type { Beat } from '../../../shared/domain/beat.ts'
import { catalogueSchema, type Catalogue } from '../../../shared/domain/catalogue.ts'
import { regionCode, type Region, type RegionCode } from '../../../shared/domain/region.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import { loadBeats } from '../../../server/district/beats/load.ts'
import type { District } from '../../../server/district/district.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import { groundOf, type Ground } from '../../../server/drill/ground.ts'
import type { OutFix } from '../../../server/drill/fixes.ts'
import type { DrillDevice, DrillUnit } from '../../../server/drill/roster.ts'

export const SEED = 510_304
/** A Tuesday, 10:00 in the display zone. */
export const MORNING: Instant = instant(Date.UTC(2026, 2, 3, 2))

const WEST = 104.7
const SOUTH = 29.3
const SIDE = 0.08

/** Four towns (two of them street offices), four villages each, four grids each, all squares: 8 × 9 km. */
export function squareDistrict(): District {
  const regions = new Map<RegionCode, Region>()
  const add = (code: string, level: Region['level'], parent: string | null, lon: number, lat: number): void => {
    regions.set(regionCode(code), { code: regionCode(code), name: code, short: code, level, parent: parent === null ? null : regionCode(parent), centre: [lon, lat] })
  }
  const quarter = (step: number, index: number): [number, number] => [(index % 2) * step, Math.floor(index / 2) * step]
  add('990000', 'district', null, WEST + SIDE / 2 + 0.001, SOUTH + SIDE / 2 + 0.001)
  for (let t = 0; t < 4; t++) {
    const town = `990000${['001', '002', '100', '200'][t]}`
    const [tx, ty] = quarter(SIDE / 2, t)
    add(town, 'town', '990000', WEST + tx + SIDE / 4 + 0.001, SOUTH + ty + SIDE / 4 + 0.001)
    for (let v = 0; v < 4; v++) {
      const village = `${town}00${v + 1}`
      const [vx, vy] = quarter(SIDE / 4, v)
      add(village, 'village', town, WEST + tx + vx + SIDE / 8 + 0.001, SOUTH + ty + vy + SIDE / 8 + 0.001)
      for (let g = 0; g < 4; g++) {
        const [gx, gy] = quarter(SIDE / 8, g)
        add(`${village}0${g + 1}`, 'grid', village, WEST + tx + vx + gx + SIDE / 16, SOUTH + ty + vy + gy + SIDE / 16)
      }
    }
  }
  const index = (part: number, step: number): number => Math.min(1, Math.floor(part / step))
  return {
    manifest: { code: regionCode('990000'), name: 'square', city: '', schematic: true, source: '', bbox: [WEST, SOUTH, WEST + SIDE, SOUTH + SIDE], inset: [] },
    regions, shapes: new Map(), hash: 'square',
    clearance: () => 0,
    locate(lon, lat) {
      let [x, y] = [lon - WEST, lat - SOUTH]
      if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) return undefined
      const digits: number[] = []
      for (const step of [SIDE / 2, SIDE / 4, SIDE / 8]) {
        const [i, j] = [index(x, step), index(y, step)]
        digits.push(j * 2 + i)
        x -= i * step
        y -= j * step
      }
      return regionCode(`990000${['001', '002', '100', '200'][digits[0]]}00${digits[1] + 1}0${digits[2] + 1}`)
    },
  }
}

export const squareGround = (): Ground => groundOf(squareDistrict())

const folder = 'public/district/510304'
export const realDistrict = (): Promise<District> => loadDistrict(folder)
export const realBeats = async (): Promise<readonly Beat[]> => (await loadBeats(folder))?.beats ?? []
export const catalogue = (): Catalogue => catalogueSchema.parse(JSON.parse(readFileSync(`${folder}/catalogue.json`, 'utf8')))
export type Shifts = Catalogue['shifts']
export const shifts = (): Shifts => catalogue().shifts

export const unit = (said: Partial<DrillUnit> = {}): DrillUnit => ({
  id: 'u1', name: '面01', tier: 'area', kind: 'car', team: 't', region: regionCode('990000001'), home: { x: 0, y: 0 }, ...said,
})
export const device = (said: Partial<DrillDevice> = {}): DrillDevice => ({
  id: 'd1', unit: 'u1', dialect: 'jt808', identity: '13900000001', gateway: null, rank: 0, crs: 'wgs84', interval: 10, manner: '2013', ...said,
})
export const fix = (said: Partial<OutFix> = {}): OutFix => ({
  device: 'd1', unit: 'u1', at: MORNING, time: MORNING, lon: 104.774, lat: 29.363, speed: 7.1, heading: 87, accuracy: null,
  valid: true, sos: false, refill: false, faults: [], ...said,
})
