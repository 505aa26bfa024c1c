// Mutants at every surface that outsiders reach, short form; `npm run chaos` throws 100,000 at each.
import { afterAll, describe, expect, it } from 'vitest'
import { endAll } from '../../processes.ts'
import { besiegeApi, besiegeDevices, besiegeMqtt, besiegeScreens, besiegeTerminals, type Siegeing } from '../hostile/sieges.ts'
import { randomOfTest } from '../seed.ts'

afterAll(endAll)

async function briefly(besiege: Siegeing, count: number): Promise<void> {
  const siege = await besiege(count, randomOfTest(), 50)
  expect(siege.report).toMatchObject({ sent: expect.any(Number) as number })
}

describe('mutants beside good clients', () => {
  it('[H1] mutants of API requests get no 5xx, crash nothing, hold no memory and harm no good client', () => briefly(besiegeApi, 2_000))
  it('[H2] mutants of what phones and gateways send over HTTP harm nothing and nobody', () => briefly(besiegeDevices, 2_000))
  it('[H3] mutants of MQTT sessions harm nothing and nobody', () => briefly(besiegeMqtt, 900))
  it('[H4] mutants of JT/T 808 frames harm nothing and nobody', () => briefly(besiegeTerminals, 4_000))
  it('[H5] mutants of what screens say harm nothing and nobody', () => briefly(besiegeScreens, 3_000))
})
