// A process with both stores that does what it is told line by line; the test takes its disk away meanwhile.
import { createInterface } from 'node:readline'
import { writeSync } from 'node:fs'
import { instant } from '../../shared/domain/time.ts'
import { openSqliteLedger } from '../../server/ledger/sqlite.ts'
import { storeFault } from '../../server/sql/fault.ts'
import { openSqliteTape } from '../../server/tape/sqlite.ts'
import { refusedOf } from '../server/ledger/drafts.ts'
import { draftOf } from './ledgerKills.ts'
import { cutOf } from './tapeKills.ts'

const [folder] = process.argv.slice(2)
const ledger = await openSqliteLedger({ folder, now: () => instant(Date.now()) })
const tape = await openSqliteTape({ folder })
let draft = 0
let cut = 0

const doing: Record<string, () => Promise<unknown>> = {
  /** 200 drafts in one call: answers the refusals that it got, none for a success. */
  async append() {
    const numbers = Array.from({ length: 200 }, (_, index) => draft + index)
    const answers = await ledger.append(numbers.map(draftOf))
    const refused = [...new Set(answers.map(refusedOf))]
    if (refused.includes(null)) draft += numbers.length
    return { refused, head: ledger.head }
  },
  async tape() {
    try {
      await tape.append(cutOf(cut))
      cut++
      return 'taken'
    } catch (error) {
      cut++
      return storeFault(error)?.fault
    }
  },
  async read() {
    const entries = await ledger.read(0, Infinity)
    let cuts = 0
    for await (const _ of tape.play(instant(0), cutOf(cut).at)) cuts++
    return { entries: entries.length, cuts }
  },
  verify: () => ledger.verify(),
}

writeSync(1, 'open\n')
for await (const line of createInterface({ input: process.stdin })) writeSync(1, `${JSON.stringify(await doing[line]())}\n`)
await ledger.close()
await tape.close()
