// The surfaces that outsiders reach, each as one siege of a given number of mutants; long and short tests call the same.
import { expect } from 'vitest'
import { apiSeeds, attackHttp, deviceSeeds, type HttpAttack, type Seed } from './http.ts'
import { expectUnharmed, sumCounts } from './judge.ts'
import { attackMqtt } from './mqtt.ts'
import { attackScreens } from './screens.ts'
import { lay, type Siege } from './siege.ts'
import { attackTerminals } from './terminals.ts'
import type { Victim } from './victim.ts'

/** Randomness, and where the figures go before they are judged. */
interface Luck { readonly random: () => number; report(words: object): void }
/** `more`: MiB that the server may hold more than when it was warm. */
export type Siegeing = (count: number, luck: Luck, more: number) => Promise<Siege<object>>

const sumHttp = (a: HttpAttack, b: HttpAttack): HttpAttack => ({ sent: a.sent + b.sent, outcomes: sumCounts(a.outcomes, b.outcomes), wrong: [...a.wrong, ...b.wrong] })
const sum = <Counts extends Record<keyof Counts, number>>(a: Counts, b: Counts): Counts => sumCounts(a, b) as Counts

const besiegeHttp = (seeds: (victim: Victim) => Seed[]): Siegeing => async (count, { random, report }, more) => {
  const siege = await lay(count, (victim, part) => attackHttp(random, seeds(victim), part), sumHttp)
  report(siege)
  expectUnharmed(siege, more)
  expect(siege.report.wrong).toEqual([])
  // Some are good after all, most are refused: both ways are gone.
  expect(siege.report.outcomes['200']).toBeGreaterThan(count / 20)
  expect(siege.report.outcomes['400']).toBeGreaterThan(count / 20)
  return siege
}

export const besiegeApi = besiegeHttp(apiSeeds)
export const besiegeDevices = besiegeHttp(deviceSeeds)

export const besiegeMqtt: Siegeing = async (count, { random, report }, more) => {
  const siege = await lay(count, (victim, part) => attackMqtt(random, victim, part), sum)
  report(siege)
  expectUnharmed(siege, more)
  expect(siege.report.welcomed).toBeGreaterThan(count / 4)
  expect(siege.refused['owntracks-mqtt']).toBeGreaterThan(count / 4)
  return siege
}

export const besiegeTerminals: Siegeing = async (count, { random, report }, more) => {
  const siege = await lay(count, (victim, part) => attackTerminals(random, victim, part), sum)
  report(siege)
  expectUnharmed(siege, more)
  // Heard as frames, not only received: many are lost with their connection, and parts of a message are refused as one.
  expect(siege.refused.jt808).toBeGreaterThan(count / 2)
  return siege
}

export const besiegeScreens: Siegeing = async (count, { random, report }, more) => {
  const siege = await lay(count, (victim, part) => attackScreens(random, victim, part), sum)
  report(siege)
  expectUnharmed(siege, more)
  expect(siege.report.joinsHeard).toBeGreaterThan(count / 100)
  return siege
}
