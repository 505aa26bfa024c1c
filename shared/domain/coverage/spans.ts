// Unions of intervals as flat lists [from, to, from, to …]: disjoint, ascending, whatever order they were put together in.

/** Puts [from, to] in; intervals that touch become one. */
export function addSpan(spans: number[], from: number, to: number): void {
  let first = 0
  while (first < spans.length && spans[first + 1] < from) first += 2
  let after = first
  let [low, high] = [from, to]
  while (after < spans.length && spans[after] <= to) {
    low = Math.min(low, spans[after])
    high = Math.max(high, spans[after + 1])
    after += 2
  }
  if (after - first === 2) {
    spans[first] = low
    spans[first + 1] = high
  } else spans.splice(first, after - first, low, high)
}

export function eachSpan(spans: readonly number[], take: (from: number, to: number) => void): void {
  for (let at = 0; at < spans.length; at += 2) take(spans[at], spans[at + 1])
}

/** How long the intervals are together; of the same union always the same number. */
export function lengthOf(spans: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < spans.length; at += 2) sum += spans[at + 1] - spans[at]
  return sum
}
