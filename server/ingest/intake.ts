// The intake: the one door that every dialect goes through; SOS first, then admission, then the disk, then the answer.
import type { RefusalCode } from '../../shared/domain/refusal.ts'
import { isRefusal } from '../../shared/domain/refusal.ts'
import type { FixBatch } from '../../shared/domain/fix.ts'
import type { IngestCounts } from '../../shared/domain/health.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Device } from '../../shared/domain/unit.ts'
import { StorageFailed, type Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { admit, timing, type FixRow, type Yardstick } from './admit.ts'
import { gatewaySource, sourceOf, type Counts } from './counts.ts'
import { defaultLimits } from './limits.ts'
import type { Admitted, Intake, Log, Observation } from './observation.ts'
import type { Registry } from './registry.ts'
import { createCalls } from './sos.ts'
import { speakerOf } from './speaker.ts'
import { Traces } from './traces.ts'

export interface IntakeParts {
  readonly world: World
  readonly happen: Happen
  readonly registry: Registry
  readonly counts: Counts
  readonly log: Log
  now(): Instant
  /** Most fixes that may wait for the disk at once. */
  readonly most?: number
}

export interface RunningIntake extends Intake {
  counts(): IngestCounts
  /** Fixes that are on the tape already, oldest first: called at start, so that repeats across a restart are known. */
  learn(batch: FixBatch): void
}

type Item = { readonly device: Device; readonly observation: Observation }

export function createIntake(parts: IntakeParts): RunningIntake {
  const { world, registry, counts, now } = parts
  const traces = new Traces()
  for (const device of world.devices.values()) traces.restore(device.number, world.devicePlaces)
  parts.happen.on((happening) => {
    if (happening.is === 'entry' && happening.entry.kind === 'device-registered') {
      const { device } = happening.entry.data
      // Given to another unit, it starts anew: the world has forgotten its place.
      if (!world.devicePlaces.has(device.number)) traces.restore(device.number, world.devicePlaces)
      counts.strangers.met(device.dialect, device.gateway === null ? device.identity : `${device.gateway}/${device.identity}`)
    }
  })
  const offerAll = createOffer(parts, traces)

  return {
    now,
    device: (dialect, identity, gateway) => registry.device(dialect, identity, gateway),
    devicesOfUser: (dialect, user) => registry.devicesOfUser(dialect, user),
    deviceBySecret: (dialect, secret) => registry.deviceBySecret(dialect, secret),
    fits: (device, credential) => registry.fits(device, credential),
    proof: (device) => registry.proof(device),
    codeFits: (device, code) => registry.codeFits(device, code),
    async issueCode(device) {
      const code = await registry.issueCode(device)
      if (isRefusal(code)) throw new StorageFailed(`no auth code: ${code.refused}`)
      return code
    },
    gateway: (id) => world.gateways.get(id),
    gatewayFits: (gateway, credential) => registry.gatewayFits(gateway, credential),
    offer: (device, observations) => offerAll(observations.map((observation) => ({ device, observation }))),
    offerAll,
    refused(dialect, refusal, identity) {
      counts.refused(dialect, refusal.refused)
      if (identity !== undefined && dialect !== 'osmand') counts.strangers.spoke(dialect, identity, now())
    },
    seen(dialect, device) {
      counts.seen(dialect)
      if (device?.gateway) counts.seen(gatewaySource(device.gateway))
    },
    connected: (dialect, change) => { counts.connected(dialect, change) },
    counts: () => counts.show(now()),
    learn: (batch) => { traces.learn(batch) },
  }
}

/** The admission pass over one message's observations. */
function createOffer({ world, happen, counts, log, most = 100_000 }: IntakeParts, traces: Traces): Intake['offerAll'] {
  const calls = createCalls({ world, happen })
  let waiting = 0
  const underway = new Set<Promise<void>>()

  const judge = (items: readonly Item[]): { rows: FixRow[]; devices: Device[]; refused: Map<Device, RefusalCode[]> } => {
    const limits = world.catalogue?.limits ?? defaultLimits
    const by: Yardstick = { limits, inside: (lon, lat) => world.district.locate(lon, lat) !== undefined }
    const rows: FixRow[] = []
    const devices: Device[] = []
    const refused = new Map<Device, RefusalCode[]>()
    const sorted = items.map((item) => ({ ...item, time: timing(item.observation, limits).time })).sort((a, b) => a.time - b.time)
    for (const { device, observation } of sorted) {
      const speaker = speakerOf(world, device)
      const row = speaker ? admit(traces, speaker, observation, by) : 'DEVICE_UNKNOWN'
      if (typeof row === 'string') {
        const codes = refused.get(device) ?? []
        codes.push(row)
        refused.set(device, codes)
      } else {
        rows.push(row)
        devices.push(device)
      }
    }
    return { rows, devices, refused }
  }

  /** The disk has none of these: forget them, or their repetition would be taken for one. */
  const forget = (rows: readonly FixRow[]): void => {
    for (const row of rows) traces.unnote(row.device, row.deviceTime)
    for (const device of new Set(rows.map((row) => row.device))) traces.restore(device, world.devicePlaces)
  }

  const write = async (rows: readonly FixRow[]): Promise<void> => {
    waiting += rows.length
    try {
      await happen.tape((buffer) => { for (const row of rows) buffer.push(row) })
    } catch (error) {
      forget(rows)
      throw error
    } finally {
      waiting -= rows.length
    }
  }

  return async (items): Promise<Admitted> => {
    const help = items.filter(({ observation }) => observation.sos).map(({ device, observation }) => calls.raise(device, observation))
    if (waiting + items.length > most) {
      await Promise.allSettled(help)
      for (const { device } of items) counts.refused(sourceOf(device), 'SERVER_BUSY')
      throw new StorageFailed('more fixes wait for the disk than may')
    }
    const { rows, devices, refused } = judge(items)
    const total: Partial<Record<RefusalCode, number>> = {}
    for (const [device, codes] of refused) {
      for (const code of codes) {
        counts.refused(sourceOf(device), code)
        total[code] = (total[code] ?? 0) + 1
      }
    }
    // A repetition of a fix that is still on its way is answered as that fix is: any cut under way may hold it.
    const waits = total.FIX_REPEATED === undefined ? [] : [...underway]
    if (rows.length > 0) {
      const mine = write(rows)
      underway.add(mine)
      void mine.catch(() => undefined).then(() => { underway.delete(mine) })
      waits.push(mine)
    }
    const results = await Promise.allSettled([...waits, ...help])
    const failed = results.find((result) => result.status === 'rejected')
    for (const device of new Set(items.map((item) => item.device))) {
      counts.seen(device.dialect)
      counts.seen(sourceOf(device))
    }
    if (failed) {
      for (const device of devices) counts.refused(sourceOf(device), 'STORAGE_FAILED')
      log.error({ fixes: rows.length, calls: help.length }, 'storage failed: nothing of this message was acknowledged')
      throw failed.reason instanceof StorageFailed ? failed.reason : new StorageFailed('storage failed', { cause: failed.reason })
    }
    for (const device of devices) counts.admitted(sourceOf(device), 1)
    return { admitted: rows.length, refused: total }
  }
}
