// Folds what entries say of teams, officers and grid members: who there is, who is out, who answers for which grid.
import type { Entry } from '../../shared/domain/entry.ts'
import type { World } from './world.ts'

/** What is over is not the world's: the readings keep of it what they count. */
export function evolveForces(world: Pick<World, 'teams' | 'duties' | 'bindings'>, entry: Entry): void {
  switch (entry.kind) {
    case 'team-registered':
      world.teams.set(entry.data.team.id, entry.data.team)
      return
    case 'team-retired':
      world.teams.delete(entry.data.team)
      world.duties.delete(entry.data.team)
      return
    case 'team-duty-recorded':
      if (entry.data.duty.to === null) world.duties.set(entry.data.duty.team, entry.data.duty)
      return
    case 'team-duty-ended':
      world.duties.delete(entry.data.team)
      return
    case 'record-withdrawn': {
      const { record } = entry.data
      if (record.is === 'duty' && world.duties.get(record.duty.team)?.id === record.duty.id) world.duties.delete(record.duty.team)
      return
    }
    case 'person-bound': {
      const { binding } = entry.data
      const others = (world.bindings.get(binding.person) ?? []).filter(({ grid }) => grid !== binding.grid)
      world.bindings.set(binding.person, [...others, binding])
      return
    }
    case 'person-unbound': {
      const { person, grid } = entry.data
      const rest = (world.bindings.get(person) ?? []).filter((binding) => binding.grid !== grid)
      if (rest.length > 0) world.bindings.set(person, rest)
      else world.bindings.delete(person)
      return
    }
    default:
  }
}
