// The terminal's side of JT/T 808, in every version: what the drill and the tests send, and how they read the answers.
import type { Instant } from '../../../../shared/domain/time.ts'
import { ackBody, readAck, readResend, readTimeBody, type Ack } from './ack.ts'
import { batchBody } from './batch.ts'
import { FrameSplitter } from './frame.ts'
import { buildFrame, buildFrames, readMessage, type Version } from './header.ts'
import { id } from './ids.ts'
import { alarmBit, locationBody, statusBit, type Extras, type Location } from './location.ts'
import { authenticationBody, readRegisterAnswer, registrationBody, type Authentication, type Registration } from './register.ts'

/** Who sends, as which version, with which serial number. */
export interface From { readonly version: Version; readonly phone: string; readonly serial: number }

/** What a terminal has to report, in our units: degrees in its crs, m/s, degrees from north, metres. */
export interface Report {
  readonly time: Instant | null
  readonly lon: number
  readonly lat: number
  readonly speed?: number
  readonly heading?: number
  readonly altitude?: number
  /** The terminal has a fix; true unless said. */
  readonly fixed?: boolean
  readonly sos?: boolean
  readonly extras?: Extras
}

const message = (from: From, messageId: number, body: Uint8Array): Buffer =>
  buildFrame({ id: messageId, version: from.version, phone: from.phone, serial: from.serial }, body)

const located = (report: Report): Location => ({
  alarm: report.sos ? alarmBit.sos : 0,
  status: statusBit.acc | (report.fixed === false ? 0 : statusBit.fixed),
  lon: report.lon, lat: report.lat,
  altitude: Math.min(65_535, Math.max(0, Math.round(report.altitude ?? 0))),
  speed: report.speed ?? 0,
  heading: ((Math.round(report.heading ?? 0) % 360) + 360) % 360,
  time: report.time, unreadable: false, extras: report.extras ?? {},
})

export const registerMessage = (from: From & { readonly registration: Registration }): Buffer =>
  message(from, id.register, registrationBody(from.registration, from.version))

/** `prefixed` (2019): the software version with its length before it. */
export const authMessage = (from: From & Authentication & { readonly prefixed?: boolean }): Buffer =>
  message(from, id.auth, authenticationBody(from, from.version, from.prefixed))

export const heartbeatMessage = (from: From): Buffer => message(from, id.heartbeat, new Uint8Array())
export const logoutMessage = (from: From): Buffer => message(from, id.logout, new Uint8Array())
export const timeQueryMessage = (from: From): Buffer => message(from, id.timeQuery, new Uint8Array())
export const ackMessage = (from: From & { readonly ack: Ack }): Buffer => message(from, id.terminalAck, ackBody(from.ack))

export const locationMessage = (from: From & { readonly report: Report }): Buffer =>
  message(from, id.location, locationBody(located(from.report)))

/** The answer to 0x8201 with serial `poll`. */
export const pollAnswerMessage = (from: From & { readonly poll: number; readonly report: Report }): Buffer =>
  message(from, id.pollAnswer, Buffer.concat([Buffer.from([from.poll >> 8, from.poll & 255]), locationBody(located(from.report))]))

/** One frame, or sub-packages of at most `size` body bytes; takes as many serials from `serial` on as there are frames. */
export const batchMessages = (
  from: From & { readonly refill: boolean; readonly reports: readonly Report[]; readonly size?: number },
): Buffer[] => buildFrames(
  { id: id.batch, version: from.version, phone: from.phone, serial: from.serial },
  batchBody({ refill: from.refill, locations: from.reports.map(located) }), from.size,
)

/** What the platform says. `serial` is the platform's own number, which 0x0001 names; bodies in `other` are copies. */
export type Answer =
  | { readonly is: 'ack'; readonly of: Ack }
  | { readonly is: 'registered'; readonly to: number; readonly result: number; readonly code: string | null }
  | { readonly is: 'resend'; readonly first: number; readonly missing: readonly number[] }
  | { readonly is: 'time'; readonly now: Instant }
  | { readonly is: 'other'; readonly id: number; readonly serial: number; readonly body: Buffer }

/** Reads the platform's answers out of chunks cut anywhere; throws when a frame from the platform is broken. */
export function answerReader(take: (answer: Answer) => void): (chunk: Uint8Array) => void {
  const splitter = new FrameSplitter()
  return (chunk) => splitter.push(chunk, (content, fault) => {
    const heard = fault === null ? readMessage(content) : undefined
    if (!heard) throw new Error(`the platform sent a broken frame (${fault ?? 'header'})`)
    take(readAnswer(heard))
  })
}

function readAnswer(heard: NonNullable<ReturnType<typeof readMessage>>): Answer {
  const { body } = heard
  if (heard.id === id.ack) {
    const of = readAck(body)
    if (of) return { is: 'ack', of }
  }
  if (heard.id === id.registerAnswer) {
    const answer = readRegisterAnswer(body)
    if (answer) return { is: 'registered', to: answer.serial, result: answer.result, code: answer.code }
  }
  if (heard.id === id.resend) {
    const resend = readResend(body, heard.version)
    if (resend) return { is: 'resend', ...resend }
  }
  if (heard.id === id.time) {
    const now = readTimeBody(body)
    if (now !== undefined) return { is: 'time', now }
  }
  return { is: 'other', id: heard.id, serial: heard.serial, body: Buffer.from(body) }
}
