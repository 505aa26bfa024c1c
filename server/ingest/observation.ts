// Observations 观测: what a device says, in our units, with its own time and ours; and the door they all go through.
import type { Refusal, RefusalCode } from '../../shared/domain/refusal.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import type { Device, Dialect, Gateway } from '../../shared/domain/unit.ts'
import type { Roll } from './roll.ts'

/** One position as a dialect read it: SI units, but still in the device's declared crs (admission converts). */
export interface Observation {
  /** What the device says the time is; null when it has no clock (received time is used). */
  readonly at: Instant | null
  readonly received: Instant
  readonly lon: number
  readonly lat: number
  /** m/s, degrees from north, metres; null = not said. */
  readonly speed: number | null
  readonly heading: number | null
  readonly accuracy: number | null
  /** The device itself says that it has a position. */
  readonly valid: boolean
  readonly sos: boolean
  /** Sent from memory after an outage. */
  readonly refill: boolean
}

/** What a device says of an observation, as bits of `ObservationBatch.marks`. */
export const mark = { valid: 1, sos: 2, refill: 4 } as const

/** One message's observations as columns, of one device or of many: no object for each on the hot way. NaN = not said. */
export class ObservationBatch {
  #length = 0
  readonly devices: Device[] = []
  at: Float64Array
  received: Float64Array
  lon: Float64Array
  lat: Float64Array
  speed: Float64Array
  heading: Float64Array
  accuracy: Float64Array
  marks: Uint8Array

  constructor(room: number) {
    this.at = new Float64Array(room)
    this.received = new Float64Array(room)
    this.lon = new Float64Array(room)
    this.lat = new Float64Array(room)
    this.speed = new Float64Array(room)
    this.heading = new Float64Array(room)
    this.accuracy = new Float64Array(room)
    this.marks = new Uint8Array(room)
  }

  get length(): number { return this.#length }

  /** The next row, whose columns the caller fills; there must be room. */
  next(device: Device): number {
    this.devices.push(device)
    return this.#length++
  }

  push(device: Device, said: Observation): void {
    const row = this.next(device)
    this.at[row] = said.at ?? NaN
    this.received[row] = said.received
    this.lon[row] = said.lon
    this.lat[row] = said.lat
    this.speed[row] = said.speed ?? NaN
    this.heading[row] = said.heading ?? NaN
    this.accuracy[row] = said.accuracy ?? NaN
    this.marks[row] = (said.valid ? mark.valid : 0) | (said.sos ? mark.sos : 0) | (said.refill ? mark.refill : 0)
  }

  /** A row as an object. */
  one(row: number): Observation {
    const said = (value: number): number | null => (Number.isNaN(value) ? null : value)
    const at = this.at[row]
    return {
      at: Number.isNaN(at) ? null : instant(at), received: instant(this.received[row]), lon: this.lon[row], lat: this.lat[row],
      speed: said(this.speed[row]), heading: said(this.heading[row]), accuracy: said(this.accuracy[row]),
      valid: (this.marks[row] & mark.valid) !== 0, sos: (this.marks[row] & mark.sos) !== 0, refill: (this.marks[row] & mark.refill) !== 0,
    }
  }
}

/** What became of observations: how many were admitted, and refusals by reason. Resolves when the admitted are on disk. */
export interface Admitted { readonly admitted: number; readonly refused: Readonly<Partial<Record<RefusalCode, number>>> }

/** What every dialect's listener is handed. Refusals are counted by the intake, answered by the dialect in its own words. */
export interface Intake {
  now(): Instant
  /** The registered device of a dialect's identity (jt808: phone without leading zeros; owntracks-*: user/device; batch: name in the gateway). */
  device(dialect: Dialect, identity: string, gateway?: string): Device | undefined
  /** owntracks-*: every device "user/…" of a user; an MQTT connection names the user only, its topics name the device. */
  devicesOfUser(dialect: Dialect, user: string): readonly Device[]
  /** osmand: the device whose secret id this is. */
  deviceBySecret(dialect: Dialect, secret: string): Device | undefined
  /** Whether the credential is the device's own (jt808: the terminal id said in 0x0100); constant time. */
  fits(device: Device, credential: string): boolean
  /** Changes whenever the device's credential does: what an open connection proved itself with holds as long as this stays. */
  proof(device: Device): string
  /** jt808: a new random auth code for 0x8100, durable before it is handed out; valid over restarts until the next. */
  issueCode(device: Device): Promise<string>
  /** jt808: whether 0x0102's code is the one issued last; constant time. */
  codeFits(device: Device, code: string): boolean
  gateway(id: string): Gateway | undefined
  gatewayFits(gateway: Gateway, credential: string): boolean
  /**
   * The one admission pass. SOS is taken first and raised durably; admitted fixes are on the tape when this resolves.
   * Rejects with StorageFailed when the disk did not take them: then nothing may be acknowledged.
   */
  offer(device: Device, observations: readonly Observation[]): Promise<Admitted>
  /** The same for observations of many devices in one message of a gateway: one admission pass, one wait for the disk. */
  offerAll(batch: ObservationBatch): Promise<Admitted>
  /** The registered devices of a dialect, behind a gateway or of their own, by identity. */
  devicesOf(dialect: Dialect, gateway: string | null): Roll
  /** Counts a refusal. `identity` of an unregistered device is listed for the administrator (never for osmand: it is a secret). */
  refused(dialect: Dialect, refusal: Refusal, identity?: string): void
  /** A sign of life that carries no fix: heartbeat, status. */
  seen(dialect: Dialect, device: Device | null): void
  /** Connection count of a dialect went up or down. */
  connected(dialect: Dialect, change: 1 | -1): void
}

export { StorageFailed } from '../world/happen.ts'

/** A running listener of one dialect. */
export interface Listener { readonly port: number; close(): Promise<void> }

/** What a listener may log: never a credential, a query string or a whole message. */
export interface Log { info(fields: object, message: string): void; warn(fields: object, message: string): void; error(fields: object, message: string): void }

/** One dialect that listens on its own port; port 0 picks a free one. */
export interface PortDialect {
  readonly name: string
  listen(intake: Intake, at: { readonly host: string; readonly port: number }, log: Log): Promise<Listener>
}
