// Teams of mass prevention, officers and grid members of the drill's district: the same seed, the same ones.
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Ground } from './ground.ts'
import { chance, pick, share, whole } from './random.ts'

export interface DrillTeam { readonly id: string; readonly kind: string; readonly name: string; readonly region: RegionCode; readonly people: number }
export interface DrillBinding { readonly person: string; readonly role: 'officer' | 'member'; readonly grid: RegionCode }
export interface Establishment {
  readonly teams: readonly DrillTeam[]
  readonly bindings: readonly DrillBinding[]
}

/** Assumption, stated: grids that no officer is bound to yet. No figures of the district are known. */
const UNBOUND_SHARE = 0.03

/** One team a village in one of its grids, one officer a grid save a few, one member a village for its first grid. */
export function establishmentOf(seed: number, { towns, grids }: Ground, { teams: kinds = [] }: Catalogue): Establishment {
  const villages = towns.flatMap((town) => town.villages).filter((village) => village.grids.length > 0)
  const teams = kinds.length === 0 ? [] : villages.map(({ region, grids: own }): DrillTeam => {
    const next = chance(seed, 'team', region.code)
    const kind = pick(next, kinds)
    const grid = pick(next, own)
    return { id: `team-${region.code}`, kind: kind.code, name: `${region.short}${kind.short}队`.slice(0, 32), region: grid.code, people: whole(next, 8, 20) }
  })
  const officers = grids.flatMap(({ code }, index): DrillBinding[] =>
    (share(seed, 'unbound', code) < UNBOUND_SHARE ? [] : [{ person: `ZF${String(index + 1).padStart(4, '0')}`, role: 'officer', grid: code }]))
  const members = villages.map(({ grids: own }, index): DrillBinding => ({ person: `WG${String(index + 1).padStart(4, '0')}`, role: 'member', grid: own[0].code }))
  return { teams, bindings: [...officers, ...members] }
}
