// The days of a tape's folder: the newest open for writing, a few older ones open for reading.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StoreFault, storeFault } from '../sql/fault.ts'
import { lockFolder } from '../sql/lock.ts'
import { openMark, type MarkFile } from '../sql/mark.ts'
import { dayFileName, dayOf, dayOfFile } from './day.ts'
import { openDay, type DayFile } from './dayFile.ts'
import type { DayTotal } from './seal.ts'
import type { Cut } from './tape.ts'

/** Older days that stay open at once. */
const OPEN_DAYS = 6

export interface TapeShelf {
  /** All days there are, ascending. */
  days(): readonly string[]
  /** What a day comes to, without opening it twice. Throws StoreFault with the day's last instant. */
  total(day: string): DayTotal
  /** The open file of a day. Throws StoreFault with the day's last instant. */
  file(day: string): DayFile
  /** `at` of the newest cut, null when there is none. */
  last(): number | null
  /** Commits cuts of one day, not older than the newest. Throws StoreFault, and then none is kept. */
  append(day: string, cuts: readonly Cut[]): void
  tidy(): void
  /** Removes the files of days before `day`; answers how many. */
  drop(day: string): number
  close(): void
}

/**
 * Files: tape-YYYY-MM-DD.db a day, tape.mark, tape.lock. Throws StoreFault 'locked', or 'corrupt' when a day does not
 * reach as far as was acknowledged.
 */
export function openTapeShelf({ folder, patience }: { folder: string; patience?: number }): TapeShelf {
  const lock = lockFolder(folder, 'tape', patience)
  const open = new Map<string, DayFile>()
  let mark: MarkFile | undefined
  try {
    mark = openMark(join(folder, 'tape.mark'))
    const shelf = tapeShelf(folder, open, mark, () => { lock.release() })
    checkMark(shelf, mark, folder)
    return shelf
  } catch (error) {
    for (const file of open.values()) file.close()
    mark?.close()
    lock.release()
    throw error
  }
}

function checkMark(shelf: TapeShelf, mark: MarkFile, folder: string): void {
  const { name, count, check } = mark.found ?? { name: '', count: 0, check: '' }
  const newest = shelf.days().at(-1)
  if (newest !== undefined) shelf.file(newest)
  if (count === 0) return
  const file = shelf.days().includes(name) ? shelf.file(name) : undefined
  const cuts = file?.cuts.total.cuts ?? 0
  if (!file || cuts < count) {
    throw new StoreFault(
      'corrupt',
      `the tape in ${folder} ends at cut ${cuts} of ${name}, but ${count} cuts were acknowledged: its files are damaged. ` +
      'To go on without the lost cuts, delete tape.mark',
    )
  }
  const [row] = file.cuts.rows(count - 1, 1)
  if (String(row.seal) !== check) throw new StoreFault('corrupt', `cut ${count} of ${name} is not the one that was acknowledged`, row.at)
}

function tapeShelf(folder: string, open: Map<string, DayFile>, mark: MarkFile, release: () => void): TapeShelf {
  const days = readdirSync(folder).map(dayOfFile).filter((day) => day !== undefined).sort()
  const finished = new Map<string, DayTotal>()
  const pathOf = (day: string): string => join(folder, dayFileName(day))
  const isNewest = (day: string): boolean => day === days.at(-1)

  const openOne = (day: string): DayFile => {
    let file = openDay(pathOf(day), day)
    if (!isNewest(day) && !file.finished) {
      // It was never finished: the process died, or the disk was full, at midnight.
      file.finish()
      file = openDay(pathOf(day), day)
    }
    open.set(day, file)
    return file
  }

  const closeLeastUsed = (): void => {
    const spare = [...open.keys()].filter((day) => !isNewest(day))
    for (const day of spare.slice(0, Math.max(0, spare.length - OPEN_DAYS))) {
      open.get(day)?.close()
      open.delete(day)
    }
  }

  const file = (day: string): DayFile => {
    const found = open.get(day) ?? openOne(day)
    // Map order is the order of use.
    open.delete(day)
    open.set(day, found)
    closeLeastUsed()
    return found
  }

  const total = (day: string): DayTotal => {
    const known = finished.get(day)
    if (known) return known
    const found = file(day)
    if (found.finished) finished.set(day, found.cuts.total)
    return found.cuts.total
  }

  /** A new day's file; the day before is over then. */
  const startDay = (day: string): DayFile => {
    const before = days.at(-1)
    const started = openDay(pathOf(day), day)
    days.push(day)
    open.set(day, started)
    const over = before === undefined ? undefined : open.get(before)
    if (before !== undefined && over && !over.finished) {
      open.delete(before)
      finishOrClose(over)
    }
    return started
  }

  return {
    days: () => days,
    total,
    file,
    last() {
      const day = days.findLast((one) => total(one).cuts > 0)
      return day === undefined ? null : total(day).at
    },
    append(day, cuts) {
      const newest = isNewest(day) ? file(day) : startDay(day)
      const seal = newest.append(cuts)
      mark.write({ name: day, count: newest.cuts.total.cuts, check: String(seal) })
    },
    tidy: () => { open.get(days.at(-1) ?? '')?.tidy() },
    drop(before) {
      const dropped = days.filter((day) => day < before)
      if (dropped.length > 0 && dropped.length === days.length) mark.write({ name: '', count: 0, check: '' })
      for (const day of dropped) {
        open.get(day)?.close()
        open.delete(day)
        finished.delete(day)
        days.splice(days.indexOf(day), 1)
        for (const end of ['', '-wal', '-wal-kept', '-journal']) rmSync(`${pathOf(day)}${end}`, { force: true })
      }
      return dropped.length
    },
    close() {
      for (const one of open.values()) one.close()
      mark.close()
      release()
    },
  }
}

function finishOrClose(file: DayFile): void {
  try {
    file.finish()
  } catch (error) {
    if (!storeFault(error)) throw error
    file.close()
  }
}

/** Runs of cuts of one day, in order. */
export function byDay(cuts: readonly Cut[]): { day: string; cuts: Cut[] }[] {
  const runs: { day: string; cuts: Cut[] }[] = []
  for (const cut of cuts) {
    const day = dayOf(cut.at)
    const run = runs.at(-1)
    if (run?.day === day) run.cuts.push(cut)
    else runs.push({ day, cuts: [cut] })
  }
  return runs
}
