// One process per store: a lock file held through SQLite's own file lock, which the system drops when its process dies.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from './database.ts'
import { StoreFault, storeFault } from './fault.ts'

/**
 * Makes the folder if need be and takes `<folder>/<name>.lock` until `release`. Waits `patience` ms for a process that is
 * just ending. Throws StoreFault 'locked'. Nothing but SQLite may open the lock file: any close of it would let go.
 */
export function lockFolder(folder: string, name: string, patience?: number): { release(): void } {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.lock`)
  try {
    const db = openDatabase(path, { patience })
    return { release: () => { db.close() } }
  } catch (error) {
    if (storeFault(error)?.fault !== 'locked') throw error
    throw new StoreFault('locked', `another process has the ${name} in ${folder} open; a ${name} has one process only`)
  }
}
