// Pages of plain cells in, the bytes of an XLSX file out: made in a thread of its own, which takes its memory with it.
import { Worker } from 'node:worker_threads'
import type { Instant } from '../../shared/domain/time.ts'
import type { BookAsked, BookPage } from './book-page.ts'

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
