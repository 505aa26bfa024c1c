// The recorded vectors, read and written back byte for byte.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ackBody, readAck, type Ack } from '../../../../../server/ingest/protocols/jt808/ack.ts'
import { batchBody, readBatch } from '../../../../../server/ingest/protocols/jt808/batch.ts'
import { FrameSplitter } from '../../../../../server/ingest/protocols/jt808/frame.ts'
import { buildFrame, readMessage, type Header, type Message } from '../../../../../server/ingest/protocols/jt808/header.ts'
import { locationBody, readLocation, type Extras, type Location } from '../../../../../server/ingest/protocols/jt808/location.ts'
import {
  authenticationBody, readAuthentication, readRegisterAnswer, readRegistration, registerAnswerBody, registrationBody,
  type Authentication, type RegisterAnswer, type Registration,
} from '../../../../../server/ingest/protocols/jt808/register.ts'
import { answerReader, authMessage, registerMessage, locationMessage, batchMessages, type Answer } from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import { instant } from '../../../../../shared/domain/time.ts'

interface Vector {
  name: string
  hex: string
  header: Header
  location?: { alarm: number; status: number; lon: number; lat: number; altitude: number; kmh: number; heading: number; time: string; extras: Extras }
  registration?: Registration
  registerAnswer?: RegisterAnswer
  authentication?: Authentication
  batch?: { refill: boolean; extras: Extras[] }
  ack?: Ack
}
const vectors = JSON.parse(readFileSync(new URL('../../../../captures/jt808/vectors.json', import.meta.url), 'utf8')) as Vector[]

function read(hex: string): Message {
  let message: Message | undefined
  new FrameSplitter().push(Buffer.from(hex, 'hex'), (content, fault) => {
    expect(fault).toBeNull()
    message = readMessage(Buffer.from(content))
  })
  if (!message) throw new Error('no message')
  return message
}

it('[J1] every recorded vector is read to the field and written back to the byte', () => {
  expect(vectors.length).toBe(7)
  for (const vector of vectors) {
    const message = read(vector.hex)
    expect(message, vector.name).toMatchObject({ ...vector.header, encryption: 0, whole: true, part: undefined })
    expect(buildFrame(vector.header, bodyOf(vector, message)).toString('hex'), vector.name).toBe(vector.hex)
  }
})

/** Checks the body's fields, and writes the body anew from what was read. */
function bodyOf(vector: Vector, { body, version }: Message): Buffer {
  if (vector.location) {
    const location = readLocation(body)!
    const { kmh, time, ...rest } = vector.location
    expect(location).toMatchObject(rest)
    expect(location.speed).toBeCloseTo(kmh / 3.6, 9)
    expect(location.time).toBe(Date.parse(time))
    return locationBody(location)
  }
  if (vector.registration) {
    const registration = readRegistration(body, version)!
    expect(registration).toEqual(vector.registration)
    return registrationBody(registration, version)
  }
  if (vector.registerAnswer) {
    const answer = readRegisterAnswer(body)!
    expect(answer).toEqual(vector.registerAnswer)
    return registerAnswerBody(answer)
  }
  if (vector.authentication) {
    const auth = readAuthentication(body, version)!
    expect(auth).toEqual(vector.authentication)
    return authenticationBody(auth, version)
  }
  if (vector.batch) {
    const batch = readBatch(body)!
    expect(batch.refill).toBe(vector.batch.refill)
    expect(batch.locations.map((location: Location) => location.extras)).toEqual(vector.batch.extras)
    return batchBody(batch)
  }
  const ack = readAck(body)!
  expect(ack).toEqual(vector.ack)
  return ackBody(ack)
}

it('[J1] the terminal side sends the same bytes, and reads the platform vectors', () => {
  const by = (name: string) => vectors.find((vector) => vector.name.startsWith(name))!
  const from = { version: 2013, phone: '13800000001', serial: 0 } as const
  const { registration } = by('registration, 2013')
  expect(registerMessage({ ...from, registration: registration! }).toString('hex')).toBe(by('registration, 2013').hex)
  const { authentication } = by('authentication')
  expect(authMessage({ ...from, version: 2019, serial: 3, ...authentication! }).toString('hex')).toBe(by('authentication').hex)

  const report = {
    time: instant(Date.parse('2026-03-01T08:30:15+08:00')), lon: 104.774, lat: 29.363, altitude: 310, speed: 25.6 / 3.6, heading: 87,
    sos: true, extras: { odometer: 123_400, signal: 31, satellites: 12 },
  }
  expect(locationMessage({ ...from, serial: 126, report }).toString('hex')).toBe(by('location, 2013').hex)
  expect(locationMessage({ ...from, version: 2019, serial: 1, report }).toString('hex')).toBe(by('location, 2019').hex)
  const reports = [report, { ...report, extras: {} }]
  expect(batchMessages({ ...from, serial: 2, refill: true, reports }).map((frame) => frame.toString('hex'))).toEqual([by('batch').hex])

  const answers: Answer[] = []
  const read = answerReader((answer) => answers.push(answer))
  read(Buffer.from(by('registration accepted').hex + by('general ack').hex, 'hex'))
  expect(answers).toEqual([
    { is: 'registered', to: 0, result: 0, code: 'A1B2C3' },
    { is: 'ack', of: { serial: 126, to: 0x0200, result: 0 } },
  ])
})
