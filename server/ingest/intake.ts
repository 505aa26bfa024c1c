// The intake: the one door that every dialect goes through; SOS first, then admission, then the disk, then the answer.
import type { RefusalCode } from '../../shared/domain/refusal.ts'
import { isRefusal } from '../../shared/domain/refusal.ts'
import type { AdmissionLimits } from '../../shared/domain/catalogue.ts'
import type { FixBatch, FixBuffer } from '../../shared/domain/fix.ts'
import type { IngestCounts } from '../../shared/domain/health.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Device } from '../../shared/domain/unit.ts'
import { StorageFailed, type Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { admit, timeOf, type Speaker, type Yardstick } from './admit.ts'
import { gatewaySource, sourceOf, type Counts } from './counts.ts'
import { defaultLimits } from './limits.ts'
import { mark, ObservationBatch, type Admitted, type Intake, type Log } from './observation.ts'
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
    offer: (device, observations) => {
      const batch = new ObservationBatch(observations.length)
      for (const observation of observations) batch.push(device, observation)
      return offerAll(batch)
    },
    offerAll,
    devicesOf: (dialect, gateway) => registry.devicesOf(dialect, gateway),
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

/** A speaker and where its fixes are counted. */
interface Known { readonly speaker: Speaker; readonly source: string }

/** The admission pass over one message's observations: one for all dialects. */
function createOffer({ world, happen, counts, log, most = 100_000 }: IntakeParts, traces: Traces): Intake['offerAll'] {
  const calls = createCalls({ world, happen })
  /** By device number, until the registry changes. */
  let known: (Known | undefined)[] = []
  happen.on((happening) => { if (happening.is === 'entry' && registering.has(happening.entry.kind)) known = [] })
  let waiting = 0
  const underway = new Set<Promise<void>>()

  const knownOf = (device: Device): Known | undefined => {
    const found = known[device.number]
    if (found) return found
    const speaker = speakerOf(world, device)
    return speaker && (known[device.number] = { speaker, source: sourceOf(device) })
  }

  /** Puts what is admitted into the next cut; answers whose fixes and of when they are, and what was refused. */
  const judge = (batch: ObservationBatch, into: FixBuffer): Judged => {
    const limits = world.catalogue?.limits ?? defaultLimits
    const by: Yardstick = { limits, inside: (unit, lon, lat) => world.spots.find(unit, lon, lat) !== undefined }
    const judged: Judged = { count: 0, device: new Uint32Array(batch.length), deviceTime: new Float64Array(batch.length), sources: new Map(), refused: {} }
    const order = inOrder(batch, limits)
    let [source, count] = ['', 0]
    const add = (): void => { if (count > 0) judged.sources.set(source, (judged.sources.get(source) ?? 0) + count) }
    for (let index = 0; index < batch.length; index++) {
      const row = order ? order[index] : index
      const device = batch.devices[row]
      const who = knownOf(device)
      const refusal = who ? admit(traces, who.speaker, batch, row, by, into) : 'DEVICE_UNKNOWN'
      if (refusal === null && who) {
        judged.device[judged.count] = device.number
        judged.deviceTime[judged.count++] = into.columns.deviceTime[into.length - 1]
        // Nearly all are of one source.
        if (who.source !== source) {
          add()
          ;[source, count] = [who.source, 0]
        }
        count++
      } else if (refusal !== null) {
        counts.refused(who?.source ?? sourceOf(device), refusal)
        judged.refused[refusal] = (judged.refused[refusal] ?? 0) + 1
      }
    }
    add()
    return judged
  }

  /** The disk has none of these: forget them, or their repetition would be taken for one. */
  const forget = ({ count, device, deviceTime }: Judged): void => {
    for (let row = 0; row < count; row++) traces.unnote(device[row], deviceTime[row])
    for (const number of new Set(device.subarray(0, count))) traces.restore(number, world.devicePlaces)
  }

  const wait = async (judged: Judged, written: Promise<void>): Promise<void> => {
    waiting += judged.count
    try {
      await written
    } catch (error) {
      forget(judged)
      throw error
    } finally {
      waiting -= judged.count
    }
  }

  /** One pass into the next cut, and when that cut is on disk. */
  const take = (batch: ObservationBatch): { judged: Judged; written: Promise<void> } => {
    let judged: Judged | undefined
    const written = happen.tape((into) => { judged = judge(batch, into) })
    if (!judged) throw new Error('the cut did not ask for its fixes')
    return { judged, written: judged.count > 0 ? wait(judged, written) : written }
  }

  return async (batch): Promise<Admitted> => {
    const help: Promise<void>[] = []
    for (let row = 0; row < batch.length; row++) if ((batch.marks[row] & mark.sos) !== 0) help.push(calls.raise(batch.devices[row], batch.one(row)))
    if (waiting + batch.length > most) {
      await Promise.allSettled(help)
      for (const device of batch.devices) counts.refused(sourceOf(device), 'SERVER_BUSY')
      throw new StorageFailed('more fixes wait for the disk than may')
    }
    const { judged, written } = take(batch)
    // A repetition of a fix that is still on its way is answered as that fix is: any cut under way may hold it.
    const waits = judged.refused.FIX_REPEATED === undefined ? [] : [...underway]
    if (judged.count > 0) {
      underway.add(written)
      void written.catch(() => undefined).then(() => { underway.delete(written) })
    }
    const results = await Promise.allSettled([...waits, written, ...help])
    const failed = results.find((result) => result.status === 'rejected')
    heard(batch)
    if (failed) {
      for (const [source, count] of judged.sources) counts.refused(source, 'STORAGE_FAILED', count)
      log.error({ fixes: judged.count, calls: help.length }, 'storage failed: nothing of this message was acknowledged')
      throw failed.reason instanceof StorageFailed ? failed.reason : new StorageFailed('storage failed', { cause: failed.reason })
    }
    for (const [source, count] of judged.sources) counts.admitted(source, count)
    return { admitted: judged.count, refused: judged.refused }
  }

  /** A sign of life of each dialect and source of the message. */
  function heard({ devices }: ObservationBatch): void {
    let last: Device | undefined
    for (const device of devices) {
      if (last?.dialect === device.dialect && last.gateway === device.gateway) continue
      last = device
      counts.seen(device.dialect)
      counts.seen(sourceOf(device))
    }
  }
}

/** Entries after which a device may speak for another unit, in another way, or not at all. */
const registering = new Set(['device-registered', 'device-retired', 'unit-registered', 'unit-retired', 'gateway-registered'])

interface Judged {
  count: number
  readonly device: Uint32Array
  readonly deviceTime: Float64Array
  /** Admitted fixes by source. */
  readonly sources: Map<string, number>
  readonly refused: Partial<Record<RefusalCode, number>>
}

/** Row indices by the time that fixes hold for; null when they come in that order already, as nearly all messages do. */
function inOrder(batch: ObservationBatch, limits: AdmissionLimits): number[] | null {
  let last = -Infinity
  for (let row = 0; row < batch.length; row++) {
    const time = timeOf(batch, row, limits)
    if (time < last) return Array.from({ length: batch.length }, (_, at) => at).sort((a, b) => timeOf(batch, a, limits) - timeOf(batch, b, limits) || a - b)
    last = time
  }
  return null
}
