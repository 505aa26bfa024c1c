// Breaks copies of a store one after the other and counts what became of each.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { copyStore, damage } from './damage.ts'

export interface DamageReport { readonly mutations: number; readonly refused: number; readonly found: number; readonly same: number; readonly wrong: readonly string[] }

/** `judge` throws for what must never be; it is told in `wrong`, with the damage that led to it. */
export async function damageRuns(
  base: string, store: string, files: (folder: string) => readonly string[], mutations: number, random: () => number,
  judge: (folder: string) => Promise<'refused' | 'found' | 'same'>,
): Promise<DamageReport> {
  const counts = { refused: 0, found: 0, same: 0 }
  const wrong: string[] = []
  for (let mutation = 0; mutation < mutations; mutation++) {
    const copy = mkdtempSync(join(base, 'copy-'))
    copyStore(store, copy)
    const what = damage(copy, files(copy), random)
    try {
      counts[await judge(copy)]++
    } catch (error) {
      wrong.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { mutations, ...counts, wrong }
}
