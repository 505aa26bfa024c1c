// A set of beats brought over the API: checked as an import is, held against what it was drawn from, and adopted from an instant on.
import { isDeepStrictEqual } from 'node:util'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { beatSchema, type Beat, type BeatSet } from '../../shared/domain/beat.ts'
import { checkInSteps } from '../../shared/domain/beats/check.ts'
import { misfitText, type Misfit } from '../../shared/domain/beats/misfits.ts'
import { inForce } from '../../shared/domain/beats-in-force.ts'
import { isoSchema } from '../../shared/domain/instant.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { DAY, instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { Steps } from '../../shared/domain/steps.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { inSlices } from './slices.ts'

/** Names a set by what its beats and plans are. */
export const hashOfBeats = (beats: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(beats)).digest('hex')

/** How long ago "now" may have been said: a form that stood open, a clock that is behind. */
export const LATE = 10 * MINUTE
/** How far ahead plans are laid. */
export const AHEAD = 366 * DAY
/** Sets that may wait for their instant at one time. */
export const MOST_TO_COME = 24
const MOST_BEATS = 5_000
/** Misfits of one refusal; the rest is counted. */
const MOST_SAID = 200

export const beatsBodySchema = z.strictObject({
  /** Hash of the set that this one was made from, which has to hold at `effective`; null where none does. */
  base: z.string().max(64).nullable(),
  /** ISO 8601 with zone; left out: from now on. */
  effective: isoSchema.optional(),
  beats: z.array(beatSchema).min(1).max(MOST_BEATS),
})

export interface Adopted {
  readonly hash: string
  /** From when on it holds, and until when as far as is laid down. */
  readonly from: Instant
  readonly until: Instant | null
  readonly beats: number
  /** The same beats hold then already; nothing was written. */
  readonly repeated: boolean
}

/** A set that does not fit says all misfits, `at` counting its beats from 0. */
export type Unfit = Refusal & { readonly misfits: readonly Misfit[] }

export interface BeatsDesk {
  /** What adopting would answer; writes nothing. */
  weigh(body: unknown): Promise<Adopted | Refusal | Unfit>
  /** One after another, so that of two who changed the same set the second one is told. */
  adopt(body: unknown, by: string): Promise<Adopted | Refusal | Unfit>
}

/** A body that is one and whose beats fit the district. */
type Fit = z.infer<typeof beatsBodySchema> & { readonly hash: string }

export interface BeatsDeskParts {
  readonly world: World
  readonly happen: Happen
  now(): Instant
  /** What listeners can work out of a set before it is adopted. */
  ready(beats: readonly Beat[]): Steps<void>
}

export function createBeatsDesk({ world, happen, now, ready }: BeatsDeskParts): BeatsDesk {
  const timely = (effective: Instant, at: Instant): Refusal | null => {
    if (effective < at - LATE) return refuse('BEATS_TIME', `${iso(effective)} is over; it is ${iso(at)}, and what was is judged by the plan of its time`)
    return effective > at + AHEAD ? refuse('BEATS_TIME', `${iso(effective)} is more than ${AHEAD / DAY} days ahead`) : null
  }

  /** The body as far as what does not change while others are served: its form and whether the beats fit the district. */
  const read = async (body: unknown): Promise<Fit | Refusal | Unfit> => {
    const parsed = beatsBodySchema.safeParse(body)
    if (!parsed.success) return refuse('BODY_MALFORMED', issueText(parsed.error, body))
    const { beats, effective } = parsed.data
    const early = timely(effective ?? now(), now())
    if (early) return early
    for (;;) {
      const { catalogue } = world
      const misfits = await inSlices(checkInSteps({ beats }, world.district, catalogue ?? { shifts: [] }))
      if (catalogue !== world.catalogue) continue
      return misfits.length > 0 ? { ...refuse('BEATS_UNFIT', unfitText(misfits)), misfits: misfits.slice(0, MOST_SAID) } : { ...parsed.data, hash: hashOfBeats(beats) }
    }
  }

  /** What can have changed since: the time, and the sets that hold. */
  const judge = ({ base, beats, hash, ...asked }: Fit): { readonly answer: Adopted; readonly content: BeatSet } | Refusal => {
    const at = now()
    const effective = asked.effective ?? at
    const early = timely(effective, at)
    if (early) return early
    const from = instant(Math.max(effective, at))
    const held = inForce(world.beats, from)
    const next = world.beats.find((set) => set.from > from)
    const told = { from, until: next?.from ?? null, beats: beats.length }
    // The ledger keeps members in an order of its own, so that equal sets may have two hashes.
    if (held && isDeepStrictEqual(held.beats, beats)) return { answer: { ...told, hash: held.hash, from: held.from, repeated: true }, content: { effective: held.from, beats } }
    if ((held?.hash ?? null) !== base) return refuse('BEATS_STALE', `from ${iso(from)} on the set ${held?.hash ?? 'of nobody'} holds, not ${base ?? 'none'}; fetch it and make the changes there`)
    if (world.beats.filter((set) => set.from > at).length >= MOST_TO_COME) return refuse('BEATS_TIME', `${MOST_TO_COME} sets wait for their time already`)
    return { answer: { ...told, hash, repeated: false }, content: { effective, beats } }
  }

  let turn: Promise<unknown> = Promise.resolve()
  return {
    async weigh(body) {
      const fit = await read(body)
      const judged = isRefusal(fit) ? fit : judge(fit)
      return isRefusal(judged) ? judged : judged.answer
    },
    adopt(body, by) {
      const own = turn.then(async () => {
        const fit = await read(body)
        if (isRefusal(fit)) return fit
        const before = judge(fit)
        if (isRefusal(before)) return before
        if (!before.answer.repeated) await inSlices(ready(fit.beats))
        const judged = judge(fit)
        if (isRefusal(judged)) return judged
        const { answer, content } = judged
        if (answer.repeated) return answer
        const [recorded] = await happen.record([{ kind: 'beats-adopted', data: { hash: answer.hash, effective: content.effective, content }, by, about: 'beats', received: now() }])
        if (isRefusal(recorded)) return recorded
        // It begins when it was written, where that was later than when it was asked for.
        const set = world.beats.findLast(({ hash, from }) => hash === answer.hash && from >= answer.from)
        return { ...answer, from: set?.from ?? answer.from }
      })
      turn = own.catch(() => undefined)
      return own
    },
  }
}

const iso = (at: Instant): string => new Date(at).toISOString()

function unfitText(misfits: readonly Misfit[]): string {
  const [first] = misfits
  return `beat ${first.at + 1} (${first.id}) ${misfitText(first)}${misfits.length > 1 ? `; and ${misfits.length - 1} more` : ''}`
}

/** The first thing that is wrong, with the id of the beat where it is one. */
function issueText(error: z.ZodError, body: unknown): string {
  const [{ path, message }] = error.issues
  const beats: unknown = typeof body === 'object' && body !== null && 'beats' in body ? body.beats : undefined
  const beat: unknown = path[0] === 'beats' && typeof path[1] === 'number' && Array.isArray(beats) ? beats[path[1]] : undefined
  const id = typeof beat === 'object' && beat !== null && 'id' in beat && typeof beat.id === 'string' ? ` (${beat.id.slice(0, 64)})` : ''
  return `${path.join('.')}${id}: ${message}`.slice(0, 400)
}
