// Adopting beats over the API on a real server: who may, what is refused, from when a set holds, and that it stays.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashKey } from '../../server/api/doors.ts'
import type { Clock } from '../../server/clock.ts'
import { loadBeats } from '../../server/district/beats/load.ts'
import type { Beat, LineBeat } from '../../shared/domain/beat.ts'
import { beatId } from '../../shared/domain/beat.ts'
import type { ShiftSheet } from '../../shared/domain/sheet.ts'
import { DAY, HOUR, instant, MINUTE } from '../../shared/domain/time.ts'
import { call, freshFolder, openScreen, root, startServer, until, type Started } from '../start.ts'

const [planner, other] = ['p'.repeat(43), 'o'.repeat(43)]
const extra = { keys: [{ id: 'planner', name: '巡防办', hash: hashKey(planner), rights: ['beats', 'read'] }, { id: 'other', name: '其他', hash: hashKey(other), rights: ['events', 'shifts', 'registry', 'read', 'orders'] }] }
/** Stands at 09:00 of a Wednesday, moved by the tests, which go on from one another. */
let time: number = Date.parse('2026-07-01T09:00:00+08:00')
const clock: Clock = { speed: 1, now: () => instant(time), resume: () => undefined }
const iso = (at: number): string => new Date(at).toISOString()

const drawn = (await loadBeats(`${root}/public/district/510304`))!.beats
const without = (id: string, beats: readonly Beat[] = drawn): Beat[] => beats.filter((beat) => beat.id !== id)
const folder = freshFolder()
let server: Started
beforeAll(async () => { server = await startServer({ extra, clock, folder }) })
afterAll(async () => { await server.stop() })

interface Set { readonly hash: string; readonly from: number; readonly beats: number }
const sets = async (): Promise<Set[]> => (await call(server.app.address, planner, 'GET', '/api/beats')).body as unknown as Set[]
const post = (body: object, key = planner, path = '/api/beats') => call(server.app.address, key, 'POST', path, body)
const sheet = async (which: string): Promise<string[]> => {
  const { body } = await call(server.app.address, planner, 'GET', `/api/sheet?shift=${which}`)
  return (body as unknown as ShiftSheet).towns.flatMap((town) => town.rows.map(({ id }) => id as string))
}

describe('adopting beats', () => {
  it('[S55] asks for the right "beats", and nobody else gets anything written', async () => {
    const [{ hash }] = await sets()
    const body = { base: hash, beats: without('L01') }
    expect([await post(body, other), await post(body, server.drill.key), await post(body, 'x'.repeat(43)), await post(body, other, '/api/beats/check')].map(({ status }) => status)).toEqual([403, 403, 401, 403])
    expect((await fetch(`${server.app.address}/api/beats`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).status).toBe(401)
    expect(await sets()).toHaveLength(1)
  })

  it('[S56] [B22] refuses what an import refuses, all of it at once and by beat, and says so without adopting too', async () => {
    const [{ hash }] = await sets()
    const line = drawn.find((beat) => beat.tier === 'line') as LineBeat
    const short: Beat = { ...line, id: beatId('N1'), line: [line.line[0], [line.line[0][0] + 0.0003, line.line[0][1]]] }
    const strange: Beat = { ...line, id: beatId('N2'), shifts: ['早班'] }
    for (const path of ['/api/beats', '/api/beats/check']) {
      expect(await post({ base: hash, beats: [...drawn, short, strange] }, planner, path)).toMatchObject({
        status: 400, body: {
          refused: 'BEATS_UNFIT', detail: expect.stringMatching(/\(N1\) is \d+ m long, less than 100 m; and 1 more/) as string,
          misfits: [{ id: 'N1', is: 'short', spot: line.line[0] }, { id: 'N2', is: 'shift', values: { shift: '早班' } }],
        },
      })
    }
    const area = drawn.find((beat) => beat.tier === 'area')!
    expect(await post({ base: hash, beats: [...drawn, { ...area, id: beatId('N3') }] })).toMatchObject({
      status: 400, body: { refused: 'BEATS_UNFIT', detail: expect.stringMatching(new RegExp(`\\(N3\\) covers \\d+ m² .* that .* \\(${area.id}\\) covers too in 甲班`)) as string, misfits: [{ id: 'N3', is: 'overlaps', values: { other: area.id, share: 100 } }] },
    })
    expect((await post({ base: hash, beats: [{ ...line, plan: { ...line.plan, rounds: 0 } }] })).body).toMatchObject({ refused: 'BODY_MALFORMED', detail: expect.stringMatching(/^beats\.0\.plan\.rounds \(L01\): /) as string })
    expect((await post({ base: hash, beats: [] })).body).toMatchObject({ refused: 'BODY_MALFORMED' })
    expect((await post({ beats: drawn })).body).toMatchObject({ refused: 'BODY_MALFORMED', detail: expect.stringMatching(/^base: /) as string })
    expect(await sets()).toHaveLength(1)
  })

  it('[S57] takes a time that is over, too far ahead or no time for what it is', async () => {
    const [{ hash }] = await sets()
    const body = { base: hash, beats: without('L01') }
    expect((await post({ ...body, effective: iso(time - HOUR) })).body).toMatchObject({ refused: 'BEATS_TIME', detail: expect.stringContaining('is over') as string })
    expect((await post({ ...body, effective: iso(time + 400 * DAY) })).body).toMatchObject({ refused: 'BEATS_TIME', detail: expect.stringContaining('366 days ahead') as string })
    expect((await post({ ...body, effective: '2026-07-02 08:00' })).body).toMatchObject({ refused: 'BODY_MALFORMED' })
    expect(await sets()).toHaveLength(1)
  })

  it('[S58] holds from its instant on, on screens too; the shift before is judged by the set that was valid then', async () => {
    const [{ hash }] = await sets()
    const at = Date.parse('2026-07-01T16:00:00+08:00')
    const weighed = await post({ base: hash, beats: without('L01'), effective: iso(at) }, planner, '/api/beats/check')
    expect(weighed).toMatchObject({ status: 200, body: { from: at, until: null, beats: drawn.length - 1, repeated: false } })
    expect(await sets()).toHaveLength(1)
    const made = await post({ base: hash, beats: without('L01'), effective: iso(at) })
    expect(made).toMatchObject({ status: 201, body: weighed.body })
    expect(await sets()).toEqual([{ hash, from: expect.any(Number) as number, beats: drawn.length }, { hash: made.body.hash, from: at, beats: drawn.length - 1 }])
    const screen = await openScreen(server.app.address)
    try {
      await until('the first set on a screen', () => screen.mirror.readings.coverage?.set === hash)
      expect(await sheet('now')).toContain('L01')
      time = at + HOUR
      await until('the second set on a screen', () => screen.mirror.readings.coverage?.set === made.body.hash)
      expect(screen.mirror.readings.coverage?.beats.id).not.toContain('L01')
    } finally {
      screen.close()
    }
    expect(await sheet('before')).toContain('L01')
    expect(await sheet('now')).not.toContain('L01')
  })

  it('[S59] who changes a set that holds no more is told, of two at once the second; the same again writes nothing', async () => {
    const all = await sets()
    const [first, second] = all
    expect(await post({ base: first.hash, beats: without('L02') })).toMatchObject({ status: 409, body: { refused: 'BEATS_STALE', detail: expect.stringContaining(second.hash) as string } })
    const [one, two] = await Promise.all([post({ base: second.hash, beats: without('L02', without('L01')) }), post({ base: second.hash, beats: without('P01', without('L01')) })])
    expect([one.status, two.status, two.body.refused]).toEqual([201, 409, 'BEATS_STALE'])
    // A lost answer is asked for again, with the base as it was.
    const again = await post({ base: second.hash, beats: without('L02', without('L01')) })
    expect(again).toMatchObject({ status: 200, body: { hash: one.body.hash, from: one.body.from, repeated: true } })
    expect(await sets()).toHaveLength(all.length + 1)
  })

  it('[S60] a set to come may be put off or taken back by one of the same instant, and says until when it holds', async () => {
    const now = (await sets()).at(-1)!
    const soon = time + DAY
    const whole = await (await fetch(`${server.app.address}/api/beats/${now.hash}?weights=1`, { headers: { authorization: `Bearer ${planner}` } })).json() as Beat[]
    expect(whole.filter((beat) => beat.tier === 'area' && Object.keys(beat.weights).length > 0).length).toBeGreaterThan(0)
    const coming = await post({ base: now.hash, beats: without('P01', whole), effective: iso(soon) })
    expect(coming.status).toBe(201)
    const between = await post({ base: now.hash, beats: without('P02', whole), effective: iso(soon - HOUR) })
    expect(between).toMatchObject({ status: 201, body: { from: soon - HOUR, until: soon } })
    expect(await post({ base: now.hash, beats: whole, effective: iso(soon) })).toMatchObject({ status: 409, body: { refused: 'BEATS_STALE' } })
    expect(await post({ base: coming.body.hash, beats: whole, effective: iso(soon) })).toMatchObject({ status: 201, body: { from: soon, until: null } })
    expect((await sets()).slice(-2).map(({ from, beats }) => [from, beats])).toEqual([[soon - HOUR, whole.length - 1], [soon, whole.length]])
  })

  it('[S61] sets and their times outlive a restart, and the folder of the district does not undo them', { timeout: 120_000 }, async () => {
    const before = await sets()
    expect(before.length).toBeGreaterThan(3)
    await server.stop(true)
    time += MINUTE
    server = await startServer({ extra, clock, folder })
    expect(await sets()).toEqual(before)
    const set = (await call(server.app.address, planner, 'GET', '/api/readings')).body.coverage as { set: string }
    expect(before.findLast(({ from }) => from <= time)?.hash).toBe(set.set)
  })
})
