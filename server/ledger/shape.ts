// From drafts to rows and from rows to entries: nothing is taken that could not be read back.
import { entryData, type Draft, type Entry, type EntryKind } from '../../shared/domain/entry.ts'
import { StoreFault } from '../sql/fault.ts'
import { canonical } from './canonical.ts'
import { entryText, frameText, type DraftRow, type Row } from './row.ts'

const NAME_LENGTH = 256

/** Throws TypeError for a draft that could never be read back: that is a bug of whoever drafted it. */
export function toDraftRow(draft: Draft): DraftRow {
  const { kind, by, about, key = null, received, deviceTime = null, expects = null, personal = null } = draft
  for (const name of [by, about, key ?? 'none']) {
    if (name.length === 0 || name.length > NAME_LENGTH || !name.isWellFormed()) {
      throw new TypeError(`by, about and key of ${kind} have 1 to ${NAME_LENGTH} characters`)
    }
  }
  for (const time of [received, deviceTime ?? 0]) if (!Number.isFinite(time)) throw new TypeError(`a time of ${kind} is ${time}`)
  const unfit = misfit(kind, draft.data)
  if (unfit !== null) throw new TypeError(`data of ${kind} do not fit: ${unfit}`)
  return { kind, by, about, key, received, deviceTime, data: canonical(draft.data), expects, personal: personal && { ...personal } }
}

/** Why `data` is not what an entry of this kind holds, null when it is. */
export function misfit(kind: string, data: unknown): string | null {
  if (!isKind(kind)) return `there is no kind ${kind} in this program`
  const answer = entryData[kind].safeParse(data)
  return answer.success ? null : answer.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')
}

export const isKind = (kind: string): kind is EntryKind => Object.hasOwn(entryData, kind)

type Told = readonly [readonly [number, string, string, string, string | null, number, number, number | null, unknown], unknown]

const tell = ([[seq, kind, by, about, key, committed, received, deviceTime], data]: Told): Entry =>
  ({ seq, kind, by, about, key, committed, received, deviceTime, data }) as Entry

export const toEntry = (row: Omit<Row, 'hash' | 'personal'>): Entry =>
  tell(JSON.parse(entryText(frameText({ ...row, personal: null }), row.data)) as Told)

/** Entries as a JSON text tells them that fitted the chain, of whatever kinds. */
export const entriesOf = (text: string): readonly Entry[] => (JSON.parse(text) as Told[]).map(tell)

/** The same; one of a kind from a newer program is not handed out. Throws StoreFault. */
export function toEntries(text: string): readonly Entry[] {
  const entries = entriesOf(text)
  for (const { seq, kind } of entries) {
    if (!isKind(kind)) throw new StoreFault('corrupt', `entry ${seq} is of a kind that this program does not know: ${String(kind)}`, seq)
  }
  return entries
}
