// A process that appends so many entries, one commit each; made to be watched.
import { openSqliteLedger } from '../../server/ledger/sqlite.ts'
import { clock, entryOf } from '../server/ledger/drafts.ts'
import { draftOf } from './ledgerKills.ts'

const [folder, count] = process.argv.slice(2)
const ledger = await openSqliteLedger({ folder, now: clock() })
for (let n = 0; n < Number(count); n++) entryOf((await ledger.append([draftOf(n)]))[0])
await ledger.close()
