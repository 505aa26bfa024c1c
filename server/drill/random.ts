// Seeded chance: the same seed and words give the same numbers on every machine and in every order of asking.

/** Hands out the next number of its own stream, uniform in [0, 1). */
export type Chance = () => number

/** A 32-bit hash of a seed and words; neighbours in, strangers out. */
export function hash(seed: number, ...words: readonly (string | number)[]): number {
  let h = Math.imul(seed ^ 0x51ed270b, 0x9e3779b1)
  for (const word of words) {
    if (typeof word === 'number') h = stir(h ^ (word | 0)) ^ stir(Math.floor(word / 0x1_0000_0000) + 0x7f4a7c15)
    else for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193)
    h = stir(h + 0x6d2b79f5)
  }
  return h >>> 0
}

function stir(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** One number in [0, 1) for a seed and words. */
export const share = (seed: number, ...words: readonly (string | number)[]): number => hash(seed, ...words) / 0x1_0000_0000

/** A stream of its own for each seed and words. */
export function chance(seed: number, ...words: readonly (string | number)[]): Chance {
  let state = hash(seed, ...words)
  return () => {
    state = (state + 0x9e3779b9) | 0
    return (stir(stir(state) + 0x3c6ef372) >>> 0) / 0x1_0000_0000
  }
}

export const between = (next: Chance, from: number, to: number): number => from + (to - from) * next()

/** A whole number from `from` to `to`, both included. */
export const whole = (next: Chance, from: number, to: number): number => from + Math.floor(next() * (to - from + 1))

/** One of a list that must not be empty. */
export const pick = <T>(next: Chance, list: readonly T[]): T => list[Math.floor(next() * list.length)]

/** The key whose weight the dice fell on; weights need not add up to 1. */
export function weighted<Key extends string>(next: Chance, weights: Readonly<Record<Key, number>>): Key {
  const rows = Object.entries(weights) as [Key, number][]
  let left = next() * rows.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [key, weight] of rows) {
    left -= weight
    if (left < 0) return key
  }
  return rows[rows.length - 1][0]
}

/** Standard normal (two uniform numbers a call). */
export const normal = (next: Chance): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

/** Log-normal by its median; spread is the sigma of the logarithm. */
export const lognormal = (next: Chance, median: number, spread: number): number => median * Math.exp(spread * normal(next))

/** How many arrivals a mean of `mean` gives (Poisson; mean below 500). */
export function arrivals(next: Chance, mean: number): number {
  let count = 0
  for (let sum = -Math.log(1 - next()); sum < mean; sum -= Math.log(1 - next())) count++
  return count
}

/** Smooth noise in time with standard deviation 1: values `period` ms apart are strangers, nearer ones alike. */
export function drifting(seed: number, t: number, period: number): number {
  const step = Math.floor(t / period)
  const part = t / period - step
  const f = part * part * (3 - 2 * part)
  const before = normal(chance(seed, step))
  const after = normal(chance(seed, step + 1))
  return (before * (1 - f) + after * f) / Math.sqrt((1 - f) ** 2 + f ** 2)
}
