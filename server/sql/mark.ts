// The high-water mark: a few bytes beside a store that say what it has acknowledged, so that a lost tail is noticed.
import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { StoreFault } from './fault.ts'

/** `count` rows of the file `name` are acknowledged; `check` is the last one's hash or checksum. */
export interface Mark { readonly name: string; readonly count: number; readonly check: string }

export interface MarkFile {
  /** What stood there at opening; null when the file is new (a new store, or one restored from a copy). */
  readonly found: Mark | null
  /**
   * Written after a commit's fsync and before its acknowledgement. Not synced: after a power cut the mark may lag,
   * never lead. Answers whether the disk took it; a mark that lags is no danger, so a failure fails no commit.
   */
  write(mark: Mark): boolean
  close(): void
}

/** Two slots are written in turn, far enough apart that one torn write leaves the other whole. */
const SLOT = 512
const GAP = 4_096

/**
 * A write-ahead log that lost its end looks like one that ended earlier; the mark tells them apart.
 * Throws StoreFault 'corrupt' when the file is there and no slot can be read.
 */
export function openMark(path: string): MarkFile {
  const isNew = !existsSync(path)
  const fd = openSync(path, isNew ? 'w+' : 'r+')
  const slots = isNew ? [] : [readSlot(fd, 0), readSlot(fd, 1)].filter((slot) => slot !== undefined)
  if (!isNew && slots.length === 0) {
    closeSync(fd)
    throw new StoreFault('corrupt', `${path} is damaged: it cannot be told whether the store is whole`)
  }
  const newest = slots.sort((a, b) => b.turn - a.turn)[0]
  let turn = newest?.turn ?? 0
  const write = (mark: Mark): boolean => {
    try {
      turn++
      writeSync(fd, encodeSlot({ turn, mark }), 0, SLOT, (turn % 2) * GAP)
      return true
    } catch {
      return false
    }
  }
  if (isNew) {
    write({ name: '', count: 0, check: '' })
    fsyncSync(fd)
  }
  return { found: newest?.mark ?? null, write, close: () => { closeSync(fd) } }
}

interface Slot { readonly turn: number; readonly mark: Mark }

function encodeSlot(slot: Slot): Buffer {
  const text = JSON.stringify([slot.turn, slot.mark.name, slot.mark.count, slot.mark.check])
  const bytes = Buffer.alloc(SLOT, ' ')
  bytes.write(`${crc32(text).toString(16).padStart(8, '0')} ${text}`)
  return bytes
}

function readSlot(fd: number, index: number): Slot | undefined {
  const bytes = Buffer.alloc(SLOT)
  const length = readSync(fd, bytes, 0, SLOT, index * GAP)
  const line = bytes.toString('utf8', 0, length).trimEnd()
  const text = line.slice(9)
  if (line.slice(0, 8) !== crc32(text).toString(16).padStart(8, '0')) return undefined
  const [turn, name, count, check] = JSON.parse(text) as [number, string, number, string]
  return { turn, mark: { name, count, check } }
}
