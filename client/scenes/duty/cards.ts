// Alarms as cards: what, where to community level, since when; never a person's name.
import type { Alarm } from '../../../shared/domain/alarm.ts'
import type { GridEvent } from '../../../shared/domain/event.ts'
import type { SourceHealth } from '../../../shared/domain/reading.ts'
import type { Sos } from '../../../shared/domain/situation.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Unit } from '../../../shared/domain/unit.ts'
import type { BeatNow } from '../../map/beats.ts'
import type { Say } from '../../words/index.ts'
import { momentText } from '../../words/moment.ts'
import { coarseSpan } from '../../words/span.ts'
import type { Names } from './names.ts'
import type { Card } from '../../ui/card.ts'

export interface CardFacts {
  readonly events: ReadonlyMap<string, GridEvent>
  readonly units: ReadonlyMap<string, Unit>
  readonly sos: ReadonlyMap<string, Sos>
  readonly sources: readonly SourceHealth[]
  /** Beats as they stand now, by id: what a coverage alarm is about. */
  readonly beats?: ReadonlyMap<string, BeatNow>
  readonly now: Instant
  /** What must be said of the place of a unit that calls for help; null while it is fresh. */
  readonly placed: (unit: string) => string | null
  /** The symbols of calls for help are faint on this beat. */
  readonly faint: boolean
}

type Telling = Pick<Card, 'title' | 'place' | 'detail' | 'state'>

function tellEvent(say: Say, names: Names, alarm: Alarm, { events, now }: CardFacts): Telling {
  const event = events.get(alarm.about)
  const time = momentText(say, event?.occurred ?? alarm.since, now)
  return {
    title: event ? names.event(event) : say('alarm.event'), place: names.place(alarm.region),
    detail: say('alarm.reported', { time }), state: event ? say(`stage.${event.stage}`) : say('alarm.standing'),
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
    state: say('alarm.standing'),
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

/** A beat that asks for a person: what is missing by the tier's own word, where, and for how long nobody came. */
function tellBeat(say: Say, { beat, last }: BeatNow, { now }: CardFacts): Telling {
  return {
    title: say(`patrol.alarm.${beat.tier}`), place: beat.name, state: say('alarm.standing'),
    detail: last === null ? say('patrol.never') : say('patrol.seen', { time: momentText(say, last, now) }),
  }
}

const tellers = { event: tellEvent, sos: tellSos, source: tellSource } as const

/** One alarm as its card. */
export function cardOf(say: Say, names: Names, alarm: Alarm, facts: CardFacts): Card {
  const beat = alarm.kind === 'sos' || alarm.kind === 'source' ? undefined : facts.beats?.get(alarm.about)
  // A void is as old as the last visit, not as the alarm that tells of it.
  const { value, unit } = coarseSpan(facts.now - (beat?.last ?? alarm.since))
  return {
    id: alarm.id, level: alarm.level, word: names.levelLabel(alarm.level), ...(beat ? tellBeat(say, beat, facts) : tellers[alarm.kind](say, names, alarm, facts)),
    age: { value, unit: say(`span.${unit}`) }, faint: alarm.kind === 'sos' && facts.faint,
  }
}
