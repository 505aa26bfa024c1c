// Where a figure of teams, officers or grid members comes from: in words, with its window, its fraction and what is not told.
import type { ForcesReading, Readings } from '../../../shared/domain/reading.ts'
import type { Explanation } from '../../ui/explanation.ts'
import type { Say } from '../../words/index.ts'
import type { Names } from '../duty/names.ts'
import { frameOf, withParts } from '../duty/provenance.ts'
import { daysOf, dutyless, hoursText, lackOf, partIn, visitless, workless, type ForcesPart, type ForcesTile } from './figures.ts'

type Notes = NonNullable<Explanation['notes']>

/** null while the reading has not come. */
export function explainForces(say: Say, names: Names, readings: Partial<Readings>, tile: ForcesTile): Explanation | null {
  const { forces } = readings
  if (!forces) return null
  const part = partIn(tile)
  const lack = lackOf(say, part, forces)
  const notes: Notes = lack === null ? notesOf(say, part, forces) : [{ label: say('forces.state'), text: lack }]
  return {
    title: say(`forces.title.${part}`), ...frameOf(say, names, readings, forces[part], { says: `forces-${part}`, from: 'ledger' }),
    symbols: '', source: say('forces.source'), ...(lack === null ? {} : { numerator: null, denominator: null }), notes, ...figuresOf(say, names, part, forces, lack),
  }
}

function figuresOf(say: Say, names: Names, part: ForcesPart, { teams, grids, members }: ForcesReading, lack: string | null): Pick<Explanation, 'figure' | 'unit' | 'parts' | 'loose'> {
  const unit = say(`forces.unit.${part}`)
  if (lack !== null) return { figure: null, unit: '', parts: [], loose: false }
  switch (part) {
    case 'teams': return dutyless(teams) ? { figure: null, unit: '', parts: [], loose: false }
      : { unit, ...withParts(teams.out, Object.entries(teams.byKind).map(([code, { out }]) => ({ label: names.team(code), value: out }))) }
    case 'grids': return { figure: grids.bound, unit, parts: [], loose: false }
    case 'members': return { figure: members.members, unit, parts: [], loose: false }
    default: return part satisfies never
  }
}

function notesOf(say: Say, part: ForcesPart, { teams, grids, members }: ForcesReading): Notes {
  const note = (key: string, text: string): Notes[number] => ({ label: say(`forces.note.${key}`), text })
  const people = (count: number | null): string => (count === null ? say('forces.few') : say('forces.people', { n: count }))
  switch (part) {
    case 'teams': return [
      note('roll', [say('forces.teams', { n: teams.teams }), people(teams.roll)].join(say('joins.place'))),
      note('duty', dutyless(teams) ? say('forces.noDuty') : [people(teams.people), ...(teams.hours === null ? [] : [say('forces.hours', { n: hoursText(teams.hours) })]), ...(teams.hours7d === null ? [] : [say('forces.hours7d', { n: hoursText(teams.hours7d) })])].join(say('joins.place'))),
      ...(teams.forgotten > 0 ? [note('forgotten', say('forces.forgotten', { n: teams.forgotten }))] : []),
    ]
    case 'grids': return [
      note('officers', people(grids.officers)),
      note('visits', visitless(grids) ? say('forces.noVisits') : say('forces.visits', { n: grids.visits })),
      note('unvisited', grids.unvisited === null ? say('forces.young') : say('forces.grids', { n: grids.unvisited })),
    ]
    case 'members': return [
      ...(workless(members) ? [note('work', say('forces.noWork', { n: daysOf(members) }))] : []),
      ...(members.stars?.includes(null) ? [note('withheld', say('forces.withheld'))] : []),
    ]
    default: return part satisfies never
  }
}
