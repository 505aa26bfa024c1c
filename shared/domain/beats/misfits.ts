// What can be wrong with a beat in its district, as a value: English here for commands and answers, other languages in client/words.
import type { BeatId } from '../beat.ts'
import type { LngLat } from '../geo.ts'

/** Every kind of misfit with its English sentence; words in braces are its values. */
export const misfitsEn = {
  twin: 'has the id of beat {other}',
  shift: 'names the shift {shift}; the catalogue has {known}',
  windows: 'has {own} windows that begin in {shift}, not {wanted}',
  region: 'names the region {region}, which the district does not have',
  place: 'lies outside the district at [{at}]',
  short: 'is {length} m long, less than {least} m',
  strange: 'lies in {there}, not in its region {region}',
  open: 'has a ring that does not end where it began',
  crosses: 'crosses or touches itself near [{at}]',
  hole: 'has a hole outside its polygon',
  small: 'covers {area} m², less than {least} m²',
  outside: 'lies outside the district by {share} %, at [{at}]',
  rest: 'has a place of rest outside the district at [{at}]',
  longest: 'lets a visit last {longest} min at most, less than the {dwell} min that make one',
  overlaps: 'covers {area} m² ({share} % of the smaller of the two) that {name} ({other}) covers too in {shift}: they would be counted twice',
} as const

export type MisfitKind = keyof typeof misfitsEn

export interface Misfit {
  /** Counts the beats of the set from 0. */
  readonly at: number
  readonly id: BeatId
  readonly is: MisfitKind
  readonly values: Readonly<Record<string, string | number>>
  /** Where on the ground, for what has a place. */
  readonly spot: LngLat | null
}

/** The misfit as an English sentence without its subject. */
export const misfitText = ({ is, values }: Pick<Misfit, 'is' | 'values'>): string =>
  misfitsEn[is].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
