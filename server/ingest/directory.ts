// Finds devices by what they call themselves; kept in step with the world by the entries that change it.
import type { Device, Dialect } from '../../shared/domain/unit.ts'
import type { Happening } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { Roll } from './roll.ts'

const groupOf = (dialect: Dialect, gateway: string | null): string => `${dialect} ${gateway ?? ''}`
const none = new Roll()
const userOf = (identity: string): string => identity.split('/', 1)[0]

export class Directory {
  readonly #world: World
  /** Dialect and gateway → identity → device. */
  readonly #groups = new Map<string, Roll>()
  readonly #named = new Map<string, { device: Device; user: string }>()
  readonly #users = new Map<string, Set<string>>()

  constructor(world: World) {
    this.#world = world
    for (const device of world.devices.values()) this.#put(device)
  }

  /** Hears every entry after the world has it. */
  hear(happening: Happening): void {
    if (happening.is !== 'entry') return
    const { entry } = happening
    if (entry.kind === 'device-registered') this.#put(entry.data.device)
    if (entry.kind === 'device-retired') this.#forget(entry.data.device)
  }

  find(dialect: Dialect, identity: string, gateway: string | null): Device | undefined {
    return this.of(dialect, gateway).get(identity)
  }

  /** The devices of a dialect behind a gateway, or of their own, by identity. */
  of(dialect: Dialect, gateway: string | null): Roll {
    return this.#groups.get(groupOf(dialect, gateway)) ?? none
  }

  /** The devices of one "user" of "user/device" identities. */
  ofUser(dialect: Dialect, user: string): Device[] {
    const devices = [...this.#users.get(`${dialect} ${user}`) ?? []].map((id) => this.#world.devices.get(id))
    return devices.filter((device) => device !== undefined)
  }

  #put(device: Device): void {
    this.#forget(device.id)
    const group = groupOf(device.dialect, device.gateway)
    const user = `${device.dialect} ${userOf(device.identity)}`
    const roll = this.#groups.get(group) ?? new Roll()
    this.#groups.set(group, roll)
    roll.set(device)
    this.#named.set(device.id, { device, user })
    this.#users.set(user, (this.#users.get(user) ?? new Set()).add(device.id))
  }

  #forget(id: string): void {
    const known = this.#named.get(id)
    if (!known) return
    this.#named.delete(id)
    const { dialect, gateway, identity } = known.device
    const group = this.#groups.get(groupOf(dialect, gateway))
    if (group?.get(identity)?.id === id) group.delete(identity)
    const ids = this.#users.get(known.user)
    ids?.delete(id)
    if (ids?.size === 0) this.#users.delete(known.user)
  }
}
