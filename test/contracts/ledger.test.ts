// The contract of a ledger, run over every implementation.
import { describe, expect, it, onTestFinished } from 'vitest'
import { deviceId, unitId } from '../../shared/domain/unit.ts'
import { regionCode } from '../../shared/domain/region.ts'
import type { Draft } from '../../shared/domain/entry.ts'
import type { Ledger } from '../../server/ledger/ledger.ts'
import { memoryLedger } from '../../server/ledger/memory.ts'
import { openSqliteLedger } from '../../server/ledger/sqlite.ts'
import { clock, entryOf, moved, NOON, refusedOf } from '../server/ledger/drafts.ts'
import { temporaryFolder } from './folders.ts'

const ledgers = {
  sqlite: () => openSqliteLedger({ folder: temporaryFolder(), now: clock() }),
  memory: () => Promise.resolve(memoryLedger({ now: clock() })),
}

describe.each(Object.entries(ledgers))('a ledger in %s', (_, open) => {
  const opened = async (): Promise<Ledger> => {
    const ledger = await open()
    onTestFinished(() => ledger.close())
    return ledger
  }

  it('[L1] numbers entries from 1 without gaps and reads back exactly what it answered', async () => {
    const ledger = await opened()
    expect(ledger.head).toBe(0)
    const sos: Draft = {
      kind: 'sos-raised', by: 'd1', about: 'u1', received: NOON + 0.25, deviceTime: NOON - 90_000.5,
      data: { unit: unitId('u1'), device: deviceId('d1'), region: regionCode('510304'), at: NOON, lon: 104.7, lat: -0 },
    }
    const first = await ledger.append([moved('e1', '“受理” \u0000 \ud83d\ude00'), sos])
    const second = await ledger.append([moved('e2')])
    const answered = [...first, ...second].map(entryOf)
    expect(answered.map((entry) => entry.seq)).toEqual([1, 2, 3])
    expect(ledger.head).toBe(3)
    expect(await ledger.read(0, 100)).toEqual(answered)
    expect(answered[1]).toMatchObject({ kind: 'sos-raised', by: 'd1', about: 'u1', key: null, received: NOON + 0.25, deviceTime: NOON - 90_000.5 })
    expect(answered[1].data).toEqual({ ...sos.data, lat: 0 })
    expect(answered[0].deviceTime).toBeNull()
    expect(answered[2].committed).toBeGreaterThan(answered[0].committed)
  })

  it('[L1] reads from any place, at most as many as asked', async () => {
    const ledger = await opened()
    await ledger.append(Array.from({ length: 2_500 }, (_, index) => moved(`e${index}`)))
    expect((await ledger.read(1_400, 3)).map((entry) => entry.seq)).toEqual([1_401, 1_402, 1_403])
    expect(await ledger.read(0, 2_200)).toHaveLength(2_200)
    expect((await ledger.read(2_498, Infinity)).map((entry) => entry.seq)).toEqual([2_499, 2_500])
    expect(await ledger.read(2_500, 10)).toEqual([])
    expect(await ledger.read(9_999, 10)).toEqual([])
    expect(await ledger.append([])).toEqual([])
  })

  it('[L2] answers a key that it knows with the entry it made first', async () => {
    const ledger = await opened()
    const [first] = await ledger.append([moved('e1', '受理', { key: 'k1' })])
    const again = await ledger.append([moved('e1', '受理', { key: 'k1', received: NOON + 5, by: 'other', expects: 99 }), moved('e2')])
    expect(again[0]).toEqual({ entry: entryOf(first), repeated: true })
    expect(entryOf(again[1]).seq).toBe(2)
    expect(ledger.head).toBe(2)
    const inOneCall = await ledger.append([moved('e3', 'a', { key: 'k3' }), moved('e3', 'a', { key: 'k3' })])
    expect(inOneCall).toEqual([{ entry: entryOf(inOneCall[0]), repeated: false }, { entry: entryOf(inOneCall[0]), repeated: true }])
  })

  it('[L2] refuses a key that was used for something else', async () => {
    const ledger = await opened()
    await ledger.append([moved('e1', '受理', { key: 'k1' })])
    const answers = await ledger.append([
      moved('e1', '分派', { key: 'k1' }),
      moved('e2', '受理', { key: 'k1' }),
      { kind: 'unit-retired', by: 'x', about: 'e1', received: NOON, key: 'k1', data: { unit: unitId('u1') } },
    ])
    expect(answers.map(refusedOf)).toEqual(['KEY_REUSED', 'KEY_REUSED', 'KEY_REUSED'])
    expect(ledger.head).toBe(1)
  })

  it('[L2] makes 200 entries of 1,000 shuffled repeats', async () => {
    const ledger = await opened()
    const order = Array.from({ length: 1_000 }, (_, index) => (index * 389) % 200)
    const answers = await Promise.all(order.map((number) => ledger.append([moved(`e${number}`, 'x', { key: `k${number}` })])))
    const seqs = new Map<number, Set<number>>()
    answers.forEach(([answer], index) => seqs.set(order[index], (seqs.get(order[index]) ?? new Set()).add(entryOf(answer).seq)))
    expect([...seqs.values()].every((set) => set.size === 1)).toBe(true)
    expect(ledger.head).toBe(200)
  })

  it('[L3] lets exactly one of many that expect the same version win, and tells the others who did', async () => {
    const ledger = await opened()
    await ledger.append([moved('e1', 'start', { expects: 0 })])
    const races = await Promise.all(Array.from({ length: 50 }, (_, racer) => ledger.append([moved('e1', `racer ${racer}`, { expects: 1 })])))
    const winners = races.flat().filter((answer) => refusedOf(answer) === null)
    expect(winners).toHaveLength(1)
    expect(races.flat().filter((answer) => refusedOf(answer) === 'EVENT_CONFLICT')).toHaveLength(49)
    expect(await ledger.version('e1')).toBe(entryOf(winners[0]).seq)
    expect(races.flat().find((answer) => 'refused' in answer)).toMatchObject({ detail: 'expected version 1, it is 2' })
    expect(await ledger.version('never')).toBe(0)
    expect(refusedOf((await ledger.append([moved('e9', 'x', { expects: 4 })]))[0])).toBe('EVENT_CONFLICT')
  })

  it('[L5] lets one refused draft stop none of its neighbours', async () => {
    const ledger = await opened()
    await ledger.append([moved('e1', 'x', { key: 'k' })])
    const answers = await ledger.append([moved('e2'), moved('e1', 'other', { key: 'k' }), moved('e3', 'x', { expects: 7 }), moved('e4')])
    expect(answers.map(refusedOf)).toEqual([null, 'KEY_REUSED', 'EVENT_CONFLICT', null])
    expect((await ledger.read(1, 10)).map((entry) => entry.about)).toEqual(['e2', 'e4'])
  })

  it('[L6] throws for a draft that could not be read back, and keeps nothing of its call', async () => {
    const ledger = await opened()
    const good = moved('e1')
    const bad = [
      { ...good, data: { ...good.data, at: NaN } },
      { ...good, data: { ...good.data, to: 'nowhere' } },
      { ...good, kind: 'never-heard-of' },
      { ...good, about: '' },
      { ...good, by: 'x'.repeat(257) },
      { ...good, key: 'half a pair \ud800' },
      { ...good, received: Infinity },
    ] as Draft[]
    const neighbour = ledger.append([moved('e2')])
    for (const draft of bad) await expect(ledger.append([moved('e3'), draft])).rejects.toThrow(TypeError)
    expect(entryOf((await neighbour)[0]).seq).toBe(1)
    expect(ledger.head).toBe(1)
  })

  it('[L7] keeps personal data beside the entries, merged, out of what is read', async () => {
    const ledger = await opened()
    await ledger.append([moved('e1', 'x', { personal: { name: '张三', phone: '13800001234' } })])
    await ledger.append([moved('e1', 'y', { personal: { phone: '13900005678', text: '门口积水' } })])
    expect(await ledger.personal('e1')).toEqual({ name: '张三', phone: '13900005678', text: '门口积水' })
    expect(await ledger.personal('e2')).toBeUndefined()
    expect(JSON.stringify(await ledger.read(0, 10))).not.toMatch(/张三|1380|1390|积水/)
    expect(await ledger.verify()).toEqual({ ok: true, checked: 2, fault: null })
  })

  it('[L8] erases personal data and keeps entries whose hashes still fit', async () => {
    const ledger = await opened()
    await ledger.append([moved('e1', 'x', { personal: { name: '张三' } }), moved('e2', 'x', { personal: { name: '李四' } })])
    const before = await ledger.read(0, 10)
    expect(await ledger.erase('e1')).toBe(true)
    expect(await ledger.erase('e1')).toBe(false)
    expect(await ledger.erase('never')).toBe(false)
    expect(await ledger.personal('e1')).toBeUndefined()
    expect(await ledger.personal('e2')).toEqual({ name: '李四' })
    expect(await ledger.read(0, 10)).toEqual(before)
    await ledger.append([moved('e1', 'y', { personal: { phone: '1' } })])
    expect(await ledger.personal('e1')).toEqual({ phone: '1' })
    expect(await ledger.verify()).toEqual({ ok: true, checked: 3, fault: null })
  })

  it('[L9] keeps the last snapshot of each name, and has none that is ahead of the ledger', async () => {
    const ledger = await opened()
    await ledger.append([moved('e1'), moved('e2')])
    expect(await ledger.loadSnapshot('world')).toBeUndefined()
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251)
    const part = bytes.slice()
    await ledger.saveSnapshot('world', 1, new Uint8Array([1]))
    await ledger.saveSnapshot('world', 2, bytes)
    await ledger.saveSnapshot('readings', 1, part.subarray(5, 9))
    part.fill(0, 0, 10)
    const world = await ledger.loadSnapshot('world')
    expect(world?.seq).toBe(2)
    expect(world?.bytes.slice(0, 12)).toEqual(Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]))
    expect(await ledger.loadSnapshot('readings')).toEqual({ seq: 1, bytes: Uint8Array.from([5, 6, 7, 8]) })
    await ledger.saveSnapshot('early', 3, new Uint8Array([1]))
    expect(await ledger.loadSnapshot('early')).toBeUndefined()
  })

  it('[L22] hands out all that there is about a thing, in order, however much it is', async () => {
    const ledger = await opened()
    await ledger.append(Array.from({ length: 1_500 }, (_, index) => moved(index % 3 === 0 ? 'often' : `e${index}`, `move ${index}`)))
    const all = await ledger.read(0, Infinity)
    expect(await ledger.about('often')).toEqual(all.filter(({ about }) => about === 'often'))
    expect(await ledger.about('often')).toHaveLength(500)
    expect(await ledger.about('e7')).toEqual([all[7]])
    expect(await ledger.about('never')).toEqual([])
    const [again] = await ledger.append([moved('e7', 'again')])
    expect(await ledger.about('e7')).toEqual([all[7], entryOf(again)])
  })

  it('[L10] walks its whole chain, and answers nothing once closed', async () => {
    const ledger = await open()
    await ledger.append(Array.from({ length: 1_200 }, (_, index) => moved(`e${index % 7}`, 'x', { key: `k${index}` })))
    expect(await ledger.verify()).toEqual({ ok: true, checked: 1_200, fault: null })
    await ledger.close()
    await expect(ledger.read(0, 1)).rejects.toThrow('closed')
    expect((await ledger.append([moved('e1')])).map(refusedOf)).toEqual(['STORAGE_FAILED'])
  })
})
