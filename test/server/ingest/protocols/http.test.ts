// The device HTTP ports with real sockets: answers after the disk, in each dialect's own words, neighbours unharmed.
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { doorLimits, type DoorLimits } from '../../../../server/ingest/door.ts'
import { deviceHttpDoor } from '../../../../server/ingest/listen-http.ts'
import type { Listener } from '../../../../server/ingest/observation.ts'
import { osmandDoor } from '../../../../server/ingest/protocols/osmand-http.ts'
import { SECRET, setStaffedStage, silent, START, taped, until, type Stage } from '../stage.ts'

const open: Listener[] = []
afterEach(async () => { await Promise.all(open.splice(0).map((listener) => listener.close())) })

interface Ports { readonly devices: number; readonly osmand: number }
async function listen(stage: Stage, limits: Partial<DoorLimits> = {}): Promise<Ports> {
  const at = { host: '127.0.0.1', port: 0 }
  const listeners = await Promise.all([deviceHttpDoor, osmandDoor].map((door) => door({ ...doorLimits, ...limits }).listen(stage.intake, at, silent)))
  open.push(...listeners)
  return { devices: listeners[0].port, osmand: listeners[1].port }
}

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const location = (seconds: number, more: object = {}) => ({ _type: 'location', lat: 29.363, lon: 104.774, tst: START / 1000 + seconds, topic: 'owntracks/post/p3', ...more })
const own = (ports: Ports, body: unknown, { password = 'pass-three', user = 'post', headers = {} } = {}) => fetch(`http://127.0.0.1:${ports.devices}/owntracks`, {
  method: 'POST', headers: { authorization: basic(user, password), ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body),
})
const batch = (ports: Ports, fixes: unknown, credential = 'gateway-credential', gateway = 'radio') => fetch(`http://127.0.0.1:${ports.devices}/batch`, {
  method: 'POST', headers: { authorization: basic(gateway, credential) }, body: JSON.stringify({ fixes }),
})
const query = (seconds: number, id = SECRET): string => `id=${id}&timestamp=${START / 1000 + seconds}&lat=29.363&lon=104.774`
const refusedAt = (stage: Stage, id: string) => stage.intake.counts().sources.find((source) => source.id === id)?.refused

describe('OwnTracks over HTTP', () => {
  it('[P6] is answered 200 and [] once the fix is on disk, an empty message and messages that carry nothing likewise', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage)
    stage.disk.state = 'held'
    let answered = false
    const answer = own(ports, location(0, { vel: 36 })).then(async (response) => { answered = true; return [response.status, await response.text()] })
    await until(() => stage.disk.waiting > 0)
    expect(answered).toBe(false)
    stage.disk.release()
    expect(await answer).toEqual([200, '[]'])
    expect(taped(stage.disk)).toMatchObject([{ unit: 3, device: 3, time: START, speed: 100 }])
    for (const body of ['', ' ', { _type: 'waypoints', topic: 'owntracks/post/p3' }, { _type: 'lwt' }]) expect([(await own(ports, body)).status, body]).toEqual([200, body])
    expect((await own(ports, location(10, { topic: undefined }), { headers: { 'x-limit-u': 'post', 'x-limit-d': 'p3' } })).status).toBe(200)
    expect(taped(stage.disk)).toHaveLength(2)
    expect(stage.intake.counts().sources.find(({ id }) => id === 'owntracks-http')).toMatchObject({ admitted: 2, last: START })
  })

  it('[P7] gets no answer at all when the disk fails, so that the app keeps the fix; sent again it is taken', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage)
    stage.disk.state = 'broken'
    await expect(own(ports, location(0))).rejects.toThrow()
    stage.disk.state = 'quick'
    expect((await own(ports, location(0))).status).toBe(200)
    expect(taped(stage.disk)).toHaveLength(1)
  })

  it('[P8] a wrong password and an unknown device are answered with the same 401; only the unknown one is listed', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage)
    const answers = []
    for (const response of [await own(ports, location(0), { password: 'wrong' }), await own(ports, location(0, { topic: 'owntracks/post/p9' })), await own(ports, location(0), { user: 'eve' })]) {
      answers.push([response.status, response.headers.get('www-authenticate'), await response.text()])
    }
    expect(answers[0][0]).toBe(401)
    expect([answers[1], answers[2]]).toEqual([answers[0], answers[0]])
    expect((await fetch(`http://127.0.0.1:${ports.devices}/owntracks`, { method: 'POST', body: JSON.stringify(location(0)) })).status).toBe(401)
    expect(stage.intake.counts().unregistered.map(({ dialect, identity }) => `${dialect} ${identity}`)).toEqual(['owntracks-http eve/p3', 'owntracks-http post/p9'])
    expect(refusedAt(stage, 'owntracks-http')).toEqual({ CREDENTIAL_WRONG: 2, DEVICE_UNKNOWN: 2 })
    expect(taped(stage.disk)).toHaveLength(0)
  })

  it('[P9] what cannot be read is refused once and not asked for again, and a call for help is raised', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage)
    const statuses = []
    for (const body of ['{', '[]', { _type: 'encrypted', data: 'x' }, location(0, { lat: null }), location(0, { topic: 'elsewhere' })]) statuses.push((await own(ports, body)).status)
    expect(statuses).toEqual([400, 400, 415, 400, 400])
    expect((await own(ports, { _type: 'sos', topic: 'owntracks/post/p3' })).status).toBe(200)
    expect([...stage.world.sos.keys()]).toEqual(['u3'])
  })
})

describe('OsmAnd and Traccar Client', () => {
  it('[P10] are taken on any path: GET with a query, POST with a form, with a query alone, and JSON', async () => {
    const stage = await setStaffedStage()
    const { osmand } = await listen(stage)
    const base = `http://127.0.0.1:${osmand}`
    const json = { device_id: SECRET, location: { timestamp: new Date(START + 40_000).toISOString(), coords: { latitude: 29.363, longitude: 104.774, speed: 2 } } }
    const statuses = await Promise.all([
      fetch(`${base}/?${query(0)}`), fetch(`${base}/any/path?${query(10)}`), fetch(base, { method: 'POST', body: new URLSearchParams(query(20)) }),
      fetch(`${base}/?${query(30)}`, { method: 'POST' }), fetch(base, { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
    ].map(async (response) => (await response).status))
    expect(statuses).toEqual([200, 200, 200, 200, 200])
    expect(taped(stage.disk).map(({ time }) => (time - START) / 1000).sort((a, b) => a - b)).toEqual([0, 10, 20, 30, 40])
  })

  it('[P11] an unknown device is answered 400, a full disk 503; the secret is neither listed nor logged', async () => {
    const stage = await setStaffedStage()
    const { osmand } = await listen(stage)
    const guess = 'nobody-has-this-secret-id'
    const unknown = await fetch(`http://127.0.0.1:${osmand}/?${query(0, guess)}`)
    expect([unknown.status, await unknown.text()]).toEqual([400, 'unknown device\n'])
    expect((await fetch(`http://127.0.0.1:${osmand}/?lat=1&lon=1`)).status).toBe(400)
    expect((await fetch(`http://127.0.0.1:${osmand}/?${query(0)}`, { method: 'PUT' })).status).toBe(405)
    stage.disk.state = 'broken'
    const full = await fetch(`http://127.0.0.1:${osmand}/?${query(0)}`)
    expect([full.status, full.headers.get('retry-after')]).toEqual([503, '5'])
    stage.disk.state = 'quick'
    expect((await fetch(`http://127.0.0.1:${osmand}/?${query(0)}`)).status).toBe(200)
    expect(refusedAt(stage, 'osmand')).toEqual({ DEVICE_UNKNOWN: 1, MESSAGE_MALFORMED: 1, STORAGE_FAILED: 1 })
    const said = silent.said.join('\n') + JSON.stringify([stage.intake.counts(), stage.entries])
    for (const secret of [guess, SECRET, 'timestamp=']) expect(said).not.toContain(secret)
  })
})

describe('the batch of a gateway', () => {
  it('[P12] is one admission and one answer: how many were admitted, how many refused by which rule, which names are unknown', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage)
    const fix = (seconds: number, more: object = {}) => ({ device: 'R5', time: START + seconds * 1000, lon: 104.774, lat: 29.363, ...more })
    const response = await batch(ports, [fix(0), fix(10), fix(0), fix(20, { valid: false }), fix(30, { device: 'R7' }), fix(40, { device: 'R7' }), 'nonsense', fix(50, { lon: 0, lat: 0 })])
    expect([response.status, await response.json()]).toEqual([200, { admitted: 2, refused: { MESSAGE_MALFORMED: 1, DEVICE_UNKNOWN: 2, FIX_REPEATED: 1, FIX_INVALID: 1, FIX_NOWHERE: 1 }, unknown: ['R7'] }])
    expect(stage.disk.cuts).toHaveLength(1)
    expect(stage.intake.counts().unregistered).toMatchObject([{ dialect: 'batch', identity: 'radio/R7', times: 2 }])
    expect((await batch(ports, Array.from({ length: 5_000 }, (_, i) => fix(100 + i)))).status).toBe(200)
    expect((await batch(ports, Array.from({ length: 5_001 }, (_, i) => fix(i)))).status).toBe(413)
  })

  it('[P13] a wrong credential and an unknown gateway are answered alike, a full disk with 503 and nothing stored', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage)
    const answers = []
    for (const response of [await batch(ports, [], 'wrong'), await batch(ports, [], 'gateway-credential', 'other')]) answers.push([response.status, await response.text()])
    expect(answers[0][0]).toBe(401)
    expect(answers[1]).toEqual(answers[0])
    stage.disk.state = 'broken'
    expect((await batch(ports, [{ device: 'R5', time: START, lon: 104.774, lat: 29.363 }])).status).toBe(503)
    expect(refusedAt(stage, 'batch')).toEqual({ CREDENTIAL_WRONG: 1, GATEWAY_UNKNOWN: 1 })
  })
})

describe('doors', () => {
  it('[P14] a body larger than the dialect allows is refused without being gathered, another path or method named', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage)
    expect((await own(ports, 'x'.repeat(8_193))).status).toBe(413)
    expect((await fetch(`http://127.0.0.1:${ports.devices}/elsewhere`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${ports.devices}/__proto__`)).status).toBe(404)
    const wrong = await fetch(`http://127.0.0.1:${ports.devices}/batch`)
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await fetch(`http://127.0.0.1:${ports.osmand}/?${query(0)}&x=${'y'.repeat(9_000)}`)).status).toBe(431)
    // Chunked, so that nothing says how large it will be.
    const endless = await fetch(`http://127.0.0.1:${ports.devices}/batch`, {
      method: 'POST', duplex: 'half', headers: { authorization: basic('radio', 'gateway-credential') },
      body: new ReadableStream({ pull(controller) { controller.enqueue(new Uint8Array(100_000).fill(32)) } }),
    } as RequestInit).then(({ status }) => status, () => 'cut')
    expect([413, 'cut']).toContain(endless)
    expect(refusedAt(stage, 'batch')).toEqual({ MESSAGE_TOO_LARGE: 1 })
    expect((await own(ports, location(0))).status).toBe(200)
  })

  it('[P15] guessing one name from one address is stopped after ten tries a minute; neighbours behind the same address are not', async () => {
    const stage = await setStaffedStage()
    await stage.registry.register({ devices: [{ id: 'd8', unit: 'u3', dialect: 'owntracks-http', identity: 'post/p8', credential: 'pass-eight' }] }, 'test')
    const ports = await listen(stage)
    const outcomes = []
    for (let guess = 0; guess < 30; guess++) outcomes.push(await own(ports, location(0), { password: `guess-${guess}` }).then(({ status }) => status, () => 'dropped'))
    expect(outcomes).toEqual([...Array(10).fill(401), ...Array(20).fill('dropped')])
    await expect(own(ports, location(0))).rejects.toThrow()
    expect((await own(ports, location(0, { topic: 'owntracks/post/p8' }), { password: 'pass-eight' })).status).toBe(200)
    expect((await batch(ports, [])).status).toBe(200)
    expect(refusedAt(stage, 'owntracks-http')).toEqual({ CREDENTIAL_WRONG: 10, RATE_EXCEEDED: 21 })
  })

  it('[P16] an address with too many connections or messages is held back, and a connection that says nothing is closed', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage, { perAddress: 3, messages: { points: 5, seconds: 3_600 }, request: 400, idle: 400 })
    const closed = (port: number, text = '') => new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => { socket.write(text) })
      socket.on('error', () => undefined).on('close', () => { done(true) }).resume()
    })
    expect(await Promise.all([closed(ports.devices), closed(ports.devices, 'POST /batch HTTP/1.1\r\n'), closed(ports.devices, 'POST /batch HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{'), closed(ports.devices)])).toEqual([true, true, true, true])
    const statuses = []
    for (let i = 0; i < 7; i++) statuses.push((await fetch(`http://127.0.0.1:${ports.osmand}/?${query(i)}`, { headers: { connection: 'close' } })).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 503, 503])
    expect(refusedAt(stage, 'osmand')).toEqual({ RATE_EXCEEDED: 2 })
  })

  it('[P17] connections are counted at the dialect that they first spoke, and closing waits for the answer under way', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage)
    stage.disk.state = 'held'
    const answer = fetch(`http://127.0.0.1:${ports.osmand}/?${query(0)}`, { headers: { connection: 'close' } })
    await until(() => stage.disk.waiting > 0)
    const connections = (): number => stage.intake.counts().sources.find(({ id }) => id === 'osmand')!.connections
    expect(connections()).toBe(1)
    const closing = Promise.all(open.splice(0).map((listener) => listener.close()))
    stage.disk.release()
    expect((await answer).status).toBe(200)
    await closing
    await until(() => connections() === 0)
  })

  it('[P18] mutants of good requests over real sockets crash nothing and get no 5xx, while a good client beside them is served every time', async () => {
    const stage = await setStaffedStage()
    const ports = await listen(stage, { perAddress: 10_000, messages: { points: 1e9, seconds: 10 }, guesses: { points: 1e9, seconds: 10 } })
    const text = (path: string, body: string, headers = ''): Buffer => Buffer.from(`POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    const seeds: [number, Buffer][] = [
      [ports.devices, text('/owntracks', JSON.stringify(location(0)), `authorization: ${basic('post', 'pass-three')}\r\n`)],
      [ports.devices, text('/batch', JSON.stringify({ fixes: [{ device: 'R5', time: START, lon: 104.774, lat: 29.363 }] }), `authorization: ${basic('radio', 'gateway-credential')}\r\n`)],
      [ports.osmand, Buffer.from(`GET /?${query(0)} HTTP/1.1\r\nhost: x\r\n\r\n`)], [ports.osmand, text('/', query(0))],
      [ports.osmand, text('/', JSON.stringify({ device_id: SECRET, location: { timestamp: START, coords: { latitude: 29.363, longitude: 104.774 } } }), 'content-type: application/json\r\n')],
    ]
    let state = 510_304
    const random = (below: number): number => { state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return (state >>> 0) % below }
    const mutate = (seed: Buffer): Buffer => {
      const bytes = [...seed]
      for (let times = 1 + random(6); times > 0; times--) {
        const at = random(bytes.length)
        const how = random(4)
        if (how === 0) bytes[at] = random(256)
        else if (how === 1) bytes.splice(at, 1 + random(8))
        else if (how === 2) bytes.splice(at, 0, ...bytes.slice(random(bytes.length)).slice(0, 1 + random(40)))
        else bytes.splice(at, 0, random(256))
        if (bytes.length === 0) bytes.push(0)
      }
      return Buffer.from(bytes)
    }
    const send = (port: number, bytes: Buffer) => new Promise<string>((done) => {
      let said = ''
      const socket = connect(port, '127.0.0.1', () => { socket.end(bytes) })
      socket.on('error', () => undefined).on('data', (chunk: Buffer) => { said += chunk.toString('latin1') }).on('close', () => { done(said) })
    })
    for (let round = 0; round < 60; round++) {
      const good = own(ports, location(1_000 + round))
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => { const [port, seed] = seeds[i % seeds.length]; return send(port, mutate(seed)) }))
      for (const said of answers) expect(said).not.toMatch(/^HTTP\/1\.1 5/m)
      expect((await good).status).toBe(200)
    }
    expect(silent.said.filter((line) => line.startsWith('a dialect failed'))).toEqual([])
  }, 30_000)
})
