// A stand-in for admission: a registry of terminals, a disk that can be slow or broken, and counts of everything said to it.
import { StorageFailed, type Admitted, type Intake, type Observation } from '../../../../../server/ingest/observation.ts'
import { Roll } from '../../../../../server/ingest/roll.ts'
import type { Refusal, RefusalCode } from '../../../../../shared/domain/refusal.ts'
import { instant, type Instant } from '../../../../../shared/domain/time.ts'
import { deviceSchema, type Device, type Dialect } from '../../../../../shared/domain/unit.ts'

export class FakeIntake implements Intake {
  readonly devices = new Map<string, Device>()
  readonly terminals = new Map<string, string>()
  readonly codes = new Map<string, string>()
  /** Everything that reached the disk, in order. */
  readonly taken: { device: string; observation: Observation }[] = []
  readonly counts: Partial<Record<RefusalCode, number>> = {}
  readonly strangers: string[] = []
  readonly alive: string[] = []
  offers = 0
  connections = 0
  disk: 'quick' | 'held' | 'broken' = 'quick'
  time = Date.parse('2026-03-01T00:30:15Z')
  readonly #held: (() => void)[] = []
  #issued = 0

  /** Registers a terminal; its first auth code is `code-<phone>`. */
  register(phone: string, change: { lenient?: boolean; id?: string } = {}): Device {
    const device = deviceSchema.parse({
      id: change.id ?? `d${phone}`, number: this.devices.size + 1, unit: `u${phone}`, dialect: 'jt808', identity: phone, gateway: null, rank: 0,
      crs: 'wgs84', interval: 10, lenient: change.lenient ?? false,
    })
    this.devices.set(phone, device)
    this.terminals.set(device.id, `T${phone.slice(-6)}`)
    this.codes.set(device.id, `code-${phone}`)
    return device
  }

  /** Lets everything that waits for the held disk through. */
  release(): void {
    this.disk = 'quick'
    for (const go of this.#held.splice(0)) go()
  }

  get waiting(): number { return this.#held.length }
  now(): Instant { return instant(this.time) }
  device(dialect: Dialect, identity: string): Device | undefined { return dialect === 'jt808' ? this.devices.get(identity) : undefined }
  devicesOf(): Roll { return new Roll() }
  devicesOfUser(): readonly Device[] { return [] }
  deviceBySecret(): undefined { return undefined }
  fits(device: Device, credential: string): boolean { return this.terminals.get(device.id) === credential }
  proof(device: Device): string { return this.terminals.get(device.id) ?? '' }
  codeFits(device: Device, code: string): boolean { return this.codes.get(device.id) === code }
  gateway(): undefined { return undefined }
  gatewayFits(): boolean { return false }

  async issueCode(device: Device): Promise<string> {
    await this.#write()
    const code = `issued-${++this.#issued}`
    this.codes.set(device.id, code)
    return code
  }

  async offer(device: Device, observations: readonly Observation[]): Promise<Admitted> {
    this.offers++
    await this.#write()
    for (const observation of observations) this.taken.push({ device: device.id, observation })
    return { admitted: observations.length, refused: {} }
  }

  offerAll(): Promise<Admitted> { return Promise.reject(new Error('not this dialect')) }

  refused(_dialect: Dialect, refusal: Refusal, identity?: string): void {
    this.counts[refusal.refused] = (this.counts[refusal.refused] ?? 0) + 1
    if (identity !== undefined) this.strangers.push(identity)
  }

  seen(_dialect: Dialect, device: Device | null): void { if (device) this.alive.push(device.id) }
  connected(_dialect: Dialect, change: 1 | -1): void { this.connections += change }

  async #write(): Promise<void> {
    if (this.disk === 'broken') throw new StorageFailed('disk full')
    if (this.disk === 'held') await new Promise<void>((go) => this.#held.push(go))
  }
}
