// Beats 巡区·必巡线·必到点: what each tier has to cover, and the plan of it; versioned as a whole, as a catalogue is.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import { regionCodeSchema } from './region.ts'
import { instantSchema } from './instant.ts'

export type BeatId = Brand<string, 'BeatId'>
export const beatId = (id: string): BeatId => id as BeatId
export const beatIdSchema = z.string().regex(/^[\w.-]{1,64}$/, 'an id has 1 to 64 letters, digits, _ . -').transform(beatId)

/** Places of rest that a beat has at most. */
export const MOST_RESTS = 9

/** WGS 84 degrees. */
const placeSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
/** A clock time of the display zone; a window that ends before it begins goes over midnight. */
const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is HH:MM')
const windowSchema = z.object({ from: clockSchema, to: clockSchema })
const minutes = z.number().positive().max(24 * 60)
const share = z.number().min(0).max(1)

const common = {
  id: beatIdSchema,
  /** As a wall shows it: 团结北片, 线11, 点08; never a person's name. */
  name: z.string().min(1).max(32),
  /** The town or finer region that it is counted in. */
  region: regionCodeSchema,
  /** Whose it is; units of the tier and of this team's region cover it. */
  team: z.string().max(64),
  /** 1 is the most important: what a gap is worth. */
  priority: z.literal([1, 2, 3]),
  /** Names of the catalogue's shifts in which it is due. */
  shifts: z.array(z.string().min(1)).min(1),
  /** People that have to be there at least. */
  people: z.number().int().min(1).max(99),
  /** Minutes without anybody after which it is a void: its own, whatever the steps of the picture are. */
  interval: minutes,
  /** Stations and bases of whoever covers it: standing there is free. WGS 84 degrees. */
  rests: z.array(placeSchema).max(MOST_RESTS).optional(),
}
/** Minutes for which a unit of the team may stand in one place, posts and rest places apart; nobody says = as long as it likes. */
const stand = minutes.optional()

export const areaBeatSchema = z.object({
  ...common,
  tier: z.literal('area'),
  /** Polygons of closed rings, the outer one first. */
  polygons: z.array(z.array(z.array(placeSchema).min(4)).min(1)).min(1),
  /** Weights of H3 cells of resolution 10 by their index, where they are not 1; 0 = cannot be reached. */
  weights: z.record(z.string().regex(/^[0-9a-f]{15}$/), z.number().min(0).max(100)),
  plan: z.object({
    /** Share of the weighted cells to be seen within `interval`. */
    cells: share,
    /** Stays of at least `dwell` minutes a shift (DOMAIN §2.2: 10–16 minutes at least every two hours). */
    stays: z.number().int().min(0).max(99),
    dwell: minutes,
    stand,
  }),
})

export const lineBeatSchema = z.object({
  ...common,
  tier: z.literal('line'),
  line: z.array(placeSchema).min(2),
  plan: z.object({
    /** Rounds a shift, each in its window; windows are equal parts of the shift when none are given. */
    rounds: z.number().int().min(1).max(48),
    windows: z.array(windowSchema).optional(),
    /** Metres to each side within which a track is on the line. */
    buffer: z.number().min(5).max(200),
    /** Share of the length that makes a round. */
    length: share,
    /** Minutes by which a round may be early or late. */
    allowance: z.number().min(0).max(240),
    stand,
  }),
})

export const pointBeatSchema = z.object({
  ...common,
  tier: z.literal('point'),
  place: placeSchema,
  plan: z.object({
    /** Visits a shift, each in its window; equal parts of the shift when none are given. 0 for a post that is only manned. */
    visits: z.number().int().min(0).max(96),
    windows: z.array(windowSchema).optional(),
    radius: z.number().min(10).max(500),
    /** Minutes in the radius that make a visit; a check-in makes one at once. */
    dwell: minutes,
    allowance: z.number().min(0).max(240),
    /** Share of the shift that the post has to be manned; null when it is only visited. */
    manned: share.nullable(),
    /** Minutes that a visit may last at most; nobody says = as long as it likes. */
    longest: minutes.optional(),
  }),
})

export const beatSchema = z.discriminatedUnion('tier', [areaBeatSchema, lineBeatSchema, pointBeatSchema])
export type AreaBeat = z.infer<typeof areaBeatSchema>
export type LineBeat = z.infer<typeof lineBeatSchema>
export type PointBeat = z.infer<typeof pointBeatSchema>
export type Beat = z.infer<typeof beatSchema>

/** A beat as screens get it: the weights of its cells are for whoever counts them. */
export const shownBeatSchema = z.discriminatedUnion('tier', [areaBeatSchema.omit({ weights: true }), lineBeatSchema, pointBeatSchema])
export type ShownBeat = z.infer<typeof shownBeatSchema>

export function forScreens(beats: readonly Beat[]): ShownBeat[] {
  return beats.map((beat) => {
    if (beat.tier !== 'area') return beat
    const { weights: _, ...shown } = beat
    return shown
  })
}

/** All beats and plans that hold from `effective` on, until the next set. */
export const beatSetSchema = z.object({ effective: instantSchema, beats: z.array(beatSchema) })
export type BeatSet = z.infer<typeof beatSetSchema>
