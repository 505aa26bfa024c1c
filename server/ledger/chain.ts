// The hash chain: each row carries the hash of itself and of the one before it, back to the store's origin.
import { hash } from 'node:crypto'
import { StoreFault } from '../sql/fault.ts'
import { frameText, type PersonalRow, type Row } from './row.ts'

/** The last row of a stretch: what the next one is chained to. Seq 0 is the origin. */
export interface Link { readonly seq: number; readonly hash: string }

export const origin = (name: string): Link => ({ seq: 0, hash: hash('sha256', `anlan ledger\n${name}`) })

/** Hash of a row: the hash before it, the frame as a JSON list and the canonical data, one a line. */
export const linkHash = (before: string, frame: string, data: string): string => hash('sha256', `${before}\n${frame}\n${data}`)

/** Hash of personal data: without the salt, which is erased with the data, nobody can guess it back. */
export const personalHash = (salt: string, body: string): string => hash('sha256', `${salt}\n${body}`)

export const personalFits = (personal: PersonalRow, row: Row | undefined): boolean =>
  row?.about === personal.about && row.personal === personalHash(personal.salt, personal.body)

export interface Walked { readonly last: Link; readonly fault: { readonly seq: number; readonly why: string } | null }

/** Walks rows that follow `before`; stops at the first that does not fit. `look` may find more to say against a row. */
export function walk(before: Link, rows: readonly Row[], look?: (row: Row, frame: string) => string | null): Walked {
  let last = before
  for (const row of rows) {
    const frame = frameText(row)
    const why = faultOf(last, row, frame) ?? look?.(row, frame) ?? null
    if (why !== null) return { last, fault: { seq: last.seq + 1, why } }
    last = { seq: row.seq, hash: row.hash }
  }
  return { last, fault: null }
}

function faultOf(before: Link, row: Row, frame: string): string | null {
  if (row.seq !== before.seq + 1) return `the entry is missing, the next one there is ${row.seq}`
  return linkHash(before.hash, frame, row.data) === row.hash ? null : 'the entry does not fit the hash chain'
}

/** Rows that follow `before`, or StoreFault 'corrupt': what does not fit is never handed out. `look` sees each that does. */
export function soundRows(before: Link, rows: readonly Row[], look?: (row: Row, frame: string) => void): readonly Row[] {
  const { fault } = walk(before, rows, (row, frame) => {
    look?.(row, frame)
    return null
  })
  if (fault) throw new StoreFault('corrupt', `the ledger is damaged at entry ${fault.seq}: ${fault.why}`, fault.seq)
  return rows
}
