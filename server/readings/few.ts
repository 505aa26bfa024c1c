// Small cells: counts of one to four people stay untold, and so does what they could be had from by subtraction.

/** From so many people on, a count singles nobody out. */
export const FEW = 5

export interface Withheld { readonly cells: readonly boolean[]; readonly total: boolean }

/**
 * Which cells of one table that adds up to a total, and whether the total, are to be withheld. Beside a withheld cell
 * the smallest others go too, until at least two are gone that are at least five together; where there are none the total goes.
 */
export function withheld(counts: readonly number[]): Withheld {
  const cells = counts.map((count) => count > 0 && count < FEW)
  let [gone, sum] = [0, 0]
  for (const [index, count] of counts.entries()) if (cells[index]) [gone, sum] = [gone + 1, sum + count]
  if (gone === 0) return { cells, total: false }
  while (gone < 2 || sum < FEW) {
    const next = smallestShown(counts, cells)
    if (next === undefined) return { cells, total: true }
    cells[next] = true
    gone++
    sum += counts[next]
  }
  return { cells, total: false }
}

function smallestShown(counts: readonly number[], cells: readonly boolean[]): number | undefined {
  let smallest: number | undefined
  for (const [index, count] of counts.entries()) {
    if (count > 0 && !cells[index] && (smallest === undefined || count < counts[smallest])) smallest = index
  }
  return smallest
}

/** A count by itself, for want of a table. */
export const unlessFew = (count: number): number | null => (count > 0 && count < FEW ? null : count)
