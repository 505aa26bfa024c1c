// How long fixes gather before they go to disk: what an acknowledgement waits.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { memoryLedger } from '../../../server/ledger/memory.ts'
import { gathering } from '../../../server/stream/pace.ts'
import { memoryTape } from '../../../server/tape/memory.ts'
import { createHappen } from '../../../server/world/happen.ts'
import { emptyWorld } from '../../../server/world/world.ts'
import type { FixBuffer } from '../../../shared/domain/fix.ts'
import { instant } from '../../../shared/domain/time.ts'
import { smallDistrict } from './given.ts'

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] }) })
afterEach(() => { vi.useRealTimers() })

it('[W26] after quiet nobody waits for the disk, few fixes wait 50 ms for it, and many as long as they are let', async () => {
  const now = () => instant(1_000_000 + performance.now())
  const world = emptyWorld(smallDistrict())
  const happen = createHappen({ world, ledger: memoryLedger({ now }), tape: memoryTape(), now, gather: () => 200 })
  const cuts: { at: number; fixes: number }[] = []
  const begun = performance.now()
  happen.on((happening) => { if (happening.is === 'fixes') cuts.push({ at: performance.now() - begun, fixes: happening.batch.length }) })
  const fill = (fixes: number) => (buffer: FixBuffer): void => { for (let fix = 0; fix < fixes; fix++) buffer.next() }
  const answers = [happen.tape(fill(3))]
  await vi.advanceTimersByTimeAsync(10)
  answers.push(happen.tape(fill(4)))
  await vi.advanceTimersByTimeAsync(60)
  answers.push(happen.tape(fill(300)))
  await vi.advanceTimersByTimeAsync(90)
  answers.push(happen.tape(fill(5)))
  await vi.advanceTimersByTimeAsync(200)
  await Promise.all(answers)
  expect(cuts.map(({ fixes }) => fixes)).toEqual([3, 4, 305])
  expect(cuts[0].at).toBeLessThan(5)
  expect(cuts[1].at).toBeGreaterThanOrEqual(50)
  expect(cuts[1].at).toBeLessThan(60)
  expect(cuts[2].at).toBeGreaterThanOrEqual(250)
  expect(cuts[2].at).toBeLessThan(260)
})

it('[W27] fixes gather longer where no screen watches or frames are seldom by configuration', () => {
  expect(gathering(null, true)).toBe(50)
  expect(gathering(50, true)).toBe(50)
  expect(gathering(1_000, true)).toBe(200)
  expect(gathering(null, false)).toBe(200)
})
