// Damages files as a failing disk does: one bit, or the end of a file.
import { closeSync, cpSync, fstatSync, openSync, readSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { below, pick } from './random.ts'

/** Copies a store's folder without the lock file: reading that would let go of its lock. */
export function copyStore(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !path.includes('.lock') })
}

/** Flips one bit (three times out of four) or cuts off the end of one of the files; answers what it did, in words. */
export function damage(folder: string, files: readonly string[], random: () => number): string {
  const name = pick(random, files.filter((file) => sizeOf(join(folder, file)) > 0))
  const path = join(folder, name)
  const size = sizeOf(path)
  if (random() < 0.25) {
    const length = below(random, size)
    truncateSync(path, length)
    return `${name} cut from ${size} to ${length} bytes`
  }
  const at = below(random, size)
  const bit = below(random, 8)
  flip(path, at, bit)
  return `bit ${bit} of byte ${at} of ${name} flipped`
}

export function flip(path: string, at: number, bit: number): void {
  const file = openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, at)
  byte[0] ^= 1 << bit
  writeSync(file, byte, 0, 1, at)
  closeSync(file)
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** Where a text stands in a file, -1 for nowhere. */
export function find(path: string, text: string): number {
  if (sizeOf(path) === 0) return -1
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(fstatSync(file).size)
  readSync(file, bytes, 0, bytes.length, 0)
  closeSync(file)
  return bytes.indexOf(text)
}
