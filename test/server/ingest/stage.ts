// A stage for ingest: a small district, a real ledger in memory, a tape that can be slow or broken, a clock moved by hand.
import type { Catalogue } from '../../../shared/domain/catalogue.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import { FixBuffer, fixColumns } from '../../../shared/domain/fix.ts'
import { fromMicro } from '../../../shared/domain/geo.ts'
import { isRefusal, refuse } from '../../../shared/domain/refusal.ts'
import { regionCode, type Region, type RegionCode } from '../../../shared/domain/region.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import type { District } from '../../../server/district/district.ts'
import { admit, type Speaker, type Yardstick } from '../../../server/ingest/admit.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import { createCounts } from '../../../server/ingest/counts.ts'
import { createIntake, type RunningIntake } from '../../../server/ingest/intake.ts'
import { ObservationBatch, type Log, type Observation } from '../../../server/ingest/observation.ts'
import { createRegistry, type Registry } from '../../../server/ingest/registry.ts'
import type { Traces } from '../../../server/ingest/traces.ts'
import { createReports, type Reports } from '../../../server/ingest/reports.ts'
import { memoryLedger } from '../../../server/ledger/memory.ts'
import type { Ledger } from '../../../server/ledger/ledger.ts'
import type { Cut, Tape } from '../../../server/tape/tape.ts'
import { evolve, evolveFixes } from '../../../server/world/evolve.ts'
import { createEvents } from '../../../server/world/events.ts'
import { createHappen, type Happen } from '../../../server/world/happen.ts'
import { emptyWorld, type World } from '../../../server/world/world.ts'

export const START = instant(Date.parse('2026-03-01T08:30:15+08:00'))
export const TOWN = '510304001'
export const GRID = '51030400100101'
/** West and east half of the district; the east half is the second town's. */
const WEST = { w: 104.73, e: 104.9, s: 29.32, n: 29.49 }

const region = (code: string, parent: string | null, level: Region['level']): [RegionCode, Region] =>
  [regionCode(code), { code: regionCode(code), name: code, short: code, level, parent: parent === null ? null : regionCode(parent), centre: [104.8, 29.4] }]

export const district: District = {
  manifest: { code: regionCode('510304'), name: '大安区', city: '自贡市', schematic: true, source: 'test', bbox: [104.73, 29.32, 105.08, 29.49], inset: [] },
  regions: new Map([
    region('510304', null, 'district'), region(TOWN, '510304', 'town'), region('510304002', '510304', 'town'),
    region('510304001001', TOWN, 'village'), region(GRID, '510304001001', 'grid'), region('510304002001', '510304002', 'village'), region('51030400200101', '510304002001', 'grid'),
  ]),
  shapes: new Map(),
  hash: 'test',
  clearance: () => 0,
  locate: (lon, lat) => lat < WEST.s || lat > WEST.n || lon < WEST.w || lon > 105.08 ? undefined : regionCode(lon <= WEST.e ? GRID : '51030400200101'),
}

export const catalogue: Catalogue = {
  categories: [
    { code: 'hazard', name: '治安隐患', short: '隐患', kinds: [{ code: 'theft', name: '盗窃' }] },
    { code: 'dispute', name: '矛盾纠纷', short: '纠纷', kinds: [] },
  ],
  levels: [1, 2, 3, 4].map((level) => ({ level: level as 1 | 2 | 3 | 4, name: String(level), colour: '#888' })),
  limits: { jump: { car: 60, motorcycle: 60, foot: 12, post: 12 }, accuracy: 50, clockHours: 24 },
  shifts: [],
}

export const silent: Log & { said: string[] } = {
  said: [],
  info(fields, message) { silent.said.push(`${message} ${JSON.stringify(fields)}`) },
  warn(fields, message) { silent.said.push(`${message} ${JSON.stringify(fields)}`) },
  error(fields, message) { silent.said.push(`${message} ${JSON.stringify(fields)}`) },
}

/** `disk`: 'quick', 'held' until `release`, or 'broken' for tape and ledger alike. */
export class Disk {
  state: 'quick' | 'held' | 'broken' = 'quick'
  readonly cuts: Cut[] = []
  readonly #held: (() => void)[] = []

  get waiting(): number { return this.#held.length }

  release(): void {
    this.state = 'quick'
    for (const go of this.#held.splice(0)) go()
  }

  async #write(): Promise<void> {
    if (this.state === 'held') await new Promise<void>((go) => { this.#held.push(go) })
    // What was held may find the disk broken when its turn comes.
    if (this.state === 'broken') throw new Error('no space left on device')
  }

  breakHeld(): void {
    this.state = 'broken'
    for (const go of this.#held.splice(0)) go()
  }

  tape(): Tape {
    return {
      append: async (cut) => { await this.#write(); this.cuts.push(cut) },
      play: async function* () { /* nothing to play */ }, track: () => Promise.reject(new Error('not here')),
      last: async () => null, drop: async () => 0, close: async () => undefined,
    }
  }

  ledger(real: Ledger): Ledger {
    return new Proxy(real, {
      get: (target, name) => {
        if (name !== 'append') {
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value
        }
        return async (drafts: Parameters<Ledger['append']>[0]) => {
          try { await this.#write() } catch { return drafts.map(() => refuse('STORAGE_FAILED')) }
          return target.append(drafts)
        }
      },
    })
  }
}

export interface Stage {
  readonly world: World
  readonly disk: Disk
  readonly happen: Happen
  readonly registry: Registry
  readonly intake: RunningIntake
  readonly reports: Reports
  readonly entries: Entry[]
  readonly ledger: Ledger
  now: Instant
  /** The same ledger and tape under a new server, as after a restart; `learn` plays the tape to the intake. */
  restart(learn?: boolean): Promise<Stage>
}

export async function setStage({ most, adopt = true }: { most?: number; adopt?: boolean } = {}): Promise<Stage> {
  const clock = { now: START }
  const ledger = memoryLedger({ now: () => clock.now })
  const stage = await serve(ledger, new Disk(), clock, most)
  if (adopt) await stage.happen.record([{ kind: 'catalogue-adopted', data: { hash: 'h', effective: START, content: catalogue }, by: 'test', about: 'catalogue', received: START }])
  return stage
}

async function serve(real: Ledger, disk: Disk, clock: { now: Instant }, most?: number): Promise<Stage> {
  const world = emptyWorld(district)
  const entries: Entry[] = []
  for (const entry of await real.read(0, 100_000)) {
    evolve(world, entry)
    entries.push(entry)
  }
  for (const cut of disk.cuts) evolveFixes(world, cut.batch)
  const now = (): Instant => clock.now
  const ledger = disk.ledger(real)
  const happen = createHappen({ world, ledger, tape: disk.tape(), now, gather: () => 0 })
  happen.on((happening) => { if (happening.is === 'entry') entries.push(happening.entry) })
  const counts = createCounts({ world, now })
  const registry = await createRegistry({ world, happen, now, personal: (about) => real.personal(about), erase: (about) => real.erase(about) })
  const intake = createIntake({ world, happen, registry, counts, log: silent, now, ...(most === undefined ? {} : { most }) })
  const reports = createReports({ world, events: createEvents({ world, ledger }), happen, counts, now })
  return {
    world, disk, happen, registry, intake, reports, entries, ledger: real,
    get now() { return clock.now },
    set now(at) { clock.now = at },
    async restart(learn = true) {
      const next = await serve(real, disk, clock, most)
      if (learn) for (const cut of disk.cuts) next.intake.learn(cut.batch)
      return next
    },
  }
}

export const SECRET = 'Vb3kT9xQ2mLw8sRz5nYc1A'
export const unitBody = (id: string, more: object = {}) => ({ id, name: `单${id}`, tier: 'area', kind: 'car', team: '巡警', region: TOWN, ...more })

/** A car with a terminal, a walker with a phone in each phone dialect, a radio behind a gateway. */
export const roster = {
  units: [unitBody('u1'), unitBody('u2', { kind: 'foot', tier: 'line' }), unitBody('u3', { kind: 'post', tier: 'point' }), unitBody('u4', { kind: 'foot', tier: 'line' }), unitBody('u5')],
  gateways: [{ id: 'radio', name: '集群网关', crs: 'wgs84', credential: 'gateway-credential' }],
  devices: [
    { id: 'd1', unit: 'u1', dialect: 'jt808', identity: '13800000001', rank: 0, crs: 'wgs84', interval: 10, credential: 'A000001' },
    { id: 'd2', unit: 'u2', dialect: 'osmand', identity: 'd2', rank: 0, crs: 'wgs84', interval: 30, credential: SECRET },
    { id: 'd3', unit: 'u3', dialect: 'owntracks-http', identity: 'post/p3', rank: 0, crs: 'wgs84', interval: 60, credential: 'pass-three' },
    { id: 'd4', unit: 'u4', dialect: 'owntracks-mqtt', identity: 'walk/w4', rank: 0, crs: 'wgs84', interval: 30, credential: 'pass-four' },
    { id: 'd5', unit: 'u5', dialect: 'batch', identity: 'R5', gateway: 'radio', rank: 0, crs: 'wgs84', interval: 20 },
  ],
}

export async function setStaffedStage(options: { most?: number; adopt?: boolean } = {}): Promise<Stage> {
  const stage = await setStage(options)
  const answer = await stage.registry.register(roster, 'test')
  if (isRefusal(answer) || [...answer.units, ...answer.devices, ...answer.gateways].some(isRefusal)) throw new Error(JSON.stringify(answer))
  return stage
}

/** A fix `seconds` after START, in the west of the district unless said otherwise. */
export function seen(seconds: number, more: Partial<Observation> = {}): Observation {
  const at = instant(START + seconds * 1000)
  return {
    at, received: at, lon: 104.774, lat: 29.363, speed: null, heading: null, accuracy: null, valid: true, sos: false, refill: false, ...more,
  }
}

/** Every fix on the tape, one object a row. */
export const taped = (disk: Disk) => disk.cuts.flatMap(({ batch }) => Array.from({ length: batch.length }, (_, row) => ({
  unit: batch.unit[row], device: batch.device[row], time: batch.time[row], deviceTime: batch.deviceTime[row], received: batch.received[row],
  lon: fromMicro(batch.lon[row]), lat: fromMicro(batch.lat[row]), speed: batch.speed[row], heading: batch.heading[row],
  accuracy: batch.accuracy[row], flags: batch.flags[row],
})))

/** Waits until `is` answers true; the runner's own time limit is the only clock. */
export async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise<void>((go) => { setImmediate(go) })
}

export type FixRow = Parameters<FixBuffer['push']>[0]

/** Admits one observation: the row it became, or why it was refused. */
export function admitOne(traces: Traces, who: Speaker, said: Observation, by: Yardstick): FixRow | string {
  const batch = new ObservationBatch(1)
  batch.push({ id: deviceId('d'), number: who.device, unit: unitId('u'), dialect: 'batch', identity: 'd', gateway: null, rank: 0, crs: who.crs, interval: 1, lenient: false }, said)
  const into = new FixBuffer()
  const refused = admit(traces, who, batch, 0, by, into)
  if (refused !== null) return refused
  const fixes = into.take()
  return Object.fromEntries(fixColumns.map((name) => [name, fixes[name][0]])) as FixRow
}
