// Plays a seeded district day against a running server until it is told to stop.
import { instant, SECOND, type Instant } from '../../shared/domain/time.ts'
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { askClock, createApi, type Api, type ServerClock } from './api.ts'
import { createDesk } from './desk.ts'
import type { Door } from './door.ts'
import { blockAt } from './duty.ts'
import { credentialsFor, enrol } from './enrol.ts'
import { Errands } from './errands.ts'
import type { Talk } from './fixes.ts'
import type { Ground } from './ground.ts'
import { askBeats, askSets, heldAt, NotFit, unfit } from './held.ts'
import { createJournal, type Journal } from './journal.ts'
import { createLines, type Lines } from './lines.ts'
import { sources, type SourceName } from './mix.ts'
import { movementOf } from './movement.ts'
import { createMuster } from './muster.ts'
import { createPatrol } from './patrol.ts'
import { patrolsOf } from './patrols.ts'
import { playedIn } from './played.ts'
import { chance } from './random.ts'
import { createRelief } from './relief.ts'
import { roadsOf } from './roads.ts'
import { createRollcall } from './rollcall.ts'
import { rosterOf } from './roster.ts'
import { createAgent } from './senders/http.ts'
import { Tempo } from './tempo.ts'
import { toldOf } from './told.ts'
import { untilAnswered, type Rim } from './rim.ts'

export interface DayOptions {
  readonly seed: number
  readonly units: number
  /** Multiplies the frequency of device faults; 0 = none. */
  readonly faults: number
  /** The same of patrols that go wrong. */
  readonly lapses: number
  /** Play also when the roster cannot cover all beats that the server holds. */
  readonly partly: boolean
  /** Milliseconds of the server's time to play; null = for ever. */
  readonly span: number | null
  /** Bring the store up to now, let everybody on duty speak once, and end. */
  readonly once: boolean
  /** The server's clock must run at this speed; null = whatever it runs at. */
  readonly speed: number | null
  readonly truth: string | null
  /** Files kept beside the drill file: credentials and how far the store was played. */
  readonly beside: (name: string) => string
}

/** 'ended' when the span is over or the rim was stopped; 'store' when the server came back with another store. */
export type Ending = 'ended' | 'store'

/** What goes on when other beats hold. `ends` is known once everybody is on duty. */
interface Play { readonly tempo: Tempo; readonly agent: ReturnType<typeof createAgent>; readonly api: Api; readonly first: ServerClock; ends: number | null }

/** The server's clock does not run as asked. */
export class WrongSpeed extends Error {}

const TICK = 200
const ASK_CLOCK = 10 * SECOND
const NOTE = 3 * SECOND
const PATIENCE_AT_END = 30 * SECOND

/** Throws WrongSpeed, and NotFit when the server holds beats that the roster cannot cover and `partly` is not said. */
export async function playDay(rim: Rim, door: Door, ground: Ground, catalogue: Catalogue, options: DayOptions): Promise<Ending> {
  const agent = createAgent(12)
  const api = createApi(agent, door)
  const tempo = new Tempo(rim.steady)
  const first = await untilAnswered(rim, door, async () => {
    const asked = rim.steady()
    const clock = await askClock(api)
    tempo.follow(clock.at, clock.speed, asked)
    return clock
  })
  if (!first) return 'ended'
  if (options.speed !== null && options.speed !== first.speed) {
    throw new WrongSpeed(`the server's clock runs at speed ${first.speed}, not ${options.speed}: start it with [demo] speed = ${options.speed}`)
  }
  const play: Play = { tempo, agent, api, first, ends: null }
  try {
    for (;;) {
      const ending = await playBeats(rim, door, ground, catalogue, options, play)
      if (ending !== 'beats') return ending
      rim.say('the server holds other beats; going on by them')
    }
  } finally {
    agent.destroy()
  }
}

/** Plays by the beats that hold now until others do. */
async function playBeats(rim: Rim, door: Door, ground: Ground, catalogue: Catalogue, options: DayOptions, play: Play): Promise<Ending | 'beats'> {
  const { seed } = options
  const { tempo, agent, api, first } = play
  const held = await untilAnswered(rim, door, async () => {
    const sets = await askSets(api)
    const hash = heldAt(sets, tempo.now())
    return { sets, hash, beats: await askBeats(api, hash) }
  })
  if (!held) return 'ended'
  const { beats } = held
  const roster = rosterOf(seed, ground, options.units, beats)
  const wrong = unfit({ seed, ground, shifts: catalogue.shifts, units: options.units, beats }, roster)
  if (wrong.length > 0 && !options.partly) throw new NotFit(`the beats that the server holds do not fit the drill: ${wrong.join('; ')}; or --partly, and they stand void`)
  for (const one of wrong) rim.say(`not covered: ${one}`)
  const credentials = credentialsFor(options.beside('drill-credentials.json'), roster)
  const refused = await untilAnswered(rim, door, () => enrol(api, roster, credentials))
  if (!refused) return 'ended'
  for (const one of refused.slice(0, 10)) rim.say(`not registered: ${one}`)

  const journal = createJournal(options.truth, tempo.now() * 1_000)
  journal.write({ is: 'start', seed, speed: first.speed, epoch: first.epoch, at: tempo.now() })
  journal.write({ is: 'beats', hash: held.hash, beats: beats.length, at: tempo.now() })
  journal.roster(roster)
  const errands = new Errands(rim.wait, (why) => { door.refresh(); rim.trouble(why) })
  const relief = createRelief(seed, api, errands, journal)
  const lines = createLines({
    target: door.target, roster, credentials, journal, wait: rim.wait, chance: chance(seed, 'retries'), now: () => tempo.now(),
    failed: (why) => { door.refresh(); rim.trouble(why) },
    settled: ({ fix }, answer) => { if (answer?.taken) relief.heard(fix, tempo.now()) },
  })
  // Ways are the district's, whatever day is played: beats lie along them.
  const roads = roadsOf(Number(ground.code), ground)
  const patrols = patrolsOf({ seed, ground, roads, shifts: catalogue.shifts, units: roster.units, beats, faults: options.lapses })
  const movement = movementOf(seed, ground, roads, catalogue.shifts, patrols)
  const talk: Talk = { seed, ground, movement, faults: options.faults, spellAt: patrols.spellAt }
  const parts = { seed, ground, roster, shifts: catalogue.shifts, api, errands, journal, talk, lines }
  const desk = createDesk({ ...parts, apis: apisOf((source) => createApi(agent, door, source)) })
  const rollcall = createRollcall(parts)
  const muster = createMuster({ ...parts, catalogue })
  const played = playedIn(options.beside('drill-played.json'))

  // Units first: a wall must not stand empty while a year is read in. Spans are counted from here.
  const start = tempo.now()
  const mine = new Set(roster.units.map(({ id }) => id))
  const ready = await untilAnswered(rim, door, async () => {
    await rollcall.begin(start)
    await relief.begin(mine, start)
    return true
  })
  if (options.span !== null) play.ends ??= start + options.span
  const patrol = createPatrol(parts, start)
  if (ready) patrol.greet(start)
  let told = instant(0)
  const tell = (now: Instant): void => {
    if (options.truth === null || now < told) return
    const block = blockAt(catalogue.shifts, now)
    told = block.to
    for (const line of toldOf({ ...parts, units: roster.units, patrols, movement }, block)) journal.write(line)
  }
  tell(start)
  let past: 'open' | 'played' | 'failed' = 'open'
  const since = played.since(first.epoch, seed, start)
  const history = untilAnswered(rim, door, () => desk.begin(since, start)).then(async (imported) => {
    const mustered = await untilAnswered(rim, door, () => muster.begin(since, start).then(() => true))
    if (imported === undefined || !mustered) return
    past = 'played'
    rim.say(`${roster.units.length} units, ${imported} events brought up to ${new Date(start).toISOString()}, speed ${first.speed}`)
  }).catch((error: unknown) => {
    past = 'failed'
    throw error
  })
  // Awaited below; a failure meanwhile ends the loop.
  history.catch(() => undefined)
  const note = (now: Instant): void => { if (past === 'played') played.note(first.epoch, seed, errands.playedTo(now)) }
  let ending: Ending | 'beats' = 'ended'
  const sets = { known: held.sets }
  const ask = async (): Promise<ServerClock> => {
    const clock = await askClock(api)
    if (clock.epoch === first.epoch) sets.known = await askSets(api)
    return clock
  }
  if (ready && !options.once) {
    const over = (now: Instant): boolean => past === 'failed' || (play.ends !== null && now >= play.ends)
    const other = (now: Instant): boolean => heldAt(sets.known, now) !== held.hash
    const answered = (): Promise<unknown> => Promise.all([lines.settle(), errands.settle()])
    ending = await loop(rim, door, tempo, first, { ask, over, other, answered }, (now) => {
      tell(now)
      patrol.tick(now)
      rollcall.tick(now)
      desk.tick(now)
      relief.tick(now)
      muster.tick(now)
    }, note)
  }
  await history
  const now = tempo.now()
  if (ending !== 'store') desk.tick(now)
  await finish(rim, { errands, lines, journal, tempo })
  if (ending !== 'store') note(now)
  return ending
}

const apisOf = <T>(make: (source: SourceName) => T): Record<SourceName, T> =>
  Object.fromEntries(Object.keys(sources).map((name) => [name, make(name as SourceName)])) as Record<SourceName, T>

interface Watched {
  /** Asks for the clock and which sets of beats there are. */
  ask(): Promise<ServerClock>
  over(now: Instant): boolean
  /** Whether other beats hold than those that are played. */
  other(now: Instant): boolean
  answered(): Promise<unknown>
}

/** Ticks until it is over, following the server's clock, its beats and its drill file. */
async function loop(
  rim: Rim, door: Door, tempo: Tempo, first: ServerClock, { ask, over, other: otherBeats, answered }: Watched, tick: (now: Instant) => void, note: (now: Instant) => void,
): Promise<Ending | 'beats'> {
  let askedAt = rim.steady()
  let asking: Promise<void> = Promise.resolve()
  let notedAt = askedAt
  let other = false
  for (;;) {
    const now = tempo.now()
    tick(now)
    const steady = rim.steady()
    if (steady - askedAt >= ASK_CLOCK) {
      askedAt = steady
      door.refresh()
      // Nobody there is no news: the time runs on and every sender tries again by itself.
      asking = ask().then((clock) => {
        if (clock.epoch !== first.epoch) other = true
        else tempo.follow(clock.at, clock.speed, steady)
      }, () => undefined)
    }
    if (steady - notedAt >= NOTE) {
      notedAt = steady
      note(now)
      door.refresh()
    }
    if (other) return 'store'
    if (rim.stopped() || over(now)) return 'ended'
    if (otherBeats(now)) return 'beats'
    await rim.pause(TICK, () => Promise.all([asking, answered()]))
  }
}

interface Open { readonly errands: Errands; readonly lines: Lines; readonly journal: Journal; readonly tempo: Tempo }

/** Lets everything be answered that will be within patience, then says what was left. */
async function finish(rim: Rim, { errands, lines, journal, tempo }: Open): Promise<void> {
  if (!rim.stopped()) await Promise.race([Promise.all([lines.settle(), errands.settle()]), rim.wait(PATIENCE_AT_END)])
  const left = lines.close() + errands.close()
  journal.write({ is: 'end', at: tempo.now(), waiting: left })
  await journal.close()
  if (left > 0) rim.say(`${left} fixes and calls were not answered`)
}
