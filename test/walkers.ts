// Units that walk and drive and report through the gateway dialect: a small fleet for tests of the whole server.
import type { DrillFile } from '../server/app/demo.ts'
import { seeded } from './seeded.ts'

/** Units that walk (1–2 m/s) and drive (5–12 m/s) with white noise of about a metre. */
export class Walkers {
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
