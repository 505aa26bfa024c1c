// Guessing terminal ids and codes over the wire.
import { afterEach, expect, it } from 'vitest'
import type { Listener } from '../../../../../server/ingest/observation.ts'
import { authMessage, registerMessage } from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import { Client, open, until } from './client.ts'
import { FakeIntake } from './fake.ts'

let listener: Listener | undefined
afterEach(() => listener?.close())

it('[J32] after ten wrong ids or codes a minute from one address for one phone even the right one is refused there, and other phones are not', async () => {
  const intake = new FakeIntake()
  intake.register('13800000001')
  intake.register('13800000002')
  const pacing = { rate: 1e6, burst: 1e6 }
  listener = await open(intake, { strangers: pacing, terminal: pacing })
  const register = (phone: string, terminal: string) => registerMessage({
    version: 2013, phone, serial: 1, registration: { province: 51, county: 304, maker: 'M', model: 'X', terminal, colour: 0, plate: '' },
  })
  const tried = async (...frames: Uint8Array[]): Promise<Client> => {
    const client = await Client.join(listener!)
    client.send(...frames)
    await until('answered', () => client.answers.length >= frames.length || client.closed)
    client.socket.destroy()
    return client
  }
  for (let at = 0; at < 3; at++) await tried(...Array.from({ length: 5 }, (_, n) => register('13800000001', `W${at}${n}`)))
  expect((await tried(authMessage({ version: 2013, phone: '13800000001', serial: 1, code: 'code-13800000001' }))).acks).toEqual([[1, 0x0102, 1]])
  expect((await tried(authMessage({ version: 2013, phone: '13800000002', serial: 1, code: 'code-13800000002' }))).acks).toEqual([[1, 0x0102, 0]])
})
