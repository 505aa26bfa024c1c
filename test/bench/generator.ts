// The generator's process: plays a fleet and hands its reports over, ten times a second or evenly spread.
import { join } from 'node:path'
import { loadDistrict } from '../../server/district/load.ts'
import { percentile } from '../load.ts'
import { Fleet, type Manner } from './fleet.ts'
import { Poster, type Target } from './post.ts'
import { serve } from './worker.ts'

/** Hand-overs a second: ten large ones, or many small ones where every report has its own moment. */
const RATE = { batches: 10, spread: 200 } as const
/** Most fixes of one hand-over; the batch dialect takes 5,000. */
const MOST_ITEMS = 2_000

/** ms that answers may take once nothing more is sent. */
const PATIENCE = 10_000

export interface Play { readonly manner: Manner; readonly spread: boolean }

let fleet = new Fleet(0, 1, null)
let poster = new Poster({ host: '', port: 0, authorization: null })
let playing: { stop: boolean; readonly done: Promise<void> } | null = null
let sent = 0
let late = 0
const idle = process.cpuUsage()

/** The fixes that a unit hands in at `time`: one, or all that it kept. */
function items(unit: number, time: number, { interval, keep }: Manner, out: string[]): void {
  const since = fleet.said.time[unit]
  const fixes = Math.max(1, Math.min(keep, since === 0 ? keep : Math.floor((time - since) / (interval * 1000))))
  for (let kept = fixes - 1; kept >= 0; kept--) {
    fleet.fix(unit, time - kept * interval * 1000)
    out.push(fleet.item(unit))
  }
}

async function play({ manner, spread }: Play, run: { stop: boolean }): Promise<void> {
  const rate = spread ? RATE.spread : RATE.batches
  const slots = rate * manner.interval * manner.keep
  const began = performance.now()
  for (let turn = 0; !run.stop; turn++) {
    const wait = began + turn * 1000 / rate - performance.now()
    if (wait > 0) await new Promise((next) => { setTimeout(next, wait) })
    else if (wait < -100) late = Math.max(late, -wait)
    const from = Math.floor((turn % slots) * fleet.count / slots)
    const to = Math.floor((turn % slots + 1) * fleet.count / slots)
    const now = Date.now()
    let out: string[] = []
    for (let unit = from; unit < to; unit++) {
      // Spread reports were made one after another since the last hand-over.
      items(unit, spread ? now - Math.floor((to - 1 - unit) * 1000 / rate / (to - from)) : now, manner, out)
      if (out.length < MOST_ITEMS && unit < to - 1) continue
      sent += out.length
      await poster.hand(out)
      out = []
    }
  }
  await poster.settled()
}

const handlers = {
  /** A new fleet for a new server; answers which units are cars. */
  async setUp({ units, seed, target }: { units: number; seed: number; target: Target }): Promise<Uint8Array> {
    const district = await loadDistrict(join(import.meta.dirname, '../../public/district/510304'))
    fleet = new Fleet(units, seed, district)
    poster = new Poster(target)
    sent = 0
    return fleet.car
  },
  /** One fix of every unit at a time gone by, so that a fleet that speaks seldom has been heard before. */
  async past({ manner, ago }: { manner: Manner; ago: number }): Promise<void> {
    fleet.take(manner)
    const now = Date.now()
    for (let from = 0; from < fleet.count; from += MOST_ITEMS / 2) {
      const out: string[] = []
      for (let unit = from; unit < Math.min(fleet.count, from + MOST_ITEMS / 2); unit++) {
        fleet.fix(unit, Math.round(now - (ago - unit / fleet.count * manner.interval) * 1000))
        out.push(fleet.item(unit))
      }
      await poster.hand(out)
    }
    await poster.settled()
  },
  start(order: Play): void {
    fleet.take(order.manner)
    const run = { stop: false }
    playing = Object.assign(run, { done: play(order, run) })
  },
  /** What went out so far, and answers since the last look. */
  look(): { sent: number; admitted: number; refused: number; answer: { p50: number; p99: number }; late: number; cpu: number } {
    const answers = poster.answers.sort((a, b) => a - b)
    poster.answers = []
    const { user, system } = process.cpuUsage(idle)
    const said = { sent, admitted: poster.admitted, refused: poster.refused, answer: { p50: percentile(answers, 0.5), p99: percentile(answers, 0.99) }, late, cpu: (user + system) / 1e6 }
    late = 0
    return said
  },
  async stop(): Promise<void> {
    if (!playing) return
    playing.stop = true
    // A server that has fallen over answers no more; what it leaves behind shows in the places.
    await Promise.race([playing.done, new Promise((next) => { setTimeout(next, PATIENCE) })])
    playing = null
  },
  /** What each unit said last: what every screen must end with. */
  last(): { lon: Int32Array; lat: Int32Array; time: Float64Array } {
    const { lon, lat, time } = fleet.said
    return { lon, lat, time }
  },
}
export type GeneratorCalls = typeof handlers

serve(handlers)
