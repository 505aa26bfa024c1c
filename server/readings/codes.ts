// Region codes as small numbers, so that columns of plain data can hold them; 0 stands for no region.
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import type { World } from '../world/world.ts'

/** Lengths of codes below a district, coarsest first: town, village, and the two lengths that a grid's code may have. */
const LENGTHS = [9, 12, 14, 15] as const
export const DEPTH = LENGTHS.length

export interface Codes {
  readonly list: string[]
  readonly numbers: Map<string, number>
  /** `DEPTH` a code: the numbers of the regions that hold it, itself included, each at its depth; 0 = none of that depth. */
  readonly holders: number[]
}

export const emptyCodes = (): Codes => ({ list: [''], numbers: new Map([['', 0]]), holders: LENGTHS.map(() => 0) })

/** The number of a code; a new one brings those of the regions that hold it. */
export function numberOf(codes: Codes, code: string): number {
  const known = codes.numbers.get(code)
  if (known !== undefined) return known
  const holders = LENGTHS.map((length) => (code.length > length ? numberOf(codes, code.slice(0, length)) : 0))
  const number = codes.list.push(code) - 1
  codes.numbers.set(code, number)
  codes.holders.push(...holders.map((holder, depth) => (code.length === LENGTHS[depth] ? number : holder)))
  return number
}

/** Whether a region is the whole: everything belongs to the district, also what is known no finer or lies outside it. */
export const isWhole = (region: RegionCode, world: World): boolean => region === world.district.manifest.code

/** By number: 1 for the codes that lie in `region`. */
export function inside({ list }: Codes, region: RegionCode, world: World): Uint8Array {
  const of = new Uint8Array(list.length)
  if (isWhole(region, world)) return of.fill(1)
  for (let number = 1; number < list.length; number++) of[number] = contains(region, list[number] as RegionCode) ? 1 : 0
  return of
}
