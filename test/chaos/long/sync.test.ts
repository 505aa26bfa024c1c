// What the system was asked to sync: kill -9 keeps the page cache, so that only this tells of a missing fsync.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../contracts/folders.ts'

it('[L18] syncs the log once for every commit that it acknowledges', () => {
  const folder = temporaryFolder()
  const trace = join(folder, 'trace')
  const program = fileURLToPath(new URL('../syncWriter.ts', import.meta.url))
  try {
    execFileSync('strace', ['-f', '-y', '-e', 'trace=fsync,fdatasync', '-o', trace, process.execPath, program, folder, '50'])
  } catch (error) {
    throw new Error('this test needs strace', { cause: error })
  }
  const syncs = readFileSync(trace, 'utf8').split('\n').filter((line) => /(fsync|fdatasync)\(\d+<.*ledger\.db-wal>/.test(line))
  expect(syncs.length).toBeGreaterThanOrEqual(50)
})
