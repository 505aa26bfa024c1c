// Finds units by what a person knows of them: the call sign, a part of it, or the number in it.
import type { Unit } from '../../../shared/domain/unit.ts'

type Named = Pick<Unit, 'id' | 'name' | 'number'>

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
const digits = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? NaN)

/**
 * The best matches first, `most` of them: the call sign itself, the same number ("7" finds 面07 before 面17), a beginning,
 * any part, the id. Of equals those on duty first, then by call sign.
 */
export function findUnits<T extends Named>(units: Iterable<T>, query: string, isOn: (unit: T) => boolean, most = 8): T[] {
  const wanted = plain(query)
  if (wanted === '') return []
  const rank = ({ id, name }: Named): number => {
    const own = plain(name)
    if (own === wanted) return 0
    if (/^\d+$/.test(wanted) && digits(own) === Number(wanted)) return 1
    if (own.startsWith(wanted)) return 2
    if (own.includes(wanted)) return 3
    return plain(id).includes(wanted) ? 4 : 5
  }
  return [...units].map((unit) => ({ unit, rank: rank(unit), on: isOn(unit) ? 0 : 1 })).filter(({ rank: its }) => its < 5)
    .sort((a, b) => a.rank - b.rank || a.on - b.on || (a.unit.name < b.unit.name ? -1 : a.unit.name > b.unit.name ? 1 : a.unit.number - b.unit.number))
    .slice(0, most).map(({ unit }) => unit)
}
