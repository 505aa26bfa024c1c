// One question to the server that stands for a while: asked at once, then every few seconds, and its newest answer kept.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Answers, Ask, AskAnswer } from '../../shared/wire/ask.ts'

/** Puts a question to the server; rejects when no answer comes. */
export type Put = (ask: Ask) => Promise<AskAnswer>

/** ms after which a question that stands is asked again: every other beat. */
export const AGAIN = 3_500

/** What is refused for a moment only: what was told before goes on standing. */
const passing = ['RATE_EXCEEDED', 'SERVER_BUSY', 'silent']

export interface Question<What extends Ask['what']> {
  /** The newest answer to the question that stands; null while none has come. */
  readonly told: ShallowRef<Answers[What] | null>
  /** Why the last attempt brought none: a refusal's code, or silent; null since one did. */
  readonly fault: Ref<string | null>
  /** Called with every beat and every change: the question that stands (null: none), and the page's steady clock in ms. */
  follow(ask: Extract<Ask, { what: What }> | null, mono: number, put: Put): Promise<void>
}

export function createQuestion<What extends Ask['what']>(): Question<What> {
  const told: ShallowRef<Answers[What] | null> = shallowRef(null)
  const fault = ref<string | null>(null)
  let standing = 'null'
  let turn = 0
  let asked = { turn: -1, at: -Infinity, pending: false }

  async function follow(ask: Extract<Ask, { what: What }> | null, mono: number, put: Put): Promise<void> {
    const key = JSON.stringify(ask)
    if (key !== standing) {
      standing = key
      turn++
      told.value = null
      fault.value = null
    }
    if (ask === null || (asked.turn === turn && (asked.pending || mono - asked.at < AGAIN))) return
    asked = { turn, at: mono, pending: true }
    const own = asked
    const answer = await put(ask).catch(() => null)
    own.pending = false
    // An answer that a newer question has overtaken is of no use any more.
    if (own.turn !== turn) return
    if (answer?.ok) {
      told.value = answer.told as Answers[What]
      fault.value = null
      return
    }
    fault.value = answer?.refused ?? 'silent'
    if (!passing.includes(fault.value)) told.value = null
  }

  return { told, fault, follow }
}
