// A small district and a story told in entries and fixes, for tests of the world, its readings and its alarms.
import { beatId, type PointBeat } from '../../../shared/domain/beat.ts'
import { callSign, type Binding, type Visit } from '../../../shared/domain/binding.ts'
import type { Catalogue } from '../../../shared/domain/catalogue.ts'
import type { Draft, Entry, EntryData, EntryKind } from '../../../shared/domain/entry.ts'
import { eventId, type EventReport, type Stage } from '../../../shared/domain/event.ts'
import { FixBuffer, UNKNOWN, type FixBatch } from '../../../shared/domain/fix.ts'
import { toMicro } from '../../../shared/domain/geo.ts'
import type { Work } from '../../../shared/domain/rating.ts'
import { recordId } from '../../../shared/domain/record-id.ts'
import { regionCode, type Region, type RegionCode } from '../../../shared/domain/region.ts'
import { teamId, type Team, type TeamDuty } from '../../../shared/domain/team.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId, type Device, type Unit } from '../../../shared/domain/unit.ts'
import type { District } from '../../../server/district/district.ts'
import { evolve, evolveFixes } from '../../../server/world/evolve.ts'
import type { Happening } from '../../../server/world/happen.ts'
import { emptyWorld, type World } from '../../../server/world/world.ts'

export const DISTRICT = regionCode('510304')
export const townCodes = ['510304001', '510304002', '510304100'].map(regionCode)

/** Three towns side by side, each 0.1° wide from 104.7° E, one grid in each; counts its look-ups. */
export function smallDistrict(hash = 'small', shift = 0): District & { looked: number } {
  const region = (code: RegionCode, level: Region['level'], parent: RegionCode | null): Region =>
    ({ code, name: code, short: code, level, parent, centre: [104.8, 29.4] })
  const grids = townCodes.map((town) => regionCode(`${town}20101`))
  const regions = [
    region(DISTRICT, 'district', null),
    ...townCodes.map((code) => region(code, 'town', DISTRICT)),
    ...townCodes.map((town) => region(regionCode(`${town}201`), 'village', town)),
    ...grids.map((code) => region(code, 'grid', regionCode(code.slice(0, 12)))),
  ]
  return {
    looked: 0,
    manifest: { code: DISTRICT, name: 'small', city: '', schematic: true, source: '', bbox: [104.7, 29.3, 105, 29.5], inset: [] },
    regions: new Map(regions.map((one) => [one.code, one])), shapes: new Map(), hash,
    clearance: () => 0,
    locate(lon, lat) {
      this.looked++
      return lat < 29.3 || lat > 29.5 ? undefined : grids[Math.floor((lon - 104.7) * 10 + 1e-9) + shift]
    },
  }
}

export const unit = (id: string, number: number, more: Partial<Unit> = {}): Unit =>
  ({ id: unitId(id), number, name: id, tier: 'area', kind: 'car', team: 't', region: townCodes[0], ...more })

export const device = (id: string, number: number, of: string, more: Partial<Device> = {}): Device => ({
  id: deviceId(id), number, unit: unitId(of), dialect: 'jt808', identity: id, gateway: null, rank: 0, crs: 'wgs84', interval: 10, lenient: false, ...more,
})

export const report = (id: string, more: Partial<EventReport> = {}): EventReport => ({
  id: eventId(id), category: 'livelihood', kind: null, level: 3, region: townCodes[0], lon: null, lat: null,
  occurred: instant(0), source: 'platform', ref: null, ...more,
})

export const post: PointBeat = {
  id: beatId('p1'), name: '点01', region: townCodes[0], team: 't', priority: 2, shifts: ['甲班'], people: 1, interval: 60, tier: 'point',
  place: [104.75, 29.4], plan: { visits: 4, radius: 50, dwell: 5, allowance: 10, manned: null },
}
export const grids = townCodes.map((town) => regionCode(`${town}20101`))
export const team = (id: string, more: Partial<Team> = {}): Team =>
  ({ id: teamId(id), kind: 'armband', name: id, region: grids[0], people: 10, ...more })
export const duty = (id: string, of: string, more: Partial<TeamDuty> = {}): TeamDuty =>
  ({ id: recordId(id), team: teamId(of), from: instant(0), to: null, people: 6, ...more })
export const binding = (person: string, more: Partial<Binding> = {}): Binding =>
  ({ person: callSign(person), role: 'officer', grid: grids[0], since: instant(0), ...more })
export const visit = (id: string, officer: string, more: Partial<Visit> = {}): Visit =>
  ({ id: recordId(id), officer: callSign(officer), grid: grids[0], at: instant(0), ...more })
export const work = (id: string, member: string, more: Partial<Work> = {}): Work =>
  ({ id: recordId(id), member: callSign(member), criterion: 'basic', at: instant(0), amount: 1, ...more })

export const catalogue: Catalogue = {
  categories: ['livelihood', 'dispute', 'security'].map((code) => ({ code, name: code, short: code, kinds: [] })),
  levels: [], limits: { jump: { car: 60, motorcycle: 60, foot: 12, post: 12 }, accuracy: 50, clockHours: 24 }, shifts: [],
}

export interface FixSaid {
  unit: number; device: number; time: number
  received?: number; lon?: number; lat?: number; flags?: number
}

export function batchOf(rows: readonly FixSaid[]): FixBatch {
  const buffer = new FixBuffer()
  for (const row of rows) {
    buffer.push({
      unit: row.unit, device: row.device, time: instant(row.time), deviceTime: instant(row.time), received: instant(row.received ?? row.time),
      lon: toMicro(row.lon ?? 104.75), lat: toMicro(row.lat ?? 29.4), speed: UNKNOWN, heading: UNKNOWN, accuracy: UNKNOWN, flags: row.flags ?? 0,
    })
  }
  return buffer.take()
}

/** Tells entries and fixes to a world, one after the other, and to whoever listens. */
export class Story {
  readonly world: World
  readonly told: Happening[] = []
  readonly listeners: ((happening: Happening, world: World) => void)[] = []
  #keys = new Map<string, Entry>()

  constructor(district: District = smallDistrict()) { this.world = emptyWorld(district) }

  entry<Kind extends EntryKind>(kind: Kind, data: EntryData<Kind>, at = 0, key: string | null = null): Entry {
    const entry = { seq: this.world.seq + 1, kind, data, by: 'test', about: 'test', key, committed: at, received: at, deviceTime: null } as Entry
    evolve(this.world, entry)
    this.#tell({ is: 'entry', entry })
    return entry
  }

  /** Records drafts as a ledger does: a key that was there before makes no new entry. Answers how many were new. */
  record(drafts: readonly Draft[]): number {
    let fresh = 0
    for (const { kind, data, received, key } of drafts) {
      if (key !== undefined && this.#keys.has(key)) continue
      const entry = this.entry(kind, data, received, key ?? null)
      if (key !== undefined) this.#keys.set(key, entry)
      fresh++
    }
    return fresh
  }

  fixes(at: number, rows: readonly FixSaid[]): void {
    const batch = batchOf(rows)
    evolveFixes(this.world, batch)
    this.#tell({ is: 'fixes', at: instant(at), batch })
  }

  units(...units: Unit[]): this {
    for (const one of units) this.entry('unit-registered', { unit: one })
    return this
  }

  devices(...devices: Device[]): this {
    for (const one of devices) this.entry('device-registered', { device: one })
    return this
  }

  reported(id: string, more: Partial<EventReport> = {}, at?: number): void {
    this.entry('event-reported', { event: report(id, more) }, at ?? more.occurred ?? 0)
  }

  moved(id: string, to: Stage, at = 0): void {
    const from = this.world.events.get(id)?.stage ?? 'reported'
    this.entry('event-moved', { event: eventId(id), from, to, at: instant(at), action: null, owner: null, source: 'platform' }, at)
  }

  relocated(id: string, region: RegionCode, at = 0): void {
    const from = this.world.events.get(id)?.region ?? region
    this.entry('event-relocated', { event: eventId(id), from, region, lon: null, lat: null }, at)
  }

  signedOn(id: string, at = 0, people = 2): void { this.entry('shift-started', { unit: unitId(id), people, at: instant(at) }, at) }
  signedOff(id: string, at = 0): void { this.entry('shift-ended', { unit: unitId(id), at: instant(at) }, at) }

  #tell(happening: Happening): void {
    this.told.push(happening)
    for (const listener of this.listeners) listener(happening, this.world)
  }
}

export const at = (iso: string): Instant => instant(Date.parse(iso))
