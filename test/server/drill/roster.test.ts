// The roster: counts, tiers, dialects, names.
import { describe, expect, it } from 'vitest'
import { contains } from '../../../shared/domain/region.ts'
import { groundOf } from '../../../server/drill/ground.ts'
import { countsFor, rosterOf } from '../../../server/drill/roster.ts'
import { deviceBodySchema, gatewayBodySchema, unitBodySchema } from '../../../server/ingest/registry-body.ts'
import { realDistrict, SEED, squareGround } from './given.ts'

const count = <T>(list: readonly T[], is: (item: T) => boolean): number => list.filter(is).length

describe('roster', () => {
  it('[X7] the full roster has 45 police units, 120 street patrols and 160 posts over all towns', async () => {
    const ground = groundOf(await realDistrict())
    const { units, devices, gateways } = rosterOf(SEED, ground, 325)
    expect((['area', 'line', 'point'] as const).map((tier) => count(units, (unit) => unit.tier === tier))).toEqual([45, 120, 160])
    const police = units.filter(({ tier }) => tier === 'area')
    expect([count(police, ({ kind }) => kind === 'car'), count(police, ({ kind }) => kind === 'motorcycle'), count(police, ({ kind }) => kind === 'foot')]).toEqual([22, 8, 15])
    const by = (dialect: string): number => count(devices, (device) => device.dialect === dialect)
    expect([by('jt808'), by('osmand'), by('owntracks-mqtt'), by('owntracks-http')]).toEqual([30, 60, 60, 160])
    expect(by('batch')).toBeGreaterThanOrEqual(15)
    expect(gateways).toHaveLength(1)
    for (const town of ground.towns) expect(units.some(({ region }) => contains(town.region.code, region))).toBe(true)
    expect(new Set(units.filter(({ tier }) => tier === 'line').map(({ region }) => region)).size).toBeGreaterThan(100)
    for (const { kind, home, region } of units) if (kind === 'post') expect(ground.holds(home, region)).toBe(true)
  })

  it('[X7] every dialect, header version, request form and reference system has its devices', () => {
    const { devices } = rosterOf(SEED, squareGround(), 325)
    const manners = (dialect: string): Set<string> => new Set(devices.filter((device) => device.dialect === dialect).map(({ manner }) => manner))
    expect(manners('jt808')).toEqual(new Set(['2011', '2013', '2019']))
    expect(manners('osmand')).toEqual(new Set(['get', 'form', 'json']))
    for (const dialect of ['jt808', 'osmand', 'batch']) expect(devices.some((device) => device.dialect === dialect && device.crs === 'gcj02')).toBe(true)
    expect(devices.every(({ interval }) => Number.isInteger(interval) && interval >= 10 && interval <= 60)).toBe(true)
    const perSecond = devices.reduce((sum, { interval }) => sum + 1 / interval, 0)
    expect(perSecond).toBeGreaterThan(7)
    expect(perSecond).toBeLessThan(15)
  })

  it('[X7] ids, identities and names are unique and what the registry takes, for any size', () => {
    for (const total of [1, 3, 60, 325, 2_000]) {
      const { units, devices, gateways } = rosterOf(SEED, squareGround(), total)
      expect(units).toHaveLength(total)
      expect(new Set(units.map(({ id }) => id)).size).toBe(total)
      expect(new Set(units.map(({ name }) => name)).size).toBe(total)
      expect(new Set(devices.map(({ dialect, identity, gateway }) => `${dialect} ${gateway ?? ''} ${identity}`)).size).toBe(devices.length)
      expect(units.every((unit) => devices.some((device) => device.unit === unit.id))).toBe(true)
      for (const { id, name, tier, kind, team, region } of units) expect(unitBodySchema.safeParse({ id, name, tier, kind, team, region }).success).toBe(true)
      for (const { id, unit, dialect, identity, gateway, rank, crs, interval } of devices) {
        expect(deviceBodySchema.safeParse({ id, unit, dialect, identity, gateway, rank, crs, interval, lenient: false }).error).toBeUndefined()
      }
      for (const gateway of gateways) expect(gatewayBodySchema.safeParse(gateway).success).toBe(true)
      const { area, line, point } = countsFor(total)
      expect(area + line + point).toBe(total)
    }
  })

  it('[X1] the same seed gives the same roster, another seed another', () => {
    expect(rosterOf(SEED, squareGround(), 100)).toEqual(rosterOf(SEED, squareGround(), 100))
    expect(rosterOf(SEED + 1, squareGround(), 100)).not.toEqual(rosterOf(SEED, squareGround(), 100))
  })
})
