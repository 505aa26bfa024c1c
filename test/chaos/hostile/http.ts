// Mutants of HTTP requests, to the API and to the device dialects: bodies, paths, heads, and bytes without any frame.
import { below, pick } from '../random.ts'
import { bytesOf, Lane, once, type Outcome, type Request } from './lane.ts'
import { mutateBytes, mutateJson } from './mutate.ts'
import { addresses, type Victim } from './victim.ts'

type Random = () => number
/** A good request and the port it goes to; `json` is what its body says. */
export interface Seed { readonly port: number; readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly json?: unknown; readonly text?: string }

export interface HttpAttack {
  readonly sent: number
  readonly outcomes: Readonly<Record<string, number>>
  /** Answers that must not be: 5xx, or none for long. */
  readonly wrong: readonly string[]
}

const LANES = 48

/** Sends `count` mutants of the seeds from many addresses at once; stops at nothing. */
export async function attackHttp(random: Random, seeds: readonly Seed[], count: number): Promise<HttpAttack> {
  const outcomes: Record<string, number> = {}
  const wrong: string[] = []
  let sent = 0
  const note = (outcome: Outcome, mutant: Buffer): void => {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if ((outcome === 'silent' || (typeof outcome === 'number' && outcome >= 500)) && wrong.length < 20) wrong.push(`${outcome}: ${mutant.subarray(0, 600).toString('latin1')}`)
  }
  const ports = [...new Set(seeds.map(({ port }) => port))]
  await Promise.all(addresses(2, 2 + LANES).map(async (from) => {
    const lanes = new Map(ports.map((port) => [port, new Lane(port, from)]))
    while (sent < count) {
      sent++
      const seed = pick(random, seeds)
      const request = requestOf(seed)
      if (below(random, 20) === 0) {
        const mutant = mutateBytes(random, bytesOf(request))
        const said = await once(seed.port, from, mutant)
        for (const status of said.match(/^HTTP\/1\.1 \d{3}/gm) ?? ['cut']) note(status === 'cut' ? 'cut' : Number(status.slice(9)), mutant)
        continue
      }
      const mutant = bytesOf(mutate(random, seed, request))
      const lane = lanes.get(seed.port)
      if (lane) note(await lane.ask(mutant), mutant)
    }
    for (const lane of lanes.values()) lane.close()
  }))
  return { sent, outcomes, wrong }
}

const requestOf = ({ port, method, path, headers, json, text }: Seed): Request =>
  ({ method, path, headers: { host: `127.0.0.1:${port}`, ...headers }, body: text ?? (json === undefined ? '' : JSON.stringify(json)) })

/** The frame stays whole: where the head ends and how long the body is. */
function mutate(random: Random, seed: Seed, request: Request): Request {
  switch (below(random, 10)) {
    case 0: return { ...request, path: line(mutateBytes(random, Buffer.from(request.path), 1)) }
    case 1: return { ...request, path: request.path + pick(random, ['/', '//', '/..', '/../..', '/%ff', '/%00', '/%2e%2e', '?a[b]=1', '?__proto__=1', '?open=%', '#x', '/'.repeat(300)]) }
    case 2: return { ...request, headers: mutateHeaders(random, request.headers) }
    case 3: return { ...request, method: pick(random, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) }
    case 4: return { ...request, body: mutateBytes(random, Buffer.from(request.body as string)) }
    default: return { ...request, body: seed.json === undefined ? mutateBytes(random, Buffer.from(request.body as string)) : JSON.stringify(mutateJson(random, seed.json)) }
  }
}

const strange = [
  ['content-type', 'application/json; charset=utf-7'], ['content-type', 'text/plain'], ['content-type', 'multipart/form-data; boundary='], ['content-type', 'application/json; charset='],
  ['content-encoding', 'gzip'], ['content-encoding', 'br'], ['content-encoding', 'deflate'], ['content-encoding', 'identity, gzip'],
  ['expect', '100-continue'], ['range', 'bytes=0-'], ['accept', 'x'.repeat(4_000)], ['host', 'evil.example'], ['host', ''], ['origin', 'null'], ['origin', 'http://['],
  ['idempotency-key', ''], ['idempotency-key', 'k'.repeat(97)], ['idempotency-key', 'a b'], ['idempotency-key', '\u00ff'], ['idempotency-key', 'same'],
  ['authorization', 'Bearer'], ['authorization', 'Basic'], ['authorization', 'Basic OjpA'], ['authorization', `Basic ${'A'.repeat(3_000)}`], ['x-limit-d', '../..'], ['x-limit-d', '\u00ff'], ['x-forwarded-for', '1.1.1.1'],
] as const

function mutateHeaders(random: Random, headers: Request['headers']): Request['headers'] {
  if (below(random, 2) === 0) return { ...headers, ...Object.fromEntries([pick(random, strange)]) }
  const [name, value] = pick(random, Object.entries(headers))
  return { ...headers, [name]: line(mutateBytes(random, Buffer.from(value))) }
}

/** One line of a head: no end of line in it. */
const line = (bytes: Buffer): string => bytes.toString('latin1').replace(/[\r\n]/g, '~')

/** What the API takes; keys come out of a bounded set, so that the ledger does not grow with the attack. */
export function apiSeeds({ port, drill }: Victim): Seed[] {
  const occurred = new Date().toISOString()
  const headers = { authorization: `Bearer ${drill.key}`, 'content-type': 'application/json' }
  const event = { category: 'dispute', kind: 'family', level: 3, region: '510304001011', lon: 104.77, lat: 29.36, crs: 'wgs84', occurred, ref: 'r-1', reporter: { name: '王小明', phone: '13912345678', idNumber: '510304199001011234', address: '路 1 号' }, text: '话' }
  const stage = { to: 'accepted', at: occurred, action: '受理', owner: '综治中心' }
  const keyed = (n: number) => ({ ...headers, 'idempotency-key': `m${n}` })
  const post = (path: string, json: unknown, more = headers): Seed => ({ port, method: 'POST', path, headers: more, json })
  const unit = { id: 'mutant', name: '变异一', tier: 'line', kind: 'foot', team: '队', region: '510304' }
  const device = { id: 'mutant-d', unit: 'mutant', dialect: 'jt808', identity: '13700000001', rank: 0, crs: 'wgs84', interval: 10, credential: 'MUT0001', gateway: null, lenient: false }
  return [
    ...Array.from({ length: 40 }, (_, n) => post('/api/events', event, keyed(n))),
    ...Array.from({ length: 20 }, (_, n) => post('/api/events/m-1/stage', { ...stage, expects: 3 }, keyed(100 + n))),
    ...Array.from({ length: 20 }, (_, n) => post('/api/events/batch', { items: [{ key: `b${n}`, event, stages: [stage, { ...stage, to: 'dispatched' }] }, { key: `c${n}`, event }] })),
    ...Array.from({ length: 20 }, (_, n) => post('/api/shifts', { items: [{ key: `s${n}`, unit: 'mutant', do: n % 2 === 0 ? 'on' : 'off', people: 2, at: occurred }] })),
    ...Array.from({ length: 20 }, () => post('/api/registry', { units: [unit], devices: [device], gateways: [{ id: 'mutant-g', name: '变异网关', crs: 'gcj02', credential: 'mutant-gateway-credential' }] })),
    ...Array.from({ length: 5 }, () => post('/api/sos/mutant/clear', { reason: '误触' })),
    { port, method: 'DELETE', path: '/api/events/m-1/personal', headers }, { port, method: 'DELETE', path: '/api/registry/devices/mutant-x', headers },
    { port, method: 'GET', path: '/api/clock', headers }, { port, method: 'GET', path: '/api/alarms?x=1', headers }, { port, method: 'GET', path: '/district/510304/district.json', headers },
  ]
}

/** The device dialects over HTTP in all their forms. */
export function deviceSeeds({ drill: { ports } }: Victim): Seed[] {
  const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const at = Date.now()
  const post = (port: number, path: string, json: unknown, more: Record<string, string>): Seed => ({ port, method: 'POST', path, headers: more, json })
  return Array.from({ length: ATTACKED }, (_, n): Seed[] => {
    const query = `id=${osmandSecret(n)}&lat=29.363&lon=104.774&timestamp=${at}&speed=3&bearing=90&accuracy=5&batt=80&alarm=sos`
    const own = { authorization: basic('bad', `pass-${n}`), 'x-limit-d': `h${n}`, 'content-type': 'application/json' }
    const batch = { authorization: basic('bad', BAD_GATEWAY) }
    return [
      post(ports.devices, '/owntracks', { _type: 'location', lat: 29.363, lon: 104.774, tst: at / 1_000, vel: 36, acc: 5, cog: 90, sos: false, topic: `owntracks/bad/h${n}` }, own),
      post(ports.devices, '/owntracks', { _type: 'waypoints', waypoints: [{ _type: 'waypoint', desc: 'x', lat: 1, lon: 2, rad: 3, tst: 4 }] }, own),
      post(ports.devices, '/batch', { fixes: [{ device: `B${n}`, time: at, lon: 104.774, lat: 29.363, speed: 1, heading: 90, accuracy: 5, sos: false }, { device: `B${n}`, time: at / 1_000, lon: 104.774, lat: 29.363, valid: true }] }, batch),
      { port: ports.osmand, method: 'GET', path: `/?${query}`, headers: {} }, { port: ports.osmand, method: 'POST', path: '/', headers: { 'content-type': 'application/x-www-form-urlencoded' }, text: query },
      post(ports.osmand, '/', { device_id: osmandSecret(n), location: { timestamp: new Date(at).toISOString(), event: 'motionchange', is_moving: true, odometer: 1, coords: { latitude: 29.363, longitude: 104.774, speed: 1, heading: 90, accuracy: 5, altitude: 300 }, activity: { type: 'walking' }, battery: { level: 0.5, is_charging: false } } }, { 'content-type': 'application/json' }),
    ]
  }).flat()
}

export const ATTACKED = 20
export const BAD_GATEWAY = 'bad-gateway-credential-0001'
export const osmandSecret = (n: number): string => `Bd${String(n).padStart(2, '0')}kT9xQ2mLw8sRz5nYc1A`
