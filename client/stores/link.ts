// The link store: whether this picture is alive, since when not, and what the last break cost.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { instant, SECOND, type Instant } from '../../shared/domain/time.ts'

export const linkStates = ['opening', 'live', 'degraded', 'lost'] as const
export type LinkState = (typeof linkStates)[number]

/** Milliseconds without any frame: beats come every 2 s, so that two missed are late and three are a break. */
export const LATE = 4_500
export const BROKEN = 6_000
/** A ticker that comes so late was not the link's fault. */
export const FROZEN = 2_500

/** Judges by local monotonic time alone; `heard` null = nothing was ever heard. */
export function judgeLink(heard: number | null, joined: boolean, mono: number): LinkState {
  if (heard === null) return 'opening'
  const silence = mono - heard
  if (silence > BROKEN) return 'lost'
  return silence > LATE || !joined ? 'degraded' : 'live'
}

/** One break as the link bar tells it: server times, and what came after it: entries made up, a whole picture, or (null) just the next frame. */
export interface Break { readonly from: Instant; readonly to: Instant; readonly entries: number | 'picture' | null }

export const useLink = defineStore('link', () => {
  const state = ref<LinkState>('opening')
  const joined = ref(false)
  const refused = ref<string | null>(null)
  /** Monotonic ms of the last frame, and the server time that the picture stands at. */
  const heard = ref<number | null>(null)
  const stands = ref<Instant | null>(null)
  /** Whole even seconds of silence: no digit on a wall changes faster than every 2 s. */
  const silence = ref(0)
  const last = shallowRef<Break | null>(null)
  /** Server time before the line went away; set until frames flow again. */
  let left: Instant | null = null
  let recovered: Break['entries'] = null
  /** The server answers, though no picture may be here yet; and even seconds since this page began to ask. */
  const reached = ref(false)
  const waited = ref(0)
  let opened: number | null = null
  let judged: number | null = null
  let thawed: number | null = null

  /** What the line says of itself; a join on an open line is no break. */
  function line(state: 'connecting' | 'joining' | 'joined' | 'refused', refusal: string | null): void {
    if (state === 'connecting' && joined.value) left ??= stands.value
    if (state !== 'joining') joined.value = state === 'joined'
    reached.value = state === 'joined' || state === 'joining'
    if (state === 'refused' || state === 'joined') refused.value = refusal
  }

  /** A frame was applied; `at` is its server time where it carries one. */
  function hear(mono: number, at: Instant | null): void {
    heard.value = mono
    if (at !== null) {
      if (left !== null) last.value = { from: left, to: at, entries: recovered }
      left = recovered = null
      stands.value = at
    }
    judge(mono)
  }

  /** After a rejoin: how many entries the break had held back, or that a whole picture came. */
  function recover(entries: number | 'picture'): void {
    recovered = entries
  }

  /** Judges anew; called by the screen's own ticker, which beats on when the server does not. */
  function judge(mono: number): void {
    // The page itself stood still: what came meanwhile is still waiting to be heard.
    if (judged !== null && mono - judged > FROZEN) thawed = mono
    judged = mono
    // On an open line that may take as long as ever; on one that is known to be closed, a beat's time.
    const grace = thawed === null ? -Infinity : joined.value ? thawed : thawed + FROZEN - BROKEN
    const last = heard.value === null ? null : Math.max(heard.value, grace)
    state.value = judgeLink(last, joined.value, mono)
    opened ??= mono
    waited.value = Math.floor((mono - opened) / 2_000) * 2
    silence.value = heard.value === null ? 0 : Math.floor((mono - heard.value) / 2_000) * 2
    if (state.value === 'lost') left ??= stands.value
  }

  /** Server time as it must be by now, even when nothing is heard; good for the day, not for ages. */
  const reckoned = computed(() => (stands.value === null ? null : instant(stands.value + silence.value * SECOND)))
  const lost = computed(() => state.value === 'lost')
  return { state, lost, reckoned, joined, reached, refused, waited, heard, stands, silence, last, line, hear, recover, judge }
})
