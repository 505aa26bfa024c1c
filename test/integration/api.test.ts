// The API on a real server: rights, idempotency, errors people can act on, and input of every kind.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusals } from '../../shared/domain/refusal.ts'
import { call, openScreen, startServer, until, type Started } from '../start.ts'

let server: Started
beforeAll(async () => { server = await startServer() })
afterAll(async () => { await server.stop() })

const event = (more: object = {}) => ({ category: 'other', level: 2, region: '510304001011', occurred: new Date().toISOString(), ...more })

describe('api', () => {
  it('[K9] nothing is answered without a key that carries the right', async () => {
    for (const [method, path] of [['POST', '/api/events'], ['POST', '/api/events/batch'], ['POST', '/api/registry'], ['POST', '/api/shifts'], ['POST', '/api/teams'], ['POST', '/api/visits'], ['GET', '/api/units'], ['GET', '/api/health'], ['GET', '/api/clock']]) {
      const answer = await call(server.app.address, 'x'.repeat(43), method, path, method === 'POST' ? {} : undefined)
      expect([path, answer.status, answer.body.refused]).toEqual([path, 401, 'CREDENTIAL_WRONG'])
    }
    const hotline = server.drill.sources.hotline
    expect((await call(server.app.address, hotline, 'POST', '/api/registry', {})).body.refused).toBe('RIGHT_MISSING')
    expect((await call(server.app.address, hotline, 'GET', '/api/units')).status).toBe(403)
    expect((await call(server.app.address, hotline, 'POST', '/api/events', event(), { 'idempotency-key': 'k9' })).status).toBe(201)
  })

  it('[K10] the same key gives the same answer, however often and however fast; another body under it is refused', async () => {
    const body = event()
    const answers = await Promise.all(Array.from({ length: 100 }, () => server.api('POST', '/api/events', body, { 'idempotency-key': 'same' })))
    expect(new Set(answers.map((one) => one.body.id)).size).toBe(1)
    expect(answers.filter((one) => one.status === 201)).toHaveLength(1)
    expect((await server.api('POST', '/api/events', { ...body, level: 1 }, { 'idempotency-key': 'same' })).body.refused).toBe('KEY_REUSED')
    expect((await server.api('POST', '/api/events', body)).body.refused).toBe('BODY_MALFORMED')
  })

  it('[K11] of two who move the same event with the same expectation exactly one wins, and the loser is told', async () => {
    const { body } = await server.api('POST', '/api/events', event(), { 'idempotency-key': 'race' })
    const move = (to: string) => server.api('POST', `/api/events/${String(body.id)}/stage`, { to, at: new Date().toISOString(), expects: body.seq }, { 'idempotency-key': `race-${to}` })
    const answers = await Promise.all([move('accepted'), move('rejected')])
    expect(answers.map((one) => one.status).sort()).toEqual([200, 409])
    expect(answers.find((one) => one.status === 409)?.body.refused).toMatch(/EVENT_CONFLICT|EVENT_STAGE/)
  })

  it('[K12] malformed JSON, deep nesting, large and random bodies get a refusal of the catalogue, never a crash', async () => {
    const post = (path: string, text: string, type = 'application/json') => fetch(`${server.app.address}${path}`, {
      method: 'POST', body: text, headers: { authorization: `Bearer ${server.drill.key}`, 'content-type': type, 'idempotency-key': 'bad' },
    })
    const texts = ['{', '[]', 'null', '"x"', '1e999', '{"a":'.repeat(5_000), `{"category":"${'x'.repeat(100_000)}"}`, '\u0000', '{"__proto__":{"level":1}}']
    for (const path of ['/api/events', '/api/events/batch', '/api/registry', '/api/shifts', '/api/sos/u1/clear', '/api/events/e/stage', '/api/teams', '/api/teams/duty', '/api/bindings', '/api/visits', '/api/members/work', '/api/records/r/withdraw']) {
      for (const text of texts) {
        const response = await post(path, text)
        expect(response.status).toBeLessThan(500)
        const answer = await response.json() as { refused?: string; units?: unknown[]; items?: unknown[] }
        if (response.status >= 400) expect(Object.keys(refusals)).toContain(answer.refused)
      }
    }
    expect((await post('/api/events', 'x'.repeat(5_000_000))).status).toBe(413)
    await fc.assert(fc.asyncProperty(fc.constantFrom('/api/events', '/api/events/batch', '/api/registry', '/api/shifts', '/api/teams', '/api/teams/duty', '/api/bindings', '/api/visits', '/api/members/work'), fc.jsonValue(), async (path, body) => {
      expect((await post(path, JSON.stringify(body))).status).toBeLessThan(500)
    }), { numRuns: 150 })
    expect((await server.api('GET', '/api/clock')).status).toBe(200)
  })

  it('[K13] personal data never reaches a screen, the read API, the ledger or the metrics', async () => {
    const screen = await openScreen(server.app.address)
    await until('picture', () => screen.mirror.epoch !== null)
    const secret = { reporter: { name: '欧阳测试', phone: '13912345678', idNumber: '510304199001011234', address: '扇子坝街 9 号' }, text: '本人电话 13912345678 请回电', ref: '13912345678' }
    const { body } = await server.api('POST', '/api/events', event(secret), { 'idempotency-key': 'personal' })
    await until('event', () => screen.mirror.events.has(String(body.id)))
    const seen = JSON.stringify([screen.frames.map(({ frame }) => (frame instanceof Uint8Array ? [] : frame))])
    for (const word of ['欧阳测试', '13912345678', '510304199001011234', '扇子坝街']) expect(seen).not.toContain(word)
    const events = JSON.stringify((await server.api('GET', '/api/events')).body)
    for (const word of ['欧阳测试', '510304199001011234', '请回电', '13912345678']) expect(events).not.toContain(word)
    const erase = () => server.api('DELETE', `/api/events/${String(body.id)}/personal`)
    expect((await erase()).body).toMatchObject({ erased: true })
    expect((await erase()).body).toMatchObject({ erased: false })
    screen.close()
  })

  it('[R7] what a unit uncovers is told to whoever may read; unknown units, times that are no time to come and half a place are refused', async () => {
    await server.api('POST', '/api/registry', { units: [{ id: 'leaver', name: '面77', tier: 'area', kind: 'car', team: '', region: '510304001' }] })
    const ask = (query = '', id = 'leaver') => server.api('GET', `/api/units/${id}/cost${query}`)
    const in5h = new Date(Date.now() + 5 * 3_600_000).toISOString()
    const { status, body } = await ask(`?until=${in5h}`)
    expect([status, body.until, body.unit, body.onDuty, body.voids]).toEqual([200, Date.parse(in5h), 'leaver', false, []])
    const { at, until: back } = (await ask()).body as { at: number; until: number }
    expect(back - at).toBe(3_600_000)
    expect(await ask('', 'nobody')).toMatchObject({ status: 404, body: { refused: 'UNIT_UNKNOWN' } })
    for (const query of ['?until=tomorrow', '?until=2020-01-01T00:00:00Z', '?until=2999-01-01T00:00:00Z', `?until=${in5h}&until=${in5h}`, '?lon=104.7', '?lon=&lat=', '?lon=1e9&lat=29']) {
      expect([query, await ask(query)]).toMatchObject([query, { status: 400, body: { refused: 'BODY_MALFORMED' } }])
    }
    expect((await ask('?lon=104.7&lat=29.3')).body.arrival).toBeNull()
    expect((await call(server.app.address, server.drill.sources.hotline, 'GET', '/api/units/leaver/cost')).body.refused).toBe('RIGHT_MISSING')
  })

  it('[K17] every event can be read by its id and in pages in the order of the reports; the open ones come at once', async () => {
    const ids: string[] = []
    for (const key of ['p1', 'p2', 'p3']) ids.push((await server.api('POST', '/api/events', event(), { 'idempotency-key': key })).body.id as string)
    await server.api('POST', `/api/events/${ids[1]}/stage`, { to: 'closed', at: new Date().toISOString() }, { 'idempotency-key': 'p2-closed' })
    expect((await server.api('GET', `/api/events/${ids[1]}`)).body).toMatchObject({ id: ids[1], stage: 'closed' })
    expect(await server.api('GET', '/api/events/never')).toMatchObject({ status: 404, body: { refused: 'EVENT_UNKNOWN' } })
    const list = async (query: string): Promise<string[]> => ((await server.api('GET', `/api/events${query}`)).body as unknown as { id: string }[]).map(({ id }) => id)
    expect((await list('')).slice(-3)).toEqual(ids)
    expect(await list(`?after=${ids[0]}`)).toEqual(ids.slice(1))
    expect(await list(`?after=${ids[2]}`)).toEqual([])
    expect((await server.api('GET', '/api/events?after=never')).status).toBe(404)
    const open = await list('?open=1')
    expect([open.includes(ids[0]), open.includes(ids[1])]).toEqual([true, false])
  })

  it('[K14] the description names every address and every refusal, and the metrics count', async () => {
    const described = await (await fetch(`${server.app.address}/api/openapi.json`)).json() as { paths: Record<string, unknown> }
    for (const path of ['/api/events', '/api/events/{id}/stage', '/api/events/batch', '/api/shifts', '/api/registry', '/api/sos/{unit}/clear', '/api/teams', '/api/teams/duty', '/api/bindings', '/api/visits', '/api/members/work', '/api/records/{id}/withdraw']) expect(described.paths).toHaveProperty([path])
    const metrics = await (await fetch(`${server.app.address}/metrics`)).text()
    expect(metrics).toMatch(/^anlan_ledger_head [1-9]/m)
    expect(metrics).toMatch(/^anlan_admitted_total\{source="events:drill"\} [1-9]/m)
  })

  it('[K15] requests under a foreign name or from a foreign page are turned away', async () => {
    const { request } = await import('node:http')
    const status = await new Promise<number>((answered, failed) => {
      request(`${server.app.address}/api/clock`, { headers: { host: 'evil.example', authorization: `Bearer ${server.drill.key}` } }, (response) => {
        response.resume()
        answered(response.statusCode ?? 0)
      }).on('error', failed).end()
    })
    expect(status).toBe(403)
    expect((await fetch(`${server.app.address}/api/clock`, { headers: { origin: 'http://evil.example', authorization: `Bearer ${server.drill.key}` } })).status).toBe(403)
  })

  it('[E19] a check-in at a point becomes one entry however often it is sent, and what is no point, unit or time is refused alone', async () => {
    await server.api('POST', '/api/registry', { units: [{ id: 'guard', name: '点900', tier: 'point', kind: 'post', team: '', region: '510304001011' }], devices: [] })
    const { beats } = JSON.parse(readFileSync(new URL('../../public/district/510304/beats.json', import.meta.url), 'utf8')) as { beats: { id: string; tier: string }[] }
    const beatOf = (tier: string): string => beats.find((beat) => beat.tier === tier)?.id ?? ''
    const item = (key: string, more: object = {}) => ({ key, beat: beatOf('point'), unit: 'guard', at: new Date().toISOString(), way: 'nfc', ...more })
    const good = item('c1')
    const first = await server.api('POST', '/api/checkins', { items: [good, item('c2', { beat: beatOf('line') }), item('c3', { beat: 'nowhere' }), item('c4', { unit: 'nobody' }), item('c5', { at: '2999-01-01T00:00:00Z' }), item('c6', { way: 'shout' })] })
    expect((first.body.items as { refused?: string }[]).map(({ refused }) => refused)).toEqual([undefined, 'BEAT_UNKNOWN', 'BEAT_UNKNOWN', 'UNIT_UNKNOWN', 'BODY_MALFORMED', 'BODY_MALFORMED'])
    const again = await server.api('POST', '/api/checkins', { items: [good, { ...good, way: 'qr' }] })
    expect(again.body.items).toEqual([{ ...(first.body.items as object[])[0], repeated: true }, { refused: 'KEY_REUSED', detail: expect.any(String) as string }])
    expect((await call(server.app.address, server.drill.sources.hotline, 'POST', '/api/checkins', { items: [] })).body.refused).toBe('RIGHT_MISSING')
  })
})
