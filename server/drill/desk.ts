// Plays the outside systems that report events: history first, then each report and each move at its time.
import { DAY, instant, startOfDay, startOfYear, type Instant } from '../../shared/domain/time.ts'
import { Agenda } from './agenda.ts'
import { itemsIn, refusalIn, type Api } from './api.ts'
import { eventsBetween, eventsOfDay, type DrillEvent } from './day.ts'
import type { Errands } from './errands.ts'
import type { Ground } from './ground.ts'
import type { Journal } from './journal.ts'
import type { SourceName } from './mix.ts'
import { endOf, eventBody, importItem, moveBody, moveKey } from './report.ts'

export interface DeskParts {
  readonly seed: number
  readonly ground: Ground
  /** Each outside system speaks with its own key. */
  readonly apis: Readonly<Record<SourceName, Api>>
  readonly errands: Errands
  readonly journal: Journal
}

export interface Desk {
  /**
   * Imports what happened in (playedTo, now], all since 1 January when nothing was played yet; answers how many events.
   * Rejects with Unanswered; then it may be called again.
   */
  begin(playedTo: Instant, now: Instant): Promise<number>
  tick(now: Instant): void
}

type Step = { readonly event: DrillEvent; readonly n: number | 'report' }
const AT_ONCE = 250

export function createDesk({ seed, ground, apis, errands, journal }: DeskParts): Desk {
  const agenda = new Agenda<Step>()
  /** Ids of events that something is still to happen to. */
  const ids = new Map<string, string>()
  let nextDay = instant(0)

  function plan(event: DrillEvent, after: Instant): void {
    if (event.reported > after) agenda.put(event.reported, { event, n: 'report' })
    event.moves.forEach((move, n) => { if (move.at > after) agenda.put(move.at, { event, n }) })
  }

  async function imported(events: readonly DrillEvent[], now: Instant): Promise<void> {
    for (const source of Object.keys(apis) as SourceName[]) {
      const own = events.filter((event) => event.source === source)
      for (let from = 0; from < own.length; from += AT_ONCE) {
        const part = own.slice(from, from + AT_ONCE)
        const said = await apis[source].ask('POST', '/events/batch', { items: part.map((event) => importItem(event, now)) })
        const answers = itemsIn(said.body)
        part.forEach((event, index) => { noteImport(event, said.refused ?? refusalIn(answers[index]), answers[index], now) })
      }
    }
  }

  function noteImport(event: DrillEvent, refused: string | null, answer: unknown, now: Instant): void {
    const id = refused === null ? idIn(answer) : null
    if (id === null) {
      journal.write({ is: 'stage', key: event.key, n: -1, to: 'reported', moved: event.occurred, refused: refused ?? 'NO_ANSWER' })
      return
    }
    journal.event(event, id, now)
    if (endOf(event) > now) ids.set(event.key, id.id)
    const stages = itemsIn(answer, 'stages')
    event.moves.filter(({ at }) => at <= now).forEach((move, n) => {
      journal.write({ is: 'stage', key: event.key, n, to: move.to, moved: move.at, refused: refusalIn(stages[n]) })
    })
  }

  async function report(event: DrillEvent, now: () => Instant): Promise<void> {
    const said = await apis[event.source].ask('POST', '/events', eventBody(event), event.key)
    const answer = said.refused === null ? idIn(said.body) : null
    if (answer === null) {
      journal.write({ is: 'stage', key: event.key, n: -1, to: 'reported', moved: event.occurred, refused: said.refused ?? 'NO_ANSWER' })
      return
    }
    ids.set(event.key, answer.id)
    journal.event(event, answer, now())
  }

  async function move(event: DrillEvent, n: number): Promise<void> {
    const id = ids.get(event.key)
    const step = event.moves[n]
    if (id === undefined) return
    const said = await apis[event.source].ask('POST', `/events/${id}/stage`, moveBody(step), moveKey(event.key, n))
    journal.write({ is: 'stage', key: event.key, n, to: step.to, moved: step.at, refused: said.refused })
    if (n === event.moves.length - 1) ids.delete(event.key)
  }

  return {
    async begin(playedTo, now) {
      const year = eventsBetween(seed, ground, instant(startOfYear(now) - 1), instant(startOfDay(now) + DAY - 1))
      const unplayed = year.filter((event) => event.reported <= now && endOf(event) > playedTo)
      await imported(unplayed, now)
      for (const event of year) plan(event, now)
      nextDay = instant(startOfDay(now) + DAY)
      return unplayed.length
    },
    tick(now) {
      while (nextDay > 0 && now >= nextDay) {
        for (const event of eventsOfDay(seed, ground, nextDay)) plan(event, instant(nextDay - 1))
        nextDay = instant(nextDay + DAY)
      }
      for (const { event, n } of agenda.take(now)) {
        const at = n === 'report' ? event.reported : event.moves[n].at
        errands.add({ subject: event.key, at, run: () => n === 'report' ? report(event, () => now) : move(event, n) })
      }
    },
  }
}

function idIn(answer: unknown): { id: string; region: string; repeated: boolean } | null {
  if (typeof answer !== 'object' || answer === null || !('id' in answer) || typeof answer.id !== 'string') return null
  const region = 'region' in answer && typeof answer.region === 'string' ? answer.region : ''
  return { id: answer.id, region, repeated: 'repeated' in answer && answer.repeated === true }
}
