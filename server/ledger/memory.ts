// A ledger in memory, for tests and trials: the same desk over plain maps, gone when closed.
import { randomUUID } from 'node:crypto'
import type { Instant } from '../../shared/domain/time.ts'
import { origin } from './chain.ts'
import { ledgerDesk } from './desk.ts'
import { inPlace, ledgerFront } from './front.ts'
import type { Ledger } from './ledger.ts'
import type { PersonalRow, Row } from './row.ts'
import type { Shelf, SnapshotRow } from './shelf.ts'

/** `now` stamps what is committed. */
export function memoryLedger({ now }: { now: () => Instant }): Ledger {
  const shelf = memoryShelf(randomUUID())
  return ledgerFront(inPlace(ledgerDesk(shelf)), { epoch: shelf.epoch, origin: shelf.origin, head: shelf.head() }, now)
}

function memoryShelf(epoch: string): Shelf {
  const rows: Row[] = []
  const keys = new Map<string, Row>()
  const abouts = new Map<string, Row[]>()
  const people = new Map<string, PersonalRow>()
  const snapshots = new Map<string, SnapshotRow>()
  const first = origin(epoch)
  return {
    epoch,
    origin: first,
    head: () => rows.at(-1) ?? first,
    commit: (work) => work(),
    rows: (from, limit) => rows.slice(from, from + limit),
    byKey: (key) => keys.get(key),
    about: (about, from, limit) => (abouts.get(about) ?? []).filter(({ seq }) => seq > from).slice(0, limit),
    version: (about, personal = false) => abouts.get(about)?.findLast((row) => !personal || row.personal !== null)?.seq ?? 0,
    put: (row) => {
      rows.push(row)
      if (row.key !== null) keys.set(row.key, row)
      const before = abouts.get(row.about)
      if (before) before.push(row)
      else abouts.set(row.about, [row])
    },
    personal: (about) => people.get(about),
    personals: (after, limit) => [...people.values()].filter((row) => row.about > after).sort((a, b) => a.about < b.about ? -1 : 1).slice(0, limit),
    putPersonal: (row) => { people.set(row.about, row) },
    dropPersonal: (about) => people.delete(about),
    scrub: () => undefined,
    snapshot: (name) => snapshots.get(name),
    putSnapshot: (name, row) => { snapshots.set(name, { ...row, bytes: Uint8Array.from(row.bytes) }) },
    acknowledge: () => undefined,
    tidy: () => undefined,
    checkFiles: () => ({ next: null, bad: null }),
    close: () => undefined,
  }
}
