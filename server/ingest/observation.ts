// Observations 观测: what a device says, in our units, with its own time and ours; and the door they all go through.
import type { Refusal, RefusalCode } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Device, Dialect, Gateway } from '../../shared/domain/unit.ts'

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
  offerAll(items: readonly { readonly device: Device; readonly observation: Observation }[]): Promise<Admitted>
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
