// Seeded randomness for fault tests; a failing run names its seed.

/** Numbers in [0, 1) that a seed fixes. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const below = (random: () => number, end: number): number => Math.floor(random() * end)

export const pick = <Item>(random: () => number, items: readonly Item[]): Item => items[below(random, items.length)]
