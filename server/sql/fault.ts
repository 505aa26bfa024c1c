// What a disk answers besides success, as one error that crosses threads.

/**
 * full: no room; readonly: may not write; corrupt: the bytes are not what was written; locked: another process has it open;
 * io: the disk failed in another way; gone: the store is closed or its thread ended.
 */
export const storeFaults = ['full', 'readonly', 'corrupt', 'locked', 'io', 'gone'] as const
export type FaultKind = (typeof storeFaults)[number]

/** Thrown by every store; `where` is the seq or instant that a damage was found at, null when it has none. */
export class StoreFault extends Error {
  readonly fault: FaultKind
  readonly where: number | null

  constructor(fault: FaultKind, message: string, where: number | null = null) {
    super(message)
    this.name = 'StoreFault'
    this.fault = fault
    this.where = where
  }
}

/** By the beginning of SQLite's extended result code or by Node's errno. */
const codes: readonly (readonly [string, FaultKind, string])[] = [
  ['SQLITE_FULL', 'full', 'the disk is full'],
  ['SQLITE_READONLY', 'readonly', 'the file or its disk may not be written'],
  ['SQLITE_CORRUPT', 'corrupt', 'the file is damaged'],
  ['SQLITE_NOTADB', 'corrupt', 'the file is damaged or no database'],
  // The rules of the tables are checked before they are asked to hold.
  ['SQLITE_CONSTRAINT', 'corrupt', 'the file is damaged, its tables contradict themselves'],
  ['SQLITE_BUSY', 'locked', 'another process has the file open'],
  ['SQLITE_LOCKED', 'locked', 'another process has the file open'],
  ['SQLITE_IOERR', 'io', 'the disk failed'],
  ['SQLITE_CANTOPEN', 'io', 'the file cannot be opened'],
  ['SQLITE_PERM', 'readonly', 'the file may not be opened'],
  ['ENOSPC', 'full', 'the disk is full'],
  ['EDQUOT', 'full', 'the quota is used up'],
  ['EFBIG', 'full', 'the file may not grow'],
  ['EROFS', 'readonly', 'the disk may not be written'],
  ['EACCES', 'readonly', 'the file may not be opened'],
  ['EPERM', 'readonly', 'the file may not be opened'],
  ['EIO', 'io', 'the disk failed'],
  ['ENOENT', 'io', 'the file is missing'],
]

/** Names what went wrong, or undefined when the error is no disk's (a bug then). */
export function storeFault(error: unknown): StoreFault | undefined {
  if (error instanceof StoreFault) return error
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  const { code, message } = error
  const known = codes.find(([prefix]) => code === prefix || (prefix.startsWith('SQLITE') && code.startsWith(`${prefix}_`)))
  return known && new StoreFault(known[1], `${known[2]} (${code}: ${message})`)
}
