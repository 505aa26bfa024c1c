// Identities that spoke without being registered: a bounded list for the administrator, longest silent forgotten first.
import type { Unregistered } from '../../shared/domain/health.ts'
import type { Instant } from '../../shared/domain/time.ts'

const MOST = 200

export class Strangers {
  readonly #known = new Map<string, { dialect: string; identity: string; first: Instant; last: Instant; times: number }>()

  /** What the sender calls itself is cut to 128 characters and freed of control characters: it comes from anybody. */
  spoke(dialect: string, identity: string, now: Instant): void {
    const said = [...identity.slice(0, 128)].map((c) => (c < ' ' || (c >= '\u007f' && c <= '\u009f') ? '\ufffd' : c)).join('')
    const key = `${dialect} ${said}`
    const found = this.#known.get(key) ?? { dialect, identity: said, first: now, last: now, times: 0 }
    found.last = now
    found.times++
    this.#known.delete(key)
    this.#known.set(key, found)
    if (this.#known.size > MOST) for (const oldest of this.#known.keys()) { this.#known.delete(oldest); break }
  }

  /** Registered by now. */
  met(dialect: string, identity: string): void { this.#known.delete(`${dialect} ${identity}`) }

  /** Last heard first. */
  list(): Unregistered[] { return [...this.#known.values()].reverse().map((stranger) => ({ ...stranger })) }
}
