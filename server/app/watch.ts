// What happens by itself: alarms follow the world, snapshots are kept, old days of tape go, the ledger is checked.
import { DAY, HOUR, instant, MINUTE, SECOND, type Instant } from '../../shared/domain/time.ts'
import type { Alarm, AlarmEnding } from '../../shared/domain/alarm.ts'
import type { Breach } from '../../shared/domain/breach.ts'
import type { SourceHealth } from '../../shared/domain/reading.ts'
import { judgeAlarms } from '../dispatch/alarms.ts'
import type { Tape } from '../tape/tape.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'

/** Calls `work` every so many ms, one call after another; answers how to stop. */
export type Every = (ms: number, work: () => unknown) => () => void

/** By the machine's clock, whatever speed the server's runs at. */
const everySoOften: Every = (ms, work) => {
  const timer = setInterval(work, ms)
  return () => { clearInterval(timer) }
}

export interface WatchParts {
  readonly world: World
  readonly happen: Happen
  readonly tape: Tape
  readonly tapeDays: number
  now(): Instant
  /** How judgements come round; whoever drives the server's time drives them too. Resolves when what is judged is in the world. */
  readonly every?: Every
  sources(): readonly SourceHealth[]
  /** Breaches of the patrol plan as things stand. */
  breaches(): readonly Breach[]
  /** Why an alarm of the patrol plan stands no more. */
  ending(alarm: Alarm): AlarmEnding
  /** Walks the whole ledger; opening it looks at its end only. */
  verify(): Promise<{ readonly ok: boolean; readonly checked: number; readonly fault: { readonly seq: number; readonly why: string } | null }>
  /** Keeps a snapshot of world and readings. */
  keep(): Promise<void>
  failed(error: unknown, what: string): void
}

/** Entries that change what alarms there should be; everything else is caught by the beat. */
const urgent = new Set(['event-reported', 'event-moved', 'event-relocated', 'sos-raised', 'sos-cleared', 'unit-retired'])

export function watch(parts: WatchParts): { stop(): Promise<void> } {
  const { world, happen, now } = parts
  const listening = now()
  let judging: Promise<void> | null = null
  let again = false

  /** One judgement at a time; a cause that comes meanwhile is judged right after. */
  const judge = (): Promise<void> => {
    if (judging) {
      again = true
      return judging
    }
    judging = (async () => {
      const drafts = judgeAlarms({ world, sources: parts.sources(), breaches: parts.breaches(), ending: (alarm) => parts.ending(alarm), now: now(), listening })
      if (drafts.length > 0) await happen.record(drafts)
    })().catch((error: unknown) => { parts.failed(error, 'alarms') }).finally(() => {
      judging = null
      if (!again) return
      again = false
      setImmediate(judge)
    })
    return judging
  }
  happen.on((happening) => { if (happening.is === 'entry' && urgent.has(happening.entry.kind)) void judge() })

  const guarded = (what: string, work: () => Promise<unknown>) => (): void => { work().catch((error: unknown) => { parts.failed(error, what) }) }
  const sweep = guarded('retention', () => parts.tape.drop(instant(now() - parts.tapeDays * DAY)))
  const verify = guarded('ledger check', async () => {
    const verdict = await parts.verify()
    if (verdict.fault) throw new Error(`the ledger is damaged at entry ${verdict.fault.seq}: ${verdict.fault.why}`)
  })
  const timers = [
    // Not at once: a server that starts on a long ledger has screens and devices that come back to serve first.
    setTimeout(verify, MINUTE),
    setInterval(verify, DAY),
    setInterval(guarded('snapshot', () => parts.keep()), 10 * MINUTE),
    setInterval(sweep, HOUR),
  ]
  const rest = (parts.every ?? everySoOften)(2 * SECOND, judge)
  sweep()
  void judge()
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      rest()
      again = false
      await judging
    },
  }
}
