// The draft 草稿: a set of beats that is being changed, what it was made from, and how it is kept on this machine.
import { z } from 'zod'
import { beatId, beatSchema, type AreaBeat, type Beat, type BeatId } from '../../../shared/domain/beat.ts'
import type { BeatLand } from '../../../shared/domain/beats/check.ts'
import { fromMicro, toMicro } from '../../../shared/domain/geo.ts'
import { ancestor, type RegionCode } from '../../../shared/domain/region.ts'
import type { Tier } from '../../../shared/domain/tier.ts'

/** What is drawn of a beat: closed rings, a line, or a place. */
export type Drawn =
  | { readonly tier: 'area'; readonly polygons: AreaBeat['polygons'] }
  | { readonly tier: 'line'; readonly line: [number, number][] }
  | { readonly tier: 'point'; readonly place: [number, number] }

const letters: Readonly<Record<Tier, string>> = { area: 'A', line: 'L', point: 'P' }

/** The first free id of a tier after its highest number: A37. */
export function freeId(beats: readonly Beat[], tier: Tier): BeatId {
  const taken = new Set<string>(beats.map(({ id }) => id))
  const highest = Math.max(0, ...beats.flatMap(({ id }) => { const found = new RegExp(`^${letters[tier]}(\\d{1,6})$`).exec(id); return found ? [Number(found[1])] : [] }))
  let number = highest + 1
  while (taken.has(`${letters[tier]}${String(number).padStart(2, '0')}`)) number++
  return beatId(`${letters[tier]}${String(number).padStart(2, '0')}`)
}

/** `name` with the first number that makes it one of its own: 团结北片 → 团结北片2. */
export function freeName(beats: readonly Beat[], name: string): string {
  const taken = new Set(beats.map((beat) => beat.name))
  let number = 2
  while (taken.has(`${name.slice(0, 29)}${number}`)) number++
  return `${name.slice(0, 29)}${number}`
}

const placesOf = (drawn: Drawn): readonly (readonly [number, number])[] =>
  (drawn.tier === 'area' ? drawn.polygons[0][0] : drawn.tier === 'line' ? drawn.line : [drawn.place])

/** The town that holds most of the corners (the village of a point); the district outside of all. */
export function regionFor(drawn: Drawn, land: BeatLand): RegionCode {
  const counts = new Map<RegionCode, number>()
  for (const [lon, lat] of placesOf(drawn)) {
    const found = land.locate(lon, lat)
    const region = found && (drawn.tier === 'point' ? ancestor(found, 'village') : ancestor(found, 'town'))
    if (region) counts.set(region, (counts.get(region) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? land.manifest.code
}

/** Where a tier has no beat yet to take the plan from. */
const firstPlans = {
  area: { people: 2, interval: 120, plan: { cells: 0.75, stays: 4, dwell: 10 } },
  line: { people: 2, interval: 300, plan: { rounds: 2, buffer: 30, length: 0.85, allowance: 15 } },
  point: { people: 1, interval: 180, plan: { visits: 4, radius: 60, dwell: 5, allowance: 15, manned: null } },
} as const

/** A new beat with the plan and team of the first of its tier in the same town, else of its tier, else a usual one. */
export function newBeat(drawn: Drawn, beats: readonly Beat[], land: BeatLand, name: string, shifts: readonly string[]): Beat {
  const region = regionFor(drawn, land)
  const own = beats.filter(({ tier }) => tier === drawn.tier)
  const near = own.find((beat) => beat.region.slice(0, 9) === region.slice(0, 9))
  const like = near ?? own.at(0)
  const common: Pick<Beat, 'id' | 'name' | 'region' | 'team' | 'priority' | 'shifts' | 'people' | 'interval'> = {
    id: freeId(beats, drawn.tier), name, region, team: near?.team ?? '', priority: like?.priority ?? 2, shifts: [...like?.shifts ?? shifts],
    people: like?.people ?? firstPlans[drawn.tier].people, interval: like?.interval ?? firstPlans[drawn.tier].interval,
  }
  switch (drawn.tier) {
    case 'area': return { ...common, tier: 'area', polygons: rounded(drawn).polygons, weights: {}, plan: like?.tier === 'area' ? { ...like.plan } : { ...firstPlans.area.plan } }
    case 'line': return { ...common, tier: 'line', line: rounded(drawn).line, plan: like?.tier === 'line' ? { ...like.plan } : { ...firstPlans.line.plan } }
    case 'point': return { ...common, tier: 'point', place: rounded(drawn).place, plan: like?.tier === 'point' ? { ...like.plan } : { ...firstPlans.point.plan } }
    default: return drawn satisfies never
  }
}

/** The beat on other ground; null when what was drawn is of another tier. */
export function withShape(beat: Beat, drawn: Drawn): Beat | null {
  if (beat.tier === 'area' && drawn.tier === 'area') return { ...beat, polygons: rounded(drawn).polygons }
  if (beat.tier === 'line' && drawn.tier === 'line') return { ...beat, line: rounded(drawn).line }
  return beat.tier === 'point' && drawn.tier === 'point' ? { ...beat, place: rounded(drawn).place } : null
}

const round = ([lon, lat]: readonly [number, number]): [number, number] => [fromMicro(toMicro(lon)), fromMicro(toMicro(lat))]

/** Places are kept to a millionth of a degree, as an import keeps them. */
export function rounded<One extends Drawn>(drawn: One): One {
  switch (drawn.tier) {
    case 'area': return { ...drawn, polygons: drawn.polygons.map((polygon) => polygon.map((ring) => ring.map(round))) }
    case 'line': return { ...drawn, line: drawn.line.map(round) }
    case 'point': return { ...drawn, place: round(drawn.place) }
    default: return drawn satisfies never
  }
}

/** As it is kept on this machine: the whole set, for what it was made from may be forgotten by the server meanwhile. */
const keptSchema = z.object({
  district: z.string(),
  base: z.object({ hash: z.string(), from: z.number() }).nullable(),
  /** Local time of the display zone as a form has it; '' for now. */
  effective: z.string(),
  before: z.array(beatSchema),
  beats: z.array(beatSchema),
})
export type Kept = z.infer<typeof keptSchema>

const UNDER = 'anlan.beats-draft'

/** The browser's own localStorage fits. */
export interface Shelf { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void }

/** The draft kept for a district; null when there is none or none that can be read. */
export function readDraft(shelf: Shelf, district: string): Kept | null {
  try {
    const parsed = keptSchema.safeParse(JSON.parse(shelf.getItem(UNDER) ?? 'null'))
    return parsed.success && parsed.data.district === district ? parsed.data : null
  } catch {
    return null
  }
}

/** Whether it could be kept: a shelf may be full, or forbidden. */
export function keepDraft(shelf: Shelf, draft: Kept | null): boolean {
  try {
    if (draft === null) shelf.removeItem(UNDER)
    else shelf.setItem(UNDER, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}
