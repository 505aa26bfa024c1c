// What things are called on this wall: catalogue and official names, with our own words where those are silent.
import type { Catalogue } from '../../../shared/domain/catalogue.ts'
import type { GridEvent, Severity } from '../../../shared/domain/event.ts'
import type { SourceHealth } from '../../../shared/domain/reading.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'
import type { Say } from '../../words/index.ts'

export interface Names {
  /** The sub-type's name, else the category's; an unknown code stands for itself. */
  event(event: Pick<GridEvent, 'category' | 'kind'>): string
  category(code: string): string
  /** A kind of team of mass prevention. */
  team(code: string): string
  /** What work of grid members is rated by. */
  criterion(code: string): string
  place(region: RegionCode): string
  /** A region's own name, however fine: for what is counted in it, never for where one thing happened. */
  region(region: RegionCode): string
  level(level: Severity): { readonly name: string; readonly colour: string }
  /** 红·特急 */
  levelLabel(level: Severity): string
  source(source: Pick<SourceHealth, 'id' | 'kind' | 'name'>): string
}

export function namesOf(say: Say, catalogue: Catalogue | null, place: (region: RegionCode) => string, region = place): Names {
  const categories = new Map(catalogue?.categories.map((category) => [category.code, category]))
  const level: Names['level'] = (wanted) => {
    const word = catalogue?.levels.find((one) => one.level === wanted)
    return { name: word?.name ?? say(`level.name[${wanted - 1}]`), colour: word?.colour ?? say(`level.colour[${wanted - 1}]`) }
  }
  return {
    event({ category, kind }) {
      const known = categories.get(category)
      return known?.kinds.find(({ code }) => code === kind)?.name ?? known?.name ?? category
    },
    category: (code) => categories.get(code)?.short ?? code,
    team: (kind) => catalogue?.teams?.find(({ code }) => code === kind)?.name ?? kind,
    criterion: (wanted) => catalogue?.rating?.criteria.find(({ code }) => code === wanted)?.name ?? wanted,
    place,
    region,
    level,
    levelLabel(wanted) {
      const { name, colour } = level(wanted)
      return `${colour}${say('joins.place')}${name}`
    },
    source: ({ kind, id, name }) => (kind === 'dialect' ? say(`dialect.${id}`) : name),
  }
}
