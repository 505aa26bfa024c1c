// How many people are somewhere at once: those of several units add up, of one unit the most that it is said to have.

/** So many people of a unit, from ≤ x ≤ to: instants of a stay, or metres along a line. */
export interface Heads { readonly unit: number; readonly people: number; readonly from: number; readonly to: number }

/** Calls back with the longest intervals, ends included, throughout which there are at least so many people; ascending. */
export function enough(heads: readonly Heads[], people: number, take: (from: number, to: number) => void): void {
  let since: number | undefined
  sweep(heads, (at, count) => {
    if (count >= people) since ??= at
    else if (since !== undefined) {
      take(since, at)
      since = undefined
    }
  })
}

/** The most people that are there at once. */
export function mostOf(heads: readonly Heads[]): number {
  let most = 0
  sweep(heads, (_, count) => { most = Math.max(most, count) })
  return most
}

/** Calls back with every place at which the number changes, and with the number from there on; who comes at a place comes before those who go. */
function sweep(heads: readonly Heads[], step: (at: number, count: number) => void): void {
  const changes = heads.flatMap((one) => [{ at: one.from, comes: true, one }, { at: one.to, comes: false, one }])
    .sort((a, b) => a.at - b.at || Number(b.comes) - Number(a.comes))
  const there = new Map<number, Heads[]>()
  const countOf = (unit: number): number => Math.max(0, ...(there.get(unit) ?? []).map(({ people }) => people))
  let count = 0
  for (const { at, comes, one } of changes) {
    const own = there.get(one.unit) ?? []
    const before = countOf(one.unit)
    there.set(one.unit, comes ? [...own, one] : own.filter((other) => other !== one))
    count += countOf(one.unit) - before
    step(at, count)
  }
}
