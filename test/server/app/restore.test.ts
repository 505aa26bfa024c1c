// Snapshots of world and readings: kept without holding the loop, and a start from one ends where a start from nothing does.
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../shared/domain/entry.ts'
import { eventId } from '../../../shared/domain/event.ts'
import { instant, MINUTE } from '../../../shared/domain/time.ts'
import { keep, restore } from '../../../server/app/restore.ts'
import type { Ledger } from '../../../server/ledger/ledger.ts'
import { memoryLedger } from '../../../server/ledger/memory.ts'
import { createReadings, type ReadingsKeeper } from '../../../server/readings/all.ts'
import { memoryTape } from '../../../server/tape/memory.ts'
import { evolve } from '../../../server/world/evolve.ts'
import { emptyWorld, type World } from '../../../server/world/world.ts'
import { fillLedger } from '../../chaos/longLedger.ts'
import { clock, NOON } from '../ledger/drafts.ts'
import { device, report, smallDistrict, unit } from '../world/given.ts'

const start = (ledger: Ledger) => restore({ district: smallDistrict(), ledger, tape: memoryTape(), now: NOON, createReadings })
const bare = (ledger: Ledger): Ledger => ({ ...ledger, head: ledger.head, loadSnapshot: async () => undefined })

/** The most milliseconds of processor that one turn of the loop takes while a snapshot is kept. */
async function longestTurn(world: World, readings: ReadingsKeeper): Promise<number> {
  const turns: number[] = []
  let last = process.threadCpuUsage()
  let measuring = true
  const look = (): void => {
    const spent = process.threadCpuUsage(last)
    turns.push((spent.user + spent.system) / 1_000)
    last = process.threadCpuUsage()
    if (measuring) setImmediate(look)
  }
  setImmediate(look)
  await keep({ ...memoryLedger({ now: clock() }), saveSnapshot: async () => undefined }, world, readings, NOON)
  measuring = false
  expect(turns.length).toBeGreaterThan(100)
  return Math.max(...turns)
}

describe('restore', () => {
  it('[W23] from any snapshot comes the world that the whole ledger makes, also when events closed long ago come back', async () => {
    const ledger = memoryLedger({ now: clock() })
    await fillLedger(ledger, 12_000, NOON)
    const first = await start(ledger)
    expect(first.from).toMatchObject({ snapshot: null, entries: ledger.head })
    await keep(ledger, first.world, first.readings, first.tapeAt)
    const middle = ledger.head
    await ledger.append([1, 3, 5].map((n) => {
      const id = `01980000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
      return { kind: 'event-relocated', by: 'x', about: id, received: NOON, data: { event: eventId(id), from: report('x').region, region: report('x').region, lon: null, lat: null } } as const
    }))
    const [kept, whole] = [await start(ledger), await start(bare(ledger))]
    expect(kept.from).toMatchObject({ snapshot: middle, entries: 3 })
    expect(whole.from).toMatchObject({ snapshot: null, entries: ledger.head })
    expect({ ...kept.world, district: 0 }).toEqual({ ...whole.world, district: 0 })
    expect(kept.readings.freeze()).toEqual(whole.readings.freeze())
    expect(kept.world.open.size).toBe(201)
  })

  it('[W25] keeping half a million events of a large district never holds the loop for 20 ms', async () => {
    const world = emptyWorld(smallDistrict())
    const readings = createReadings()
    const tell = (kind: Entry['kind'], data: unknown): void => {
      const entry = { seq: world.seq + 1, kind, data, by: 'x', about: 'x', key: null, committed: NOON, received: NOON, deviceTime: null } as Entry
      evolve(world, entry)
      readings.step({ is: 'entry', entry }, world)
    }
    for (let n = 1; n <= 5_000; n++) {
      tell('unit-registered', { unit: unit(`u${n}`, n) })
      tell('device-registered', { device: device(`d${n}`, n, `u${n}`) })
    }
    for (let n = 0; n < 500_000; n++) {
      tell('event-reported', { event: report(`e${n}`, { occurred: instant(NOON + n * MINUTE) }) })
      tell('event-moved', { event: `e${n}`, from: 'reported', to: 'closed', at: NOON, action: null, owner: null, source: 'x' })
    }
    // Garbage of all the telling above may be collected in any turn of the first: of three the best says what keeping itself takes.
    const longest = [await longestTurn(world, readings), await longestTurn(world, readings), await longestTurn(world, readings)]
    expect(Math.min(...longest)).toBeLessThan(20)
  })
})
