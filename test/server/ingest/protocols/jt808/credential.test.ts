// A terminal on a real socket whose credential is changed in the real registry while it is connected.
import { afterEach, expect, it } from 'vitest'
import type { Listener } from '../../../../../server/ingest/observation.ts'
import { listen } from '../../../../../server/ingest/protocols/jt808/listen.ts'
import { authMessage, locationMessage, registerMessage } from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { roster, setStaffedStage, silent, START, taped } from '../../stage.ts'
import { Client, until } from './client.ts'

const phone = '13800000001'
let listener: Listener | undefined
afterEach(() => listener?.close())

it('[J21] a session that was opened with the old credential is heard no more; the new one opens at once', async () => {
  const stage = await setStaffedStage()
  listener = await listen(stage.intake, { host: '127.0.0.1', port: 0 }, silent)
  const client = await Client.join(listener)
  let serial = 0
  const enter = async (terminal: string): Promise<void> => {
    const before = client.answers.length
    client.send(registerMessage({ version: 2013, phone, serial: serial++, registration: { province: 51, county: 304, maker: 'DEMO1', model: 'CAR', terminal, colour: 0, plate: '巡01' } }))
    await until('registered', () => client.answers.length > before)
    const answer = client.answers.at(-1)
    const code = answer?.is === 'registered' ? answer.code : null
    if (code === null) return
    client.send(authMessage({ version: 2013, phone, serial: serial++, code }))
    await until('answered', () => client.answers.length > before + 1)
  }
  const report = async (seconds: number): Promise<number | undefined> => {
    const before = client.acks.length
    client.send(locationMessage({ version: 2013, phone, serial: serial++, report: { time: instant(START + seconds * 1_000), lon: 104.774, lat: 29.363 } }))
    await until('acknowledged or refused', () => client.acks.length > before)
    return client.acks.at(-1)?.[2]
  }
  await enter('A000001')
  expect(await report(0)).toBe(0)
  await stage.registry.register({ devices: [{ ...roster.devices[0], credential: 'B000002' }] }, 'admin')
  expect(await report(10)).toBe(1)
  await enter('A000001')
  expect(await report(20)).toBe(1)
  await enter('B000002')
  expect(await report(30)).toBe(0)
  expect(taped(stage.disk).map(({ time }) => (time - START) / 1_000)).toEqual([0, 30])
  client.socket.destroy()
})
