// What every device listener holds to: how many connections, how many messages, how many wrong credentials, how large, how slow.
import type { Socket } from 'node:net'
import type { Log } from './observation.ts'
import { Rates } from './rates.ts'

export interface DoorLimits {
  /** Connections at once, in all and from one address (many phones share one behind a carrier's gateway). */
  readonly connections: number
  readonly perAddress: number
  /** Messages of one address. */
  readonly messages: { readonly points: number; readonly seconds: number }
  /** Wrong credentials of one address for one name. */
  readonly guesses: { readonly points: number; readonly seconds: number }
  /** ms until a request must be complete, and until a silent connection is closed. */
  readonly request: number
  readonly idle: number
}

export const doorLimits: DoorLimits = {
  connections: 5_000, perAddress: 2_000,
  messages: { points: 20_000, seconds: 10 },
  guesses: { points: 10, seconds: 60 },
  request: 15_000, idle: 75_000,
}

/**
 * Guessing is slowed per address and name: who guesses from elsewhere does not lock the owner out, nor does a phone with
 * an old password its neighbours behind the same carrier's address.
 */
export class Guesses {
  readonly #rates: Rates

  constructor(limits: Pick<DoorLimits, 'guesses'>) { this.#rates = new Rates(limits.guesses) }

  of(address: string): GuessesOf {
    return {
      closed: (name) => this.#rates.spent(`${address} ${name}`),
      wrong: async (name) => { await this.#rates.take(`${address} ${name}`) },
    }
  }
}

/** The guesses of one address: ask `closed` before a credential is compared, tell `wrong` after. */
export interface GuessesOf { closed(name: string): Promise<boolean>; wrong(name: string): Promise<void> }

/** Counts connections by address; answers false, and ends the connection, when one address has too many. */
export class Connections {
  readonly #most: number
  readonly #open = new Map<string, number>()

  constructor(most: number) { this.#most = most }

  admit(socket: Socket): boolean {
    const address = addressOf(socket)
    const open = (this.#open.get(address) ?? 0) + 1
    if (open > this.#most) {
      socket.destroy()
      return false
    }
    this.#open.set(address, open)
    socket.once('close', () => {
      const left = (this.#open.get(address) ?? 1) - 1
      if (left > 0) this.#open.set(address, left)
      else this.#open.delete(address)
    })
    return true
  }
}

export const addressOf = (socket: Socket): string => socket.remoteAddress ?? ''

/** A fault of ours in a dialect: logged with its stack, answered as "later". */
export function logFault(log: Log, dialect: string, error: unknown): void {
  log.error({ dialect, error: error instanceof Error ? error.stack : 'unknown' }, 'a dialect failed')
}
