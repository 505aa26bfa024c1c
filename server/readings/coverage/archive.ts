// Where the full stretches of tracks lie: a file for every hour, so that memory does not grow with the day.
import { closeSync, fdatasync, fstatSync, mkdirSync, openSync, readdirSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'

/** Bytes gathered before they are written. */
const GATHERED = 65_536
/** Before each piece: its length and its CRC-32, little-endian. */
const HEAD = 8
/** Bytes read at first: most pieces are shorter. */
const FIRST = 4_096
/** A ticket is the hour times this, plus where in the hour's file the piece begins. */
const ROOM = 2 ** 33

export interface Archive {
  /** Takes bytes that nobody changes any more, of an hour since 1970; the ticket gets them back. */
  put(hour: number, bytes: Uint8Array): number
  /** What was put; null when it is not there or not what it was. */
  get(ticket: number): Uint8Array | null
  /** Whether there is room for a piece where a ticket of an earlier run points to. */
  holds(ticket: number): boolean
  /** Resolves when all that was put before the call is on disk. */
  sync(): Promise<void>
  /** Drops the hours before that of a ticket: no snapshot points to them any more. Infinity drops all but the one being written. */
  forget(before: number): void
  close(): void
}

/** For those who keep nothing on disk: pieces stay as long as it. */
export function memoryArchive(): Archive {
  const pieces: Uint8Array[] = []
  return {
    put: (_hour, bytes) => pieces.push(bytes.slice()) - 1,
    get: (ticket) => pieces[ticket] ?? null,
    holds: (ticket) => ticket < pieces.length,
    sync: () => Promise.resolve(),
    forget: () => undefined,
    close: () => undefined,
  }
}

/** One for all: tickets are good wherever they go in the process. */
export const IN_MEMORY = memoryArchive()

const hourOf = (ticket: number): number => Math.floor(ticket / ROOM)
const syncFile = promisify(fdatasync)

interface HourFile { readonly path: string; readonly fd: number; length: number; dirty: boolean }

/**
 * Files `<hour>.track` of a folder that this process alone writes. What the disk does not take waits in memory for the next
 * piece; `failed` hears of it, and of pieces that cannot be read.
 */
export function openFileArchive(folder: string, failed: (error: unknown) => void): Archive {
  mkdirSync(folder, { recursive: true })
  const files = new Map<number, HourFile>()
  const open = (hour: number, flags: 'r+' | 'w+'): HourFile => {
    const path = join(folder, `${hour}.track`)
    const fd = openSync(path, flags, 0o600)
    const file: HourFile = { path, fd, length: fstatSync(fd).size, dirty: false }
    files.set(hour, file)
    return file
  }
  for (const name of readdirSync(folder)) if (/^\d+\.track$/.test(name)) open(parseInt(name), 'r+')

  /** Of the hour that was put to last, behind the end of its file. */
  let waiting = Buffer.alloc(GATHERED)
  let waits = 0
  let of = -1

  /** Whether nothing waits any more. */
  const flush = (): boolean => {
    try {
      for (const file = waits > 0 ? files.get(of) ?? open(of, 'w+') : undefined; file && waits > 0;) {
        const written = writeSync(file.fd, waiting, 0, waits, file.length)
        waiting.copyWithin(0, written, waits)
        waits -= written
        file.length += written
        file.dirty = true
      }
    } catch (error) {
      failed(error)
    }
    return waits === 0
  }

  const read = (hour: number, from: number, length: number): Buffer | null => {
    const file = files.get(hour)
    if (hour === of && from >= (file?.length ?? 0)) {
      const at = from - (file?.length ?? 0)
      return Buffer.from(waiting.subarray(at, Math.min(waits, at + length)))
    }
    if (!file) return null
    const bytes = Buffer.alloc(Math.min(length, file.length - from))
    return bytes.subarray(0, readSync(file.fd, bytes, 0, bytes.length, from))
  }

  return {
    put(hour, bytes) {
      // While a disk refuses, the pieces of all hours go behind one another in the one that waits.
      if (hour !== of && flush()) of = hour
      const length = HEAD + bytes.length
      if (waits + length > GATHERED) flush()
      if (waits + length > waiting.length) waiting = Buffer.concat([waiting, Buffer.alloc(waiting.length + length)])
      const ticket = of * ROOM + (files.get(of)?.length ?? 0) + waits
      waiting.writeUInt32LE(bytes.length, waits)
      waiting.writeUInt32LE(crc32(bytes), waits + 4)
      waiting.set(bytes, waits + HEAD)
      waits += length
      return ticket
    },
    get(ticket) {
      try {
        const [hour, from] = [hourOf(ticket), ticket % ROOM]
        let piece = read(hour, from, FIRST)
        if (piece && piece.length >= HEAD) {
          const length = piece.readUInt32LE(0)
          if (HEAD + length > piece.length && length < ROOM) piece = read(hour, from, HEAD + length)
          const bytes = piece?.subarray(HEAD, HEAD + length)
          if (bytes?.length === length && crc32(bytes) === piece?.readUInt32LE(4)) return bytes
        }
        throw new Error(`${join(folder, `${hour}.track`)}: what was written at ${from} is not there any more`)
      } catch (error) {
        failed(error)
        return null
      }
    },
    holds: (ticket) => ticket % ROOM + HEAD <= (files.get(hourOf(ticket))?.length ?? 0),
    async sync() {
      flush()
      const dirty = [...files.values()].filter((file) => file.dirty)
      for (const file of dirty) file.dirty = false
      await Promise.all(dirty.map((file) => syncFile(file.fd)))
    },
    forget(before) {
      for (const [hour, file] of files) {
        if (hour >= hourOf(before) || hour === of) continue
        files.delete(hour)
        closeSync(file.fd)
        unlinkSync(file.path)
      }
    },
    close() {
      flush()
      for (const { fd } of files.values()) closeSync(fd)
      files.clear()
    },
  }
}
