// Which unit a pointer means, and how far its reach goes on walls and desks.
import { describe, expect, it } from 'vitest'
import { Fleet } from '../../../client/map/fleet/fleet.ts'
import { fromScreen, spotOf, toScreen, type Camera } from '../../../client/map/mercator.ts'
import { reachOf, unitAt, type Aim } from '../../../client/map/pick.ts'
import { emptyBatch } from '../../../shared/domain/fix.ts'
import { toMicro } from '../../../shared/domain/geo.ts'
import { Places } from '../../../shared/domain/places.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'
import { unitId, type Unit } from '../../../shared/domain/unit.ts'

const NOW = instant(1_800_000_000_000)
const spots: readonly (readonly [number, number])[] = [[104.75, 29.35], [104.7502, 29.35], [104.76, 29.36], [104.75, 29.35]]
const camera: Camera = { centre: spotOf([104.75, 29.35]), zoom: 13, width: 1_000, height: 600 }

function fleetOf(): Fleet {
  const places = new Places()
  const units = new Map<number, Unit>()
  spots.forEach(([lon, lat], index) => {
    const batch = emptyBatch(1)
    Object.assign(batch.unit, [index + 1])
    Object.assign(batch.time, [NOW])
    Object.assign(batch.lon, [toMicro(lon)])
    Object.assign(batch.lat, [toMicro(lat)])
    places.put(batch, 0)
    units.set(index + 1, { id: unitId(`u${index + 1}`), number: index + 1, name: `面${index + 1}`, tier: 'area', kind: 'car', team: '', region: regionCode('510304') })
  })
  const fleet = new Fleet(camera.centre)
  fleet.take({ places, unitsByNumber: units, onDuty: { has: (id) => id !== 'u9' }, region: null, intervals: new Map(), sos: new Map(), version: 1 }, NOW, 0, true)
  return fleet
}
const aim = (change: Partial<Aim> = {}): Aim => ({ camera, at: { x: 500, y: 300 }, reach: 10, hole: null, clock: 0, chosen: null, ...change })

describe('picking a unit', () => {
  it('[M36] takes the nearest within reach and none beyond it', () => {
    const fleet = fleetOf()
    expect(unitAt(fleet, aim())).toBe(1)
    expect(unitAt(fleet, aim({ at: toScreen(camera, spotOf(spots[1])), reach: 0.6 }))).toBe(2)
    expect(unitAt(fleet, aim({ at: { x: 500, y: 311 } }))).toBeNull()
    expect(unitAt(fleet, aim({ at: toScreen(camera, spotOf(spots[2])) }))).toBe(3)
  })

  it('[M36] goes on to the next with every click where several stand, and round again', () => {
    const fleet = fleetOf()
    const turn: (number | null)[] = []
    for (let clicks = 0, chosen: number | null = null; clicks < 4; clicks++) turn.push(chosen = unitAt(fleet, aim({ chosen })))
    expect(turn).toEqual([1, 4, 2, 1])
    expect(unitAt(fleet, aim({ chosen: 3 }))).toBe(1)
  })

  it('[M36] leaves out those that another view draws', () => {
    const corner = fromScreen(camera, { x: 480, y: 280 })
    const other = fromScreen(camera, { x: 520, y: 320 })
    expect(unitAt(fleetOf(), aim({ hole: { x: corner.x, y: corner.y, w: other.x - corner.x, h: other.y - corner.y } }))).toBeNull()
  })

  it('[M37] reaches as far as a mark is drawn on a wall, and as far as a hand is sure on a desk; a finger farther than a mouse', () => {
    // 55″ displays driven at 3840 × 2160: 0.945 mm a pixel; the mark decides. A desk: 0.277 mm; the hand does.
    expect(reachOf(32, 0.945)).toEqual({ mouse: 16, touch: 25.6 })
    const desk = reachOf(16, 0.277)
    expect([desk.mouse * 0.277, desk.touch * 0.277].map((mm) => Math.round(mm * 10) / 10)).toEqual([3, 8])
    for (const [rem, pitch] of [[16, null], [32, null], [59, 0.496], [32, 1.25]] as const) {
      const { mouse, touch } = reachOf(rem, pitch)
      expect([mouse >= rem / 2, touch > mouse]).toEqual([true, true])
    }
  })
})
