// A workbook's pages as plain cells.
import type { Instant } from '../../shared/domain/time.ts'

/** An instant in a cell. */
export interface Moment { readonly at: Instant }
export const at = (moment: Instant): Moment => ({ at: moment })
export type Cell = string | number | null | Moment

export interface BookPage {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly heads: readonly string[]
  /** In characters; as many as heads. */
  readonly widths: readonly number[]
  readonly rows: readonly (readonly Cell[])[]
}

/** What the thread is started with. */
export interface BookAsked { readonly pages: readonly BookPage[]; readonly made: Instant }
