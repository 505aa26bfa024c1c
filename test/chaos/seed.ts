// The seed of a fault test: ANLAN_SEED=n repeats a run; a failing test names it.
import { onTestFailed } from 'vitest'
import { seeded } from './random.ts'

/** Randomness for this test. Its seed is printed when it fails, and by `report` in any case. */
export function randomOfTest(): { random: () => number; seed: number; report: (words: object) => void } {
  const given = process.env.ANLAN_SEED
  const seed = given === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(given)
  const say = (text: string): void => { process.stdout.write(`${text}\n`) }
  onTestFailed(() => { say(`repeat with ANLAN_SEED=${seed}`) })
  return { random: seeded(seed), seed, report: (words) => { say(JSON.stringify({ seed, ...words })) } }
}
