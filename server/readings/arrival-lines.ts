// What arrivals remember: time lines of `occurred` by town, category and level, each instant with the finest region it lies in.
import { severities, type Severity } from '../../shared/domain/event.ts'
import { ancestor, levelOf, type RegionCode } from '../../shared/domain/region.ts'
import type { Happening } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { emptyCodes, inside, isWhole, numberOf, type Codes } from './codes.ts'
import { emptyTaggedTimeline, insertTagged, only, removeTagged, type TaggedTimeline, type Timeline } from './timeline.ts'

/**
 * A town's events are lines of its own, the district's are those of all towns, and a village's are picked out of its town's:
 * no event is kept twice. What is known no finer than the district stands under ''.
 */
export interface ArrivalsState {
  readonly codes: Codes
  /** In the order in which they first came. */
  readonly categories: string[]
  /** Town → lines at the category's place in `categories` × 4 + level − 1; there may be holes. */
  readonly byTown: Map<string, (TaggedTimeline | null)[]>
}

/** The time lines of a category and level within one region. */
export type Lines = (category: string, level: Severity) => readonly Timeline[]

export const startArrivals = (): ArrivalsState => ({ codes: emptyCodes(), categories: [], byTown: new Map() })

export function stepArrivals(state: ArrivalsState, happened: Happening, world: World): ArrivalsState {
  if (happened.is !== 'entry') return state
  const { entry } = happened
  if (entry.kind === 'event-reported') {
    const { event } = entry.data
    insertTagged(lineOf(state, event.region, event), event.occurred, numberOf(state.codes, event.region))
  } else if (entry.kind === 'event-relocated') {
    const { from, region } = entry.data
    const event = world.events.get(entry.data.event)
    if (!event || !removeTagged(lineOf(state, from, event), event.occurred, numberOf(state.codes, from))) return state
    insertTagged(lineOf(state, region, event), event.occurred, numberOf(state.codes, region))
  }
  return state
}

const townOf = (region: RegionCode): string => ancestor(region, 'town') ?? ''
const placeOf = (state: ArrivalsState, category: string, level: Severity): number =>
  state.categories.indexOf(category) * severities.length + level - 1

function lineOf(state: ArrivalsState, region: RegionCode, { category, level }: { category: string; level: Severity }): TaggedTimeline {
  if (!state.categories.includes(category)) state.categories.push(category)
  const town = townOf(region)
  let lines = state.byTown.get(town)
  if (!lines) state.byTown.set(town, lines = [])
  const place = placeOf(state, category, level)
  while (lines.length <= place) lines.push(null)
  return lines[place] ??= emptyTaggedTimeline()
}

/** The lines within a region. */
export function linesIn(state: ArrivalsState, region: RegionCode, world: World): Lines {
  const whole = isWhole(region, world)
  const towns = whole ? [...state.byTown.values()] : [state.byTown.get(townOf(region)) ?? []]
  const kept = whole || levelOf(region) === 'town' ? null : inside(state.codes, region, world)
  const found = new Map<number, readonly Timeline[]>()
  return (category, level) => {
    const place = placeOf(state, category, level)
    const known = found.get(place)
    if (known) return known
    const lines: Timeline[] = []
    for (const town of towns) {
      const line = town[place]
      if (line) lines.push(kept ? only(line, kept) : line)
    }
    found.set(place, lines)
    return lines
  }
}

/** The earliest `occurred` of all, Infinity when nothing ever arrived. */
export function firstOf({ byTown }: ArrivalsState): number {
  let first = Infinity
  for (const lines of byTown.values()) for (const line of lines) if (line && line.length > 0) first = Math.min(first, line.times[0])
  return first
}
