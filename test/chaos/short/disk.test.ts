// A disk that takes no more, and then does again, without a restart. The system's limit on file sizes stands in for it.
import { execFileSync } from 'node:child_process'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../contracts/folders.ts'
import { startChild } from '../child.ts'

/** Limits how long a file of the process may grow, in bytes: every write beyond fails as on a full disk. */
function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`])
  } catch (error) {
    throw new Error('this test needs prlimit, of the package util-linux', { cause: error })
  }
}

/** Both stores in a process: what it is asked to do, and its answers. */
async function started() {
  const child = startChild('diskStores.ts', [temporaryFolder()])
  onTestFinished(async () => { await child.kill() })
  expect(await child.line()).toBe('open')
  const ask = async (what: 'append' | 'tape' | 'read' | 'verify'): Promise<unknown> => {
    child.say(what)
    return JSON.parse(await child.line() ?? 'null')
  }
  return { ask, limit: (bytes: number | 'unlimited') => { limitFiles(child.pid, bytes) } }
}

it('[L14] acknowledges no entry that a full disk did not take, reads on, and goes on when there is room', async () => {
  const { ask, limit } = await started()
  expect(await ask('append')).toEqual({ refused: [null], head: 200 })
  // The log is 100 kB long by now: the next pages do not fit, or fit in part.
  limit(120_000)
  for (let round = 0; round < 3; round++) expect(await ask('append')).toEqual({ refused: ['STORAGE_FAILED'], head: 200 })
  limit(8_192)
  expect(await ask('append')).toEqual({ refused: ['STORAGE_FAILED'], head: 200 })
  expect(await ask('read')).toEqual({ entries: 200, cuts: 0 })
  limit('unlimited')
  expect(await ask('append')).toEqual({ refused: [null], head: 400 })
  expect(await ask('verify')).toEqual({ ok: true, checked: 400, fault: null })
})

it('[T9] rejects a cut that a full disk did not take, plays on, and goes on when there is room', async () => {
  const { ask, limit } = await started()
  expect(await ask('tape')).toBe('taken')
  limit(8_192)
  for (let round = 0; round < 3; round++) expect(await ask('tape')).toMatch(/^(full|io)$/)
  expect(await ask('read')).toEqual({ entries: 0, cuts: 1 })
  limit('unlimited')
  expect(await ask('tape')).toBe('taken')
  expect(await ask('read')).toEqual({ entries: 0, cuts: 2 })
})
