// The registry: which units, devices and gateways there are, under which numbers, and what they prove themselves with.
import type { Draft, Personal } from '../../shared/domain/entry.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { Device, Dialect, Gateway } from '../../shared/domain/unit.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { newSecret, seal } from './credentials.ts'
import { Directory } from './directory.ts'
import { readRegistryBody } from './registry-body.ts'
import { planRegistry, type Step } from './registry-plan.ts'
import type { Roll } from './roll.ts'
import { deviceAbout, gatewayAbout, isSearchable, Secrets } from './secrets.ts'
import { Turns } from './turns.ts'

export interface RegistryParts {
  readonly world: World
  readonly happen: Pick<Happen, 'record' | 'on'>
  now(): Instant
  /** The ledger's: where sealed credentials are. */
  personal(about: string): Promise<Personal | undefined>
  erase?(about: string): Promise<boolean>
}

/** What became of one item; `changed` is false when it was registered like that already. */
export type RegistryItem =
  | { readonly id: string; readonly number: number | null; readonly changed: boolean }
  | ({ readonly id: string | null } & Refusal)
export type RegistryAnswer = { readonly [Kind in 'units' | 'devices' | 'gateways']: readonly RegistryItem[] }
export interface Retired { readonly id: string; readonly seq: number }

export interface Registry {
  /** Registers or changes items by id; each is answered alone, in the order given. `by`: the key or file that says so. */
  register(body: unknown, by: string): Promise<RegistryAnswer | Refusal>
  /** Takes a unit with all its devices, or one device, out of service; its number is never given again. */
  retire(what: 'units' | 'devices', id: string, by: string): Promise<Retired | Refusal>
  device(dialect: Dialect, identity: string, gateway?: string): Device | undefined
  devicesOf(dialect: Dialect, gateway: string | null): Roll
  deviceBySecret(dialect: Dialect, secret: string): Device | undefined
  /** The devices "user/…" of a dialect. */
  devicesOfUser(dialect: Dialect, user: string): readonly Device[]
  fits(device: Device, credential: string): boolean
  proof(device: Device): string
  gatewayFits(gateway: Gateway, credential: string): boolean
  issueCode(device: Device): Promise<string | Refusal>
  codeFits(device: Device, code: string): boolean
}

/** A terminal that registers in a loop gets the same code for so long, so that it does not fill the ledger. */
const SAME_CODE = 10 * MINUTE

export async function createRegistry(parts: RegistryParts): Promise<Registry> {
  const { world, happen, now } = parts
  const secrets = new Secrets()
  await holdAll(parts, secrets)
  const directory = new Directory(world)
  happen.on((happening) => { directory.hear(happening) })
  // One call after another: a number is free only until somebody else has it.
  const turns = new Turns()
  const codes = new Map<string, { readonly code: string; readonly at: Instant }>()

  const register = async (said: unknown, by: string): Promise<RegistryAnswer | Refusal> => {
    const body = readRegistryBody(said)
    if (isRefusal(body)) return body
    const plan = planRegistry({ world, directory, secrets }, body, { by, received: now() })
    const drafts = [...plan.gateways, ...plan.units, ...plan.devices].flatMap((step) => ('draft' in step && step.draft ? [step.draft] : []))
    const answers = await happen.record(drafts)
    const became = new Map(drafts.map((draft, at) => [draft, answers[at]]))
    drafts.forEach((draft) => { if (!isRefusal(became.get(draft))) holdDraft(secrets, draft) })
    const answer = (step: Step): RegistryItem => {
      if ('refusal' in step) return { id: step.id, ...step.refusal }
      const result = step.draft ? became.get(step.draft) : undefined
      return isRefusal(result) ? { id: step.id, ...result } : { id: step.id, number: step.number, changed: step.draft !== null }
    }
    return { units: plan.units.map(answer), devices: plan.devices.map(answer), gateways: plan.gateways.map(answer) }
  }

  const retire = async (what: 'units' | 'devices', id: string, by: string): Promise<Retired | Refusal> => {
    const unit = what === 'units' ? world.units.get(id) : undefined
    const device = what === 'devices' ? world.devices.get(id) : undefined
    if (what === 'units' && !unit) return refuse('UNIT_UNKNOWN', id)
    if (what === 'devices' && !device) return refuse('DEVICE_UNKNOWN', id)
    if (unit && world.sos.has(unit.id)) return refuse('EVENT_STAGE', `unit ${id} calls for help; clear the call first`)
    const devices = device ? [device] : [...world.devicesOfUnit.get(id) ?? []]
    const frame = { by, received: now() }
    const drafts: Draft[] = devices.map((one) => ({ kind: 'device-retired', data: { device: one.id }, about: deviceAbout(one.id), ...frame }))
    if (unit) drafts.push({ kind: 'unit-retired', data: { unit: unit.id }, about: unit.id, ...frame })
    const answers = await happen.record(drafts)
    const refusal = answers.find(isRefusal)
    if (refusal) return refusal
    for (const one of devices) {
      secrets.drop(deviceAbout(one.id))
      codes.delete(one.id)
      await parts.erase?.(deviceAbout(one.id))
    }
    const last = answers[answers.length - 1]
    return { id, seq: isRefusal(last) ? 0 : last.entry.seq }
  }

  const issueCode = async (device: Device): Promise<string | Refusal> => {
    const standing = world.devices.get(device.id)
    if (!standing) return refuse('DEVICE_UNKNOWN', device.id)
    const before = codes.get(device.id)
    // A code that fits no more went with the credential that it was got with.
    if (before && now() - before.at < SAME_CODE && secrets.codeFits(deviceAbout(device.id), before.code)) return before.code
    const code = newSecret()
    const personal = { code: seal(code) }
    const about = deviceAbout(device.id)
    const [answer] = await happen.record([
      { kind: 'device-registered', data: { device: standing }, about, by: device.id, received: now(), personal },
    ])
    if (isRefusal(answer)) return answer
    secrets.hold(about, personal, false)
    codes.set(device.id, { code, at: now() })
    return code
  }

  return {
    register: (body, by) => turns.take('registry', () => register(body, by)),
    retire: (what, id, by) => turns.take('registry', () => retire(what, id, by)),
    issueCode: (device) => turns.take('registry', () => issueCode(device)),
    device: (dialect, identity, gateway) => directory.find(dialect, identity, gateway ?? null),
    devicesOf: (dialect, gateway) => directory.of(dialect, gateway),
    deviceBySecret: (dialect, secret) => {
      const about = secrets.owner(secret)
      const device = about === undefined ? undefined : world.devices.get(about.slice(deviceAbout('').length))
      return device?.dialect === dialect ? device : undefined
    },
    devicesOfUser: (dialect, user) => directory.ofUser(dialect, user),
    proof: (device) => secrets.proof(deviceAbout(device.id)),
    fits: (device, credential) => secrets.fits(deviceAbout(device.id), credential),
    gatewayFits: (gateway, credential) => secrets.fits(gatewayAbout(gateway.id), credential),
    codeFits: (device, code) => secrets.codeFits(deviceAbout(device.id), code),
  }
}

function holdDraft(secrets: Secrets, draft: Draft): void {
  if (!draft.personal) return
  secrets.hold(draft.about, draft.personal, draft.kind === 'device-registered' && isSearchable(draft.data.device))
}

/** Reads every sealed credential once, 64 at a time. */
async function holdAll({ world, personal }: RegistryParts, secrets: Secrets): Promise<void> {
  const things = [
    ...[...world.devices.values()].map((device) => ({ about: deviceAbout(device.id), searchable: isSearchable(device) })),
    ...[...world.gateways.values()].map((gateway) => ({ about: gatewayAbout(gateway.id), searchable: false })),
  ]
  for (let at = 0; at < things.length; at += 64) {
    await Promise.all(things.slice(at, at + 64).map(async ({ about, searchable }) => {
      const kept = await personal(about)
      if (kept) secrets.hold(about, kept, searchable)
    }))
  }
}
