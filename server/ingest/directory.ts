// Finds devices by what they call themselves; kept in step with the world by the entries that change it.
import type { Device, Dialect } from '../../shared/domain/unit.ts'
import type { Happening } from '../world/happen.ts'
import type { World } from '../world/world.ts'

const nameOf = (dialect: Dialect, identity: string, gateway: string | null): string => `${dialect} ${gateway ?? ''} ${identity}`
const userOf = (identity: string): string => identity.split('/', 1)[0]

export class Directory {
  readonly #world: World
  readonly #byName = new Map<string, string>()
  readonly #named = new Map<string, { name: string; user: string }>()
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
    const id = this.#byName.get(nameOf(dialect, identity, gateway))
    return id === undefined ? undefined : this.#world.devices.get(id)
  }

  /** The devices of one "user" of "user/device" identities. */
  ofUser(dialect: Dialect, user: string): Device[] {
    const devices = [...this.#users.get(`${dialect} ${user}`) ?? []].map((id) => this.#world.devices.get(id))
    return devices.filter((device) => device !== undefined)
  }

  #put(device: Device): void {
    this.#forget(device.id)
    const name = nameOf(device.dialect, device.identity, device.gateway)
    const user = `${device.dialect} ${userOf(device.identity)}`
    this.#byName.set(name, device.id)
    this.#named.set(device.id, { name, user })
    this.#users.set(user, (this.#users.get(user) ?? new Set()).add(device.id))
  }

  #forget(id: string): void {
    const known = this.#named.get(id)
    if (!known) return
    this.#named.delete(id)
    if (this.#byName.get(known.name) === id) this.#byName.delete(known.name)
    const ids = this.#users.get(known.user)
    ids?.delete(id)
    if (ids?.size === 0) this.#users.delete(known.user)
  }
}
