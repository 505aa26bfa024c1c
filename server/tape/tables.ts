// The tables of one day's file, as migrations that are never edited once released.
import type { Migration } from '../sql/migrate.ts'

/** `fixes` holds the bytes of rows.ts; `cuts` what is known without decoding them; `finish` one row once the day is over. */
export const tapeMigrations: readonly Migration[] = [{
  name: '1 cuts',
  sql: `
CREATE TABLE cuts (
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, first REAL NOT NULL, last REAL NOT NULL, units BLOB NOT NULL, seal INTEGER NOT NULL
) STRICT;
CREATE TABLE fixes (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE finish (cuts INTEGER NOT NULL, at REAL NOT NULL, first REAL NOT NULL, last REAL NOT NULL, seal INTEGER NOT NULL) STRICT;
`,
}]
