// Counts what each call of an outside system is answered at its source.
import { isRefusal, type Refusal } from '../../shared/domain/refusal.ts'
import { eventSource, type Counts } from './counts.ts'
import type { Source } from './draft-event.ts'

/** Passes the answer on; of items each counts by itself. */
export const countedBy = (counts: Counts) => async <Answer extends object>(source: Source, call: Promise<Answer | Refusal>): Promise<Answer | Refusal> => {
  const answer = await call
  const id = eventSource(source.id)
  counts.named(id, source.name)
  counts.seen(id)
  for (const one of 'items' in answer && Array.isArray(answer.items) ? answer.items : [answer]) {
    if (isRefusal(one)) counts.refused(id, one.refused)
    else counts.admitted(id, 1)
  }
  return answer
}
