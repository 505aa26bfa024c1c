// A process that appends cuts to a tape as fast as it can and prints the number of each that was taken; made to be killed.
import { writeSync } from 'node:fs'
import { openSqliteTape } from '../../server/tape/sqlite.ts'
import { cutOf, numberOf } from './tapeKills.ts'

const tape = await openSqliteTape({ folder: process.argv[2] })
const last = await tape.last()
writeSync(1, 'open\n')
let next = last === null ? 0 : numberOf(last) + 1

async function write(): Promise<never> {
  for (;;) {
    const number = next++
    await tape.append(cutOf(number))
    writeSync(1, `${number}\n`)
  }
}

await Promise.all([write(), write(), write(), write()])
