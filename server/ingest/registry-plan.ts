// What a call to the registry comes to: per item a draft, nothing because nothing changed, or a refusal; numbers are given here.
import { isDeepStrictEqual } from 'node:util'
import type { Draft, Personal } from '../../shared/domain/entry.ts'
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { regionCode } from '../../shared/domain/region.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Device, Gateway, Unit } from '../../shared/domain/unit.ts'
import type { World } from '../world/world.ts'
import type { Directory } from './directory.ts'
import { inWords } from './in-words.ts'
import { deviceBodySchema, gatewayBodySchema, unitBodySchema, type DeviceBody, type LooseRegistryBody } from './registry-body.ts'
import { deviceAbout, gatewayAbout, isSearchable, type Secrets } from './secrets.ts'

/** What is to be done about one item. */
export type Step =
  | { readonly id: string | null; readonly refusal: Refusal }
  | { readonly id: string; readonly number: number | null; readonly draft: Draft | null }

export interface Plan { readonly gateways: readonly Step[]; readonly units: readonly Step[]; readonly devices: readonly Step[] }

export interface Standing { readonly world: World; readonly directory: Directory; readonly secrets: Secrets }
export interface Call { readonly by: string; readonly received: Instant }

/** Items may lean on items of the same call: a device on its unit and gateway. */
export function planRegistry(standing: Standing, body: LooseRegistryBody, call: Call): Plan {
  const staged = new Staged(standing, call)
  return {
    gateways: body.gateways.map((item) => staged.gateway(item)),
    units: body.units.map((item) => staged.unit(item)),
    devices: body.devices.map((item) => staged.device(item)),
  }
}

const idOf = (item: unknown): string | null =>
  typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string' ? item.id.slice(0, 64) : null

class Staged {
  readonly #standing: Standing
  readonly #call: Call
  readonly #units = new Map<string, Unit>()
  readonly #names = new Map<string, string>()
  readonly #gateways = new Map<string, Gateway>()
  readonly #devices = new Map<string, Device>()
  readonly #identities = new Map<string, string>()
  readonly #secrets = new Map<string, string>()
  #numbers: { unit: number; device: number }

  constructor(standing: Standing, call: Call) {
    this.#standing = standing
    this.#call = call
    this.#numbers = { ...standing.world.numbers }
    for (const unit of standing.world.units.values()) this.#names.set(unit.name, unit.id)
  }

  gateway(item: unknown): Step {
    const read = gatewayBodySchema.safeParse(item)
    if (!read.success) return { id: idOf(item), refusal: refuse('BODY_MALFORMED', inWords(read.error)) }
    const { credential, ...gateway } = read.data
    const about = gatewayAbout(gateway.id)
    const before = this.#gateways.get(gateway.id) ?? this.#standing.world.gateways.get(gateway.id)
    if (!credential && !this.#standing.secrets.has(about)) {
      return { id: gateway.id, refusal: refuse('BODY_MALFORMED', 'a new gateway needs a credential') }
    }
    this.#gateways.set(gateway.id, gateway)
    if (isDeepStrictEqual(before, gateway) && this.#keeps(about, credential)) return { id: gateway.id, number: null, draft: null }
    const personal = credential ? { credential: this.#standing.secrets.seal(credential, false) } : undefined
    return { id: gateway.id, number: null, draft: { kind: 'gateway-registered', data: { gateway }, about, ...this.#frame(personal) } }
  }

  unit(item: unknown): Step {
    const read = unitBodySchema.safeParse(item)
    if (!read.success) return { id: idOf(item), refusal: refuse('BODY_MALFORMED', inWords(read.error)) }
    const { world } = this.#standing
    const { id, name, region } = read.data
    if (!world.district.regions.has(regionCode(region))) return { id, refusal: refuse('REGION_UNKNOWN', region) }
    const owner = this.#names.get(name)
    if (owner !== undefined && owner !== id) return { id, refusal: refuse('UNIT_TAKEN', `the name ${name} is unit ${owner}'s`) }
    const before = this.#units.get(id) ?? world.units.get(id)
    const unit: Unit = { ...read.data, number: before?.number ?? ++this.#numbers.unit }
    this.#units.set(id, unit)
    if (before) this.#names.delete(before.name)
    this.#names.set(name, id)
    if (isDeepStrictEqual(before, unit)) return { id, number: unit.number, draft: null }
    return { id, number: unit.number, draft: { kind: 'unit-registered', data: { unit }, about: id, ...this.#frame() } }
  }

  device(item: unknown): Step {
    const read = deviceBodySchema.safeParse(item)
    if (!read.success) return { id: idOf(item), refusal: refuse('BODY_MALFORMED', inWords(read.error)) }
    const { credential, ...said } = read.data
    const before = this.#devices.get(said.id) ?? this.#standing.world.devices.get(said.id)
    const refusal = this.#deviceRefusal(read.data, before)
    if (refusal) return { id: said.id, refusal }
    const device: Device = { ...said, number: before?.number ?? ++this.#numbers.device }
    const about = deviceAbout(device.id)
    this.#devices.set(device.id, device)
    this.#identities.set(`${device.dialect} ${device.gateway ?? ''} ${device.identity}`, device.id)
    if (credential) this.#secrets.set(credential, device.id)
    if (isDeepStrictEqual(before, device) && this.#keeps(about, credential)) return { id: device.id, number: device.number, draft: null }
    // An auth code got with the old credential ends with it.
    const personal = credential ? { credential: this.#standing.secrets.seal(credential, isSearchable(device)), code: '' } : undefined
    return { id: device.id, number: device.number, draft: { kind: 'device-registered', data: { device }, about, ...this.#frame(personal) } }
  }

  #deviceRefusal(device: DeviceBody, before: Device | undefined): Refusal | undefined {
    const { world, directory, secrets } = this.#standing
    if (!this.#units.has(device.unit) && !world.units.has(device.unit)) return refuse('UNIT_UNKNOWN', device.unit)
    if (device.gateway !== null && !this.#gateways.has(device.gateway) && !world.gateways.has(device.gateway)) {
      return refuse('GATEWAY_UNKNOWN', device.gateway)
    }
    const owner = this.#identities.get(`${device.dialect} ${device.gateway ?? ''} ${device.identity}`)
      ?? directory.find(device.dialect, device.identity, device.gateway)?.id
    if (owner !== undefined && owner !== device.id) return refuse('UNIT_TAKEN', `device ${owner} has this identity`)
    if (device.dialect === 'batch') return undefined
    const about = deviceAbout(device.id)
    if (device.credential === undefined) {
      const stays = before?.dialect === device.dialect && (secrets.has(about) || this.#devices.has(device.id))
      return stays ? undefined : refuse('BODY_MALFORMED', `a new device of ${device.dialect} needs a credential`)
    }
    if (device.dialect !== 'osmand') return undefined
    const holder = secrets.owner(device.credential) ?? this.#secrets.get(device.credential)
    // Whose it is stays unsaid: the id is all that a phone proves itself with.
    const free = holder === undefined || holder === about || holder === device.id
    return free ? undefined : refuse('UNIT_TAKEN', 'another device has this secret id')
  }

  /** Whether the credential of a standing thing stays what it is. */
  #keeps(about: string, credential: string | undefined): boolean {
    return credential === undefined || this.#standing.secrets.fits(about, credential)
  }

  #frame(personal?: Personal): { by: string; received: Instant; personal?: Personal } {
    return { by: this.#call.by, received: this.#call.received, ...(personal ? { personal } : {}) }
  }
}
