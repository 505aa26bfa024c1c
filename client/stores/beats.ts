// The beats store: the set of beats that the coverage reading speaks of, fetched once by its hash and kept until the next one is here.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { z } from 'zod'
import { shownBeatSchema, type ShownBeat } from '../../shared/domain/beat.ts'

const setSchema = z.array(shownBeatSchema)

/** Asks the server for the set with this hash. */
export type Ask = (hash: string) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown> }>

/** ms between two attempts at the same set: doubled every time up to the last. */
const FIRST_WAIT = 2_000
const LONGEST_WAIT = 60_000

/** none: the reading knows of no set; fetching: there is one and nothing to show yet; behind: the set before it is shown meanwhile; here: that one is shown. */
export type BeatsState = 'none' | 'fetching' | 'behind' | 'here'

export const useBeats = defineStore('beats', () => {
  /** What is shown: the last set that came whole. */
  const set = shallowRef<{ readonly hash: string; readonly beats: readonly ShownBeat[] } | null>(null)
  const wanted = ref<string | null>(null)
  /** Why the last attempt failed; null since one succeeded. */
  const fault = ref<string | null>(null)
  let asking: string | null = null
  let again = { at: -Infinity, wait: FIRST_WAIT }

  const state = computed((): BeatsState => {
    if (wanted.value === null) return 'none'
    if (set.value === null) return 'fetching'
    return set.value.hash === wanted.value ? 'here' : 'behind'
  })
  const beats = computed((): readonly ShownBeat[] => (wanted.value === null ? [] : set.value?.beats ?? []))

  /** Called with every beat: what the reading says now (null: no set), and the page's steady clock in ms. */
  async function follow(hash: string | null, mono: number, ask: Ask): Promise<void> {
    if (hash !== wanted.value) {
      wanted.value = hash
      fault.value = null
      again = { at: -Infinity, wait: FIRST_WAIT }
    }
    if (hash === null || set.value?.hash === hash || asking === hash || mono < again.at) return
    asking = hash
    try {
      const answer = await ask(hash)
      if (!answer.ok) throw new Error(String(answer.status))
      const read = setSchema.parse(await answer.json())
      // An answer that a newer set has overtaken is of no use any more.
      if (wanted.value !== hash) return
      set.value = { hash, beats: read }
      fault.value = null
    } catch (error) {
      if (wanted.value !== hash) return
      fault.value = error instanceof z.ZodError ? error.issues[0].message : error instanceof Error ? error.message : String(error)
      again = { at: mono + again.wait, wait: Math.min(LONGEST_WAIT, again.wait * 2) }
    } finally {
      if (asking === hash) asking = null
    }
  }

  return { set, beats, state, fault, follow }
})
