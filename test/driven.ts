// A server whose time a test drives, and the drill in step with it: time stands still until everything that was played has been answered.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteLedger } from '../server/ledger/sqlite.ts'
import type { Every } from '../server/app/watch.ts'
import type { Clock } from '../server/clock.ts'
import { openDoor } from '../server/drill/door.ts'
import { groundOf } from '../server/drill/ground.ts'
import { playDay, type DayOptions, type Ending } from '../server/drill/play.ts'
import { playedIn } from '../server/drill/played.ts'
import { createRim, type Rim } from '../server/drill/rim.ts'
import { readTruth, type Line, type Truth } from '../server/drill/truth.ts'
import { breachKinds } from '../shared/domain/breach.ts'
import { instant, SECOND, type Instant } from '../shared/domain/time.ts'
import { catalogue, realDistrict, SEED } from './server/drill/given.ts'
import { createSpans, noteAlarm, type AlarmSpan } from './server/drill/alarm-day.ts'
import { startServer, type Started } from './start.ts'

/** ms of the drill's own tick; and after a tick until alarms are judged: what came with it is in the world, and no judgement is of the same instant. */
const TICK = 200
export const JUDGED = 2 * SECOND

export interface Driven {
  readonly server: Started
  /** ms from one tick to the next. */
  readonly step: number
  now(): Instant
  /** Plays on from now; `turned` is called after every step. Everything has been answered when it resolves. */
  play(options: Partial<DayOptions> & { readonly span: number }, turned?: (now: Instant) => unknown): Promise<{ readonly ending: Ending; readonly truth: Truth; readonly lines: readonly Line[]; readonly said: readonly string[] }>
}

/** Starts at `from`; a step is `step` ms of the server's time, in which alarms are judged once. */
export async function startDriven({ from, step, extra }: { readonly from: Instant; readonly step: number; readonly extra?: Record<string, unknown> }): Promise<Driven> {
  let at: number = from
  const speed = step / TICK
  const clock: Clock = { speed, now: () => instant(at), resume: () => undefined }
  const works = new Set<() => unknown>()
  const every: Every = (_, work) => {
    works.add(work)
    return () => works.delete(work)
  }
  const server = await startServer({ clock, every, ...(extra ? { extra } : {}) })
  const beside = (name: string): string => join(server.folder, name)

  return {
    server, step, now: () => instant(at),
    async play(options, turned) {
      const said: string[] = []
      const real = createRim((line) => said.push(line))
      const rim: Rim = {
        ...real, steady: () => (at - from) / speed,
        async pause(_, answered) {
          await answered()
          at += JUDGED
          for (const work of works) await work()
          at += step - JUDGED
          await turned?.(instant(at))
        },
      }
      // The half year before is not played: it has no alarms of the plan.
      const { epoch } = (await server.api('GET', '/api/clock')).body as { epoch: string }
      playedIn(beside('drill-played.json')).note(epoch, options.seed ?? SEED, instant(at))
      const truth = beside('truth.ndjson')
      const ending = await playDay(rim, openDoor(beside('drill.json')), groundOf(await realDistrict()), catalogue(), {
        seed: SEED, units: 325, faults: 0, lapses: 0, partly: false, once: false, speed: null, truth, beside, ...options,
      })
      real.stop()
      const text = readFileSync(truth, 'utf8')
      return { ending, truth: readTruth(text), lines: text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line), said }
    },
  }
}

/** The alarms of the plan that a closed server's ledger holds, in order: raised and withdrawn when their entries were committed. */
export async function alarmsOnDisk(folder: string, now: Instant): Promise<AlarmSpan[]> {
  const ledger = await openSqliteLedger({ folder, now: () => now })
  const spans = createSpans()
  for (const entry of await ledger.read(0, Infinity)) noteAlarm(spans, entry, instant(entry.committed))
  await ledger.close()
  return spans.alarms.filter(({ kind }) => breachKinds.some((one) => one === kind))
}
