// Long work in steps, so that whoever does it may do other things between them.

/** Work that pauses after each step, none of which takes long, and answers at its end. */
export type Steps<Answer> = Generator<undefined, Answer>

/** All steps at once. */
export function finish<Answer>(steps: Steps<Answer>): Answer {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
