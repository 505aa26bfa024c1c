// The mirror store: the only writer of the screen's copy of what frames said.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import { isOpen, type GridEvent } from '../../shared/domain/event.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import { fold, putFixes, type Folded } from '../../shared/wire/fold.ts'
import type { Decoded } from '../../shared/wire/fixes.ts'
import type { Frame } from '../../shared/wire/frame.ts'
import { emptyMirror } from '../../shared/wire/mirror.ts'

/** When the screen's next picture begins; where nothing is drawn, at once. */
const nextPicture = (run: () => void): void => {
  if (typeof requestAnimationFrame === 'function') requestAnimationFrame(run)
  else run()
}

export const useMirror = defineStore('mirror', () => {
  /** The mirror itself is large and never deeply reactive; it is triggered when entries or a picture changed it. */
  const mirror = shallowRef(emptyMirror())
  const readings = shallowRef<Partial<Readings>>({})
  /** Counts what changed entries-wise, fix-wise, and frames that could not be used. */
  const situation = ref(0)
  const moves = ref(0)
  const bad = ref(0)
  const pictured = ref(false)

  /** Drawers hear of moves at once, but of any number of them only once for each picture of the screen. */
  let drawing = false
  let more = false
  function moved(): void {
    more = drawing
    if (drawing) return
    moves.value++
    drawing = true
    nextPicture(() => {
      drawing = false
      if (more) moved()
    })
  }

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
    if (frame.kind !== 'readings' && frame.kind !== 'beat') told()
    if (frame.kind === 'picture' || frame.kind === 'readings') readings.value = mirror.value.readings
    return folded
  }

  /** Moves the places by what came of one frame of fixes. */
  function applyFixes(decoded: Decoded): Folded {
    if (decoded === 'bad') bad.value++
    if (typeof decoded === 'string') return decoded
    putFixes(mirror.value, decoded)
    moved()
    return 'applied'
  }

  const open = computed<GridEvent[]>(() => [...mirror.value.events.values()].filter((event) => isOpen(event.stage)))

  return { mirror, readings, situation, moves, bad, pictured, open, apply, applyFixes }
})
