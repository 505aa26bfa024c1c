// What a screen asks: checked, kept to what it watches, and answered at a bounded cost to everybody else.
import type { CoverageCost, Leaving } from '../../shared/domain/coverage-cost.ts'
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import type { BeatRounds } from '../../shared/domain/rounds.ts'
import { instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import type { Relief } from '../../shared/domain/travel.ts'
import { askSchema, type Ask, type AskAnswer, type ShownCost, type ShownRelief } from '../../shared/wire/ask.ts'
import type { World } from '../world/world.ts'
import { Rate } from './rate.ts'
import { seesSos, seesUnit } from './see.ts'

/** Questions a second of one screen, and of all together. */
export const ASKS = 4
const ALL_ASKS = 60
/** ms for which the same question has the same answer. */
const SAME = 1_000

export interface AnswerParts {
  readonly world: World
  readonly now: () => Instant
  cost(unit: Unit, leaving: Leaving, at: Instant): CoverageCost
  rounds(beat: string, at: Instant): BeatRounds | null
}

export class Answering {
  readonly #parts: AnswerParts
  readonly #all = new Rate(ALL_ASKS)
  /** The costs of this moment: several walls may have chosen the same unit. */
  readonly #costs = new Map<string, { readonly monotonic: number; readonly cost: CoverageCost }>()

  constructor(parts: AnswerParts) { this.#parts = parts }

  /** `region`: what the screen watches, null before it joined; `own`: its own rate. */
  answer(ask: unknown, region: RegionCode | null, own: Rate, monotonic: number): AskAnswer {
    if (!own.allows(monotonic)) return refused(refuse('RATE_EXCEEDED', `ask up to ${ASKS} times a second`))
    // Also while it is still being told what it missed: a moment later it may ask.
    if (region === null) return refused(refuse('SERVER_BUSY', 'join first, and ask when the picture is here'))
    const parsed = askSchema.safeParse(ask)
    if (!parsed.success) return refused(refuse('BODY_MALFORMED', 'ask {what: "cost", unit, minutes: 1 to 1440} or {what: "rounds", beat}'))
    if (!this.#all.allows(monotonic)) return refused(refuse('SERVER_BUSY', 'too many questions at once; ask again in a moment'))
    return this.#told(parsed.data, region, monotonic)
  }

  #told(ask: Ask, region: RegionCode, monotonic: number): AskAnswer {
    const { world, now, rounds } = this.#parts
    const sees = (id: string): boolean => {
      const [one, call] = [world.units.get(id), world.sos.get(id)]
      return one !== undefined && (seesUnit(region, world, one.number) || (call !== undefined && seesSos(region, call.region)))
    }
    if (ask.what === 'rounds') {
      const beat = world.beats.flatMap(({ beats }) => beats).findLast((one) => one.id === ask.beat)
      const told = beat && contains(region, beat.region) ? rounds(ask.beat, now()) : null
      return told ? { ok: true, told: maskRounds(told, sees) } : refused(refuse('BEAT_UNKNOWN', ask.beat))
    }
    const unit = world.units.get(ask.unit)
    if (!unit || !sees(unit.id)) return refused(refuse('UNIT_UNKNOWN', ask.unit))
    return { ok: true, told: maskCost(this.#cost(unit, ask.minutes, monotonic), region, sees) }
  }

  #cost(unit: Unit, minutes: number, monotonic: number): CoverageCost {
    const key = `${minutes} ${unit.id}`
    const known = this.#costs.get(key)
    if (known && monotonic - known.monotonic < SAME) return known.cost
    for (const [one, { monotonic: at }] of this.#costs) if (monotonic - at >= SAME) this.#costs.delete(one)
    const at = this.#parts.now()
    const cost = this.#parts.cost(unit, { until: instant(at + minutes * MINUTE), place: null }, at)
    this.#costs.set(key, { monotonic, cost })
    return cost
  }
}

const refused = ({ refused: code, detail }: Refusal): AskAnswer => ({ ok: false, refused: code, detail })

/** A round that a unit made which the screen does not see says when, and that it was one of elsewhere. */
export const maskRounds = (told: BeatRounds, sees: (unit: string) => boolean): BeatRounds => ({
  ...told,
  shifts: told.shifts.map((shift) => ({
    ...shift, rounds: shift.rounds.map((round) => (round.unit === null || sees(round.unit) ? round : { ...round, unit: null, elsewhere: true })),
  })),
})

/** Beats of elsewhere are counted and not named, and the sums are of those that are; a relief that the screen does not see comes without its name. */
export function maskCost(cost: CoverageCost, region: RegionCode, sees: (unit: string) => boolean): ShownCost {
  const masked = <Told extends { readonly relief: Relief | null }>(told: Told): Omit<Told, 'relief'> & { readonly relief: ShownRelief | null } =>
    ({ ...told, relief: told.relief && { ...told.relief, unit: sees(told.relief.unit) ? told.relief.unit : null } })
  const isHere = (beat: { readonly region: RegionCode }): boolean => contains(region, beat.region)
  const [voids, unmanned, misses] = [cost.voids.filter(isHere), cost.unmanned.filter(isHere), cost.misses.filter(isHere)]
  return {
    ...cost, within: cost.within.filter(isHere), voids: voids.map(masked), unmanned: unmanned.map(masked), misses,
    minutes: voids.reduce((sum, { minutes }) => sum + minutes, 0), worth: voids.reduce((sum, { worth }) => sum + worth, 0),
    elsewhere: new Set([...cost.voids, ...cost.unmanned, ...cost.misses].filter((beat) => !isHere(beat)).map(({ id }) => id)).size,
  }
}
