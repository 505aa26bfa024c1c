// The files beside a database: the high-water mark and the checksums of pages.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commit, openDatabase } from '../../../server/sql/database.ts'
import { openMark } from '../../../server/sql/mark.ts'
import { openPaged, type PagedDatabase } from '../../../server/sql/pages.ts'
import { flip, sizeOf } from '../../chaos/damage.ts'
import { temporaryFolder } from '../../contracts/folders.ts'

const mark = (count: number) => ({ name: 'n', count, check: 'c'.repeat(64) })

it('[L13] keeps the last mark, and the one before when the last was torn', () => {
  const path = join(temporaryFolder(), 'a.mark')
  const first = openMark(path)
  expect(first.found).toBeNull()
  for (let count = 1; count <= 5; count++) expect(first.write(mark(count))).toBe(true)
  first.close()
  const second = openMark(path)
  expect(second.found).toEqual(mark(5))
  second.close()
  // The newest of two slots: five writes after the first end in slot 0.
  flip(path, 12, 0)
  const third = openMark(path)
  expect(third.found).toEqual(mark(4))
  third.close()
  flip(path, 4_096 + 12, 0)
  expect(() => openMark(path)).toThrow(/a\.mark is damaged/)
  writeFileSync(path, '')
  expect(() => openMark(path)).toThrow(/a\.mark is damaged/)
})

function checkAll(paged: PagedDatabase): number | null {
  for (let first: number | null = 1; first !== null;) {
    const { next, bad }: { next: number | null; bad: number | null } = paged.check(first)
    if (bad !== null) return bad
    first = next
  }
  return null
}

it('[L12] knows every page of a file that grew, shrank and was used again', () => {
  const path = join(temporaryFolder(), 'a.db')
  let paged = openPaged(path)
  paged.db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, b BLOB)')
  for (let round = 0; round < 12; round++) {
    const put = paged.db.prepare('INSERT OR REPLACE INTO t VALUES (?, ?)')
    commit(paged.db, () => {
      for (let n = 0; n < 40; n++) put.run((n * 7 + round * 13) % 200, Buffer.alloc((n * 997 + round * 3_001) % 20_000, round + 1))
      paged.db.exec(`DELETE FROM t WHERE n % 5 = ${round % 5}`)
    })
    if (round % 3 === 2) expect(checkAll(paged)).toBeNull()
    if (round % 4 === 3) {
      paged.checkpoint()
      paged.close()
      paged = openPaged(path)
    }
  }
  expect(checkAll(paged)).toBeNull()
  paged.close()
})

it('[L12] takes its checksums anew when the log was emptied without them', () => {
  const path = join(temporaryFolder(), 'a.db')
  let paged = openPaged(path)
  paged.db.exec('CREATE TABLE t (b BLOB)')
  paged.close()
  // Written past the checksums, as SQLite does when it empties the log at closing on its own.
  const db = openDatabase(path)
  commit(db, () => db.prepare('INSERT INTO t VALUES (?)').run(Buffer.alloc(20_000, 7)))
  db.close()
  paged = openPaged(path)
  expect(checkAll(paged)).toBe(1)
  paged.close()
  // What closing leaves there when it could not sum.
  flip(`${path}-sums`, 0, 0)
  paged = openPaged(path)
  expect(checkAll(paged)).toBeNull()
  paged.close()
  paged = openPaged(path)
  expect(checkAll(paged)).toBeNull()
  paged.close()
})

it('[L12] finds one flipped bit in any byte of any page, used or not, and lost checksums', () => {
  const path = join(temporaryFolder(), 'a.db')
  let paged = openPaged(path)
  paged.db.exec('CREATE TABLE t (b BLOB)')
  commit(paged.db, () => { for (let n = 0; n < 30; n++) paged.db.prepare('INSERT INTO t VALUES (?)').run(Buffer.alloc(1_500, n)) })
  commit(paged.db, () => paged.db.exec('DELETE FROM t WHERE rowid > 9'))
  paged.checkpoint()
  paged.close()
  const size = sizeOf(path)
  const whole = readFileSync(path)
  // Bytes of page 1 decide how SQLite opens the file at all: the ledger's own tests cover them.
  for (let at = 4_096; at < size; at += 631) {
    flip(path, at, at % 8)
    paged = openPaged(path)
    expect(checkAll(paged), `byte ${at}`).toBe(Math.floor(at / 4_096) + 1)
    paged.close()
    writeFileSync(path, whole)
  }
  truncateSync(`${path}-sums`, 12)
  paged = openPaged(path)
  expect(checkAll(paged)).toBe(3)
  paged.close()
})
