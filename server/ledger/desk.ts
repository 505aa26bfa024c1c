// The desk: the ledger's asks over a shelf, one at a time; runs in the store's thread, or in place for the memory one.
import { hash, randomUUID } from 'node:crypto'
import type { Personal } from '../../shared/domain/entry.ts'
import { StoreFault } from '../sql/fault.ts'
import type { Answer } from '../sql/serve.ts'
import { personalFits, soundRows, walk, type Link, type Walked } from './chain.ts'
import { entryText, type DraftRow, type PersonalRow, type Row } from './row.ts'
import { settle, type Settled } from './settle.ts'
import type { Shelf } from './shelf.ts'

/**
 * Rows or personal rows that one ask looks at, so that an append never waits long behind it. Some 100 kB of text: larger
 * ones cost three times as much a row, for V8 and malloc map them anew each time.
 */
export const SLICE = 250

/** What the main side learns when the store is open. */
export interface LedgerReady { readonly epoch: string; readonly origin: Link; readonly head: Link }

export type Found = { readonly seq: number; readonly why: string } | null

export function ledgerDesk(shelf: Shelf) {
  let head = shelf.head()

  const link = (seq: number): Link => {
    if (seq === 0) return shelf.origin
    const row = shelf.rows(seq - 1, 1)[0]
    if (row?.seq !== seq) throw new StoreFault('corrupt', `the ledger is damaged at entry ${seq}: the entry is missing`, seq)
    return row
  }
  const answer = <Value>(value: Value): Answer<Value> => ({ value })

  return {
    append({ drafts, committed }: { drafts: readonly DraftRow[]; committed: number }): Answer<readonly Settled[]> {
      const done = shelf.commit(() => settle(shelf, head, drafts, committed, randomUUID))
      if (done.head.seq > head.seq) shelf.acknowledge(done.head)
      head = done.head
      return { value: done.settled, after: () => { shelf.tidy() } }
    },

    /** Entries after `from` as one JSON text, at most SLICE; every one has been fitted to the chain. */
    read({ from, limit }: { from: number; limit: number }): Answer<string> {
      const wanted = Math.min(limit, SLICE, head.seq - from)
      if (wanted <= 0) return answer('[]')
      const texts: string[] = []
      const rows = soundRows(link(from), shelf.rows(from, wanted), ({ data }, frame) => { texts.push(entryText(frame, data)) })
      if (rows.length < wanted) {
        const seq = from + rows.length + 1
        throw new StoreFault('corrupt', `the ledger is damaged at entry ${seq}: the entry is missing`, seq)
      }
      return answer(`[${texts.join(',')}]`)
    },

    /** Entries about a thing after `from` as one JSON text, at most SLICE; each has been fitted to the one before it. */
    about({ about, from }: { about: string; from: number }): Answer<string> {
      const texts: string[] = []
      for (const row of shelf.about(about, from, SLICE)) {
        soundRows(link(row.seq - 1), [row], ({ data }, frame) => { texts.push(entryText(frame, data)) })
      }
      return answer(`[${texts.join(',')}]`)
    },

    version: (about: string): Answer<number> => answer(shelf.version(about)),

    personal(about: string): Answer<Personal | undefined> {
      const row = shelf.personal(about)
      if (!row) return answer(undefined)
      if (!personalFits(row, shelf.rows(row.seq - 1, 1)[0])) {
        throw new StoreFault('corrupt', `the personal data beside entry ${row.seq} do not fit its hash`, row.seq)
      }
      return answer(JSON.parse(row.body) as Personal)
    },

    erase(about: string): Answer<boolean> {
      const was = shelf.commit(() => shelf.dropPersonal(about))
      shelf.scrub()
      return answer(was)
    },

    saveSnapshot({ name, seq, bytes }: { name: string; seq: number; bytes: Uint8Array }): Answer<null> {
      shelf.commit(() => { shelf.putSnapshot(name, { seq, bytes, check: hash('sha256', bytes) }) })
      return { value: null, after: () => { shelf.tidy() } }
    },

    /** A snapshot is a cache: one that does not fit its checksum, or is ahead of the ledger, is none. */
    loadSnapshot(name: string): Answer<{ seq: number; bytes: Uint8Array<ArrayBuffer> } | undefined> {
      const row = shelf.snapshot(name)
      if (!row || row.seq > head.seq || hash('sha256', row.bytes) !== row.check) return answer(undefined)
      const bytes = Uint8Array.from(row.bytes)
      return { value: { seq: row.seq, bytes }, transfer: [bytes.buffer] }
    },

    /** Walks a slice of the chain after `before`, indexes included; `text` is what fitted, as `read` answers it. */
    walk(before: Link): Answer<Walked & { text: string }> {
      const rows = shelf.rows(before.seq, Math.min(SLICE, head.seq - before.seq))
      const texts: string[] = []
      const { last, fault } = walk(before, rows, (row, frame) => {
        const why = lost(shelf, row)
        if (why === null) texts.push(entryText(frame, row.data))
        return why
      })
      const text = `[${texts.join(',')}]`
      const missing = rows.length === 0 && before.seq < head.seq ? { seq: before.seq + 1, why: 'the entry is missing' } : null
      return answer({ last, fault: fault ?? missing, text })
    },

    /** Checks a slice of the personal rows after `after`; `next` null at the end. */
    checkPersonal(after: string): Answer<{ next: string | null; fault: Found }> {
      const rows = shelf.personals(after, SLICE)
      const bad = rows.find((row) => !personalIsLast(shelf, row))
      const fault = bad ? { seq: bad.seq, why: 'the personal data beside the entry do not fit its hash' } : null
      return answer({ next: rows.length < SLICE ? null : rows[rows.length - 1].about, fault })
    },

    checkFiles: (first: number) => answer(shelf.checkFiles(first)),

    close(_: null): Answer<null> {
      shelf.close()
      return answer(null)
    },
  }
}

export type LedgerDesk = ReturnType<typeof ledgerDesk>

/** Whether the indexes have lost the row. */
function lost(shelf: Shelf, row: Row): string | null {
  if (row.key !== null && shelf.byKey(row.key)?.seq !== row.seq) return 'it is not found by its key'
  return shelf.version(row.about) < row.seq ? 'it is not found by what it is about' : null
}

function personalIsLast(shelf: Shelf, personal: PersonalRow): boolean {
  return shelf.version(personal.about, true) === personal.seq && personalFits(personal, shelf.rows(personal.seq - 1, 1)[0])
}
