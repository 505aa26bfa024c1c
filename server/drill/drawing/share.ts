// Shares a number of beats out over the towns.

/** Each gets `least`, the rest go one by one to where most weight stands behind each (highest averages, ties to the first). */
export function apportion(weights: readonly number[], count: number, least: number): number[] {
  const shares = weights.map(() => least)
  for (let left = count - least * weights.length; left > 0; left--) {
    const worth = weights.map((weight, at) => weight / (shares[at] + 1))
    shares[worth.indexOf(Math.max(...worth))]++
  }
  return shares
}
