// A fleet that reports through the gateway dialect and screens that follow it: what bench and soak drive a real server with.
import { readFileSync } from 'node:fs'
import { io, type Socket } from 'socket.io-client'
import type { DrillFile } from '../server/app/demo.ts'
import { foldFixes, fold } from '../shared/wire/fold.ts'
import { emptyMirror, type Mirror } from '../shared/wire/mirror.ts'
import { SOCKET_PATH, type ToScreen, type ToServer } from '../shared/wire/socket.ts'
import { seeded } from './seeded.ts'

/** Units that walk (1–2 m/s) and drive (5–12 m/s) with white noise of about a metre. */
export class Fleet {
  readonly #random: () => number
  readonly #lon: Float64Array
  readonly #lat: Float64Array
  readonly #speed: Float64Array
  readonly #heading: Float64Array
  readonly count: number

  constructor(count: number, seed: number) {
    this.count = count
    this.#random = seeded(seed)
    this.#lon = Float64Array.from({ length: count }, () => 104.76 + this.#random() * 0.28)
    this.#lat = Float64Array.from({ length: count }, () => 29.34 + this.#random() * 0.12)
    this.#speed = Float64Array.from({ length: count }, () => (this.#random() < 0.3 ? 5 + 7 * this.#random() : 1 + this.#random()))
    this.#heading = Float64Array.from({ length: count }, () => this.#random() * 2 * Math.PI)
  }

  /** Moves the units [from, to) on by a second and gives their reports at `time` (epoch ms). */
  step(from: number, to: number, time: number): { device: string; time: number; lon: number; lat: number; speed: number; accuracy: number }[] {
    const reports = []
    for (let unit = from; unit < to; unit++) {
      this.#heading[unit] += (this.#random() - 0.5) * 0.3
      this.#lat[unit] += Math.cos(this.#heading[unit]) * this.#speed[unit] / 111_320
      this.#lon[unit] += Math.sin(this.#heading[unit]) * this.#speed[unit] / 97_000
      const noise = (): number => (this.#random() + this.#random() + this.#random() - 1.5) * 2 / 111_320
      reports.push({ device: `d${unit}`, time, lon: this.#lon[unit] + noise(), lat: this.#lat[unit] + noise(), speed: this.#speed[unit], accuracy: 5 })
    }
    return reports
  }

  /** Registers units, devices and the gateway that speaks for them. */
  async register({ http, key }: DrillFile, credential: string): Promise<void> {
    const post = async (body: object): Promise<void> => {
      const response = await fetch(`${http}/api/registry`, { method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } })
      if (!response.ok || (await response.text()).includes('"refused"')) throw new Error(`registry: ${response.status}`)
    }
    await post({ gateways: [{ id: 'load', name: '压力网关', crs: 'wgs84', credential }] })
    for (let from = 0; from < this.count; from += 1_000) {
      const ids = Array.from({ length: Math.min(1_000, this.count - from) }, (_, n) => from + n)
      await post({
        units: ids.map((n) => ({ id: `u${n}`, name: `线${n}`, tier: 'line', kind: 'foot', team: '', region: '510304' })),
        devices: ids.map((n) => ({ id: `d${n}`, unit: `u${n}`, dialect: 'batch', identity: `d${n}`, gateway: 'load', rank: 0, crs: 'wgs84', interval: 1 })),
      })
    }
  }
}

export async function sendBatch({ host, ports }: DrillFile, credential: string, fixes: object[]): Promise<void> {
  const response = await fetch(`http://${host}:${ports.devices}/batch`, {
    method: 'POST', body: JSON.stringify({ fixes }),
    headers: { authorization: `Basic ${Buffer.from(`load:${credential}`).toString('base64')}`, 'content-type': 'application/json' },
  })
  if (!response.ok) throw new Error(`batch: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

export interface Counted { readonly socket: Socket<ToScreen, ToServer>; readonly mirror: Mirror; bytes: number; positions: number; wrong: number; readonly ages: number[] }

/** A screen that folds everything, and counts bytes, positions and the age (ms) of each position when decoded. */
export function countingScreen(address: string): Counted {
  const socket: Socket<ToScreen, ToServer> = io(address, { path: SOCKET_PATH, transports: ['websocket'], forceNew: true })
  const one: Counted = { socket, mirror: emptyMirror(), bytes: 0, positions: 0, wrong: 0, ages: [] }
  const check = (folded: string): void => { if (folded === 'bad' || folded === 'gap') one.wrong++ }
  socket.on('connect', () => { socket.emit('join', { region: '510304' }, () => undefined) })
  socket.on('frame', (frame) => { check(fold(one.mirror, frame)) })
  socket.on('fixes', (bytes) => {
    const view = new Uint8Array(bytes)
    const before = one.mirror.places.columns.time.slice()
    check(foldFixes(one.mirror, view))
    one.bytes += view.length
    const { time } = one.mirror.places.columns
    const now = Date.now()
    for (let unit = 0; unit < time.length; unit++) {
      if (time[unit] === 0 || time[unit] === before[unit]) continue
      one.positions++
      if (one.ages.length < 2_000_000) one.ages.push(now - time[unit])
    }
  })
  return one
}

/** CPU seconds and peak MiB of a process so far (Linux). */
export function cost(pid: number): { cpu: number; peak: number; now: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
  return { cpu: (Number(stat[11]) + Number(stat[12])) / 100, peak: kib('VmHWM'), now: kib('VmRSS') }
}

export const percentile = (sorted: ArrayLike<number>, share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
