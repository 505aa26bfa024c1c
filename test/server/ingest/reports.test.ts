// Events and shifts from outside systems: taken once, moved by the table, personal data beside the ledger.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EntryOf } from '../../../shared/domain/entry.ts'
import { eventId, stageMoves, stages, type Stage as EventStage } from '../../../shared/domain/event.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { instant, MINUTE } from '../../../shared/domain/time.ts'
import { eventIdOf } from '../../../server/ingest/event-id.ts'
import type { EventAnswer, StageAnswer } from '../../../server/ingest/reports.ts'
import { Turns } from '../../../server/ingest/turns.ts'
import { GRID, setStaffedStage, START, TOWN, type Stage } from './stage.ts'

const platform = { id: 'platform', name: '网格平台' }
const hotline = { id: 'hotline', name: '12345' }
const iso = (seconds: number): string => new Date(START + seconds * 1000).toISOString()
const body = (more: object = {}) => ({ category: 'hazard', level: 3, lon: 104.774, lat: 29.363, occurred: iso(-60), ...more })
const refusal = (answer: unknown): string | undefined => (isRefusal(answer) ? answer.refused : undefined)

async function reported(stage: Stage, key = 'k1', more: object = {}): Promise<EventAnswer> {
  const answer = await stage.reports.reportEvent(body(more), platform, key)
  if (isRefusal(answer)) throw new Error(answer.detail)
  return answer
}
const move = (stage: Stage, id: string, to: string, key: string, more: object = {}) => stage.reports.moveStage(id, { to, at: iso(0), ...more }, platform, key)
const events = (stage: Stage) => stage.entries.filter((entry): entry is EntryOf<'event-reported'> => entry.kind === 'event-reported')
const moves = (stage: Stage) => stage.entries.filter((entry): entry is EntryOf<'event-moved'> => entry.kind === 'event-moved').map(({ data }) => [data.from, data.to])

describe('reporting', () => {
  it('[E1] a report becomes one entry with the finest region known, its place in WGS 84, and an id that sorts by when it happened', async () => {
    const stage = await setStaffedStage()
    expect(await reported(stage)).toMatchObject({ stage: 'reported', region: GRID, repeated: false, seq: stage.world.seq })
    const regions = []
    for (const [key, more] of Object.entries({
      far: { lon: 110 }, said: { region: TOWN, lon: null, lat: null }, finer: { region: TOWN }, other: { region: '510304002' }, gcj: { crs: 'gcj02' },
    })) regions.push((await reported(stage, key, more)).region)
    expect(regions).toEqual(['510304', TOWN, GRID, '510304002', GRID])
    expect(events(stage)[5].data.event.lon).not.toBe(104.774)
    const ids = [3, 1, 2].map((s) => eventIdOf('a', `k${s}`, instant(START + s)))
    expect([...ids].sort()).toEqual([ids[1], ids[2], ids[0]])
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('[E2] reporter and free text are kept beside the ledger under the event, and nothing personal is in any entry', async () => {
    const stage = await setStaffedStage()
    const { id } = await reported(stage, 'k', { reporter: { name: '张三丰', phone: '13812341234', idNumber: '510304199001011234', address: '某小区3栋' }, text: '楼上漏水' })
    expect(await stage.ledger.personal(id)).toEqual({ name: '张三丰', phone: '13812341234', idNumber: '510304199001011234', address: '某小区3栋', text: '楼上漏水' })
    const said = JSON.stringify([stage.entries, [...stage.world.events.values()]])
    for (const secret of ['张三丰', '13812341234', '510304199001011234', '某小区3栋', '楼上漏水']) expect(said).not.toContain(secret)
  })

  it('[E3] the same key of the same source gets the same answer however often, at once, shuffled and over a restart, and makes one event', async () => {
    const stage = await setStaffedStage()
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}`)
    const calls = [...keys, ...keys, ...keys, ...keys].sort((a, b) => (a + b).length - b.length || (a < b ? 1 : -1))
    const answers = await Promise.all(calls.map(async (key) => ({ key, answer: await reported(stage, key) })))
    const next = await stage.restart()
    for (const key of keys) answers.push({ key, answer: await reported(next, key) })
    for (const key of keys) {
      const mine = answers.filter((one) => one.key === key).map(({ answer: { id, seq, region } }) => JSON.stringify([id, seq, region]))
      expect(new Set(mine).size).toBe(1)
    }
    expect(events(next)).toHaveLength(50)
    expect(answers.filter(({ answer }) => !answer.repeated)).toHaveLength(50)
    // Another source may use the same key.
    expect(await stage.reports.reportEvent(body(), hotline, 'k1')).toMatchObject({ repeated: false })
  })

  it('[E4] a key that was used for something else is refused, and what was taken once is answered even when the catalogue has changed', async () => {
    const stage = await setStaffedStage()
    const first = await reported(stage, 'k')
    for (const more of [{ level: 2 }, { occurred: iso(-61) }]) expect(refusal(await stage.reports.reportEvent(body(more), platform, 'k'))).toBe('KEY_REUSED')
    const content = { ...stage.world.catalogue!, categories: [stage.world.catalogue!.categories[1]] }
    await stage.happen.record([{ kind: 'catalogue-adopted', data: { hash: 'h2', effective: START, content }, by: 'test', about: 'catalogue', received: START }])
    expect(await reported(stage, 'k')).toEqual({ ...first, repeated: true })
    expect(refusal(await stage.reports.reportEvent(body(), platform, 'new'))).toBe('CATEGORY_UNKNOWN')
  })

  it('[E5] what cannot be an event is refused with words to act on, and changes nothing', async () => {
    const stage = await setStaffedStage()
    const seq = stage.world.seq
    const cases: [object | null, string][] = [
      [null, 'BODY_MALFORMED'], [{}, 'BODY_MALFORMED'], [body({ level: 5 }), 'BODY_MALFORMED'], [body({ lat: null }), 'BODY_MALFORMED'], [body({ lon: 0, lat: 0 }), 'BODY_MALFORMED'],
      [body({ lon: null, lat: null }), 'BODY_MALFORMED'], [body({ occurred: '2026-03-01T08:30:15' }), 'BODY_MALFORMED'], [body({ occurred: iso(301) }), 'BODY_MALFORMED'],
      [body({ occurred: '1999-01-01T00:00:00Z' }), 'BODY_MALFORMED'], [body({ phone: '138' }), 'BODY_MALFORMED'], [body({ region: '510304777' }), 'REGION_UNKNOWN'],
      [body({ category: 'none' }), 'CATEGORY_UNKNOWN'], [body({ kind: 'none' }), 'CATEGORY_UNKNOWN'],
    ]
    for (const [said, code] of cases) expect([said, refusal(await stage.reports.reportEvent(said, platform, 'k'))]).toEqual([said, code])
    for (const key of ['', 'with space', 'x'.repeat(97), '键']) expect(refusal(await stage.reports.reportEvent(body(), platform, key))).toBe('BODY_MALFORMED')
    expect(await stage.reports.reportEvent(body({ occurred: iso(301) }), platform, 'k')).toMatchObject({ detail: expect.stringContaining('future') as unknown })
    expect(stage.world.seq).toBe(seq)
    expect(refusal(await stage.reports.reportEvent(body({ kind: 'theft', occurred: iso(300) }), platform, 'k'))).toBeUndefined()
    // Without a catalogue any category is taken; a category without sub-types takes the source's own.
    expect(refusal(await stage.reports.reportEvent(body({ category: 'dispute', kind: 'ours' }), platform, 'k2'))).toBeUndefined()
    const bare = await setStaffedStage({ adopt: false })
    expect(refusal(await bare.reports.reportEvent(body({ category: 'none' }), platform, 'k'))).toBeUndefined()
  })

  it('[E6] when the disk fails the report is refused, and the same call later is taken', async () => {
    const stage = await setStaffedStage()
    stage.disk.state = 'broken'
    expect(refusal(await stage.reports.reportEvent(body(), platform, 'k'))).toBe('STORAGE_FAILED')
    stage.disk.state = 'quick'
    expect(await reported(stage, 'k')).toMatchObject({ repeated: false })
  })
})

describe('moving', () => {
  it('[E7] only moves of the life cycle are taken, from every stage to every stage', async () => {
    const stage = await setStaffedStage()
    const roads: Partial<Record<EventStage, EventStage[]>> = { reported: [] }
    for (const queue: EventStage[] = ['reported']; queue.length > 0;) {
      const from = queue.shift()!
      for (const to of stageMoves[from]) if (!roads[to]) { roads[to] = [...roads[from]!, to]; queue.push(to) }
    }
    for (const from of stages) {
      const answers: boolean[] = []
      for (const to of stages) {
        const { id } = await reported(stage, `${from}-${to}`)
        for (const [at, step] of roads[from]!.entries()) await move(stage, id, step, `road-${from}-${to}-${at}`)
        expect(stage.world.events.get(id)?.stage).toBe(from)
        const answer = await move(stage, id, to, `last-${from}-${to}`)
        answers.push(!isRefusal(answer))
        if (isRefusal(answer)) expect(answer.refused).toBe('EVENT_STAGE')
        else expect(stage.world.events.get(id)).toMatchObject({ stage: to, version: answer.seq })
      }
      expect(answers).toEqual(stages.map((to) => stageMoves[from].includes(to)))
    }
  })

  it('[E8] a repeated move gets its first answer, also after the event has gone on, back and forth, and over a restart', async () => {
    const stage = await setStaffedStage()
    const { id } = await reported(stage)
    const road = ['accepted', 'dispatched', 'handling', 'handled', 'handling', 'handled', 'closed']
    const first: StageAnswer[] = []
    for (const [at, to] of road.entries()) first.push(await move(stage, id, to, `m${at}`, { owner: '巡特警' }) as StageAnswer)
    expect(stage.world.events.get(id)).toMatchObject({ stage: 'closed', rework: 1, owner: null })
    for (const one of [stage, await stage.restart()]) {
      for (const [at, to] of road.entries()) expect(await move(one, id, to, `m${at}`, { owner: '巡特警' })).toEqual({ ...first[at], repeated: true })
      expect(moves(one)).toHaveLength(road.length)
    }
    expect(refusal(await move(stage, id, 'handling', 'm0'))).toBe('KEY_REUSED')
    // Words are no part of what a key stands for, as in a report.
    expect(await move(stage, id, 'accepted', 'm0', { owner: '别人' })).toEqual({ ...first[0], repeated: true })
  })

  it('[E18] the words of a move are kept with what can be erased, not in the ledger; a move of an old ledger folds and is answered as it was', async () => {
    const stage = await setStaffedStage()
    const { id } = await reported(stage, 'k', { text: '楼上漏水' })
    await move(stage, id, 'accepted', 'm1', { action: '张三丰受理', owner: '李四 13812341234' })
    await move(stage, id, 'dispatched', 'm2', { owner: '王五' })
    await stage.reports.importEvents({ items: [{ key: 'i', event: body(), stages: [{ to: 'accepted', at: iso(0), action: '赵六' }] }] }, platform)
    const said = JSON.stringify([stage.entries, [...stage.world.events.values()]])
    for (const word of ['张三丰', '李四', '13812341234', '王五', '赵六']) expect(said).not.toContain(word)
    expect(await stage.ledger.personal(id)).toEqual({ text: '楼上漏水', 'action stage/platform/m1': '张三丰受理', 'owner stage/platform/m1': '李四 13812341234', 'owner stage/platform/m2': '王五' })
    expect(await stage.ledger.erase(id)).toBe(true)
    expect(await stage.ledger.personal(id)).toBeUndefined()
    const old = { event: eventId(id), from: 'dispatched' as const, to: 'handling' as const, at: START, action: '处置', owner: '巡特警', source: 'platform' }
    await stage.happen.record([{ kind: 'event-moved', data: old, by: 'platform', about: id, key: 'stage/platform/old', received: START }])
    expect(stage.world.events.get(id)).toMatchObject({ stage: 'handling', owner: '巡特警' })
    for (const one of [stage, await stage.restart()]) {
      expect(await move(one, id, 'handling', 'old', { action: '处置', owner: '巡特警' })).toMatchObject({ stage: 'handling', repeated: true })
      expect(await move(one, id, 'accepted', 'm1', { action: '张三丰受理' })).toMatchObject({ stage: 'accepted', repeated: true })
    }
  })

  it('[E9] of many who move the same version exactly one wins, the others are told what it is now', async () => {
    const stage = await setStaffedStage()
    for (let race = 0; race < 60; race++) {
      const { id, seq } = await reported(stage, `race-${race}`)
      const answers = await Promise.all(Array.from({ length: 4 }, (_, who) => move(stage, id, who % 2 ? 'accepted' : 'void', `r${race}-${who}`, { expects: seq })))
      expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1)
      expect(answers.filter((answer) => isRefusal(answer) && answer.refused === 'EVENT_CONFLICT' && answer.detail.includes(stage.world.events.get(id)!.stage))).toHaveLength(3)
    }
  })

  it('[E10] moves of one event come one after another, those of others are not held up, and nothing of it is remembered afterwards', async () => {
    const stage = await setStaffedStage()
    const { id } = await reported(stage)
    const answers = await Promise.all(['accepted', 'dispatched', 'handling', 'handled', 'closed'].map((to, at) => move(stage, id, to, `q${at}`)))
    expect(answers.map(refusal)).toEqual([undefined, undefined, undefined, undefined, undefined])
    const turns = new Turns()
    const order: string[] = []
    let go = (): void => undefined
    const slow = turns.take('a', () => new Promise<void>((done) => { go = done }).then(() => { order.push('a1') }))
    const failed = turns.take('a', async () => { order.push('a2'); throw new Error('mine') })
    const both = turns.takeAll(['b', 'a', 'b'], async () => { order.push('ab') })
    await turns.take('c', async () => { order.push('c') })
    go()
    await expect(failed).rejects.toThrow('mine')
    await Promise.all([slow, both])
    expect(order).toEqual(['c', 'a1', 'a2', 'ab'])
    await Promise.resolve()
    await new Promise<void>((done) => { setImmediate(done) })
    expect(turns.size).toBe(0)
  })

  it('[E11] a move of no event, to no stage, or from the future is refused', async () => {
    const stage = await setStaffedStage()
    const { id } = await reported(stage)
    expect(refusal(await move(stage, 'nobody', 'accepted', 'k'))).toBe('EVENT_UNKNOWN')
    expect(refusal(await move(stage, id, 'gone', 'k'))).toBe('BODY_MALFORMED')
    expect(refusal(await move(stage, id, 'accepted', 'k', { at: iso(301) }))).toBe('BODY_MALFORMED')
    expect(refusal(await move(stage, id, 'accepted', 'k', { expects: 1 }))).toBe('EVENT_CONFLICT')
    stage.disk.state = 'broken'
    expect(refusal(await move(stage, id, 'accepted', 'k'))).toBe('STORAGE_FAILED')
  })
})

const item = (i: number, to: string[] = ['accepted', 'closed']) => ({ key: `h${i}`, event: body({ occurred: iso(-86_400 * i - 1) }), stages: to.map((stage, at) => ({ to: stage, at: iso(-86_400 * i + at) })) })

describe('importing', () => {
  it('[E12] history comes in with its stages, a bad item or stage is refused alone, and importing it again changes nothing', async () => {
    const stage = await setStaffedStage()
    const items = [...Array.from({ length: 100 }, (_, i) => item(i)), { key: 'bad' }, item(200, ['handling', 'accepted']), item(201, []), item(201, [])]
    const before = stage.world.seq
    for (let round = 0; round < 2; round++) {
      const answer = await stage.reports.importEvents({ items }, platform)
      if (isRefusal(answer)) throw new Error(answer.detail)
      expect(answer.items.map(refusal)).toEqual(items.map((one) => (one.key === 'bad' ? 'BODY_MALFORMED' : undefined)))
      expect(answer.items[0]).toMatchObject({ stage: 'reported', repeated: round > 0, stages: [{ stage: 'accepted', repeated: round > 0 }, { stage: 'closed', repeated: round > 0 }] })
      expect(answer.items[101]).toMatchObject({ stages: [{ refused: 'EVENT_STAGE' }, { stage: 'accepted' }] })
      expect(stage.world.seq).toBe(before + 100 * 3 + 2 + 1)
    }
    expect(refusal(await stage.reports.importEvents({ items: Array(501).fill({}) }, platform))).toBe('BODY_MALFORMED')
  })

  it('[E13] an import that goes further than the last one takes up where that ended, and two at once make each event once', async () => {
    const stage = await setStaffedStage()
    const [a, b] = await Promise.all([stage.reports.importEvents({ items: [item(1), item(2)] }, platform), stage.reports.importEvents({ items: [item(2), item(1)] }, platform)])
    expect([isRefusal(a), isRefusal(b), events(stage).length]).toEqual([false, false, 2])
    const answer = await (await stage.restart()).reports.importEvents({ items: [item(1, ['accepted', 'closed', 'archived'])] }, platform)
    expect(answer).toMatchObject({ items: [{ repeated: true, stages: [{ repeated: true }, { repeated: true }, { stage: 'archived', repeated: false }] }] })
  })
})

describe('events that are over', () => {
  /** As the world is thousands of entries later. */
  const letGo = ({ world }: Stage): void => {
    for (const id of [...world.closed.keys()]) {
      world.closed.delete(id)
      world.events.delete(id)
    }
  }

  it('[E17] calls about an event that left the world long ago are answered as if it had not', async () => {
    const stage = await setStaffedStage()
    const first = await stage.reports.importEvents({ items: [item(1), item(2)] }, platform)
    letGo(stage)
    expect(stage.world.events.size).toBe(0)
    const head = stage.world.seq
    // The import again, also with another catalogue in force: nothing new, the same answers.
    stage.world.catalogue = { ...stage.world.catalogue!, categories: [] }
    const again = await stage.reports.importEvents({ items: [item(1), item(2)] }, platform)
    const asRepeated = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer).replaceAll('"repeated":false', '"repeated":true'))
    expect(again).toEqual(asRepeated(first))
    expect(stage.world.seq).toBe(head)
    // A step further, and one that is not possible.
    expect(await stage.reports.importEvents({ items: [item(1, ['accepted', 'closed', 'archived'])] }, platform))
      .toMatchObject({ items: [{ repeated: true, stages: [{ repeated: true }, { repeated: true }, { stage: 'archived', repeated: false }] }] })
    if (isRefusal(again) || isRefusal(again.items[1])) throw new Error('the import was refused')
    const { id } = again.items[1]
    expect(await stage.reports.moveStage(id, { to: 'accepted', at: iso(0) }, platform, 'no')).toMatchObject({ refused: 'EVENT_STAGE' })
    expect(await stage.reports.moveStage(id, { to: 'handling', at: iso(0), expects: 1 }, platform, 'no')).toMatchObject({ refused: 'EVENT_CONFLICT' })
    expect(await stage.reports.moveStage('never', { to: 'handling', at: iso(0) }, platform, 'no')).toMatchObject({ refused: 'EVENT_UNKNOWN' })
    expect(await stage.reports.moveStage(id, { to: 'handling', at: iso(0) }, platform, 'back')).toMatchObject({ stage: 'handling', repeated: false })
    expect(stage.world.open.get(id)).toMatchObject({ id, stage: 'handling', version: stage.world.seq })
  })
})

describe('shifts', () => {
  const shift = (key: string, on: boolean, more: object = {}) => ({ key, unit: 'u1', do: on ? 'on' : 'off', at: iso(0), ...more })
  const take = async (stage: Stage, ...items: object[]) => {
    const answer = await stage.reports.takeShifts({ items }, platform)
    return isRefusal(answer) ? [answer.refused] : answer.items.map((one) => (isRefusal(one) ? one.refused : one.on))
  }

  it('[E14] units sign on and off in the order given, items are answered alone, and a repeated item gets its first answer', async () => {
    const stage = await setStaffedStage()
    expect(await take(stage, shift('1', true, { people: 4 }), shift('2', true), shift('3', true, { unit: 'none' }), shift('4', true, { unit: 'u2' }), { key: '5' }, shift('6', true, { at: iso(301), unit: 'u3' })))
      .toEqual([true, 'SHIFT_SAME', 'UNIT_UNKNOWN', true, 'BODY_MALFORMED', 'BODY_MALFORMED'])
    expect(stage.world.shifts.get('u1')).toMatchObject({ people: 4, since: START })
    expect(await take(stage, shift('7', false), shift('8', false), shift('9', true, { at: iso(60) }), shift('10', false, { at: iso(30) }))).toEqual([false, 'SHIFT_SAME', true, 'SHIFT_SAME'])
    const seq = stage.world.seq
    for (const one of [stage, await stage.restart()]) {
      expect(await take(one, shift('1', true, { people: 4 }), shift('7', false), shift('9', true, { at: iso(60) }))).toEqual([true, false, true])
      expect(one.world.seq).toBe(seq)
    }
    expect(await take(stage, shift('1', true, { people: 5 }))).toEqual(['KEY_REUSED'])
    expect(refusal(await stage.reports.takeShifts([], platform))).toBe('BODY_MALFORMED')
  })
})

describe('counting', () => {
  it('[E15] every outside system is a source of its own with its name, counted by answers, and remembered over a restart', async () => {
    const stage = await setStaffedStage()
    await reported(stage, 'a')
    await reported(stage, 'b')
    await stage.reports.reportEvent({}, hotline, 'c')
    await stage.reports.importEvents({ items: [{}, {}] }, hotline)
    const shown = (one: Stage) => one.intake.counts().sources.filter(({ kind }) => kind === 'events').map(({ id, name, admitted, refused, last, interval }) => [id, name, admitted, refused, last, interval])
    expect(shown(stage)).toEqual([['events:hotline', '12345', 0, { BODY_MALFORMED: 3 }, START, null], ['events:platform', '网格平台', 2, {}, START, null]])
    stage.now = instant(START + 5 * MINUTE)
    expect(shown(await stage.restart())).toEqual([['events:platform', 'platform', 0, {}, START, null]])
  })

  it('[E16] no body makes a call throw: whatever JSON is sent is answered', async () => {
    const stage = await setStaffedStage()
    const shaped = fc.record({
      category: fc.oneof(fc.constant('hazard'), fc.jsonValue()), level: fc.oneof(fc.constantFrom(1, 2, 3, 4), fc.jsonValue()), lon: fc.oneof(fc.constant(104.8), fc.jsonValue()), lat: fc.oneof(fc.constant(29.4), fc.jsonValue()),
      occurred: fc.oneof(fc.constant(iso(-1)), fc.jsonValue()), reporter: fc.jsonValue(), text: fc.jsonValue(),
    }, { requiredKeys: [] })
    await fc.assert(fc.asyncProperty(fc.oneof(fc.jsonValue(), shaped), fc.string(), async (said, key) => {
      for (const answer of [
        await stage.reports.reportEvent(said, platform, key), await stage.reports.moveStage(key, said, platform, 'k'), await stage.reports.importEvents({ items: [said] }, platform),
        await stage.reports.importEvents(said, platform), await stage.reports.takeShifts({ items: [said] }, platform),
      ]) expect(typeof answer).toBe('object')
    }), { numRuns: 400 })
    expect(await reported(stage, 'after')).toMatchObject({ repeated: false })
  })
})
