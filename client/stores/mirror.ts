// The mirror store: the only writer of the screen's copy of what frames said.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import { isOpen, type GridEvent } from '../../shared/domain/event.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import { fold, foldFixes, type Folded } from '../../shared/wire/fold.ts'
import type { Frame } from '../../shared/wire/frame.ts'
import { emptyMirror } from '../../shared/wire/mirror.ts'

export const useMirror = defineStore('mirror', () => {
  /** The mirror itself is large and never deeply reactive; it is triggered when entries or a picture changed it. */
  const mirror = shallowRef(emptyMirror())
  const readings = shallowRef<Partial<Readings>>({})
  /** Counts what changed entries-wise, fix-wise, and frames that could not be used. */
  const situation = ref(0)
  const moves = ref(0)
  const bad = ref(0)
  const pictured = ref(false)

  function told(): void {
    situation.value++
    moves.value++
    triggerRef(mirror)
  }

  /** Folds one frame in; a frame that breaks the fold costs the mirror its epoch, so that the next join brings a whole picture. */
  function apply(frame: Frame): Folded {
    let folded: Folded
    try {
      folded = fold(mirror.value, frame)
    } catch {
      mirror.value.epoch = null
      folded = 'bad'
    }
    if (folded === 'bad') bad.value++
    if (folded !== 'applied') return folded
    if (frame.kind === 'picture') pictured.value = true
    if (frame.kind === 'picture' || frame.kind === 'entries') told()
    if (frame.kind === 'picture' || frame.kind === 'readings') readings.value = mirror.value.readings
    return folded
  }

  /** Folds one binary frame of fixes in. */
  function applyFixes(bytes: Uint8Array): Folded {
    const folded = foldFixes(mirror.value, bytes)
    if (folded === 'bad') bad.value++
    if (folded === 'applied') moves.value++
    return folded
  }

  const open = computed<GridEvent[]>(() => [...mirror.value.events.values()].filter((event) => isOpen(event.stage)))

  return { mirror, readings, situation, moves, bad, pictured, open, apply, applyFixes }
})
