// What every siege has to end with, whatever the surface.
import { expect } from 'vitest'
import type { Siege } from './siege.ts'

/** The server lived and complained of nothing, no good client was failed, memory came back but for `more` MiB. */
export function expectUnharmed({ served, faults, warm, after }: Siege<object>, more: number): void {
  expect(faults).toEqual([])
  expect(served.failed).toEqual([])
  for (const [who, times] of Object.entries(served.times)) expect(times, `${who} was served`).toBeGreaterThan(3)
  expect(after.heap - warm.heap).toBeLessThanOrEqual(more)
}

export const sumCounts = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].sort().map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
