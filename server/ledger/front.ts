// The front of a ledger: the port over a desk, wherever the desk runs; group commit and long walks in slices.
import type { Draft, Entry } from '../../shared/domain/entry.ts'
import { isRefusal, refuse } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { StoreFault, storeFault } from '../sql/fault.ts'
import { groupCommit } from '../sql/group.ts'
import type { Thread } from '../sql/thread.ts'
import { SLICE, type LedgerDesk, type LedgerReady } from './desk.ts'
import type { Appended, Ledger, Verdict } from './ledger.ts'
import type { DraftRow } from './row.ts'
import { entriesOf, misfit, toDraftRow, toEntries, toEntry } from './shape.ts'
import type { Settled } from './settle.ts'
import type { Link } from './chain.ts'

/** Drafts that one commit may take: long enough for throughput, short enough for a few milliseconds. */
const GROUP = 2_000

type ValueOf<Name extends keyof LedgerDesk> = ReturnType<LedgerDesk[Name]>['value']

/** How the front reaches its desk. */
export type Reach = Pick<Thread<LedgerDesk, unknown>, 'ask' | 'end'>

/** A desk that runs where it is asked, for stores that never wait. */
export function inPlace(desk: LedgerDesk): Reach {
  let open = true
  return {
    ask: async (name, ask) => {
      await Promise.resolve()
      if (!open) throw new StoreFault('gone', 'the store is closed')
      const { value, after } = desk[name](ask as never)
      after?.()
      return value as never
    },
    end: async () => { open = false },
  }
}

export function ledgerFront(reach: Reach, ready: LedgerReady, now: () => Instant): Ledger {
  let head = ready.head.seq

  const commit = async (drafts: readonly DraftRow[]): Promise<readonly Appended[]> => {
    const committed = now()
    let settled: readonly Settled[]
    try {
      settled = await reach.ask('append', { drafts, committed })
    } catch (error) {
      const fault = storeFault(error)
      if (!fault) throw error
      return drafts.map(() => refuse('STORAGE_FAILED', fault.message))
    }
    return settled.map((answer, index): Appended => {
      if (isRefusal(answer)) return answer
      if ('row' in answer) return { entry: toEntry(answer.row), repeated: true }
      head = Math.max(head, answer.seq)
      return { entry: toEntry({ ...drafts[index], seq: answer.seq, committed }), repeated: false }
    })
  }
  const group = groupCommit(commit, GROUP)

  return {
    epoch: ready.epoch,
    get head() { return head },
    append: async (drafts: readonly Draft[]) => drafts.length === 0 ? [] : group.add(drafts.map(toDraftRow)),

    async read(from, limit) {
      const entries: Entry[] = []
      while (entries.length < limit) {
        const slice = toEntries(await reach.ask('read', { from: from + entries.length, limit: limit - entries.length }))
        if (slice.length === 0) break
        entries.push(...slice)
      }
      return entries
    },

    async about(about) {
      const entries: Entry[] = []
      for (;;) {
        const slice = toEntries(await reach.ask('about', { about, from: entries.at(-1)?.seq ?? 0 }))
        entries.push(...slice)
        if (slice.length < SLICE) return entries
      }
    },

    version: (about) => reach.ask('version', about),
    personal: (about) => reach.ask('personal', about),
    erase: (about) => reach.ask('erase', about),
    saveSnapshot: async (name, seq, bytes) => { await reach.ask('saveSnapshot', { name, seq, bytes }, bytes.length === bytes.buffer.byteLength ? [bytes.buffer] : []) },
    loadSnapshot: (name) => reach.ask('loadSnapshot', name),
    verify: () => verify(reach, ready.origin, head),

    async close() {
      await group.idle()
      try {
        await reach.ask('close', null)
      } finally {
        await reach.end()
      }
    },
  }
}

/** The chain first, then personal data against it, then every page of the files. */
async function verify(reach: Reach, origin: Link, head: number): Promise<Verdict> {
  let last = origin
  const verdict = (fault: Verdict['fault']): Verdict => ({ ok: fault === null, checked: last.seq, fault })
  try {
    while (last.seq < head) {
      const walked = await reach.ask('walk', last)
      const unfit = firstUnfit(walked.text)
      last = walked.last
      if (unfit ?? walked.fault) return verdict(unfit ?? walked.fault)
    }
    for (let after: string | null = ''; after !== null;) {
      const checked: ValueOf<'checkPersonal'> = await reach.ask('checkPersonal', after)
      if (checked.fault) return verdict(checked.fault)
      after = checked.next
    }
    for (let first: number | null = 1; first !== null;) {
      const checked: ValueOf<'checkFiles'> = await reach.ask('checkFiles', first)
      if (checked.bad !== null) return verdict({ seq: 0, why: checked.bad })
      first = checked.next
    }
    return verdict(null)
  } catch (error) {
    const fault = storeFault(error)
    if (fault?.fault !== 'corrupt') throw error
    return verdict({ seq: fault.where ?? (last.seq < head ? last.seq + 1 : 0), why: fault.message })
  }
}

function firstUnfit(text: string): Verdict['fault'] {
  for (const { seq, kind, data } of entriesOf(text)) {
    const why = misfit(kind, data)
    if (why !== null) return { seq, why: `its data do not fit its kind: ${why}` }
  }
  return null
}
