// Long work in slices of the event loop: what comes in meanwhile is served between them.
import type { Steps } from '../../shared/domain/steps.ts'

/** Milliseconds after which a slice is over, with the step that is under way. */
const SLICE = 8

const turn = (): Promise<void> => new Promise((go) => { setImmediate(go) })

export async function inSlices<Answer>(steps: Steps<Answer>): Promise<Answer> {
  for (;;) {
    await turn()
    for (const until = performance.now() + SLICE; performance.now() < until;) {
      const step = steps.next()
      if (step.done) return step.value
    }
  }
}
