// The server's clock on this screen: corrected time for whatever is drawn, and the shown time, which only beats move.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { instant, type Instant } from '../../shared/domain/time.ts'

export const useClock = defineStore('clock', () => {
  const at = ref<Instant | null>(null)
  const heard = ref(0)
  const speed = ref(1)
  /** Server time of the last beat: what clocks and ages show, so that a dead page looks dead. */
  const shown = ref<Instant | null>(null)
  const beat = ref(0)

  /** A frame carried server time `time`, heard at monotonic `mono` ms. */
  function hear(time: Instant, mono: number, rate?: number): void {
    at.value = time
    heard.value = mono
    if (rate !== undefined) speed.value = rate
    shown.value ??= time
  }

  /** A beat came: the hand steps, ages move. */
  function step(time: Instant, count: number, mono: number): void {
    hear(time, mono)
    shown.value = time
    beat.value = count
  }

  /** Server-corrected time at monotonic `mono` ms; 1970 before anything was heard. */
  const now = (mono: number): Instant => instant(at.value === null ? 0 : at.value + (mono - heard.value) * speed.value)

  return { at, shown, beat, speed, hear, step, now }
})
