// What may be said to the registry: units, devices and gateways without the numbers, which the server gives.
import { z } from 'zod'
import { crsSchema } from '../../shared/domain/geo.ts'
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { deviceSchema, gatewaySchema, unitSchema, type Dialect } from '../../shared/domain/unit.ts'
import { isSecret, SECRET_LENGTH } from './credentials.ts'
import { inWords } from './in-words.ts'

export const unitBodySchema = z.strictObject(unitSchema.omit({ number: true }).extend({ team: z.string().max(64).default('') }).shape)
export type UnitBody = z.infer<typeof unitBodySchema>

const credentialSchema = z.string().min(1).max(128)

const identities: Readonly<Record<Dialect, { readonly pattern: RegExp; readonly words: string }>> = {
  jt808: { pattern: /^[1-9]\d{0,19}$/, words: 'the terminal phone: up to 20 digits without leading zeros' },
  'owntracks-http': { pattern: /^[^/\s+#]{1,63}\/[^/\s+#]{1,63}$/, words: '"user/device" without spaces, + or #' },
  'owntracks-mqtt': { pattern: /^[^/\s+#]{1,63}\/[^/\s+#]{1,63}$/, words: '"user/device" without spaces, + or #' },
  osmand: { pattern: /^[\w.-]{1,64}$/, words: 'the device id (the secret that the phone sends goes into credential)' },
  batch: { pattern: /^\S.{0,127}$/, words: "the name used in the gateway's items" },
}

/** What is wrong with a device that zod's shape cannot say, or undefined. */
function fault(device: z.infer<typeof deviceShape>): string | undefined {
  const { dialect, gateway, credential, lenient } = device
  const identity = identities[dialect]
  if (!identity.pattern.test(device.identity)) return `identity of ${dialect} is ${identity.words}`
  if (dialect === 'osmand' && device.identity !== device.id) return 'identity of osmand is the device id itself; the secret goes into credential'
  if (dialect === 'batch' && gateway === null) return 'a batch device needs its gateway'
  if (dialect !== 'batch' && gateway !== null) return `a device of ${dialect} has no gateway`
  if (dialect === 'batch' && credential !== undefined) return 'a batch device has no credential of its own, its gateway has'
  if (dialect !== 'jt808' && lenient) return 'lenient is for jt808 terminals that send wrong checksums'
  if (dialect === 'osmand' && credential !== undefined && !isSecret(credential)) {
    return `the secret id must be random and hold 128 bits: at least ${SECRET_LENGTH} letters and digits`
  }
  return undefined
}

const deviceShape = z.strictObject({
  ...deviceSchema.omit({ number: true }).shape,
  gateway: deviceSchema.shape.gateway.default(null),
  rank: deviceSchema.shape.rank.default(0),
  crs: crsSchema.default('wgs84'),
  interval: deviceSchema.shape.interval.default(30),
  lenient: z.boolean().default(false),
  /** Needed when the device is new; left out later, the standing one stays. Kept as a salted hash only. */
  credential: credentialSchema.optional(),
})

export const deviceBodySchema = deviceShape.superRefine((device, ctx) => {
  const message = fault(device)
  if (message !== undefined) ctx.addIssue({ code: 'custom', message })
})
export type DeviceBody = z.infer<typeof deviceBodySchema>

export const gatewayBodySchema = z.strictObject({
  ...gatewaySchema.shape,
  credential: z.string().min(16, 'a gateway speaks for many: its credential has at least 16 characters').max(128).optional(),
})
export type GatewayBody = z.infer<typeof gatewayBodySchema>

const MOST = 10_000
/** The whole body, as documented; items are checked one by one, so that a bad one is refused alone. */
export const registryBodySchema = z.strictObject({
  units: z.array(unitBodySchema).max(MOST).default([]),
  devices: z.array(deviceBodySchema).max(MOST).default([]),
  gateways: z.array(gatewayBodySchema).max(MOST).default([]),
})
const looseBodySchema = z.strictObject({
  units: z.array(z.unknown()).max(MOST).default([]),
  devices: z.array(z.unknown()).max(MOST).default([]),
  gateways: z.array(z.unknown()).max(MOST).default([]),
})
export type LooseRegistryBody = z.infer<typeof looseBodySchema>

export function readRegistryBody(body: unknown): LooseRegistryBody | Refusal {
  const read = looseBodySchema.safeParse(body)
  return read.success ? read.data : refuse('BODY_MALFORMED', inWords(read.error))
}

/** The registry as a JSON file: the same body, with or without a byte order mark. */
export function readRegistryFile(text: string): LooseRegistryBody | Refusal {
  try {
    return readRegistryBody(JSON.parse(text.replace(/^\ufeff/, '')))
  } catch (error) {
    // The engine's own message quotes the text, and the text holds credentials.
    const where = /position \d+( \(line \d+ column \d+\))?/.exec(error instanceof Error ? error.message : '')
    return refuse('BODY_MALFORMED', where ? `not JSON at ${where[0]}` : 'not JSON')
  }
}
