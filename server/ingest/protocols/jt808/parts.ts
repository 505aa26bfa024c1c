// Puts sub-packages together again, in bounded memory: any order, repeats, gaps that are asked for again, and a time-out.
import { SECOND } from '../../../../shared/domain/time.ts'
import { nextSerial, type Message, type Version } from './header.ts'

/** Limits of one connection. */
export interface PartLimits {
  /** Messages in assembly at once; a further one ends the oldest. */
  readonly messages: number
  /** Sub-packages of one message. */
  readonly parts: number
  /** Bytes held over all messages. */
  readonly bytes: number
  /** ms of silence before the missing ones are asked for, and how often that is done. */
  readonly ask: number
  readonly asks: number
}

export const partLimits: PartLimits = { messages: 4, parts: 255, bytes: 65_536, ask: 5 * SECOND, asks: 3 }

interface Assembly {
  readonly id: number
  readonly version: Version
  /** Serial of the first sub-package: sub-packages of one message have serials in a row. */
  readonly first: number
  readonly bodies: (Buffer | undefined)[]
  held: number
  bytes: number
  heard: number
  asked: number
}

/** What became of a sub-package: it is kept, it completed its message, or it cannot belong to any. */
export type Joined =
  | { readonly is: 'held' }
  | { readonly is: 'whole'; readonly body: Buffer }
  | { readonly is: 'malformed' | 'large' }

/** What waiting led to: a request for the missing sub-packages, or the end of a message that never came whole. */
export interface Overdue {
  readonly is: 'ask' | 'dropped'
  readonly id: number
  readonly version: Version
  readonly first: number
  readonly missing: readonly number[]
}

export class Parts {
  readonly #limits: PartLimits
  readonly #open: Assembly[] = []
  #bytes = 0

  constructor(limits = partLimits) {
    this.#limits = limits
  }

  /** Bytes held now. */
  get bytes(): number { return this.#bytes }

  /** `message` must have a part. Its body is copied when it is kept. `now`: milliseconds of a steady clock, here and below. */
  add(message: Message, now: number): Joined {
    const { total, index } = message.part ?? { total: 0, index: 0 }
    if (total === 0 || index === 0 || index > total) return { is: 'malformed' }
    if (total > this.#limits.parts) return { is: 'large' }
    if (total === 1) return { is: 'whole', body: message.body }
    const first = nextSerial(message.serial, 1 - index)
    let assembly = this.#open.find((open) => open.id === message.id && open.first === first)
    if (assembly && assembly.bodies.length !== total) return { is: 'malformed' }
    if (!assembly) {
      if (this.#open.length === partLimits.messages) this.#end(this.#open[0])
      const { id, version } = message
      assembly = { id, version, first, bodies: new Array<Buffer | undefined>(total), held: 0, bytes: 0, heard: now, asked: 0 }
      this.#open.push(assembly)
    }
    assembly.heard = now
    if (assembly.bodies[index - 1]) return { is: 'held' }
    if (this.#bytes + message.body.length > this.#limits.bytes) {
      this.#end(assembly)
      return { is: 'large' }
    }
    assembly.bodies[index - 1] = Buffer.from(message.body)
    assembly.bytes += message.body.length
    this.#bytes += message.body.length
    if (++assembly.held < total) return { is: 'held' }
    this.#end(assembly)
    return { is: 'whole', body: Buffer.concat(assembly.bodies as Buffer[]) }
  }

  /** What the silence up to `now` asks for; call it about once a second. */
  overdue(now: number): Overdue[] {
    if (this.#open.length === 0) return []
    const late: Overdue[] = []
    for (const assembly of [...this.#open]) {
      if (now - assembly.heard < this.#limits.ask) continue
      const missing: number[] = []
      for (let i = 0; i < assembly.bodies.length; i++) if (!assembly.bodies[i]) missing.push(i + 1)
      const { id, version, first } = assembly
      if (assembly.asked === partLimits.asks) {
        this.#end(assembly)
        late.push({ is: 'dropped', id, version, first, missing })
      } else {
        assembly.asked++
        assembly.heard = now
        late.push({ is: 'ask', id, version, first, missing })
      }
    }
    return late
  }

  #end(assembly: Assembly): void {
    this.#open.splice(this.#open.indexOf(assembly), 1)
    this.#bytes -= assembly.bytes
  }
}
