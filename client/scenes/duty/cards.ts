// Alarms as cards: what, where to community level, since when; never a person's name.
import type { Alarm, Recalled } from '../../../shared/domain/alarm.ts'
import type { BreachKind } from '../../../shared/domain/breach.ts'
import type { GridEvent } from '../../../shared/domain/event.ts'
import type { SourceHealth } from '../../../shared/domain/reading.ts'
import type { Sos } from '../../../shared/domain/situation.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Unit } from '../../../shared/domain/unit.ts'
import type { Say } from '../../words/index.ts'
import { momentText, periodText } from '../../words/moment.ts'
import { coarseSpan } from '../../words/span.ts'
import type { Names } from './names.ts'
import type { Card } from '../../ui/card.ts'

export interface CardFacts {
  readonly events: ReadonlyMap<string, GridEvent>
  readonly units: ReadonlyMap<string, Unit>
  readonly sos: ReadonlyMap<string, Sos>
  readonly sources: readonly SourceHealth[]
  readonly now: Instant
  /** What must be said of the place of a unit that calls for help; null while it is fresh. */
  readonly placed: (unit: string) => string | null
  /** The symbols of calls for help are faint on this beat. */
  readonly faint: boolean
}

type Telling = Pick<Card, 'title' | 'place' | 'detail' | 'state' | 'stands'>

function tellEvent(say: Say, names: Names, alarm: Alarm, { events, now }: CardFacts): Telling {
  const event = events.get(alarm.about)
  const time = momentText(say, event?.occurred ?? alarm.since, now)
  return {
    title: event ? names.event(event) : say('alarm.event'), place: names.place(alarm.region),
    detail: say('alarm.reported', { time }), state: event ? say(`stage.${event.stage}`) : say('alarm.standing'), stands: !event,
  }
}

function tellSos(say: Say, names: Names, alarm: Alarm, { units, sos, now, placed }: CardFacts): Telling {
  const unit = units.get(alarm.about)
  const call = sos.get(alarm.about)
  const unplaced = call?.lon === null
  const old = unplaced ? null : placed(alarm.about)
  return {
    title: unit ? `${say('alarm.sos')} ${unit.name}` : say('alarm.sos'), place: unplaced ? say('alarm.unknown') : names.place(alarm.region),
    detail: [say('alarm.called', { time: momentText(say, call?.at ?? alarm.since, now) }), ...(old === null ? [] : [old]), ...(unit ? [say(`tier.${unit.tier}.who`)] : [])].join(say('joins.place')),
    state: say('alarm.standing'), stands: true,
  }
}

function tellSource(say: Say, names: Names, alarm: Alarm, { sources, now }: CardFacts): Telling {
  const source = sources.find(({ id }) => id === alarm.about)
  return {
    title: say('alarm.source', { name: source ? names.source(source) : alarm.about }), place: say(`alarm.${source?.kind ?? 'dialect'}`),
    state: say('link.state.lost'),
    detail: source?.last === null ? say('alarm.never') : say('alarm.silent', { time: momentText(say, source?.last ?? alarm.since, now) }),
  }
}

/** Minutes within which somebody should be able to be there. */
const SOON = 10

/** The newest of the rounds or visits that are meant, and how many there are; nothing of alarms from before they were told. */
function turnText(say: Say, { turns }: Alarm, tier: Tier, now: Instant): string {
  const last = turns?.at(-1)
  if (!turns || !last) return ''
  const window = periodText(say, last.from, last.to, now)
  return turns.length > 1 ? say(`breach.turns.${tier}`, { n: last.number, window, count: turns.length }) : say(`breach.turn.${tier}`, { n: last.number, window })
}

/** What a beat lacks is missed by tier: a point is not patrolled but visited. */
const byTier = (kind: BreachKind, tier: Tier): string => (kind === 'missed' ? `${kind}.${tier}` : kind)

/** Who could be there soon: by its call sign, or that it comes from elsewhere where a screen is told no more, or has it no more. */
function helpText(say: Say, relief: NonNullable<Alarm['relief']> | null, units: CardFacts['units']): string {
  if (relief === null || relief.minutes > SOON) return say('breach.nobody', { n: SOON })
  const unit = relief.unit === null ? undefined : units.get(relief.unit)
  return say('breach.comes', { unit: unit?.name ?? say('unit.elsewhereUnit'), n: relief.minutes })
}

/** A breach of the patrol plan; of a void also who could be there first, of a stay also where. */
function tellBeat(say: Say, names: Names, alarm: Alarm, { units, now }: CardFacts): Telling {
  const { relief } = alarm
  const kind = alarm.kind as BreachKind
  const tier = alarm.tier ?? 'line'
  const said = say(`breach.since.${byTier(kind, tier)}`, { time: momentText(say, alarm.since, now), turn: turnText(say, alarm, tier, now) })
  const help = relief === undefined ? [] : [helpText(say, relief, units)]
  return {
    title: say(`breach.${byTier(kind, tier)}`, { name: alarm.name ?? alarm.about }), place: names.place(alarm.region), state: say('alarm.standing'), stands: true,
    detail: [...(alarm.beat === undefined ? [] : [say('breach.at', { beat: alarm.beat })]), said, ...help].join(say('joins.place')),
  }
}

const tellers = { event: tellEvent, sos: tellSos, source: tellSource, void: tellBeat, left: tellBeat, missed: tellBeat, untimely: tellBeat, outside: tellBeat, idle: tellBeat, overstay: tellBeat } as const

/** One alarm as its card. */
export function cardOf(say: Say, names: Names, alarm: Alarm, facts: CardFacts): Card {
  const { value, unit } = coarseSpan(facts.now - alarm.since)
  return {
    id: alarm.id, level: alarm.level, word: names.levelLabel(alarm.level), ...tellers[alarm.kind](say, names, alarm, facts),
    age: { value, unit: say(`span.${unit}`) }, faint: alarm.kind === 'sos' && facts.faint,
  }
}

/** An alarm that was never true: as its card was, by then only what had been told, with why and how long ago it was recalled. */
export function recalledCard(say: Say, names: Names, { alarm, why, at }: Recalled, facts: CardFacts): Card {
  const { value, unit } = coarseSpan(facts.now - at)
  const card = cardOf(say, names, alarm, facts)
  return { ...card, detail: say('breach.told', { detail: card.detail }), state: say(`breach.${why}`), stands: false, age: { value, unit: say('unit.ago', { span: say(`span.${unit}`) }) }, faint: false, over: true }
}
