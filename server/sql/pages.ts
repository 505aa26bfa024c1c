// A checksum of every page of a database file, so that one flipped bit anywhere in it is found, used or not.
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { emptyWal, openDatabase, walFrames, type Database, type OpenOptions } from './database.ts'

const WAL_HEADER = 32
const FRAME_HEADER = 24
const PAGES_A_SLICE = 4_096
/** SQLite never writes the page that holds this byte: its locks live there. */
const LOCK_BYTE = 0x4000_0000
/** Stands in the place of page 0, which there is none of, when the log was emptied without summing. */
const STALE = 1

export interface PagedDatabase {
  readonly db: Database
  /** Empties the write-ahead log into the file; what the file will hold is summed first. Throws StoreFault. */
  checkpoint(): void
  /** Checks a slice of pages from page `first` (1 is the first one); `next` null at the end, `bad` the first that does not fit. */
  check(first: number): { readonly next: number | null; readonly bad: number | null }
  close(): void
}

/**
 * Opens `path` with its checksums in `<path>-sums` (4 bytes a page, at page × 4). Sums are written from the write-ahead
 * log and synced before a checkpoint; a crash in between leaves the log, which the next checkpoint sums again. Where that
 * fails at closing, the sums are marked as stale and taken anew at the next opening.
 * The caller must hold a lock on the folder: closing a file here would drop SQLite's own lock on it.
 */
export function openPaged(path: string, options: OpenOptions = {}): PagedDatabase {
  const file = openSync(path, 'a+')
  const sums = openSync(`${path}-sums`, 'a+')
  closeSync(sums)
  const table = openSync(`${path}-sums`, 'r+')
  let db: Database
  try {
    db = openDatabase(path, options)
  } catch (error) {
    closeSync(file)
    closeSync(table)
    throw error
  }
  const pageSize = db.pragma('page_size', { simple: true }) as number

  const checkpoint = (): void => {
    const frames = walFrames(db)
    if (frames > 0) {
      for (const [page, sum] of sumFrames(`${path}-wal`, frames, pageSize)) writeSum(table, page, sum)
      fsyncSync(table)
    }
    emptyWal(db)
  }

  const check = (first: number): { next: number | null; bad: number | null } => {
    checkpoint()
    const pages = fstatSync(file).size / pageSize
    const count = Math.max(0, Math.min(PAGES_A_SLICE, Math.ceil(pages) - first + 1))
    const bytes = new Uint8Array(count * pageSize)
    readSync(file, bytes, 0, bytes.length, (first - 1) * pageSize)
    const known = Buffer.alloc(count * 4)
    const length = readSync(table, known, 0, known.length, first * 4)
    for (let index = 0; index < count; index++) {
      if (first + index === LOCK_BYTE / pageSize + 1) continue
      const fits = length >= (index + 1) * 4 && known.readUInt32LE(index * 4) === crc32(bytes.subarray(index * pageSize, (index + 1) * pageSize))
      if (!fits) return { next: null, bad: first + index }
    }
    return { next: first + count <= pages ? first + count : null, bad: null }
  }

  const sumAll = (): void => {
    emptyWal(db)
    const bytes = Buffer.alloc(pageSize)
    for (let page = 1; page <= fstatSync(file).size / pageSize; page++) {
      readSync(file, bytes, 0, pageSize, (page - 1) * pageSize)
      writeSum(table, page, crc32(bytes))
    }
    writeSum(table, 0, 0)
    fsyncSync(table)
  }
  if (readSum(table, 0) === STALE) sumAll()

  return {
    db, checkpoint, check,
    close: () => {
      // SQLite empties the log at closing, whether it has been summed or not.
      try {
        checkpoint()
      } catch {
        writeSum(table, 0, STALE)
      }
      db.close()
      closeSync(file)
      closeSync(table)
    },
  }
}

/** The checksum of each page as the log holds it last, by page number. */
function sumFrames(path: string, frames: number, pageSize: number): Map<number, number> {
  const last = new Map<number, number>()
  const sums = new Map<number, number>()
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(4)
    const frame = FRAME_HEADER + pageSize
    for (let index = 0; index < frames; index++) {
      readSync(file, header, 0, 4, WAL_HEADER + index * frame)
      last.set(header.readUInt32BE(0), index)
    }
    const content = Buffer.alloc(pageSize)
    for (const [page, index] of last) {
      readSync(file, content, 0, pageSize, WAL_HEADER + index * frame + FRAME_HEADER)
      sums.set(page, crc32(content))
    }
    return sums
  } finally {
    closeSync(file)
  }
}

function writeSum(table: number, page: number, sum: number): void {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(sum)
  writeSync(table, bytes, 0, 4, page * 4)
}

function readSum(table: number, page: number): number {
  const bytes = Buffer.alloc(4)
  readSync(table, bytes, 0, 4, page * 4)
  return bytes.readUInt32LE()
}
