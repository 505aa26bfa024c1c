// One terminal's socket: carries out the session's effects, answers in order, and stops reading when too much is in hand.
import type { Socket } from 'node:net'
import { refuse } from '../../../../shared/domain/refusal.ts'
import type { Device } from '../../../../shared/domain/unit.ts'
import type { Intake, Observation } from '../../observation.ts'
import { Answers } from './answers.ts'
import { FrameSplitter } from './frame.ts'
import type { Limits } from './limits.ts'
import { spend, startPace, type Pace } from './pace.ts'
import { hear, startSession, tick, type Effect, type Moment, type Session, type Registry } from './session.ts'

/** What a connection asks of the listener it belongs to. */
export interface Host {
  readonly intake: Intake
  /** The look-ups as the connection's address may use them. */
  registryOf(address: string): Registry
  readonly limits: Limits
  /** Milliseconds of a clock that only goes on. */
  steady(): number
  /** The connection speaks for the phone from now on, alone; answers the phone's pace. */
  claim(connection: Connection, phone: string): Pace
  release(connection: Connection): void
  /** Something went wrong on our side: the disk, or a bug. */
  complain(error: unknown): void
}

/** Reasons not to read on, as bits. */
const WAITING = 1
const BLOCKED = 2
const SLOWED = 4

/** How soon a slowed terminal's pace is looked at again, ms. */
const LOOK_AGAIN = 50

export class Connection {
  readonly #socket: Socket
  readonly #host: Host
  readonly #session: Session
  readonly #splitter = new FrameSplitter()
  readonly #answers: Answers
  #pace: Pace
  #heard: number
  /** Since when nobody is authenticated; null while somebody is. */
  #strangeSince: number | null
  #paused = 0
  #timer: NodeJS.Timeout | undefined
  /** Since when the connection only says its last words; null while it lives. */
  #endingSince: number | null = null
  #gone = false
  // What the chunk at hand has led to so far.
  #at: Moment
  #messages = 0
  #unsealed = 0
  #replies: Buffer[] = []
  #observations: Observation[] = []
  #device: Device | null = null

  readonly #registry: Registry

  constructor(socket: Socket, host: Host) {
    this.#registry = host.registryOf(socket.remoteAddress ?? '')
    this.#socket = socket
    this.#host = host
    this.#session = startSession(host.limits.parts)
    this.#heard = this.#strangeSince = host.steady()
    this.#at = { now: host.intake.now(), steady: this.#heard }
    this.#pace = startPace(host.limits.strangers, this.#at.now)
    this.#answers = new Answers((bytes) => this.#write(bytes))
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('drain', () => this.#resume(BLOCKED))
    socket.on('end', () => this.finish())
    // 'close' follows, and says the same.
    socket.on('error', () => undefined)
    socket.on('close', () => this.#end())
  }

  /** Hears no more, sends what is still to be answered, and ends. */
  finish(): void {
    if (this.#endingSince !== null) return
    this.#endingSince = this.#host.steady()
    // Read on and forget what comes: a socket that is not read never learns that the other end has closed.
    this.#paused = 0
    this.#socket.resume()
    if (this.#answers.pending === 0) this.#socket.end()
  }

  /** Ends at once; whatever is not acknowledged stays so. */
  drop(): void {
    this.#end()
    this.#socket.destroy()
  }

  /** Time-outs and requests for missing sub-packages; about once a second. */
  sweep(steady: number): void {
    const { idle, authenticate, closing } = this.#host.limits
    if (this.#endingSince !== null) {
      if (this.#answers.pending === 0 && steady - this.#endingSince > closing) this.drop()
      return
    }
    if (this.#strangeSince !== null && steady - this.#strangeSince > authenticate) return this.drop()
    // Silence that we ask for ourselves is not the terminal's.
    const ours = this.#answers.pending > 0 || (this.#paused & SLOWED) !== 0
    if (ours) this.#heard = steady
    if (steady - this.#heard > idle) return this.drop()
    this.#guard(() => {
      for (const effect of tick(this.#session, steady)) this.#carryOut(effect)
      this.#seal()
    })
  }

  #receive(chunk: Buffer): void {
    if (this.#gone || this.#endingSince !== null) return
    this.#guard(() => {
      this.#heard = this.#host.steady()
      this.#at = { now: this.#host.intake.now(), steady: this.#heard }
      this.#messages = 0
      this.#splitter.push(chunk, this.#take)
      this.#seal()
      if (this.#messages > 0) this.#spend(this.#messages)
      if (this.#answers.pending > this.#host.limits.unanswered) this.#pause(WAITING)
    })
  }

  /** Made once, not per chunk. */
  readonly #take = (content: Buffer, fault: Parameters<typeof hear>[2]): void => {
    if (this.#endingSince !== null || this.#gone) return
    this.#messages++
    this.#unsealed++
    for (const effect of hear(this.#session, content, fault, this.#registry, this.#at)) this.#carryOut(effect)
  }

  #carryOut(effect: Effect): void {
    const { intake } = this.#host
    switch (effect.is) {
      case 'reply':
        this.#replies.push(effect.bytes)
        return
      case 'offer':
        this.#device = effect.device
        for (const observation of effect.observations) this.#observations.push(observation)
        if (effect.reply) this.#replies.push(effect.reply)
        return
      case 'issue':
        this.#seal()
        this.#answers.hold([], 1, intake.issueCode(effect.device).then(effect.reply), this.#failed)
        return
      case 'refused': return intake.refused('jt808', effect.refusal, effect.identity)
      case 'seen': return intake.seen('jt808', effect.device)
      case 'authenticated':
        this.#strangeSince = null
        this.#pace = this.#host.claim(this, effect.phone)
        return
      case 'left':
        this.#strangeSince = this.#at.steady
        return this.#host.release(this)
      case 'close':
        this.#seal()
        return this.finish()
      default: return effect satisfies never
    }
  }

  /** One offer and one slot of answers for everything since the last. */
  #seal(): void {
    const replies = this.#replies
    const observations = this.#observations
    const messages = Math.max(1, this.#unsealed)
    this.#unsealed = 0
    if (observations.length > 0 && this.#device) {
      this.#replies = []
      this.#observations = []
      this.#answers.hold(replies, messages, this.#host.intake.offer(this.#device, observations).then(() => null), this.#failed)
    } else if (replies.length > 0) {
      this.#replies = []
      this.#answers.put(replies, messages)
    }
  }

  #write(bytes: Buffer): void {
    if (bytes.length > 0 && !this.#socket.write(bytes)) this.#pause(BLOCKED)
    if (this.#answers.pending <= this.#host.limits.unanswered / 2) this.#resume(WAITING)
    if (this.#endingSince !== null && this.#answers.pending === 0) this.#socket.end()
  }

  #spend(messages: number): void {
    if (this.#gone || this.#endingSince !== null) return
    const { limits, intake } = this.#host
    const pacing = this.#strangeSince === null ? limits.terminal : limits.strangers
    if (spend(this.#pace, pacing, intake.now(), messages)) return this.#resume(SLOWED)
    if ((this.#paused & SLOWED) === 0) {
      intake.refused('jt808', refuse('RATE_EXCEEDED', 'slowed down'))
      this.#pause(SLOWED)
    }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#spend(0), LOOK_AGAIN)
  }

  #pause(why: number): void {
    if (this.#endingSince !== null || this.#gone) return
    this.#paused |= why
    this.#socket.pause()
  }

  #resume(why: number): void {
    if (this.#paused === 0) return
    this.#paused &= ~why
    if (this.#paused === 0 && !this.#gone) this.#socket.resume()
  }

  /** The disk did not take it, or a bug: without an ack the terminal keeps what it has and sends it again. */
  readonly #failed = (error: unknown): void => {
    if (this.#gone) return
    this.#host.complain(error)
    this.drop()
  }

  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#failed(error)
    }
  }

  #end(): void {
    if (this.#gone) return
    this.#gone = true
    clearTimeout(this.#timer)
    this.#answers.stop()
    this.#host.release(this)
  }
}
