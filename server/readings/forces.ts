// Teams of mass prevention on duty, officers bound to grids and their visits, stars of grid members.
import type { Entry } from '../../shared/domain/entry.ts'
import type { ForcesReading } from '../../shared/domain/reading.ts'
import type { Recorded } from '../../shared/domain/record.ts'
import { instant } from '../../shared/domain/time.ts'
import { emptyVisits, showGrids, type VisitState } from './grid-figures.ts'
import { emptyWork, showMembers, stepWork, unworked, type WorkState } from './member-figures.ts'
import type { Reading } from './reading.ts'
import { emptyDuties, endDuty, placeTeam, putDuty, showTeams, takeDuty, type DutyState } from './team-figures.ts'
import { emptyTimeline, insert, remove } from './timeline.ts'

export interface ForcesState { readonly duties: DutyState; readonly visits: VisitState; readonly work: WorkState }

export const forces: Reading<ForcesState, ForcesReading> = {
  start: () => ({ duties: emptyDuties(), visits: emptyVisits(), work: emptyWork() }),

  step(state, happened) {
    if (happened.is === 'entry') take(state, happened.entry)
    return state
  },

  show: (state, now, world, region) => ({
    teams: showTeams(state.duties, now, world, region),
    grids: showGrids(state.visits, now, world, region),
    members: showMembers(state.work, now, world, region),
  }),
}

function take({ duties, visits, work }: ForcesState, entry: Entry): void {
  const committed = instant(entry.committed)
  switch (entry.kind) {
    case 'team-registered': return placeTeam(duties, entry.data.team)
    case 'team-duty-recorded': return putDuty(duties, entry.data.duty, committed)
    case 'team-duty-ended':
    case 'team-retired': return endDuty(duties, entry.data.team, entry.data.at)
    case 'person-bound': {
      const { role, since } = entry.data.binding
      if (role === 'officer') visits.since = instant(Math.min(visits.since ?? since, since))
      return
    }
    case 'visit-recorded': {
      const { grid, at } = entry.data.visit
      let line = visits.byGrid.get(grid)
      if (!line) visits.byGrid.set(grid, line = emptyTimeline())
      insert(line, at)
      return
    }
    case 'work-recorded': return stepWork(work, entry.data.work, committed)
    case 'record-withdrawn': return takeBack({ duties, visits, work }, entry.data.record)
    default:
  }
}

function takeBack({ duties, visits, work }: ForcesState, record: Recorded): void {
  switch (record.is) {
    case 'duty': return takeDuty(duties, record.duty)
    case 'visit': {
      const line = visits.byGrid.get(record.visit.grid)
      if (line) remove(line, record.visit.at)
      return
    }
    case 'work': return unworked(work, record.work)
    default: record satisfies never
  }
}

