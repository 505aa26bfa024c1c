// One measured stretch: a fleet plays, screens watch, the server's cost is read; then everything must have arrived exactly.
import type { GeneratorCalls, Play } from './generator.ts'
import { coreSeconds, cpuSeconds, peakMiB } from './machine.ts'
import type { ServerProcess } from './product.ts'
import type { Target } from './post.ts'
import type { Opening, ScreenCalls } from './screens/main.ts'
import { startWorker, type Worker } from './worker.ts'

export interface Setting { readonly units: number; readonly screens: number; readonly seconds: number; readonly warm: number }

export interface Measured {
  readonly units: number
  readonly screens: number
  readonly seconds: number
  /** Reports handed over in the stretch. */
  readonly reports: number
  /** Share of the positions handed over that the decoding screen got; below 1 when newer ones took their place. */
  readonly shown: number
  readonly bytesPerPosition: number
  /** Other bytes a second and screen: beats, readings, pings. */
  readonly otherBytes: number
  readonly frames: number
  /** Share of a core, 1 = a whole one; and µs for each report taken in. */
  readonly cpu: number
  readonly cpuPerReport: number
  readonly age: { readonly p50: number; readonly p99: number }
  readonly answer: { readonly p50: number; readonly p99: number }
  readonly peakMiB: number
  /** Units whose last place on the screen is not the last one said, exactly; null where no screen watched. */
  readonly unequal: number | null
  /** Most ms that a unit's time on the screen is off. */
  readonly timeOff: number
  readonly wrong: number
  readonly differing: number
  readonly closed: number
  readonly refused: number
  /** Most ms that the generator was behind, and how busy its core was: above 0.9 the bench measures itself. */
  readonly late: number
  readonly othersCpu: number
  /** Share of the server's core that strangers took: above 0.2, latency is theirs too. */
  readonly strangers: number
}

const DISTRICT = '510304'
const sleep = (ms: number): Promise<void> => new Promise((next) => { setTimeout(next, ms) })

/** Generator and screens for one server. */
export class Rig {
  readonly generator: Worker<GeneratorCalls> = startWorker<GeneratorCalls>('generator.ts', 'others')
  readonly screens: Worker<ScreenCalls> = startWorker<ScreenCalls>('screens/main.ts', 'others')
  #watching = 0

  /** A fresh fleet; answers which of its units are cars. */
  setUp(units: number, target: Target): Promise<Uint8Array> {
    return this.generator.call('setUp', { units, seed: 1, target })
  }

  async watch({ address }: ServerProcess, dialect: Opening['dialect'], screens: number | readonly string[]): Promise<void> {
    const regions = typeof screens === 'number' ? Array.from({ length: screens }, () => DISTRICT) : screens
    await this.screens.call('close')
    await this.screens.call('open', { address, dialect, regions })
    this.#watching = regions.length
  }

  async measure({ pid }: ServerProcess, order: Play, { units, seconds, warm }: Setting): Promise<Measured> {
    const { generator, screens } = this
    await generator.call('start', order)
    await sleep(warm * 1000)
    await screens.call('mark')
    const other = await screens.call('look')
    const before = await generator.call('look')
    const [cpu, core, began] = [cpuSeconds(pid), coreSeconds(), performance.now()]
    await sleep(seconds * 1000)
    const [used, busy, passed] = [cpuSeconds(pid) - cpu, (coreSeconds() ?? 0) - (core ?? 0), (performance.now() - began) / 1000]
    const after = await generator.call('look')
    const looked = await screens.call('look')
    await generator.call('stop')
    const { unequal, timeOff } = this.#watching > 0 ? await this.#settle() : { unequal: null, timeOff: 0 }
    const reports = after.sent - before.sent
    return {
      units, screens: this.#watching, seconds: passed, reports,
      shown: looked.positions / (reports / order.manner.keep), bytesPerPosition: looked.bytes / Math.max(1, looked.positions),
      otherBytes: looked.other / passed, frames: looked.frames, cpu: used / passed, cpuPerReport: 1e6 * used / Math.max(1, reports),
      age: looked.age, answer: after.answer, peakMiB: peakMiB(pid), unequal, timeOff,
      wrong: looked.wrong, differing: looked.differing, closed: looked.closed, refused: after.refused,
      late: after.late, othersCpu: (after.cpu - before.cpu + looked.cpu - other.cpu) / passed,
      strangers: core === null ? 0 : Math.max(0, busy - used) / passed,
    }
  }

  /** Waits until the decoding screen has exactly what was said last, or for as long as it may take. */
  async #settle(): Promise<{ unequal: number; timeOff: number }> {
    const said = await this.generator.call('last')
    const end = performance.now() + 10_000
    for (;;) {
      const shown = await this.screens.call('places')
      let unequal = 0
      let timeOff = 0
      for (let unit = 0; unit < said.time.length; unit++) {
        if (said.lon[unit] !== shown.lon[unit] || said.lat[unit] !== shown.lat[unit]) unequal++
        else timeOff = Math.max(timeOff, Math.abs(said.time[unit] - shown.time[unit]))
      }
      if (unequal === 0 && timeOff < 1 || performance.now() > end) return { unequal, timeOff }
      await sleep(200)
    }
  }

  async end(): Promise<void> {
    await this.generator.end()
    await this.screens.end()
  }
}
