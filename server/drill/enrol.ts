// Registers a roster with credentials that are random for each store and stay in a file that only its owner reads.
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { detailIn, itemsIn, refusalIn, type Api } from './api.ts'
import type { DrillDevice, Roster } from './roster.ts'

const credentialsSchema = z.object({ devices: z.record(z.string(), z.string()), gateways: z.record(z.string(), z.string()) })
export type Credentials = z.infer<typeof credentialsSchema>

/** The registry may not be used: the server's refusal, in words. */
export class NotEnrolled extends Error {}

/** Credentials of the file for all of the roster, with new ones where it has none; the file is written when anything is new. */
export function credentialsFor(file: string, roster: Roster, random: (bytes: number) => Buffer = randomBytes): Credentials {
  const kept = readCredentials(file)
  let changed = false
  for (const device of roster.devices) {
    if (device.dialect === 'batch' || kept.devices[device.id]) continue
    kept.devices[device.id] = device.dialect === 'jt808' ? terminalId(random) : random(24).toString('hex')
    changed = true
  }
  for (const { id } of roster.gateways) {
    if (kept.gateways[id]) continue
    kept.gateways[id] = random(24).toString('hex')
    changed = true
  }
  if (changed) writePrivate(file, JSON.stringify(kept, null, 1))
  return kept
}

function readCredentials(file: string): Credentials {
  try {
    return credentialsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // None yet, or torn: new ones are registered over the old.
    return { devices: {}, gateways: {} }
  }
}

/** Replaces the file in one step, readable by its owner alone. */
export function writePrivate(file: string, text: string): void {
  const next = `${file}.next`
  writeFileSync(next, text, { mode: 0o600 })
  renameSync(next, file)
}

/** Seven capitals and digits: what the field of 2011 and 2013 holds. */
const terminalId = (random: (bytes: number) => Buffer): string => [...random(7)].map((byte) => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[byte % 32]).join('')

const AT_ONCE = 400

/** Idempotent. Throws NotEnrolled when the server refuses the whole, Unanswered when nobody answers; answers the refusals of items. */
export async function enrol(api: Api, roster: Roster, credentials: Credentials): Promise<string[]> {
  const refused: string[] = []
  const post = async (body: { units: object[]; devices: object[]; gateways: object[] }): Promise<void> => {
    const said = await api.ask('POST', '/registry', body)
    if (said.refused !== null) throw new NotEnrolled(`${said.refused}: ${detailIn(said.body)}`)
    for (const name of ['units', 'devices', 'gateways']) {
      for (const item of itemsIn(said.body, name)) {
        const code = refusalIn(item)
        if (code !== null) refused.push(`${name.slice(0, -1)} ${JSON.stringify(item)}`)
      }
    }
  }
  await post({ units: [], devices: [], gateways: roster.gateways.map((gateway) => ({ ...gateway, credential: credentials.gateways[gateway.id] })) })
  for (const units of slices(roster.units)) {
    await post({ units: units.map(({ id, name, tier, kind, team, region }) => ({ id, name, tier, kind, team, region })), devices: [], gateways: [] })
  }
  for (const devices of slices(roster.devices)) await post({ units: [], devices: devices.map((device) => deviceBody(device, credentials)), gateways: [] })
  return refused
}

function deviceBody({ id, unit, dialect, identity, gateway, rank, crs, interval }: DrillDevice, credentials: Credentials): object {
  return { id, unit, dialect, identity, gateway, rank, crs, interval, lenient: false, ...(dialect === 'batch' ? {} : { credential: credentials.devices[id] }) }
}

function slices<T>(list: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / AT_ONCE) }, (_, i) => list.slice(i * AT_ONCE, (i + 1) * AT_ONCE))
}
