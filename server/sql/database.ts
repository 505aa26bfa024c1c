// The one door to better-sqlite3: opens a file so that a commit is on disk, and asserts it by reading back.
import { copyFileSync, existsSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { StoreFault, storeFault } from './fault.ts'

export type Database = Sqlite.Database
export type Statement<Bound extends unknown[], Row = unknown> = Sqlite.Statement<Bound, Row>

export interface OpenOptions {
  /** Milliseconds to wait for another process to let go of the file. */
  readonly patience?: number
  /** For files that are finished: opened without a journal, never written. */
  readonly readonly?: boolean
}

/**
 * Opens or creates a database for one process alone: WAL, synchronous=FULL, exclusive lock until closed, deleted content
 * overwritten with zeros, checkpoints only when asked. Throws StoreFault ('locked' when another process has it).
 */
export function openDatabase(path: string, options: OpenOptions = {}): Database {
  let db: Database | undefined
  try {
    db = new Sqlite(path, { timeout: options.patience ?? 2_000, readonly: options.readonly ?? false, fileMustExist: options.readonly ?? false })
    db.pragma('cell_size_check = ON')
    if (options.readonly) return db
    db.pragma('locking_mode = EXCLUSIVE')
    expect(db, 'journal_mode', 'WAL', 'wal')
    expect(db, 'synchronous', 'FULL', 2)
    expect(db, 'secure_delete', 'ON', 1)
    expect(db, 'wal_autocheckpoint', '0', 0)
    db.pragma('fullfsync = ON')
    db.pragma('checkpoint_fullfsync = ON')
    db.pragma('temp_store = MEMORY')
    return db
  } catch (error) {
    db?.close()
    throw withPath(error, path)
  }
}

/** A database in memory, for asking what a schema looks like. */
export const scratchDatabase = (): Database => new Sqlite(':memory:')

/** Sets a pragma and reads it back: a store that cannot keep its promise does not open. */
function expect(db: Database, name: string, value: string, held: string | number): void {
  db.pragma(`${name} = ${value}`)
  const found = db.pragma(name, { simple: true })
  if (found !== held) throw new StoreFault('io', `${name} is ${String(found)} and not ${value}: the disk cannot keep what is promised`)
}

function withPath(error: unknown, path: string): unknown {
  const fault = storeFault(error)
  return fault ? new StoreFault(fault.fault, `${path}: ${fault.message}`, fault.where) : error
}

/** Runs `work` in one transaction: all of it is on disk when this returns, none of it when it throws. */
export function commit<Result>(db: Database, work: () => Result): Result {
  return db.transaction(work).immediate()
}

/** Frames in the write-ahead log that are not in the database file yet. */
export function walFrames(db: Database): number {
  const [row] = db.pragma('wal_checkpoint(NOOP)') as { log: number }[]
  return Math.max(0, row.log)
}

/** Moves the write-ahead log into the database file and empties it. */
export function emptyWal(db: Database): void {
  const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  if (row.busy !== 0) throw new StoreFault('locked', 'the write-ahead log is in use')
}

/** Whether the file is as long as the database in it says; a truncated one is not. Asked when the log is empty. */
export const isWhole = (db: Database): boolean =>
  statSync(db.name).size === (db.pragma('page_size', { simple: true }) as number) * (db.pragma('page_count', { simple: true }) as number)

/** Copies the log of a file that is refused to `<path>-wal-kept`: closing throws it away, and somebody may want to look. */
export function keepWal(path: string): void {
  const log = `${path}-wal`
  if (existsSync(log) && statSync(log).size > 0) copyFileSync(log, `${log}-kept`)
}
