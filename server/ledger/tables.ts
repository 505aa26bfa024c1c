// The ledger's tables, as migrations that are never edited once released.
import type { Migration } from '../sql/migrate.ts'

export const ledgerMigrations: readonly Migration[] = [{
  name: '1 entries',
  sql: `
CREATE TABLE store (origin TEXT NOT NULL, epoch TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, author TEXT NOT NULL, about TEXT NOT NULL, idempotency TEXT,
  committed REAL NOT NULL, received REAL NOT NULL, device_time REAL, data TEXT NOT NULL, personal BLOB, hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entries_idempotency ON entries (idempotency) WHERE idempotency IS NOT NULL;
CREATE INDEX entries_about ON entries (about);
CREATE TABLE personal (about TEXT PRIMARY KEY, seq INTEGER NOT NULL, salt TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, bytes BLOB NOT NULL, hash TEXT NOT NULL) STRICT;
`,
}]
