// A ledger as plainly as it can be said, to compare the real ones with.
import { isDeepStrictEqual } from 'node:util'
import type { Draft, Personal } from '../../../shared/domain/entry.ts'

interface Kept { readonly seq: number; readonly draft: Draft }

export interface Model {
  append(draft: Draft): string
  erase(about: string): boolean
  version(about: string): number
  personal(about: string): Personal | undefined
  readonly kept: readonly Kept[]
}

/** Answers in short: `new 3`, `again 1` or a refusal's code. */
export function ledgerModel(): Model {
  const kept: Kept[] = []
  const people = new Map<string, Personal>()
  const version = (about: string): number => kept.findLast((one) => one.draft.about === about)?.seq ?? 0
  return {
    kept,
    version,
    personal: (about) => people.get(about),
    erase: (about) => people.delete(about),
    append(draft) {
      const before = draft.key === undefined ? undefined : kept.find((one) => one.draft.key === draft.key)
      if (before) {
        const { kind, about, data } = before.draft
        return kind === draft.kind && about === draft.about && isDeepStrictEqual(data, draft.data) ? `again ${before.seq}` : 'KEY_REUSED'
      }
      if (draft.expects !== undefined && draft.expects !== version(draft.about)) return 'EVENT_CONFLICT'
      kept.push({ seq: kept.length + 1, draft })
      if (draft.personal) people.set(draft.about, { ...people.get(draft.about), ...draft.personal })
      return `new ${kept.length}`
    },
  }
}
