// Plays those who keep the books of teams, officers and members: who there is, what was done lately, then each deed at its time.
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { DAY, instant, startOfDay, startOfYear, type Instant } from '../../shared/domain/time.ts'
import { Agenda } from './agenda.ts'
import { itemsIn, refusalIn, type Api } from './api.ts'
import { deedsOf, type Call, type Deeds, type Round, type Task } from './deeds.ts'
import { establishmentOf } from './establishment.ts'
import type { Errands } from './errands.ts'
import type { Ground } from './ground.ts'
import type { Journal } from './journal.ts'
import { isoOf } from './report.ts'

export interface MusterParts {
  readonly seed: number
  readonly ground: Ground
  readonly catalogue: Catalogue
  readonly api: Api
  readonly errands: Errands
  readonly journal: Journal
}

export interface Muster {
  /** Registers all and notes what was done in (playedTo, now], a month at most. Rejects with Unanswered; then it may be called again. */
  begin(playedTo: Instant, now: Instant): Promise<void>
  tick(now: Instant): void
}

type Step =
  | { readonly is: 'on' | 'off' | 'was'; readonly round: Round }
  | { readonly is: 'visit'; readonly call: Call }
  | { readonly is: 'work'; readonly task: Task }

const REACH = 31 * DAY
/** No figure looks further back for duties than a week. */
const ROUNDS_REACH = 8 * DAY
const AT_ONCE = 500

export function createMuster({ seed, ground, catalogue, api, errands, journal }: MusterParts): Muster {
  const all = establishmentOf(seed, ground, catalogue)
  const agenda = new Agenda<Step>()
  let nextDay = instant(0)

  async function register(path: string, items: readonly object[]): Promise<void> {
    for (let from = 0; from < items.length; from += AT_ONCE) await api.ask('POST', path, { items: items.slice(from, from + AT_ONCE) })
  }

  async function establish(now: Instant): Promise<void> {
    // Long enough ago for every visit that is noted, and the same all year, so that nothing changes by being told again.
    const since = startOfYear(instant(startOfYear(now) - 1))
    await register('/teams', all.teams)
    await register('/bindings', all.bindings.map((binding) => ({ ...binding, since: isoOf(since) })))
    for (const { id, kind, region, people } of all.teams) journal.write({ is: 'team', id, kind, region, people })
    for (const { person, role, grid } of all.bindings) journal.write({ is: 'bound', person, role, grid, since })
  }

  async function post(path: string, items: readonly object[]): Promise<readonly unknown[]> {
    const said = await api.ask('POST', path, { items })
    const answers = itemsIn(said.body)
    return items.map((_, index) => (said.refused === null ? answers[index] : said.body))
  }

  async function take(steps: readonly Step[]): Promise<void> {
    const rounds = steps.flatMap((step) => ('round' in step ? [step] : []))
    const tasks = steps.flatMap((step) => ('task' in step ? [step.task] : []))
    if (rounds.length > 0) {
      const answers = await post('/teams/duty', rounds.map(dutyItem))
      rounds.forEach(({ is, round: { team, people, from, to } }, index) => {
        journal.write({ is: 'team-duty', team, people, from, to: is === 'on' ? null : to, refused: refusalIn(answers[index]) })
      })
    }
    await visit(steps.flatMap((step) => ('call' in step ? [step.call] : [])))
    if (tasks.length > 0) {
      const answers = await post('/members/work', tasks.map((task) => ({ ...task, at: isoOf(task.at) })))
      tasks.forEach((task, index) => { journal.write({ is: 'work', ...task, refused: refusalIn(answers[index]) }) })
    }
  }

  /** What is noted twice is taken back under its own id. */
  async function visit(calls: readonly Call[]): Promise<void> {
    if (calls.length === 0) return
    const item = ({ key, officer, grid, at }: Call, again = ''): object => ({ key: key + again, officer, grid, at: isoOf(at) })
    const answers = await post('/visits', calls.map((call) => item(call)))
    calls.forEach(({ key, officer, grid, at }, index) => { journal.write({ is: 'visit', key, officer, grid, at, refused: refusalIn(answers[index]) }) })
    const twice = calls.filter((call) => call.twice)
    if (twice.length === 0) return
    for (const answer of await post('/visits', twice.map((call) => item(call, ':twice')))) {
      const id = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : null
      if (typeof id === 'string') await api.ask('POST', `/records/${id}/withdraw`, { reason: 'duplicate' })
    }
  }

  /** Puts on the agenda what of the day comes after an instant. */
  function plan(deeds: Deeds, after: Instant): void {
    for (const step of stepsOf(deeds)) if (timeOf(step) > after) agenda.put(timeOf(step), step)
  }

  return {
    async begin(playedTo, now) {
      await establish(now)
      const days: Deeds[] = []
      for (let day = startOfDay(instant(now - REACH)); day <= now; day = instant(day + DAY)) {
        days.push(deedsOf(seed, all, catalogue.rating, day))
      }
      const steps = days.flatMap(stepsOf).filter((step) => {
        const at = timeOf(step)
        return at > playedTo && at <= now && at > now - ('round' in step ? ROUNDS_REACH : REACH)
      })
      for (let from = 0; from < steps.length; from += AT_ONCE) await take(steps.slice(from, from + AT_ONCE))
      for (const deeds of days) plan(deeds, now)
      nextDay = instant(startOfDay(now) + DAY)
    },
    tick(now) {
      while (nextDay > 0 && now >= nextDay) {
        plan(deedsOf(seed, all, catalogue.rating, nextDay), instant(nextDay - 1))
        nextDay = instant(nextDay + DAY)
      }
      const steps = agenda.take(now)
      for (let from = 0; from < steps.length; from += AT_ONCE) {
        const part = steps.slice(from, from + AT_ONCE)
        errands.add({ subject: 'forces', at: timeOf(part[0]), run: () => take(part) })
      }
    },
  }
}

/** Each thing that is told of a day's deeds; of one team in the order of time. */
const stepsOf = ({ rounds, calls, tasks }: Deeds): Step[] => [
  ...rounds.flatMap((round): Step[] => (round.late ? [{ is: 'was', round }] : [{ is: 'on', round }, { is: 'off', round }])),
  ...calls.map((call): Step => ({ is: 'visit', call })),
  ...tasks.map((task): Step => ({ is: 'work', task })),
]

function dutyItem({ is, round: { team, people, from, to } }: Extract<Step, { round: Round }>): object {
  const key = `${team}:${from}:${is}`
  if (is === 'was') return { key, team, do: is, people, from: isoOf(from), to: isoOf(to) }
  return is === 'on' ? { key, team, do: is, people, at: isoOf(from) } : { key, team, do: is, at: isoOf(to) }
}

const timeOf = (step: Step): Instant => ('round' in step ? (step.is === 'on' ? step.round.from : step.round.to) : 'call' in step ? step.call.at : step.task.at)
