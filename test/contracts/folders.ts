// Folders of one test: made under the system's temporary folder, gone when the test is over.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'anlan-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}
