// A process that appends to a ledger as fast as it can and prints "key seq" for each acknowledgement; made to be killed.
import { writeSync } from 'node:fs'
import { instant } from '../../shared/domain/time.ts'
import { openSqliteLedger } from '../../server/ledger/sqlite.ts'
import { entryOf } from '../server/ledger/drafts.ts'
import { draftOf } from './ledgerKills.ts'

const [folder, first] = process.argv.slice(2)
const started = performance.now()
const ledger = await openSqliteLedger({ folder, now: () => instant(Date.now()) })
writeSync(1, `open ${Math.round(performance.now() - started)}\n`)
let next = Number(first)

/** Appends `size` drafts in `calls` calls at once, again and again; each acknowledgement is out before the next append. */
async function write(size: number, calls: number): Promise<never> {
  for (;;) {
    await Promise.all(Array.from({ length: calls }, async () => {
      const numbers = Array.from({ length: size }, () => next++)
      const answers = await ledger.append(numbers.map(draftOf))
      writeSync(1, answers.map((answer, index) => `${numbers[index]} ${entryOf(answer).seq}\n`).join(''))
    }))
  }
}

await Promise.all([write(1, 1), write(20, 1), write(1, 8)])
