// Where the full stretches of tracks lie: a file for every hour, so that memory does not grow with the day.
import { closeSync, fdatasync, fstatSync, mkdirSync, openSync, readdirSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'

/** Bytes gathered before they are written. */
const GATHERED = 65_536
/** Before each piece: its length and the CRC-32 of its seal and its bytes, little-endian. */
const HEAD = 8
/** No piece is longer. */
const LONGEST = 2 ** 24
/** Bytes read at first: most pieces are shorter. */
const FIRST = 4_096
/** A ticket is the hour times this, plus where in the hour's file the piece begins. */
const ROOM = 2 ** 33

export interface Archive {
  /** Takes bytes that nobody changes any more, of an hour since 1970; the ticket gets them back, with the seal: 32 bits that say whose they are. */
  put(hour: number, bytes: Uint8Array, seal: number): number
  /** What was put; null when it is not there, not what it was or another's. */
  get(ticket: number, seal: number): Uint8Array | null
  /** How many pieces could not be given back when they were asked for last. */
  lost(): number
  /** Whether there is a piece of so many bytes where a ticket of an earlier run points to, whatever is in it. */
  holds(ticket: number, length: number): boolean
  /** Resolves when all that was put before the call is on disk; rejects when the disk does not take it. */
  sync(): Promise<void>
  /** Drops the hours before that of a ticket: nothing points to them any more. Infinity drops all but the one being written. */
  forget(before: number): void
  /** Drops everything: nothing points to any of it. */
  clear(): void
  close(): void
}

/** For those who keep nothing on disk: pieces stay as long as it. */
export function memoryArchive(): Archive {
  const pieces: { readonly bytes: Uint8Array; readonly seal: number }[] = []
  return {
    put: (_hour, bytes, seal) => pieces.push({ bytes: bytes.slice(), seal }) - 1,
    get: (ticket, seal) => (pieces.at(ticket)?.seal === seal ? pieces[ticket].bytes : null),
    lost: () => 0,
    holds: (ticket, length) => pieces.at(ticket)?.bytes.length === length,
    sync: () => Promise.resolve(),
    forget: () => undefined,
    clear: () => undefined,
    close: () => undefined,
  }
}

/** One for all: tickets are good wherever they go in the process. */
export const IN_MEMORY = memoryArchive()

const hourOf = (ticket: number): number => Math.floor(ticket / ROOM)
const syncFile = promisify(fdatasync)

interface HourFile { readonly path: string; readonly fd: number; length: number; dirty: boolean }

/**
 * Files `<hour>.track` of a folder that this process alone writes. What the disk does not take waits in memory; `failed`
 * hears of it once until the disk takes it, and once of each piece that cannot be read. `write` as in node:fs.
 */
export function openFileArchive(folder: string, failed: (error: unknown) => void, write: typeof writeSync = writeSync): Archive {
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
  /** With so many bytes waiting it is tried to write them: more after each refusal. */
  let enough = GATHERED
  let refused = false
  const lost = new Set<number>()
  let syncing: Promise<unknown> = Promise.resolve()

  /** Whether nothing waits any more. */
  const flush = (): boolean => {
    try {
      for (const file = waits > 0 ? files.get(of) ?? open(of, 'w+') : undefined; file && waits > 0;) {
        const written = write(file.fd, waiting, 0, waits, file.length)
        waiting.copyWithin(0, written, waits)
        waits -= written
        file.length += written
        file.dirty = true
      }
      if (waiting.length > GATHERED) waiting = Buffer.alloc(GATHERED)
      enough = GATHERED
      refused = false
    } catch (error) {
      if (!refused) failed(error)
      refused = true
      enough = waits + GATHERED
    }
    return waits === 0
  }

  const read = (hour: number, from: number, length: number): Buffer => {
    const file = files.get(hour)
    const written = file?.length ?? 0
    const there = Buffer.alloc(Math.max(0, Math.min(length, written - from)))
    const bytes = file && there.length > 0 ? there.subarray(0, readSync(file.fd, there, 0, there.length, from)) : there
    if (hour !== of || from + length <= written) return bytes
    // A disk that took a part of a piece has its beginning alone.
    const at = Math.max(0, from - written)
    return Buffer.concat([bytes, waiting.subarray(at, Math.min(waits, from + length - written))])
  }

  return {
    put(hour, bytes, seal) {
      // While a disk refuses, the pieces of all hours go behind one another in the one that waits.
      if (hour !== of && flush()) of = hour
      const length = HEAD + bytes.length
      if (waits + length > enough) flush()
      if (waits + length > waiting.length) waiting = Buffer.concat([waiting, Buffer.alloc(waiting.length + length)])
      const ticket = of * ROOM + (files.get(of)?.length ?? 0) + waits
      waiting.writeUInt32LE(bytes.length, waits)
      waiting.writeUInt32LE(crc32(bytes, seal), waits + 4)
      waiting.set(bytes, waits + HEAD)
      waits += length
      return ticket
    },
    get(ticket, seal) {
      try {
        const [hour, from] = [hourOf(ticket), ticket % ROOM]
        let piece = read(hour, from, FIRST)
        if (piece.length >= HEAD) {
          const length = piece.readUInt32LE(0)
          if (HEAD + length > piece.length && length <= LONGEST) piece = read(hour, from, HEAD + length)
          const bytes = piece.subarray(HEAD, HEAD + length)
          if (bytes.length === length && crc32(bytes, seal) === piece.readUInt32LE(4)) {
            lost.delete(ticket)
            return bytes
          }
        }
        throw new Error(`${join(folder, `${hour}.track`)}: what was written at ${from} is not there any more, or another's`)
      } catch (error) {
        if (!lost.has(ticket)) failed(error)
        lost.add(ticket)
        return null
      }
    },
    lost: () => lost.size,
    holds: (ticket, length) => ticket % ROOM + HEAD + length <= (files.get(hourOf(ticket))?.length ?? 0),
    async sync() {
      // One after another: what an earlier one is still writing is not on disk for the later one either.
      const before = syncing
      const done = (async () => {
        await before.catch(() => undefined)
        if (!flush()) throw new Error(`${folder}: the disk does not take the tracks`)
        for (const file of [...files.values()].filter((one) => one.dirty)) {
          file.dirty = false
          await syncFile(file.fd).catch((error: unknown) => {
            file.dirty = true
            throw error
          })
        }
      })()
      syncing = done
      await done
    },
    forget(before) {
      for (const [hour, file] of files) {
        if (hour >= hourOf(before) || hour === of) continue
        files.delete(hour)
        closeSync(file.fd)
        unlinkSync(file.path)
        for (const ticket of lost) if (hourOf(ticket) === hour) lost.delete(ticket)
      }
    },
    clear() {
      waits = 0
      of = -1
      lost.clear()
      for (const { fd, path } of files.values()) {
        closeSync(fd)
        unlinkSync(path)
      }
      files.clear()
    },
    close() {
      flush()
      for (const { fd } of files.values()) closeSync(fd)
      files.clear()
    },
  }
}
