// 100,000 mutants at every surface that outsiders reach (S6), each beside good clients; ANLAN_MUTANTS=n throws another number.
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { endAll } from '../../processes.ts'
import { expectSound, mutate, mutation, read, seedFile, byteChanges, withBytes } from '../../server/district/mutants.ts'
import { held } from '../hostile/held.ts'
import { besiegeApi, besiegeDevices, besiegeMqtt, besiegeScreens, besiegeTerminals, type Siegeing } from '../hostile/sieges.ts'
import { randomOfTest } from '../seed.ts'

const MUTANTS = Number(process.env.ANLAN_MUTANTS ?? 100_000)
/** MiB that may stay. */
const MORE = 50

afterAll(endAll)

async function atLength(besiege: Siegeing): Promise<void> {
  const siege = await besiege(MUTANTS, randomOfTest(), MORE)
  expect((siege.report as { sent: number }).sent).toBeGreaterThanOrEqual(MUTANTS)
}

describe('mutants beside good clients', () => {
  it('[H1] mutants of API requests get no 5xx, crash nothing, hold no memory and harm no good client', () => atLength(besiegeApi))
  it('[H2] mutants of what phones and gateways send over HTTP harm nothing and nobody', () => atLength(besiegeDevices))
  it('[H3] mutants of MQTT sessions harm nothing and nobody', () => atLength(besiegeMqtt))
  it('[H4] mutants of JT/T 808 frames harm nothing and nobody', () => atLength(besiegeTerminals))
  it('[H5] mutants of what screens say harm nothing and nobody', () => atLength(besiegeScreens))
})

it('[G33] a district file changed in any of its values or bytes is read to sound areas or refused, and a good one beside it comes out the same', () => {
  const { seed, report } = randomOfTest()
  const parsed: unknown = JSON.parse(seedFile)
  const bytes = new TextEncoder().encode(seedFile)
  const good = JSON.stringify(read(seedFile))
  const counts = { accepted: 0, refused: 0 }
  const take = (text: string): void => {
    const areas = read(text)
    counts[areas ? 'accepted' : 'refused']++
    if (areas) expectSound(areas)
    if ((counts.accepted + counts.refused) % 1_000 === 0) expect(JSON.stringify(read(seedFile))).toBe(good)
  }
  const half = MUTANTS / 2
  fc.assert(fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => { take(JSON.stringify(mutations.reduce(mutate, parsed))) }), { numRuns: half, seed })
  const warm = held().heap
  fc.assert(fc.property(byteChanges(bytes.length), (changes) => { take(withBytes(bytes, changes)) }), { numRuns: half, seed })
  const more = Math.round(held().heap - warm)
  report({ ...counts, more })
  expect(counts.accepted).toBeGreaterThan(MUTANTS / 100)
  expect(more).toBeLessThanOrEqual(MORE)
})
