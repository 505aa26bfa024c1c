// Closed events leave the world and come back from the ledger: the same world from every snapshot, and nothing that only grows.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Draft, Entry } from '../../../shared/domain/entry.ts'
import { alarmId } from '../../../shared/domain/alarm.ts'
import { eventId, isOpen, stages, type Stage } from '../../../shared/domain/event.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { emptySituation, evolveSituation } from '../../../shared/domain/situation.ts'
import { instant } from '../../../shared/domain/time.ts'
import { memoryLedger } from '../../../server/ledger/memory.ts'
import { StoreFault } from '../../../server/sql/fault.ts'
import { createEvents } from '../../../server/world/events.ts'
import { CLOSED_STAY, evolve } from '../../../server/world/evolve.ts'
import { createHappen } from '../../../server/world/happen.ts'
import { freezeWorld, thawWorld } from '../../../server/world/keep.ts'
import { recall } from '../../../server/world/recall.ts'
import { emptyWorld, type World } from '../../../server/world/world.ts'
import { clock } from '../ledger/drafts.ts'
import { report, smallDistrict, townCodes } from './given.ts'

/** Entries that a closed event may stay at most: some wait for the next look at what is closed. */
const LONGEST = CLOSED_STAY + 500

const entryOf = (draft: Draft, seq: number): Entry => ({ key: null, deviceTime: null, ...draft, seq, committed: seq }) as Entry
const told = (id: string): Draft => ({ kind: 'event-reported', by: 'platform', about: id, received: 1, data: { event: report(id) } })
const moved = (id: string, from: Stage, to: Stage, key?: string): Draft => ({
  kind: 'event-moved', by: 'platform', about: id, received: 1, ...(key === undefined ? {} : { key }),
  data: { event: eventId(id), from, to, at: instant(1), action: null, owner: null, source: 'platform' },
})
const placed = (id: string, to: number): Draft => ({
  kind: 'event-relocated', by: 'platform', about: id, received: 1, data: { event: eventId(id), from: townCodes[0], region: townCodes[to], lon: null, lat: null },
})
const other = (n: number): Draft => ({ kind: 'gateway-registered', by: 'x', about: 'g', received: 1, data: { gateway: { id: `g${n % 5}`, name: 'g', crs: 'wgs84' } } })

/** A ledger's worth of drafts: some events moved in every way, with thousands of other entries in between. */
const step = fc.record({
  id: fc.integer({ min: 1, max: 6 }), do: fc.constantFrom('report', 'move', 'move', 'move', 'place'), to: fc.constantFrom(...stages),
  town: fc.nat(2), then: fc.constantFrom(0, 1, 40, 2_000, LONGEST),
})
function ledgerOf(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Entry[] {
  const drafts: Draft[] = []
  const stage = new Map<string, Stage>()
  for (const { id: n, do: what, to, town, then } of steps) {
    const id = `e${n}`
    if (what === 'report' && !stage.has(id)) drafts.push(told(id))
    if (what === 'move') drafts.push(moved(id, stage.get(id) ?? 'reported', to))
    if (what === 'place') drafts.push(placed(id, town))
    if (what === 'report' && !stage.has(id)) stage.set(id, 'reported')
    else if (what === 'move' && stage.has(id)) stage.set(id, to)
    for (let filler = 0; filler < then; filler++) drafts.push(other(filler))
  }
  return drafts.map((draft, index) => entryOf(draft, index + 1))
}

const about = (entries: readonly Entry[]) => ({ about: async (id: string) => entries.filter((entry) => entry.about === id) })

async function takeAll(world: World, entries: readonly Entry[]): Promise<World> {
  const ledger = about(entries)
  for (const entry of entries.slice(world.seq)) {
    await recall(world, ledger, entry)
    evolve(world, entry)
  }
  return world
}

describe('events that were closed long ago', () => {
  it('[W22] the world keeps a closed event for 5,000 entries after its last one, and lets it go before 500 more', async () => {
    const entries = [told('e1'), moved('e1', 'reported', 'closed'), told('e2'), ...Array.from({ length: LONGEST }, (_, n) => other(n))].map((draft, index) => entryOf(draft, index + 1))
    const world = await takeAll(emptyWorld(smallDistrict()), entries.slice(0, CLOSED_STAY + 1))
    expect([...world.events.keys()]).toEqual(['e1', 'e2'])
    await takeAll(world, entries)
    expect([...world.events.keys()]).toEqual(['e2'])
    expect([...world.open.keys(), ...world.closed.keys()]).toEqual(['e2'])
  })

  it('[W22] nothing that the world keeps grows with the events that are over', async () => {
    const sizes = async (events: number): Promise<number[]> => {
      const drafts = Array.from({ length: events }, (_, n): Draft[] => {
        const id = alarmId(`event:e${n}`)
        return [
          told(`e${n}`), { kind: 'alarm-raised', by: 'alarms', about: id, received: 1, data: { alarm: { id, kind: 'event', level: 1, about: `e${n}`, region: townCodes[0], since: instant(1) } } },
          moved(`e${n}`, 'reported', 'closed'), { kind: 'alarm-withdrawn', by: 'alarms', about: id, received: 1, data: { alarm: id } },
        ]
      }).flat()
      const world = await takeAll(emptyWorld(smallDistrict()), drafts.map((draft, index) => entryOf(draft, index + 1)))
      return Object.values(world).filter((value) => value instanceof Map).map((map: Map<unknown, unknown>) => map.size)
    }
    expect(await sizes(10_000)).toEqual(await sizes(5_000))
  })

  it('[W23] from any snapshot comes the world that the whole ledger makes, also when events closed long ago come back', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }), async (steps, cuts) => {
      const entries = ledgerOf(steps)
      const whole = await takeAll(emptyWorld(smallDistrict()), entries)
      let world = emptyWorld(smallDistrict())
      for (const cut of cuts.sort()) {
        await takeAll(world, entries.slice(0, Math.round(cut * entries.length)))
        world = thawWorld(world.district, freezeWorld(world))!
      }
      expect({ ...await takeAll(world, entries), district: 0 }).toEqual({ ...whole, district: 0 })
      expect([[...world.closed.keys()], world.seq]).toEqual([[...whole.closed.keys()], entries.length])
      // What is open is what a fold that forgets nothing says.
      const everything = emptySituation()
      for (const entry of entries) evolveSituation(everything, entry)
      expect(world.open).toEqual(new Map([...everything.events].filter(([, { stage }]) => isOpen(stage))))
      for (const [id, event] of world.events) expect(event).toEqual(everything.events.get(id))
      const { find } = createEvents({ world, ledger: { ...about(entries), read: async () => [] } })
      for (const [id, event] of everything.events) expect(await find(id)).toEqual(event)
    }), { numRuns: 60 })
  })
})

describe('the road', () => {
  const setOut = async () => {
    const ledger = memoryLedger({ now: clock() })
    const world = emptyWorld(smallDistrict())
    const troubles: (string | null)[] = []
    const readable = { now: true, asked: 0 }
    const happen = createHappen({
      world, now: clock(), tape: { append: async () => undefined } as never, storage: (_, error) => { troubles.push(error && error.message) },
      ledger: {
        ...ledger, append: (drafts) => ledger.append(drafts),
        about: (id) => {
          readable.asked++
          return readable.now ? ledger.about(id) : Promise.reject(new StoreFault('io', 'no'))
        },
      },
    })
    const heard: string[] = []
    happen.on((happening) => { if (happening.is === 'entry') heard.push(`${happening.entry.seq} ${world.events.get(happening.entry.about)?.stage ?? ''}`) })
    await happen.record([told('e1'), moved('e1', 'reported', 'closed', 'k1'), ...Array.from({ length: LONGEST }, (_, n) => other(n))])
    expect(world.events.size).toBe(0)
    heard.splice(0)
    troubles.splice(0)
    return { ledger, world, happen, heard, troubles, readable }
  }

  it('[W24] an event that left the world is opened again with all that it was, and what comes meanwhile keeps its order', async () => {
    const { world, happen, heard, readable } = await setOut()
    const answers = await Promise.all([happen.record([moved('e1', 'closed', 'handling')]), happen.record([told('e2')]), happen.record([moved('e1', 'handling', 'handled')])])
    expect(answers.flat().filter(isRefusal)).toEqual([])
    const seq = LONGEST + 3
    expect(heard).toEqual([`${seq} handling`, `${seq + 1} reported`, `${seq + 2} handled`])
    expect(world.open.get('e1')).toMatchObject({ ...report('e1'), stage: 'handled', version: seq + 2 })
    expect(readable.asked).toBe(1)
    expect((await happen.record([moved('e1', 'reported', 'closed', 'k1')]))[0]).toMatchObject({ repeated: true, entry: { seq: 2 } })
  })

  it('[W24] when it cannot be read nobody is told that it is in the world; later it is made up for, in order', async () => {
    const { world, happen, heard, troubles, readable } = await setOut()
    readable.now = false
    const [lost, behind] = await Promise.all([happen.record([moved('e1', 'closed', 'handling', 'again')]), happen.record([told('e2')])])
    expect([...lost, ...behind].map((answer) => isRefusal(answer) && answer.refused)).toEqual(['STORAGE_FAILED', 'STORAGE_FAILED'])
    expect(troubles.at(-1)).toBe('the ledger could not be read')
    expect((await happen.record([told('e3')])).map((answer) => isRefusal(answer) && answer.refused)).toEqual(['STORAGE_FAILED'])
    expect(heard).toEqual([])
    readable.now = true
    expect(await happen.record([moved('e1', 'closed', 'handling', 'again'), told('e3')])).toMatchObject([{ repeated: true }, { repeated: false }])
    expect(heard.map((one) => one.split(' ')[1])).toEqual(['handling', 'reported', 'reported'])
    expect([...world.open.keys()].sort()).toEqual(['e1', 'e2', 'e3'])
    expect(troubles.at(-1)).toBeNull()
    await happen.settle()
  })
})
