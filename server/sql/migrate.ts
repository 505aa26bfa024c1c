// Forward-only migrations: what was applied is never edited, and a store made by a newer program is refused.
import { hash } from 'node:crypto'
import { commit, scratchDatabase, type Database } from './database.ts'
import { StoreFault } from './fault.ts'

export interface Migration { readonly name: string; readonly sql: string }

const TABLE = 'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL) STRICT'

/**
 * Applies what is not applied yet, in order, in one transaction, and compares what is by hash.
 * The schema in the file must then be the one that the migrations make. Throws StoreFault 'corrupt'.
 */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  apply(db, migrations)
  const scratch = scratchDatabase()
  apply(scratch, migrations)
  const fits = schemaOf(db) === schemaOf(scratch)
  scratch.close()
  if (!fits) throw new StoreFault('corrupt', 'the tables of the store are not the ones that its migrations make')
}

const schemaOf = (db: Database): string =>
  JSON.stringify(db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').raw().all())

function apply(db: Database, migrations: readonly Migration[]): void {
  if (!db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'migrations'`).get()) commit(db, () => db.exec(TABLE))
  const applied = db.prepare<[], { name: string; hash: string }>('SELECT name, hash FROM migrations ORDER BY number').all()
  if (applied.length > migrations.length) {
    throw new StoreFault('corrupt', `the store was made by a newer program (${applied[migrations.length].name}); use that or a newer one`)
  }
  applied.forEach((old, index) => {
    const { name, sql } = migrations[index]
    if (old.name !== name || old.hash !== hash('sha256', sql)) {
      throw new StoreFault('corrupt', `migration ${index + 1} of the store is ${old.name}, not the ${name} of this program`)
    }
  })
  if (applied.length === migrations.length) return
  const note = db.prepare('INSERT INTO migrations (number, name, hash) VALUES (?, ?, ?)')
  commit(db, () => {
    migrations.slice(applied.length).forEach(({ name, sql }, index) => {
      db.exec(sql)
      note.run(applied.length + index + 1, name, hash('sha256', sql))
    })
  })
}
