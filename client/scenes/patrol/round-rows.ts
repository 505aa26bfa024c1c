// The last rounds of a beat as rows, newest first: its window, how it stands, when and by whom it was kept.
import { clockText } from '../../../shared/domain/time.ts'
import type { BeatRound, BeatRounds, BeatShift } from '../../../shared/domain/rounds.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import type { Say } from '../../words/index.ts'

export interface RoundRow {
  readonly key: string
  /** A heading stands for a shift. */
  readonly head: boolean
  readonly state: BeatRound['state'] | null
  readonly window: string
  readonly says: string
  readonly fact: string
}

/** Those to come are left out: what is next stands beside. `unit` names a unit by its id. */
export function roundRows(say: Say, { shifts, asked, tier }: BeatRounds, unit: (id: string) => string): RoundRow[] {
  return [...shifts].reverse().flatMap((shift): RoundRow[] => {
    const rounds = shift.rounds.filter(({ state }) => state !== 'ahead').reverse()
    if (shift.rounds.length === 0 && shift.manned === null) return []
    return [headOf(say, shift, tier), ...rounds.map((round): RoundRow => ({
      key: `${shift.from} ${round.from}`, head: false, state: round.state, window: span(round), says: say(round.state === 'missed' ? `rounds.missed.${tier}` : `rounds.state.${round.state}`), fact: factOf(say, round, asked, unit),
    }))]
  })
}

function headOf(say: Say, shift: BeatShift, tier: Tier): RoundRow {
  const done = shift.rounds.filter(({ at }) => at !== null).length
  const missed = shift.rounds.filter(({ state }) => state === 'missed').length
  const facts = [
    ...(shift.rounds.length > 0 ? [say('rounds.counts', { done, of: shift.rounds.length, missed, word: say(`rounds.missed.${tier}`) })] : []),
    ...(shift.manned ? [say('rounds.manned', { n: Math.floor(shift.manned.part), of: Math.floor(shift.manned.whole) })] : []),
  ]
  return { key: `shift ${shift.from}`, head: true, state: null, window: say('rounds.shift', { name: shift.name, from: clockText(shift.from), to: clockText(shift.to) }), says: '', fact: facts.join(say('joins.place')) }
}

const span = ({ from, to }: BeatRound): string => `${clockText(from)}–${clockText(to)}`

function factOf(say: Say, { at, unit: by, elsewhere, most, few, state }: BeatRound, asked: BeatRounds['asked'], unit: (id: string) => string): string {
  if (at !== null) return say('rounds.by', { time: clockText(at), unit: by === null ? say(elsewhere ? 'unit.elsewhereUnit' : 'rounds.someone') : unit(by) })
  if (few !== null) return say('rounds.few', { n: few, of: asked.people })
  if (most === null) return state === 'missed' ? say('rounds.nobody') : ''
  return say(`rounds.${asked.unit}`, { n: most, of: asked.amount })
}
