// What a unit's leaving costs, as rows of a list: a heading for each kind of loss, then the beats by the instant of theirs.
import { clockText, type Instant } from '../../../shared/domain/time.ts'
import type { Missing } from '../../../shared/domain/coverage-cost.ts'
import type { ShownCost, ShownRelief } from '../../../shared/wire/ask.ts'
import type { Say } from '../../words/index.ts'

/** A heading has no beat. `fact`: when and for how long; `relief`: who could take over, in how many minutes, and what is left then. */
export interface CostRow { readonly key: string; readonly beat: string | null; readonly text: string; readonly fact: string; readonly relief: string }

const whats = ['stay', 'round', 'visit'] as const

/** None: nothing is uncovered. `unit` names a unit by its id. */
export function costRows(say: Say, cost: ShownCost, unit: (id: string) => string): CostRow[] {
  const heading = (key: string, text: string, fact: string): CostRow => ({ key, beat: null, text, fact, relief: '' })
  const comes = (relief: ShownRelief | null): string => {
    if (!relief) return say('unit.nobody')
    return say('unit.relief', { unit: relief.unit === null ? say('unit.elsewhereUnit') : unit(relief.unit), n: relief.minutes })
  }
  const voidRow = ({ id, name, from, minutes, relief, relieved }: ShownCost['voids'][number]): CostRow => ({
    key: `void ${id} ${from}`, beat: id, text: name, fact: say(minutes === 0 ? 'unit.brief' : 'unit.from', { time: clockText(from), n: minutes }),
    relief: [comes(relief), ...(relief ? [say('unit.left', { n: relieved })] : [])].join(say('joins.place')),
  })
  const postRow = ({ id, name, remain, asked, relief }: ShownCost['unmanned'][number]): CostRow => ({
    key: `post ${id}`, beat: id, text: name, fact: remain > 0 ? say('unit.remain', { n: remain, of: asked }) : say('unit.now'), relief: comes(relief),
  })
  const missRow = ({ id, name, what, from, to }: Missing): CostRow => ({
    key: `${what} ${id} ${from}`, beat: id, text: name, fact: say('unit.closes', { from: clockText(from), to: clockText(to) }), relief: '',
  })
  const { voids, misses, minutes } = cost
  const [empty, few] = [cost.unmanned.filter(({ remain }) => remain === 0), cost.unmanned.filter(({ remain }) => remain > 0)]
  return [
    ...(voids.length > 0 ? [heading('voids', say('unit.voids'), say('unit.voidsOf', { n: voids.length, minutes })), ...voids.map(voidRow)] : []),
    ...(empty.length > 0 ? [heading('posts', say('unit.unmanned'), say('unit.count', { n: empty.length })), ...empty.map(postRow)] : []),
    ...(few.length > 0 ? [heading('few', say('unit.few'), say('unit.count', { n: few.length })), ...few.map(postRow)] : []),
    ...whats.flatMap((what) => {
      const its = misses.filter((one) => one.what === what)
      return its.length > 0 ? [heading(what, say(`unit.misses.${what}`), say('unit.times', { n: its.length })), ...its.map(missRow)] : []
    }),
  ]
}

/** The beats that are marked on the map: what falls void, and posts that are empty at once or manned by too few. */
export const markedBeats = ({ voids, unmanned }: Pick<ShownCost, 'voids' | 'unmanned'>): string[] => [...new Set([...voids, ...unmanned].map(({ id }) => id as string))]

/** Whether nothing at all is uncovered, here or elsewhere. */
export const isFree = ({ voids, unmanned, misses, elsewhere }: ShownCost): boolean => voids.length + unmanned.length + misses.length + elsewhere === 0

/** Seconds of an age by the beat's measure: even, so that no digit changes faster. */
export const evenSeconds = (at: Instant, now: Instant): number => Math.max(0, Math.floor((now - at) / 2_000) * 2)
