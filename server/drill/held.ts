// The beats that the server holds, whoever adopted them: which set when, and whether the roster can play it.
import { z } from 'zod'
import { beatSchema, type Beat } from '../../shared/domain/beat.ts'
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import type { Api } from './api.ts'
import type { Ground } from './ground.ts'
import { rosterOf, type Roster } from './roster.ts'
import { Unanswered } from './senders/sender.ts'
import { lineStations, pointStations } from './squads.ts'

const setsSchema = z.array(z.object({ hash: z.string(), from: z.number() }))
/** From `from` on, until the next. */
export interface HeldSet { readonly hash: string; readonly from: number }

/** The sets there are, oldest first. Rejects with Unanswered. */
export async function askSets(api: Api): Promise<readonly HeldSet[]> {
  const said = setsSchema.safeParse((await api.ask('GET', '/beats')).body)
  if (!said.success) throw new Unanswered('the answer of /api/beats is no list of sets')
  return said.data
}

/** The hash of the set that holds at an instant; null before the first. */
export const heldAt = (sets: readonly HeldSet[], at: number): string | null => sets.findLast(({ from }) => from <= at)?.hash ?? null

/** Rejects with Unanswered, also for a set that was forgotten meanwhile. */
export async function askBeats(api: Api, hash: string | null): Promise<readonly Beat[]> {
  if (hash === null) return []
  const said = z.array(beatSchema).safeParse((await api.ask('GET', `/beats/${hash}?weights=1`)).body)
  if (!said.success) throw new Unanswered('the answer of /api/beats/… is no set of beats')
  return said.data
}

/** The beats held cannot be played by this roster; the message says which, and what to change. */
export class NotFit extends Error {}

export interface FitParts { readonly seed: number; readonly ground: Ground; readonly shifts: Catalogue['shifts']; readonly units: number; readonly beats: readonly Beat[] }

/** One sentence for each thing that keeps beats from being covered; empty when all of them are. */
export function unfit({ seed, ground, shifts, units, beats }: FitParts, roster: Roster): string[] {
  const known = new Set(shifts.map(({ name }) => name))
  const strangers = beats.filter((beat) => beat.shifts.some((name) => !known.has(name)))
  const stationed = new Set([...lineStations(ground, beats), ...pointStations(seed, ground, beats)].map(({ beat }) => beat))
  const towns = new Set<string>(ground.towns.map(({ region }) => region.code))
  const placeless = beats.filter((beat) => (beat.tier === 'area' ? !towns.has(beat.region) : !stationed.has(beat.id)))
  const left = uncovered(beats, roster).filter((beat) => !placeless.includes(beat))
  return [
    ...(strangers.length > 0 ? [`${some(strangers)} of shifts that the district's catalogue does not have (it has ${[...known].join(', ')}); play the district that the server serves: --district`] : []),
    ...(placeless.length > 0 ? [`${some(placeless)} where no patrol of the drill is at home: an area must be a town's, a line begin and a point stand in a village of the district ${ground.code}`] : []),
    ...(left.length > 0 ? [`${some(left)} without anybody on a roster of ${units} units; ${wanted(seed, ground, beats, placeless, units)}`] : []),
  ]
}

const uncovered = (beats: readonly Beat[], { units }: Roster): Beat[] => {
  const covered = new Set(units.flatMap(({ squad }) => squad?.beats ?? []))
  return beats.filter(({ id }) => !covered.has(id))
}

const some = (beats: readonly Beat[]): string =>
  `${beats.length === 1 ? 'one beat is' : `${beats.length} beats are`} (${beats.slice(0, 3).map(({ id, name }) => `${id} ${name}`).join(', ')}${beats.length > 3 ? ', …' : ''})`

const STEP = 25
const MOST = 5_000

/** The least roster, in steps, that covers what can be covered. */
function wanted(seed: number, ground: Ground, beats: readonly Beat[], placeless: readonly Beat[], units: number): string {
  for (let total = Math.ceil((units + 1) / STEP) * STEP; total <= MOST; total = Math.ceil((total * 1.1) / STEP) * STEP) {
    if (uncovered(beats, rosterOf(seed, ground, total, beats)).every((beat) => placeless.includes(beat))) return `ask for --units ${total}`
  }
  return 'no roster has enough; adopt fewer beats'
}
