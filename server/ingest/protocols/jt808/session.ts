// One terminal's conversation as a state machine: (session, frame, registry, now) → effects. No socket, no timer, no disk.
import { refuse, type Refusal, type RefusalCode } from '../../../../shared/domain/refusal.ts'
import type { Instant } from '../../../../shared/domain/time.ts'
import type { Device, DeviceId } from '../../../../shared/domain/unit.ts'
import type { Intake, Observation } from '../../observation.ts'
import { ackBody, resendBody, timeBody } from './ack.ts'
import { readBatch } from './batch.ts'
import type { FrameFault } from './frame.ts'
import { buildFrame, nextSerial, readMessage, type Message } from './header.ts'
import { id, registerResult, result } from './ids.ts'
import { readLocation } from './location.ts'
import { observe, observeBatch } from './observe.ts'
import { Parts, type PartLimits } from './parts.ts'
import { readAuthentication, readRegistration, registerAnswerBody } from './register.ts'

/** What the session looks up; answers at once. */
export type Registry = Pick<Intake, 'device' | 'proof' | 'fits' | 'codeFits'>

export interface Session {
  /** The one phone that this connection may speak for: that of its first good frame. */
  phone: string | null
  /** The device that has authenticated. */
  device: DeviceId | null
  /** What stood for the device's credential then. */
  proof: string
  /** Of our next message. */
  serial: number
  /** Wrong credentials and broken frames before authentication. */
  failures: number
  readonly parts: Parts
}

/** Both clocks, read once per chunk: the server's, and a steady one in ms for waiting. */
export interface Moment { readonly now: Instant; readonly steady: number }

/** What the rim has to do, in this order; replies go out in order of effects. */
export type Effect =
  | { readonly is: 'reply'; readonly bytes: Buffer }
  /** To admission; `reply` may go out only when the observations are on disk. */
  | { readonly is: 'offer'; readonly device: Device; readonly observations: readonly Observation[]; readonly reply: Buffer | null }
  /** A new auth code, durable, and then the reply that carries it. */
  | { readonly is: 'issue'; readonly device: Device; readonly reply: (code: string) => Buffer }
  | { readonly is: 'refused'; readonly refusal: Refusal; readonly identity?: string }
  | { readonly is: 'seen'; readonly device: Device }
  | { readonly is: 'authenticated'; readonly phone: string }
  | { readonly is: 'left' }
  | { readonly is: 'close' }

/** Failures before authentication after which a connection is closed. */
export const MAX_FAILURES = 8

export const startSession = (limits?: PartLimits): Session =>
  ({ phone: null, device: null, proof: '', serial: 0, failures: 0, parts: new Parts(limits) })

/** One frame as the splitter found it. Never throws, whatever the bytes. */
export function hear(session: Session, content: Buffer, fault: FrameFault | null, registry: Registry, at: Moment): Effect[] {
  if (fault === 'large') return failed(session, [], refuse('MESSAGE_TOO_LARGE', 'no end of frame within 2 KB'))
  if (fault === 'escape') return failed(session, [], refuse('MESSAGE_MALFORMED', '7d is followed by neither 01 nor 02'))
  const message = readMessage(content)
  const device = message && registry.device('jt808', message.phone)
  if (fault === 'checksum' && !device?.lenient) return failed(session, [], refuse('CHECKSUM_WRONG', 'xor of header and body'))
  if (!message) return failed(session, [], refuse('MESSAGE_MALFORMED', 'no header'))
  if (session.phone !== null && session.phone !== message.phone) {
    return denied(session, message, refuse('NOT_AUTHENTICATED', 'a connection speaks for one phone'), undefined)
  }
  session.phone = message.phone
  // A terminal known for wrong checksums is known for wrong lengths too: its body is what came.
  if (!message.whole && !device?.lenient) return malformed(session, message, 'the body is not as long as the header says')
  if (message.encryption !== 0) return unsupported(session, message, 'encrypted body')
  // Taken out of the registry, registered anew, or given another credential, while connected.
  const left = session.device !== null && (!device || session.device !== device.id || session.proof !== registry.proof(device))
  if (left) session.device = null
  const effects = hearPlain(session, message, device, registry, at)
  return left ? [{ is: 'left' }, ...effects] : effects
}

function hearPlain(session: Session, message: Message, device: Device | undefined, registry: Registry, at: Moment): Effect[] {
  if (!message.part) {
    // Also on a connection that has authenticated: a terminal that restarts may keep its socket.
    if (message.id === id.register) return register(session, message, device, registry)
    if (message.id === id.auth) return authenticate(session, message, device, registry)
  }
  if (session.device !== null && device) return known(session, message, device, at)
  if (message.id === id.terminalAck && !message.part) return []
  return denied(session, message, refuse('NOT_AUTHENTICATED', name(message)), device ? undefined : message.phone)
}

/** Re-transmission requests and drops that are due; call it about once a second. */
export function tick(session: Session, steady: number): Effect[] {
  return session.parts.overdue(steady).map((late): Effect => {
    if (late.is === 'dropped') {
      return { is: 'refused', refusal: refuse('MESSAGE_MALFORMED', `${late.missing.length} sub-packages never came`) }
    }
    const header = { id: id.resend, version: late.version, phone: session.phone ?? '0', serial: turn(session) }
    return { is: 'reply', bytes: buildFrame(header, resendBody(late, late.version)) }
  })
}

/** A terminal that has authenticated, perhaps with one part of a message. */
function known(session: Session, message: Message, device: Device, at: Moment): Effect[] {
  if (!message.part) return act(session, message, device, at)
  if (message.id !== id.location && message.id !== id.batch) return unsupported(session, message, 'sub-packages')
  const joined = session.parts.add(message, at.steady)
  switch (joined.is) {
    // Every part but the completing one is acknowledged at once, since many terminals send the next only then;
    // the message is acknowledged by the ack of its last part, which waits for the disk.
    case 'held': return [reply(session, message, result.ok)]
    case 'whole': return act(session, { ...message, body: joined.body, part: undefined }, device, at)
    case 'malformed': return malformed(session, message, 'sub-package numbers')
    case 'large': return malformed(session, message, 'sub-packages beyond the limits', 'MESSAGE_TOO_LARGE')
    default: return joined satisfies never
  }
}

function act(session: Session, message: Message, device: Device, at: Moment): Effect[] {
  switch (message.id) {
    case id.terminalAck: return [{ is: 'seen', device }]
    case id.heartbeat: return [{ is: 'seen', device }, reply(session, message, result.ok)]
    case id.logout:
      session.device = null
      return [{ is: 'seen', device }, reply(session, message, result.ok), { is: 'left' }]
    case id.timeQuery: return [{ is: 'seen', device }, send(session, message, id.time, timeBody(at.now))]
    case id.location: return locate(session, message, device, message.body, at.now)
    // {serial of the poll u16, 0x0200 body}; an answer to us, so it gets none.
    case id.pollAnswer: return locate(session, message, device, message.body.subarray(2), at.now)
    case id.batch: {
      const batch = readBatch(message.body)
      if (!batch) return malformed(session, message, 'batch')
      const { observations, timeless } = observeBatch(batch, at.now)
      const refused = Array.from({ length: timeless }, (): Effect =>
        ({ is: 'refused', refusal: refuse('MESSAGE_MALFORMED', 'an item of a batch without a time') }))
      return [...refused, { is: 'offer', device, observations, reply: frame(session, message, result.ok) }]
    }
    default: return unsupported(session, message, name(message))
  }
}

/**
 * A call for help is acknowledged with 4, "alarm confirmed", because only that clears the terminal's alarm bit; the ack
 * waits for the disk like any other. The call itself stands in our world until a person clears it.
 */
function locate(session: Session, message: Message, device: Device, body: Buffer, now: Instant): Effect[] {
  const location = readLocation(body)
  const observation = location && observe(location, now, false)
  if (!observation) return malformed(session, message, location ? 'time' : 'location report')
  const answer = message.id === id.pollAnswer ? null : frame(session, message, observation.sos ? result.alarmConfirmed : result.ok)
  return [{ is: 'offer', device, observations: [observation], reply: answer }]
}

function register(session: Session, message: Message, device: Device | undefined, registry: Registry): Effect[] {
  const registration = readRegistration(message.body, message.version)
  if (!registration) return malformed(session, message, 'registration')
  // Both ways of being a stranger sound the same to the terminal: who guesses learns no phone.
  const no = { serial: message.serial, result: registerResult.noSuchTerminal, code: null }
  const denial = () => send(session, message, id.registerAnswer, registerAnswerBody(no))
  if (!device) return failed(session, [denial()], refuse('DEVICE_UNKNOWN', name(message)), message.phone)
  if (!registry.fits(device, registration.terminal)) return failed(session, [denial()], refuse('CREDENTIAL_WRONG', 'terminal id'))
  // A terminal that registers again has lost its code: it gets a new one, never "already registered", which would lock it out.
  const header = { id: id.registerAnswer, version: message.version, phone: message.phone, serial: turn(session) }
  return [{ is: 'seen', device }, {
    is: 'issue', device,
    reply: (code) => buildFrame(header, registerAnswerBody({ serial: message.serial, result: registerResult.ok, code })),
  }]
}

function authenticate(session: Session, message: Message, device: Device | undefined, registry: Registry): Effect[] {
  const auth = readAuthentication(message.body, message.version)
  if (!auth) return malformed(session, message, 'authentication')
  if (!device) return failed(session, [reply(session, message, result.failed)], refuse('DEVICE_UNKNOWN', name(message)), message.phone)
  if (!registry.codeFits(device, auth.code)) {
    return failed(session, [reply(session, message, result.failed)], refuse('CREDENTIAL_WRONG', 'auth code'))
  }
  session.device = device.id
  session.proof = registry.proof(device)
  session.failures = 0
  return [{ is: 'authenticated', phone: message.phone }, { is: 'seen', device }, reply(session, message, result.ok)]
}

function turn(session: Session): number {
  const serial = session.serial
  session.serial = nextSerial(serial)
  return serial
}

function send(session: Session, to: Message, answer: number, body: Buffer): Effect {
  return { is: 'reply', bytes: buildFrame({ id: answer, version: to.version, phone: to.phone, serial: turn(session) }, body) }
}

function frame(session: Session, to: Message, outcome: number): Buffer {
  const body = ackBody({ serial: to.serial, to: to.id, result: outcome })
  return buildFrame({ id: id.ack, version: to.version, phone: to.phone, serial: turn(session) }, body)
}

const reply = (session: Session, to: Message, outcome: number): Effect => ({ is: 'reply', bytes: frame(session, to, outcome) })

const name = (message: Message): string => `message 0x${message.id.toString(16).padStart(4, '0')}`

const denied = (session: Session, message: Message, refusal: Refusal, identity: string | undefined): Effect[] =>
  [{ is: 'refused', refusal, identity }, ...answerTo(session, message, result.failed)]

const malformed = (session: Session, message: Message, what: string, code: RefusalCode = 'MESSAGE_MALFORMED'): Effect[] =>
  [{ is: 'refused', refusal: refuse(code, what) }, ...answerTo(session, message, result.malformed)]

const unsupported = (session: Session, message: Message, what: string): Effect[] =>
  [{ is: 'refused', refusal: refuse('MESSAGE_UNSUPPORTED', what) }, ...answerTo(session, message, result.unsupported)]

/** Answers are not answered: two machines would never stop. */
const answerTo = (session: Session, message: Message, outcome: number): Effect[] =>
  (message.id === id.terminalAck || message.id === id.pollAnswer ? [] : [reply(session, message, outcome)])

/** Counts against a connection that has not authenticated; too many end it. */
function failed(session: Session, answers: Effect[], refusal: Refusal, identity?: string): Effect[] {
  const effects: Effect[] = [{ is: 'refused', refusal, identity }, ...answers]
  if (session.device === null && ++session.failures >= MAX_FAILURES) effects.push({ is: 'close' })
  return effects
}
