// A whole server on a ledger of years, in short: events closed long ago are answered for, with and without a snapshot.
import { rmSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { restartRuns } from '../chaos/restart.ts'
import { endAll } from '../processes.ts'
import { freshFolder } from '../start.ts'

afterEach(endAll)

describe('years', () => {
  it('[L91] a server serves again within 5 s of a ledger of a million entries, and answers for events closed long ago', async () => {
    const folder = freshFolder()
    const { wrong, ledger, kept, killed } = await restartRuns(folder, 12_000)
    expect(wrong).toEqual([])
    expect(ledger.entries).toBeGreaterThan(24_000)
    for (const { processor } of [kept, killed]) expect(processor).not.toBeGreaterThan(5_000)
    rmSync(folder, { recursive: true, force: true })
  })
})
