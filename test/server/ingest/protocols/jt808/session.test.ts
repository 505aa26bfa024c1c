// The conversation as a state machine, without a socket: what each message leads to, before and after authentication.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sealFrame, type FrameFault } from '../../../../../server/ingest/protocols/jt808/frame.ts'
import { buildFrame, type Version } from '../../../../../server/ingest/protocols/jt808/header.ts'
import { MAX_FAILURES, hear, startSession, tick, type Effect, type Session } from '../../../../../server/ingest/protocols/jt808/session.ts'
import {
  ackMessage, answerReader, authMessage, batchMessages, heartbeatMessage, locationMessage, logoutMessage, pollAnswerMessage, registerMessage,
  timeQueryMessage, type Answer, type Report,
} from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { FakeIntake } from './fake.ts'

const phone = '13800000001'
const intake = new FakeIntake()
intake.register(phone)
const from = { version: 2013 as Version, phone, serial: 5 }
const report: Report = { time: instant(Date.parse('2026-03-01T00:30:10Z')), lon: 104.774, lat: 29.363, speed: 7, heading: 87 }
const registration = { province: 51, county: 304, maker: 'DEMO1', model: 'CAR', terminal: 'T000001', colour: 2, plate: '川C0731警' }
const at = { now: intake.now(), steady: 0 }

/** Bytes → the frame's content without checksum, as the splitter hands it on. */
function content(frame: Buffer): Buffer {
  const plain: number[] = []
  for (let i = 1; i < frame.length - 1; i++) plain.push(frame[i] === 0x7d ? (frame[++i] === 2 ? 0x7e : 0x7d) : frame[i])
  return Buffer.from(plain.slice(0, -1))
}

const say = (session: Session, frame: Buffer, fault: FrameFault | null = null): Effect[] => hear(session, content(frame), fault, intake, at)

function answersOf(effects: Effect[]): Answer[] {
  const answers: Answer[] = []
  const read = answerReader((answer) => answers.push(answer))
  for (const effect of effects) {
    if (effect.is === 'reply') read(effect.bytes)
    if (effect.is === 'offer' && effect.reply) read(effect.reply)
    if (effect.is === 'issue') read(effect.reply('fresh'))
  }
  return answers
}

const ackOf = (effects: Effect[]): number | undefined => answersOf(effects).flatMap((answer) => (answer.is === 'ack' ? [answer.of.result] : []))[0]
const refusalsOf = (effects: Effect[]): string[] => effects.flatMap((effect) => (effect.is === 'refused' ? [effect.refusal.refused] : []))
const kinds = (effects: Effect[]): string[] => effects.map((effect) => effect.is)

function authenticated(version: Version = 2013): Session {
  const session = startSession()
  expect(ackOf(say(session, authMessage({ version, phone, serial: 1, code: `code-${phone}`, imei: '1', software: 'v' })))).toBe(0)
  return session
}

it('[J15] a registered terminal with its terminal id gets a code, in all three layouts and again when it asks again', () => {
  for (const version of [2011, 2013, 2019] as const) {
    const session = startSession()
    for (const serial of [5, 6]) {
      const effects = say(session, registerMessage({ ...from, serial, version, registration }))
      expect(kinds(effects)).toEqual(['seen', 'issue'])
      expect(answersOf(effects)).toEqual([{ is: 'registered', to: serial, result: 0, code: 'fresh' }])
    }
    const trusted = authenticated(version)
    expect(answersOf(say(trusted, registerMessage({ ...from, version, registration })))).toMatchObject([{ result: 0, code: 'fresh' }])
    expect(ackOf(say(trusted, authMessage({ ...from, version, code: `code-${phone}`, imei: '1', software: 'v' })))).toBe(0)
    expect(ackOf(say(trusted, heartbeatMessage({ ...from, version })))).toBe(0)
  }
})

it('[J15] an unknown phone and a wrong terminal id both get 4, are counted apart, and only the phone is listed', () => {
  const session = startSession()
  const wrong = say(session, registerMessage({ ...from, registration: { ...registration, terminal: 'OTHER' } }))
  expect(answersOf(wrong)).toEqual([{ is: 'registered', to: 5, result: 4, code: null }])
  expect(wrong[0]).toMatchObject({ is: 'refused', refusal: { refused: 'CREDENTIAL_WRONG' }, identity: undefined })
  const unknown = say(startSession(), registerMessage({ ...from, phone: '77', registration }))
  expect(answersOf(unknown)).toEqual([{ is: 'registered', to: 5, result: 4, code: null }])
  expect(unknown[0]).toMatchObject({ is: 'refused', refusal: { refused: 'DEVICE_UNKNOWN' }, identity: '77' })
})

it('[J16] authentication takes the code last issued, in 2013 and both 2019 layouts; a wrong code or phone gets 1', () => {
  for (const version of [2013, 2019] as const) {
    for (const prefixed of [false, true]) {
      const effects = say(startSession(), authMessage({ ...from, version, code: `code-${phone}`, imei: '861234567890123', software: 'V1', prefixed }))
      expect(kinds(effects)).toEqual(['authenticated', 'seen', 'reply'])
      expect(ackOf(effects)).toBe(0)
    }
  }
  const wrong = say(startSession(), authMessage({ ...from, code: 'guess' }))
  expect([ackOf(wrong), refusalsOf(wrong)]).toEqual([1, ['CREDENTIAL_WRONG']])
  const unknown = say(startSession(), authMessage({ ...from, phone: '78', code: 'guess' }))
  expect([ackOf(unknown), refusalsOf(unknown)]).toEqual([1, ['DEVICE_UNKNOWN']])
})

it('[J16] before authentication every other message gets 1 and reaches nothing; a terminal\'s own ack gets none', () => {
  const session = startSession()
  const early = [
    locationMessage({ ...from, report: { ...report, sos: true } }), heartbeatMessage(from), logoutMessage(from), timeQueryMessage(from),
    ...batchMessages({ ...from, refill: true, reports: Array.from({ length: 60 }, () => report) }),
    buildFrame({ id: 0x0900, ...from }, Buffer.alloc(3)),
  ]
  for (const frame of early) {
    const effects = say(session, frame)
    expect([kinds(effects), ackOf(effects), refusalsOf(effects)]).toEqual([['refused', 'reply'], 1, ['NOT_AUTHENTICATED']])
  }
  expect(say(session, ackMessage({ ...from, ack: { serial: 0, to: 0x8103, result: 0 } }))).toEqual([])
  expect(say(startSession(), heartbeatMessage({ ...from, phone: '79' }))[0]).toMatchObject({ identity: '79' })
})

it('[J16] too many failures before authentication end the connection, and none after it does', () => {
  const session = startSession()
  const guess = authMessage({ ...from, code: 'guess' })
  for (let i = 1; i < MAX_FAILURES; i++) expect(kinds(say(session, guess))).not.toContain('close')
  expect(kinds(say(session, guess))).toContain('close')
  const noise = startSession()
  const closes = Array.from({ length: MAX_FAILURES }, () => kinds(hear(noise, Buffer.alloc(40), 'checksum', intake, at)).includes('close'))
  expect(closes).toEqual([...new Array<boolean>(MAX_FAILURES - 1).fill(false), true])
  const trusted = authenticated()
  for (let i = 0; i < 3 * MAX_FAILURES; i++) expect(kinds(hear(trusted, Buffer.alloc(40), 'checksum', intake, at))).not.toContain('close')
})

it('[J17] heartbeat, logout, server time and acks of the terminal are answered as the standard says', () => {
  const session = authenticated(2019)
  const v = { ...from, version: 2019 as Version }
  expect(answersOf(say(session, heartbeatMessage(v)))).toEqual([{ is: 'ack', of: { serial: 5, to: 2, result: 0 } }])
  expect(answersOf(say(session, timeQueryMessage(v)))).toEqual([{ is: 'time', now: at.now }])
  expect(kinds(say(session, ackMessage({ ...v, ack: { serial: 0, to: 0x8300, result: 0 } })))).toEqual(['seen'])
  expect(kinds(say(session, logoutMessage(v)))).toEqual(['seen', 'reply', 'left'])
  expect(ackOf(say(session, heartbeatMessage(v)))).toBe(1)
})

it('[J6] a location report is offered as one observation, and its ack hangs on the offer', () => {
  const effects = say(authenticated(), locationMessage({ ...from, report: { ...report, extras: { satellites: 9 } } }))
  expect(effects).toMatchObject([{ is: 'offer', device: { id: `d${phone}` }, observations: [{
    at: report.time, received: at.now, lon: 104.774, lat: 29.363, speed: 7, heading: 87, accuracy: null, valid: true, sos: false, refill: false,
  }] }])
  expect(answersOf(effects)).toEqual([{ is: 'ack', of: { serial: 5, to: 0x0200, result: 0 } }])
})

it('[J18] a call for help is acknowledged as "alarm confirmed", also without a position or a readable time', () => {
  const sos = locationMessage({ ...from, report: { ...report, time: null, lon: 0, lat: 0, fixed: false, sos: true } })
  const effects = say(authenticated(), sos)
  expect(effects).toMatchObject([{ is: 'offer', observations: [{ sos: true, valid: false, at: null }] }])
  expect(ackOf(effects)).toBe(4)
  const broken = content(sos)
  broken.fill(0xff, 12 + 22, 12 + 28)
  const alsoTaken = hear(authenticated(), broken, null, intake, at)
  expect(alsoTaken).toMatchObject([{ is: 'offer', observations: [{ sos: true, at: null }] }])
  expect(ackOf(alsoTaken)).toBe(4)
})

it('[J8] a batch is one offer with the refill mark; items from memory without a time are left out and counted', () => {
  const reports = [report, { ...report, time: null }, { ...report, time: null, sos: true }]
  const refill = say(authenticated(), batchMessages({ ...from, refill: true, reports })[0])
  expect(refusalsOf(refill)).toEqual(['MESSAGE_MALFORMED'])
  expect(refill.at(-1)).toMatchObject({ is: 'offer', observations: [{ refill: true, at: report.time }, { refill: true, sos: true, at: null }] })
  expect(ackOf(refill)).toBe(0)
  const normal = say(authenticated(), batchMessages({ ...from, refill: false, reports })[0])
  expect(normal).toMatchObject([{ is: 'offer', observations: [{ refill: false }, { refill: false, at: null }, { sos: true }] }])
})

it('[J19] messages that nobody needs, encrypted ones and split ones of other kinds get 3; broken bodies get 2', () => {
  const session = authenticated()
  const outcome = (frame: Buffer) => {
    const effects = say(session, frame)
    return [kinds(effects), ackOf(effects), refusalsOf(effects)[0]]
  }
  const unsupported = [['refused', 'reply'], 3, 'MESSAGE_UNSUPPORTED']
  const malformed = [['refused', 'reply'], 2, 'MESSAGE_MALFORMED']
  for (const id of [0x0005, 0x0801, 0x0900, 0x0f01, 0xe000, 0x8001]) expect(outcome(buildFrame({ ...from, id }, Buffer.alloc(9)))).toEqual(unsupported)
  expect(outcome(buildFrame({ ...from, id: 0x0801, part: { total: 9, index: 1 } }, Buffer.alloc(9)))).toEqual(unsupported)
  const encrypted = content(locationMessage({ ...from, report }))
  encrypted[2] |= 0x04
  expect(outcome(sealFrame(encrypted))).toEqual(unsupported)
  for (const id of [0x0100, 0x0102]) {
    const strange = content(buildFrame({ ...from, id }, Buffer.alloc(0)))
    const effects = hear(startSession(), strange, null, intake, at)
    expect([ackOf(effects), refusalsOf(effects)]).toEqual([2, ['MESSAGE_MALFORMED']])
  }
  expect(outcome(buildFrame({ ...from, id: 0x0200 }, Buffer.alloc(27)))).toEqual(malformed)
  expect(outcome(buildFrame({ ...from, id: 0x0200 }, Buffer.alloc(28, 0x2c)))).toEqual(malformed)
  expect(outcome(buildFrame({ ...from, id: 0x0704 }, Buffer.from('000100001c', 'hex')))).toEqual(malformed)
  expect(outcome(buildFrame({ ...from, id: 0x0704, part: { total: 2, index: 3 } }, Buffer.alloc(9)))).toEqual(malformed)
  const short = content(heartbeatMessage(from))
  short[3] = 9
  expect(outcome(sealFrame(short))).toEqual(malformed)
})

it('[J17] the answer to a poll is taken as a report, and answers are not answered', () => {
  const effects = say(authenticated(), pollAnswerMessage({ ...from, poll: 3, report }))
  expect(effects).toMatchObject([{ is: 'offer', observations: [{ lon: 104.774 }], reply: null }])
  expect(kinds(say(authenticated(), buildFrame({ ...from, id: 0x0201 }, Buffer.alloc(9))))).toEqual(['refused'])
})

it('[J20] a wrong checksum is dropped without an answer and counted, unless the device is known for it', () => {
  intake.register('13900000002', { lenient: true })
  const frame = locationMessage({ ...from, report })
  expect(say(authenticated(), frame, 'checksum')).toMatchObject([{ is: 'refused', refusal: { refused: 'CHECKSUM_WRONG' }, identity: undefined }])
  const lenient = startSession()
  expect(ackOf(say(lenient, authMessage({ ...from, phone: '13900000002', code: 'code-13900000002' }), 'checksum'))).toBe(0)
  const long = content(locationMessage({ ...from, phone: '13900000002', report }))
  long[3] = 50
  expect(hear(lenient, long, 'checksum', intake, at)).toMatchObject([{ is: 'offer', observations: [{ lat: 29.363 }] }])
})

it('[J21] a connection speaks for one phone; a registry that drops or changes the device ends its authentication at once', () => {
  const other = new FakeIntake()
  other.register(phone)
  other.register('13700000003')
  const session = startSession()
  const tell = (frame: Buffer) => hear(session, content(frame), null, other, at)
  tell(authMessage({ ...from, code: `code-${phone}` }))
  const stranger = tell(authMessage({ ...from, phone: '13700000003', code: 'code-13700000003' }))
  expect([kinds(stranger), ackOf(stranger), refusalsOf(stranger)]).toEqual([['refused', 'reply'], 1, ['NOT_AUTHENTICATED']])
  expect(ackOf(tell(heartbeatMessage(from)))).toBe(0)
  other.devices.delete(phone)
  const gone = tell(locationMessage({ ...from, report }))
  expect([kinds(gone), ackOf(gone)]).toEqual([['left', 'refused', 'reply'], 1])
  other.register(phone, { id: 'another' })
  expect(ackOf(tell(heartbeatMessage(from)))).toBe(1)
  expect(ackOf(tell(authMessage({ ...from, code: `code-${phone}` })))).toBe(0)
  other.terminals.set('another', 'T999999')
  const changed = tell(locationMessage({ ...from, report }))
  expect([kinds(changed), ackOf(changed), refusalsOf(changed)]).toEqual([['left', 'refused', 'reply'], 1, ['NOT_AUTHENTICATED']])
  expect(ackOf(tell(authMessage({ ...from, code: `code-${phone}` })))).toBe(0)
  expect(ackOf(tell(heartbeatMessage(from)))).toBe(0)
})

it('[J12] a split batch is acknowledged part by part, offered once whole, and its last ack hangs on the offer', () => {
  const session = authenticated(2019)
  const reports = Array.from({ length: 80 }, (_, i) => ({ ...report, time: instant(report.time! - i * 1000) }))
  const frames = batchMessages({ ...from, version: 2019, serial: 65_534, refill: true, reports })
  expect(frames.length).toBe(3)
  const heard = [frames[2], frames[0], frames[0], frames[1]].map((frame) => say(session, frame))
  expect(heard.map(kinds)).toEqual([['reply'], ['reply'], ['reply'], ['offer']])
  expect(heard.map(ackOf)).toEqual([0, 0, 0, 0])
  expect(heard[3]).toMatchObject([{ is: 'offer' }])
  expect(heard[3][0].is === 'offer' && heard[3][0].observations.map((one) => one.at)).toEqual(reports.map((one) => one.time))
})

it('[J13] the missing sub-packages are asked for with 0x8003 in the terminal\'s version; giving up is counted', () => {
  for (const version of [2013, 2019] as const) {
    const session = authenticated(version)
    const reports = Array.from({ length: 80 }, () => report)
    const frames = batchMessages({ ...from, version, serial: 7, refill: true, reports })
    say(session, frames[1])
    expect(tick(session, 4_000)).toEqual([])
    const asked = [5_000, 10_000, 15_000].map((steady) => answersOf(tick(session, steady)))
    expect(asked).toEqual(new Array(3).fill([{ is: 'resend', first: 7, missing: [1, 3] }]))
    expect(refusalsOf(tick(session, 20_000))).toEqual(['MESSAGE_MALFORMED'])
  }
})

it('[J22] whatever the bytes, hearing them never throws and answers are well-formed frames', () => {
  const devices = new FakeIntake()
  devices.register('0', { lenient: true })
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes)),
    fc.record({
      id: fc.constantFrom(1, 2, 3, 4, 0x100, 0x102, 0x200, 0x201, 0x704, 0x801), version: fc.constantFrom<Version>(2013, 2019), phone: fc.constant('0'),
      serial: fc.nat(65_535), part: fc.option(fc.record({ total: fc.nat(4), index: fc.nat(4) }), { nil: undefined }),
    }).chain((header) => fc.uint8Array({ maxLength: 120 }).map((body) => content(buildFrame(header, body)))),
  )
  const faults = fc.constantFrom<FrameFault | null>(null, null, 'checksum', 'escape', 'large')
  fc.assert(fc.property(fc.boolean(), fc.array(fc.tuple(bodies, faults), { maxLength: 20 }), (trusted, frames) => {
    const session = startSession()
    if (trusted) hear(session, content(authMessage({ ...from, phone: '0', code: 'code-0' })), null, devices, at)
    for (const [bytes, fault] of frames) answersOf(hear(session, bytes, fault, devices, at))
    answersOf(tick(session, 1e9))
  }), { seed: 22, numRuns: 600 })
})
