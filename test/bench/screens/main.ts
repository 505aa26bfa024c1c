// The screens' process. All watch the same; the first decodes everything, the others are held to its very bytes:
// the full decode in fifty screens would measure this core instead of the server, and a frame that has the same hash
// as one that was decoded, in the same order, can be decoded as well.
import { percentile } from '../../load.ts'
import { serve } from '../worker.ts'
import type { Dialect } from './dialect.ts'
import { peers, type PeerName } from './peers.ts'
import { product } from './product.ts'
import { Screen } from './screen.ts'
import { Seen } from './seen.ts'

export interface Opening {
  readonly address: string
  readonly dialect: 'product' | PeerName
  /** One screen per region named. */
  readonly regions: readonly string[]
}

export interface Looked {
  /** Bytes per screen since the last look, positions and their framing alone, and everything else. */
  readonly bytes: number
  readonly other: number
  readonly positions: number
  readonly age: { readonly p50: number; readonly p99: number }
  /** Positions frames of the screen that decodes. */
  readonly frames: number
  /** Of all screens since they opened: frames that could not be applied, screens whose frames were others, screens that lost their connection. */
  readonly wrong: number
  readonly differing: number
  readonly closed: number
  /** CPU seconds of this process so far. */
  readonly cpu: number
}

let screens: Screen[] = []
let seen = new Seen()
let marks: { bytes: number; other: number }[] = []
const idle = process.cpuUsage()

/** Whether both got the same frames in the same order, but for the few that were on their way when the stretch began or ended. */
function follows(screen: Screen, first: Screen): boolean {
  const [a, b] = [screen.hashes, first.hashes]
  const slack = Math.max(4, b.length / 20)
  if (Math.abs(a.length - b.length) > slack) return false
  for (let shift = -Math.floor(slack); shift <= slack; shift++) {
    if (b.every((hash, n) => a[n + shift] === undefined || a[n + shift] === hash)) return true
  }
  return false
}

/** Waits for a moment between two frames, so that no frame is half counted; not for ever where frames never pause. */
async function between(): Promise<void> {
  const bytes = (): number => screens.reduce((sum, screen) => sum + screen.bytes, 0)
  const end = performance.now() + 500
  let before: number
  do {
    before = bytes()
    await new Promise((next) => { setTimeout(next, 25) })
  } while (bytes() !== before && performance.now() < end)
}

const handlers = {
  async open({ address, dialect, regions }: Opening): Promise<void> {
    const speech: Dialect = dialect === 'product' ? product : peers[dialect]
    seen = new Seen()
    screens = regions.map((region, n) => new Screen(address, region, speech, n === 0 ? speech.decoder(seen) : null))
    await Promise.all(screens.map(({ ready }) => ready))
  },
  /** Begins a stretch: what came before is forgotten, the frames' hashes too. */
  async mark(): Promise<void> {
    await between()
    marks = screens.map(({ bytes, other }) => ({ bytes, other }))
    for (const screen of screens) screen.hashes = []
    seen.positions = 0
    seen.ages = []
  },
  async look(): Promise<Looked> {
    await between()
    // The first decodes and may be a moment behind on its socket: those beside it that watch the same count, unless it is alone.
    const same = screens.map((_, n) => n).filter((n) => screens[n].region === screens[0].region)
    const counted = same.length > 1 ? same.slice(1) : same
    const mean = (of: (n: number) => number): number => counted.reduce((sum, n) => sum + of(n), 0) / Math.max(1, counted.length)
    const other = mean((n) => screens[n].other - marks[n].other)
    const ages = Float64Array.from(seen.ages).sort()
    const { user, system } = process.cpuUsage(idle)
    return {
      bytes: mean((n) => screens[n].bytes - marks[n].bytes) - other, other, positions: seen.positions,
      age: { p50: percentile(ages, 0.5), p99: percentile(ages, 0.99) },
      frames: screens[0]?.hashes.length ?? 0,
      wrong: seen.wrong, differing: screens.filter((screen) => screen.region === screens[0].region && !follows(screen, screens[0])).length,
      closed: screens.filter(({ closed }) => closed).length, cpu: (user + system) / 1e6,
    }
  },
  /** The newest place of each unit as the first screen has it. */
  places(): { lon: Int32Array; lat: Int32Array; time: Float64Array } {
    const { lon, lat, time } = seen
    return { lon, lat, time }
  },
  close(): void {
    for (const screen of screens) screen.close()
    screens = []
  },
}
export type ScreenCalls = typeof handlers

serve(handlers)
