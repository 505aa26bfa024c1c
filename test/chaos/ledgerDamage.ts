// Damaged ledgers: makes one, breaks copies of it, and judges whether what is served is what was written.
import { rmSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Entry, Personal } from '../../shared/domain/entry.ts'
import type { Ledger } from '../../server/ledger/ledger.ts'
import { storeFault } from '../../server/sql/fault.ts'
import { entryOf, moved } from '../server/ledger/drafts.ts'
import { ledgerHere } from '../server/ledger/here.ts'
import { copyStore } from './damage.ts'

export const ledgerFiles = ['ledger.db', 'ledger.db-wal'] as const
const ABOUTS = 40

/** What a whole ledger says to everything that can be asked. */
interface Said {
  readonly entries: readonly Entry[]
  readonly versions: readonly number[]
  readonly personal: readonly (Personal | undefined)[]
  readonly snapshot: Awaited<ReturnType<Ledger['loadSnapshot']>>
}

/** Writes a ledger twice: `closed` was closed, `killed` has its write-ahead log still to be emptied. Answers what it says. */
export async function makeLedger(folder: string, closed: string, killed: string): Promise<Said> {
  let ledger = ledgerHere(folder)
  const write = (from: number, to: number) => ledger.append(Array.from({ length: to - from }, (_, index) => draft(from + index)))
  await write(0, 500)
  await ledger.saveSnapshot('world', 400, new TextEncoder().encode('the world at 400 '.repeat(1_000)))
  await ledger.erase('e3')
  await ledger.close()
  ledger = ledgerHere(folder)
  await write(500, 800)
  copyStore(folder, killed)
  const said = await ask(ledger)
  await ledger.close()
  copyStore(folder, closed)
  return said
}

const draft = (index: number) => moved(`e${index % ABOUTS}`, `受理 ${index}`, {
  key: `k${index}`, personal: index % 3 === 0 ? { name: `张${index}`, text: '积水'.repeat(index % 40) } : undefined,
})

async function ask(ledger: Ledger): Promise<Said> {
  const abouts = Array.from({ length: ABOUTS }, (_, index) => `e${index}`)
  return {
    entries: await ledger.read(0, Infinity),
    versions: await Promise.all(abouts.map((about) => ledger.version(about))),
    personal: await Promise.all(abouts.map((about) => ledger.personal(about))),
    snapshot: await ledger.loadSnapshot('world'),
  }
}

/**
 * 'refused' by opening, 'found' by verify, 'same': the damage lay where nothing is any more (the log overwrites it).
 * Throws when anything that differs from `said` is served without verify knowing.
 */
export async function judgeLedger(folder: string, said: Said): Promise<'refused' | 'found' | 'same'> {
  let ledger: Ledger
  try {
    ledger = ledgerHere(folder)
  } catch (error) {
    if (!storeFault(error)) throw error
    return 'refused'
  }
  try {
    const verdict = await ledger.verify()
    const heard = await ask(ledger).catch((error: unknown) => {
      if (storeFault(error)?.fault !== 'corrupt') throw error
      return null
    })
    if (heard && !isDeepStrictEqual(heard.entries, said.entries)) throw new Error('wrong entries were served')
    if (heard && !isDeepStrictEqual(heard.personal, said.personal)) throw new Error('wrong personal data were served')
    if (!verdict.ok) return 'found'
    if (!isDeepStrictEqual(heard, said)) throw new Error('verify found nothing, but what is served differs')
    await checkKeys(ledger, said)
    return 'same'
  } finally {
    await ledger.close().catch(() => undefined)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function checkKeys(ledger: Ledger, said: Said): Promise<void> {
  const again = await ledger.append(said.entries.map((_, index) => draft(index)))
  if (!again.every((answer, index) => 'repeated' in answer && answer.repeated && entryOf(answer).seq === index + 1)) {
    throw new Error('verify found nothing, but a key is not known')
  }
}

