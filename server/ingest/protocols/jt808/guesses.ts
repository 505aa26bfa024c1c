// Guessing is stopped per address and phone: who guesses from elsewhere does not lock the owner out.
import { MINUTE } from '../../../../shared/domain/time.ts'
import type { Intake } from '../../observation.ts'
import type { Registry } from './session.ts'

/** Names kept at once; a flood of made-up phones costs no more. */
const KEPT = 20_000

export class Guesses {
  readonly #wrong = new Map<string, { times: number; until: number }>()
  readonly #most: number

  /** `most`: wrong credentials of one address for one phone in a minute. */
  constructor(most: number) { this.#most = most }

  /** The intake's look-ups as one address may use them; `steady` is monotonic ms. */
  of(address: string, intake: Intake, steady: () => number): Registry {
    const check = (phone: string, right: () => boolean): boolean => {
      const key = `${address} ${phone}`
      const now = steady()
      const before = this.#wrong.get(key)
      const times = before && before.until > now ? before.times : 0
      if (times >= this.#most) return false
      if (right()) return true
      if (this.#wrong.size >= KEPT) this.#wrong.clear()
      this.#wrong.set(key, { times: times + 1, until: times > 0 && before ? before.until : now + MINUTE })
      return false
    }
    return {
      device: (dialect, identity, gateway) => intake.device(dialect, identity, gateway),
      proof: (device) => intake.proof(device),
      fits: (device, credential) => check(device.identity, () => intake.fits(device, credential)),
      codeFits: (device, code) => check(device.identity, () => intake.codeFits(device, code)),
    }
  }
}
