// Pages of plain cells in, the bytes of an XLSX file out: made in a thread of its own, which takes its memory with it.
import { Worker } from 'node:worker_threads'
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

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Rejects when the thread failed. */
export function workbookOf(pages: readonly BookPage[], made: Instant): Promise<Uint8Array> {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL('./workbook-worker.ts', import.meta.url), { workerData: { pages, made } satisfies BookAsked })
    worker.once('message', done)
    worker.once('error', failed)
    worker.once('exit', (code) => { failed(new Error(`the workbook's thread ended with ${code}`)) })
  })
}

/** Makes one workbook after another: each takes a core for some tenths of a second. */
export function createBinder(): typeof workbookOf {
  let last: Promise<unknown> = Promise.resolve()
  return (pages, made) => {
    const next = last.then(() => workbookOf(pages, made))
    last = next.catch(() => undefined)
    return next
  }
}
