// Ground truth: what the drill played, line by line, and what a world that heard it must therefore hold.
import type { Severity, Stage } from '../../shared/domain/event.ts'
import type { Tier } from '../../shared/domain/tier.ts'
import type { Dialect, UnitKind } from '../../shared/domain/unit.ts'
import type { FaultKind } from './faults.ts'
import type { LapseKind } from './lapses.ts'
import type { ForceLine } from './forces-truth.ts'

/** One NDJSON line. Instants are epoch ms of the server's clock as the drill knew it; places are WGS 84. */
export type Line =
  | { readonly is: 'start'; readonly seed: number; readonly speed: number; readonly epoch: string; readonly at: number }
  /** From here on this set of beats is played; null = none. What was told of the one before and is still to come, does not come. */
  | { readonly is: 'beats'; readonly hash: string | null; readonly beats: number; readonly at: number }
  | { readonly is: 'unit'; readonly id: string; readonly name: string; readonly tier: Tier; readonly kind: UnitKind; readonly region: string }
  | { readonly is: 'device'; readonly id: string; readonly unit: string; readonly dialect: Dialect; readonly rank: number; readonly interval: number }
  /** A fix went out for the first time. `time` is what the device says, `at` when it was measured. */
  | {
    readonly is: 'fix'; readonly n: number; readonly device: string; readonly unit: string; readonly at: number; readonly time: number
    readonly lon: number; readonly lat: number; readonly accuracy: number | null; readonly valid: boolean; readonly sos: boolean
    readonly refill: boolean; readonly faults: readonly FaultKind[]; readonly sent: number
  }
  /** The server answered the message with fix `n`: taken, or refused by rule; null = given up unanswered. */
  | { readonly is: 'answer'; readonly n: number; readonly at: number; readonly taken: boolean | null }
  /** `region` is what the server must make of it; `id` and `answered` what it said. */
  | {
    readonly is: 'event'; readonly key: string; readonly id: string; readonly repeated: boolean; readonly category: string; readonly level: Severity
    readonly region: string; readonly answered: string; readonly occurred: number; readonly at: number
  }
  | { readonly is: 'stage'; readonly key: string; readonly n: number; readonly to: Stage; readonly moved: number; readonly refused: string | null }
  | { readonly is: 'shift'; readonly unit: string; readonly do: 'on' | 'off'; readonly moved: number; readonly people: number; readonly refused: string | null }
  | { readonly is: 'sos-cleared'; readonly unit: string; readonly at: number; readonly refused: string | null }
  /**
   * A patrol that went wrong. empty: from the last one in the area to the next one · missed: the round's window · early, late:
   * from when the round was begun to when the line was done · left: out of the post's radius · rim, refill, border, loiter: as long as it
   * went on · tardy: as early and late · stray: from 100 m beyond the village until back within 50 · overstay: in the post's radius.
   * `due` is the round's window.
   */
  | {
    readonly is: 'lapse'; readonly kind: LapseKind; readonly beat: string; readonly units: readonly string[]; readonly from: number; readonly to: number
    readonly due: { readonly from: number; readonly to: number } | null
  }
  | ForceLine
  | { readonly is: 'end'; readonly at: number; readonly waiting: number }

export type FixLine = Extract<Line, { is: 'fix' }>
export interface PlayedFix extends FixLine { readonly answer: { readonly at: number; readonly taken: boolean | null } | null }
export interface PlayedEvent {
  readonly key: string; readonly id: string; readonly category: string; readonly level: Severity
  readonly region: string; readonly answered: string; readonly occurred: number
  /** Stages taken by the server, in order, without the first one, `reported`. */
  readonly moves: readonly { readonly n: number; readonly to: Stage; readonly at: number }[]
}

export interface Truth {
  readonly units: ReadonlyMap<string, Extract<Line, { is: 'unit' }>>
  readonly devices: ReadonlyMap<string, Extract<Line, { is: 'device' }>>
  /** In the order of first sending. */
  readonly fixes: readonly PlayedFix[]
  readonly events: ReadonlyMap<string, PlayedEvent>
  /** Units signed on, by the last accepted sign-on or sign-off. */
  readonly onDuty: ReadonlySet<string>
  /** Patrols that went wrong, in order of the blocks they belong to, each once. */
  readonly lapses: readonly Extract<Line, { is: 'lapse' }>[]
  /** Of teams, officers and members, in order. */
  readonly forces: readonly ForceLine[]
  readonly refusals: readonly { readonly what: string; readonly refused: string }[]
  /** Keys that the server answered with more than one id: always empty when every event is there exactly once. */
  readonly twice: readonly string[]
  readonly ended: boolean
}

/** Reads the NDJSON; a torn last line (the drill was killed) is left out. */
export function readTruth(text: string): Truth {
  const lines = text.split('\n')
  const whole = lines.flatMap((line, index): Line[] => {
    if (line === '') return []
    try {
      return [JSON.parse(line) as Line]
    } catch (error) {
      if (index === lines.length - 1) return []
      throw error
    }
  })
  return gather(whole)
}

/** Already so: a repeated order that changed nothing is no fault. */
const harmless = new Set(['SHIFT_SAME', 'SOS_NONE'])

export function gather(lines: Iterable<Line>): Truth {
  const units = new Map<string, Extract<Line, { is: 'unit' }>>()
  const devices = new Map<string, Extract<Line, { is: 'device' }>>()
  const fixes = new Map<number, PlayedFix>()
  const events = new Map<string, PlayedEvent>()
  const onDuty = new Set<string>()
  const forces: ForceLine[] = []
  const refusals: { what: string; refused: string }[] = []
  const lapses = new Map<string, Extract<Line, { is: 'lapse' }>>()
  const twice: string[] = []
  let ended = false
  for (const line of lines) {
    switch (line.is) {
      case 'start':
      case 'beats': break
      case 'unit': units.set(line.id, line); break
      case 'device': devices.set(line.id, line); break
      case 'fix': fixes.set(line.n, { ...line, answer: null }); break
      case 'answer': {
        const fix = fixes.get(line.n)
        if (fix) fixes.set(line.n, { ...fix, answer: { at: line.at, taken: line.taken } })
        break
      }
      case 'event': {
        const known = events.get(line.key)
        if (known && known.id !== line.id) twice.push(line.key)
        events.set(line.key, { ...line, moves: known?.moves ?? [] })
        break
      }
      case 'stage': {
        const event = events.get(line.key)
        if (line.refused !== null) refusals.push({ what: `${line.key} → ${line.to}`, refused: line.refused })
        else if (event && !event.moves.some(({ n }) => n === line.n)) {
          events.set(line.key, { ...event, moves: [...event.moves, { n: line.n, to: line.to, at: line.moved }] })
        }
        break
      }
      case 'shift':
        if (line.refused !== null && !harmless.has(line.refused)) refusals.push({ what: `${line.unit} ${line.do}`, refused: line.refused })
        else if (line.do === 'on') onDuty.add(line.unit)
        else onDuty.delete(line.unit)
        break
      case 'sos-cleared':
        if (line.refused !== null && !harmless.has(line.refused)) refusals.push({ what: `${line.unit} sos`, refused: line.refused })
        break
      case 'lapse': lapses.set(`${line.kind} ${line.beat} ${line.from}`, line); break
      case 'team':
      case 'bound':
      case 'team-duty':
      case 'visit':
      case 'work':
        if ('refused' in line && line.refused !== null && !harmless.has(line.refused)) refusals.push({ what: JSON.stringify(line), refused: line.refused })
        forces.push(line)
        break
      case 'end': ended = true; break
      default: line satisfies never
    }
  }
  return { units, devices, fixes: [...fixes.values()], events, onDuty, lapses: [...lapses.values()], forces, refusals, twice, ended }
}

/** The stage that each event must have, by its id. */
export function expectedStages(truth: Truth): Map<string, Stage> {
  return new Map([...truth.events.values()].map(({ id, moves }) =>
    [id, moves.length === 0 ? 'reported' : moves.reduce((last, move) => (move.n > last.n ? move : last)).to]))
}
