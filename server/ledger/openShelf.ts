// Opens a ledger's folder, and refuses one that is not whole rather than serving what is left of it.
import { hash, randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { commit, isWhole, keepWal, type Database } from '../sql/database.ts'
import { StoreFault } from '../sql/fault.ts'
import { lockFolder } from '../sql/lock.ts'
import { openMark, type MarkFile } from '../sql/mark.ts'
import { migrate } from '../sql/migrate.ts'
import { openPaged, type PagedDatabase } from '../sql/pages.ts'
import { soundRows, type Link } from './chain.ts'
import type { Shelf } from './shelf.ts'
import { sqlShelf } from './sqlShelf.ts'
import { ledgerMigrations } from './tables.ts'

/** Last entries that are fitted to the chain at opening (all of a restored ledger's); the rest when read, and all by verify. */
const TAIL = 1_000

interface Store { readonly origin: string; readonly epoch: string }

/**
 * Files: ledger.db (+ -wal, -sums), ledger.mark, ledger.lock. What opening checks, however long the ledger is: the lock,
 * the schema, origin and epoch, that the ledger reaches as far as its mark says, the last TAIL entries, the file's length.
 * A ledger that comes without its mark is a restored one: it gets a new epoch. Throws StoreFault.
 */
export function openShelf({ folder, patience }: { folder: string; patience?: number }): Shelf {
  const lock = lockFolder(folder, 'ledger', patience)
  const path = join(folder, 'ledger.db')
  let mark: MarkFile | undefined
  let paged: PagedDatabase | undefined
  try {
    mark = openMark(join(folder, 'ledger.mark'))
    const acknowledged = mark.found?.count ?? 0
    if (acknowledged > 0 && (!existsSync(path) || statSync(path).size === 0)) throw lost(folder, 0, acknowledged)
    paged = openPaged(path, { patience })
    migrate(paged.db, ledgerMigrations)
    const store = readStore(paged.db, mark.found === null)
    const shelf = sqlShelf(paged, mark, store, () => { lock.release() })
    checkTail(shelf, mark, folder)
    paged.checkpoint()
    if (!isWhole(paged.db)) throw new StoreFault('corrupt', `${path} is shorter or longer than the ledger in it`)
    return shelf
  } catch (error) {
    keepWal(path)
    paged?.close()
    mark?.close()
    lock.release()
    throw error
  }
}

const storeHash = ({ origin, epoch }: Store): string => hash('sha256', `${origin}\n${epoch}`)

function readStore(db: Database, withoutMark: boolean): Store {
  const found = db.prepare<[], Store & { hash: string }>('SELECT origin, epoch, hash FROM store').all()
  if (found.length > 1 || found.some((store) => store.hash !== storeHash(store))) {
    throw new StoreFault('corrupt', 'origin and epoch of the ledger are damaged')
  }
  if (found.length === 1 && !withoutMark) return found[0]
  const epoch = randomUUID()
  const store = { origin: found[0]?.origin ?? epoch, epoch }
  commit(db, () => {
    db.exec('DELETE FROM store')
    db.prepare('INSERT INTO store VALUES (?, ?, ?)').run(store.origin, store.epoch, storeHash(store))
  })
  return store
}

function checkTail(shelf: Shelf, mark: MarkFile, folder: string): void {
  const head = shelf.head()
  const { count, check } = mark.found ?? { count: 0, check: '' }
  if (count > head.seq) throw lost(folder, head.seq, count)
  let last = linkAt(shelf, Math.max(0, Math.min(count - 1, head.seq - TAIL)))
  while (last.seq < head.seq) {
    const rows = soundRows(last, shelf.rows(last.seq, TAIL))
    const marked = rows.find((row) => row.seq === count)
    if (marked && marked.hash !== check) {
      throw new StoreFault('corrupt', `the ledger is damaged at entry ${count}: it is not the entry that was acknowledged`, count)
    }
    last = rows[rows.length - 1]
  }
  if (mark.found === null && head.seq > 0) shelf.acknowledge(head)
}

const linkAt = (shelf: Shelf, seq: number): Link =>
  seq === 0 ? shelf.origin : { seq, hash: shelf.rows(seq - 1, 1)[0]?.hash ?? '' }

const lost = (folder: string, head: number, count: number): StoreFault => new StoreFault(
  'corrupt',
  `the ledger in ${folder} ends at entry ${head}, but entries up to ${count} were acknowledged: its files are damaged. ` +
  'Restore a backup; or, to go on without the lost entries, delete ledger.mark (the ledger then gets a new epoch)',
  head + 1,
)
