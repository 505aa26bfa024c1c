// The configuration: one TOML file, checked, unknown keys refused; any value can be overridden by the environment.
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { z } from 'zod'
import { rights } from '../shared/domain/right.ts'

const port = z.number().int().min(0).max(65_535)
const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'a key is kept as "sha256:" and 64 hex digits (anlan key new makes one)')

export const configSchema = z.strictObject({
  /** The wall and the API. */
  server: z.strictObject({
    host: z.string().default('127.0.0.1'),
    port: port.default(18_510),
    /** Names by which browsers may call this server, besides the host itself. */
    names: z.array(z.string()).default([]),
  }).prefault({}),
  /** Needed off loopback: certificate files, or proxy = true when a proxy in front speaks TLS. */
  tls: z.strictObject({ cert: z.string().optional(), key: z.string().optional(), proxy: z.boolean().default(false) }).prefault({}),
  screens: z.strictObject({
    key: hash.optional(),
    /** Screens at once from one address; a wall with many displays behind one machine needs a handful, a proxy in front all of them. */
    perAddress: z.number().int().min(1).max(100_000).default(128),
  }).prefault({}),
  keys: z.array(z.strictObject({
    id: z.string().regex(/^[\w.-]{1,64}$/), name: z.string().min(1).max(64), hash, rights: z.array(z.enum(rights)).min(1),
  })).default([]),
  devices: z.strictObject({
    host: z.string().default('127.0.0.1'),
    /** Off loopback: device dialects carry their credentials in the clear; true says that a tunnel or a TLS proxy guards the way. */
    plain: z.boolean().default(false),
    jt808: port.default(18_511), mqtt: port.default(18_512), http: port.default(18_513), osmand: port.default(18_514),
  }).prefault({}),
  store: z.strictObject({
    folder: z.string().default('data/anlan'),
    /** Days of tape kept. */
    tapeDays: z.number().int().min(1).default(90),
  }).prefault({}),
  district: z.strictObject({ code: z.string().default('510304'), folder: z.string().optional() }).prefault({}),
  /** A registry file read at every start: the same JSON as POST /api/registry. */
  registry: z.strictObject({ file: z.string().optional() }).prefault({}),
  /** "adaptive": fixes go out as often as it is cheap, 50 ms to 1 s; or so many milliseconds between two cuts. */
  stream: z.strictObject({
    cut: z.union([z.literal('adaptive'), z.number().int().min(50).max(1_000)]).default('adaptive'),
  }).prefault({}),
  /** A name makes the store take drill input as a named 演练. */
  exercise: z.strictObject({ name: z.string().min(1).max(64).optional() }).prefault({}),
  demo: z.strictObject({
    on: z.boolean().default(false),
    /** The server's clock and the drill run this many times as fast. */
    speed: z.number().positive().max(3_600).default(1),
    /** Start the drill beside the server. */
    drill: z.boolean().default(true),
    seed: z.number().int().default(510_304),
    units: z.number().int().min(1).max(100_000).default(325),
  }).prefault({}),
  log: z.strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
})
export type Config = z.infer<typeof configSchema>

/** The configuration cannot be used; the message says what to change. */
export class ConfigBad extends Error {}

/** Without a file the server runs the demo on data/demo, on loopback. */
const demoDefaults = { demo: { on: true }, store: { folder: 'data/demo' } }

/**
 * Reads the file (default anlan.toml when it exists) and the environment. `ANLAN_SERVER_PORT=0` overrides server.port;
 * lists are separated by
 * commas; [[keys]] are in the file alone. A name of a known section with an unknown key is refused.
 */
export function readConfig(file: string | undefined, environment: Readonly<Record<string, string | undefined>>): Config {
  const path = file ?? (existsSync('anlan.toml') ? 'anlan.toml' : undefined)
  let said: Record<string, unknown> = structuredClone(demoDefaults)
  if (path !== undefined) {
    try {
      said = parse(readFileSync(path, 'utf8'))
    } catch (error) {
      throw new ConfigBad(`${path}: ${error instanceof Error ? error.message : 'cannot be read'}`, { cause: error })
    }
  }
  return checkConfig(override(said, environment), path ?? 'environment')
}

function override(said: Record<string, unknown>, environment: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const result = structuredClone(said)
  for (const [name, text] of Object.entries(environment)) {
    const [, section, key] = /^ANLAN_([A-Z]+)_([A-Z0-9]+)$/.exec(name) ?? []
    const fields = section === undefined || text === undefined ? undefined : fieldsOf(section.toLowerCase())
    if (!fields || text === undefined || section === undefined) continue
    const field = Object.keys(fields).find((one) => one.toUpperCase() === key)
    if (field === undefined) throw new ConfigBad(`${name}: [${section.toLowerCase()}] has no such key; it has ${Object.keys(fields).join(', ')}`)
    const part = (result[section.toLowerCase()] ??= {}) as Record<string, unknown>
    part[field] = valueOf(fields[field], text)
  }
  return result
}

/** The fields of a section that the environment can override: every section but the list of keys. */
function fieldsOf(section: string): Readonly<Record<string, z.core.$ZodType>> | undefined {
  const schema = Object.entries(configSchema.shape).find(([name]) => name === section)?.[1]
  const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema
  return inner instanceof z.ZodObject ? inner.shape : undefined
}

/** The text as the field's own type; what does not fit stays text and is refused by the check. */
function valueOf(field: z.core.$ZodType, text: string): unknown {
  if (field instanceof z.ZodDefault || field instanceof z.ZodOptional) return valueOf(field.unwrap(), text)
  if (field instanceof z.ZodUnion) return field.options.map((option) => valueOf(option, text)).find((value) => typeof value !== 'string') ?? text
  if (field instanceof z.ZodNumber) return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
  if (field instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text
  if (field instanceof z.ZodArray) return text.split(',').map((one) => one.trim()).filter((one) => one !== '')
  return text
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** Checks the shape and the doors: off loopback nothing listens without TLS, a screen key and API keys. */
export function checkConfig(said: unknown, where: string): Config {
  const checked = configSchema.safeParse(said)
  if (!checked.success) {
    const lines = checked.error.issues.map((issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`)
    throw new ConfigBad(`${where} cannot be used:\n${lines.join('\n')}`)
  }
  const config = checked.data
  if (!isLoopback(config.server.host)) {
    const missing: string[] = []
    if (!config.tls.proxy && !(config.tls.cert && config.tls.key)) missing.push('[tls] cert and key, or proxy = true')
    if (!config.screens.key) missing.push('[screens] key')
    if (config.keys.length === 0) missing.push('at least one [[keys]]')
    if (config.demo.on) missing.push('[demo] on = false (the demo stays on loopback)')
    if (missing.length > 0) throw new ConfigBad(`${where}: server.host = "${config.server.host}" is reachable from outside; that needs ${missing.join(', ')}`)
  }
  if (!isLoopback(config.devices.host)) {
    if (config.demo.on) throw new ConfigBad(`${where}: devices.host = "${config.devices.host}" is reachable from outside; the demo stays on loopback`)
    if (!config.devices.plain) throw new ConfigBad(`${where}: devices.host = "${config.devices.host}" is reachable from outside and device dialects do not encrypt; put a tunnel or a TLS proxy before them and say [devices] plain = true`)
  }
  if (!config.demo.on && config.demo.speed !== 1) throw new ConfigBad(`${where}: demo.speed works only with demo.on = true`)
  return config
}
