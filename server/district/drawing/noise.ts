// Seeded noise: the same seed gives the same land on every machine (whole-number hashing, no transcendental functions).

/** A pseudo-random number in [0, 1) of a seed and two whole coordinates. */
export function hashed(seed: number, x: number, y: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  h = Math.imul(h ^ Math.imul(x | 0, 0x27d4eb2f), 0xc2b2ae35)
  h ^= h >>> 15
  h = Math.imul(h ^ Math.imul(y | 0, 0x165667b1), 0x2c1b3c6d)
  h ^= h >>> 13
  h = Math.imul(h, 0x297a2d39)
  h ^= h >>> 16
  return (h >>> 0) / 4_294_967_296
}

/** A stream of pseudo-random numbers in [0, 1). */
export function dice(seed: number): () => number {
  let thrown = 0
  return () => hashed(seed, thrown++, 0x51ed)
}

const eased = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10)

/** Smooth noise in [-1, 1] with features about one unit wide. */
export function noise(seed: number, x: number, y: number): number {
  const left = Math.floor(x)
  const low = Math.floor(y)
  const u = eased(x - left)
  const v = eased(y - low)
  const bottom = hashed(seed, left, low) * (1 - u) + hashed(seed, left + 1, low) * u
  const top = hashed(seed, left, low + 1) * (1 - u) + hashed(seed, left + 1, low + 1) * u
  return (bottom * (1 - v) + top * v) * 2 - 1
}

/** Several octaves of noise, each half as wide and `fall` times as strong as the one before; about [-1, 1]. */
export function layered(seed: number, x: number, y: number, octaves: number, fall = 0.5): number {
  let sum = 0
  let strength = 1
  let total = 0
  for (let octave = 0; octave < octaves; octave++) {
    // Each octave is turned a little, so that the lattice of the noise never shows.
    const turn = octave * 0.61
    const scale = 2 ** octave
    sum += strength * noise(seed + octave * 101, (x + y * turn) * scale, (y - x * turn) * scale)
    total += strength
    strength *= fall
  }
  return sum / total
}
