// OwnTracks over MQTT with a real client and with raw bytes: the acknowledgement after the disk, each device in its own topics.
import { connect as connectSocket, type Socket } from 'node:net'
import fc from 'fast-check'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import { doorLimits } from '../../../../server/ingest/door.ts'
import type { Listener } from '../../../../server/ingest/observation.ts'
import { Framing } from '../../../../server/ingest/protocols/mqtt-gate.ts'
import { mqttDoor } from '../../../../server/ingest/protocols/owntracks-mqtt.ts'
import { setStaffedStage, silent, START, taped, until, type Stage } from '../stage.ts'

const listeners: Listener[] = []
const clients: MqttClient[] = []
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true).catch(() => undefined)))
  await Promise.all(listeners.splice(0).map((listener) => listener.close()))
})

async function listen(stage: Stage, more: Partial<Parameters<typeof mqttDoor>[0] & object> = {}): Promise<number> {
  const listener = await mqttDoor({ door: doorLimits, messages: { points: 2_000, seconds: 10 }, connect: 10_000, drain: 8_000, ...more }).listen(stage.intake, { host: '127.0.0.1', port: 0 }, silent)
  listeners.push(listener)
  return listener.port
}

const options = (more: IClientOptions = {}): IClientOptions => ({ username: 'walk', password: 'pass-four', reconnectPeriod: 0, protocolVersion: 4, ...more })
async function join(port: number, more: IClientOptions = {}): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, options(more))
  clients.push(client)
  client.on('error', () => undefined)
  await new Promise<void>((go, fail) => { client.once('connect', () => { go() }).once('error', fail).once('close', () => { fail(new Error('closed')) }) })
  return client
}
const closed = (client: MqttClient) => new Promise<void>((go) => { client.once('close', () => { go() }) })
const location = (seconds: number, more: object = {}): string => JSON.stringify({ _type: 'location', lat: 29.363, lon: 104.774, tst: START / 1000 + seconds, ...more })
const TOPIC = 'owntracks/walk/w4'
const countsOf = (stage: Stage) => stage.intake.counts().sources.find(({ id }) => id === 'owntracks-mqtt')!

describe('acknowledgement', () => {
  it('[P19] a QoS 1 message is acknowledged when its fix is on disk, not before', async () => {
    const stage = await setStaffedStage()
    const client = await join(await listen(stage))
    stage.disk.state = 'held'
    let acknowledged = false
    const published = client.publishAsync(TOPIC, location(0, { vel: 36 }), { qos: 1 }).then(() => { acknowledged = true })
    await until(() => stage.disk.waiting > 0)
    expect(acknowledged).toBe(false)
    stage.disk.release()
    await published
    expect(taped(stage.disk)).toMatchObject([{ unit: 4, device: 4, speed: 100, time: START }])
    expect(countsOf(stage)).toMatchObject({ admitted: 1, connections: 1, last: START })
  })

  it('[P20] when the disk fails there is no acknowledgement and the connection is closed; what is sent again is taken', async () => {
    const stage = await setStaffedStage()
    const port = await listen(stage)
    const client = await join(port)
    stage.disk.state = 'broken'
    let acknowledged = false
    client.publishAsync(TOPIC, location(0), { qos: 1 }).then(() => { acknowledged = true }, () => undefined)
    await closed(client)
    expect(acknowledged).toBe(false)
    stage.disk.state = 'quick'
    await (await join(port)).publishAsync(TOPIC, location(0), { qos: 1 })
    expect(taped(stage.disk)).toHaveLength(1)
  })

  it('[P21] many messages in flight are acknowledged each, in the order of their fixes, and one that cannot be read does not block those behind it', async () => {
    const stage = await setStaffedStage()
    const client = await join(await listen(stage))
    const bodies = ['{', location(0), '', '{"_type":"encrypted"}', location(1), '[]', '{"_type":"waypoints"}', location(2), 'x'.repeat(9_000)]
    await Promise.all(bodies.map((body) => client.publishAsync(TOPIC, body, { qos: 1 })))
    await Promise.all([client.publishAsync(`${TOPIC}/event`, '{"_type":"transition"}', { qos: 2 }), client.publishAsync(TOPIC, location(3), { qos: 2 }), client.publishAsync(TOPIC, location(4), { qos: 0 })])
    await until(() => taped(stage.disk).length === 5)
    expect(taped(stage.disk).map(({ time, flags }) => [(time - START) / 1000, flags])).toEqual([[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]])
    expect(countsOf(stage).refused).toEqual({ MESSAGE_MALFORMED: 2, MESSAGE_UNSUPPORTED: 1, MESSAGE_TOO_LARGE: 1 })
  })

  it('[P22] a call for help comes on …/sos with anything in it or nothing, or in a message, and a last will is no sign of life', async () => {
    for (const [topic, body] of [[`${TOPIC}/sos`, ''], [`${TOPIC}/sos`, 'help'], [`${TOPIC}/sos`, location(0)], [TOPIC, '{"_type":"sos"}'], [TOPIC, location(0, { sos: true })]]) {
      const stage = await setStaffedStage()
      await (await join(await listen(stage))).publishAsync(topic, body, { qos: 1 })
      expect([...stage.world.sos.keys()]).toEqual(['u4'])
    }
    const stage = await setStaffedStage()
    const client = await join(await listen(stage), { will: { topic: TOPIC, payload: Buffer.from('{"_type":"lwt","tst":1}'), qos: 1, retain: false } })
    client.stream.destroy()
    await until(() => countsOf(stage).connections === 0)
    expect(countsOf(stage)).toMatchObject({ last: null, refused: {} })
  })
})

describe('whose topics', () => {
  it('[P23] who has no password is refused at the door, unknown or not, and unknown users are listed', async () => {
    const stage = await setStaffedStage()
    const port = await listen(stage)
    for (const more of [{ password: 'wrong' }, { username: 'eve' }, { username: 'walk/w9' }, { username: undefined, password: undefined }]) {
      await expect(join(port, more)).rejects.toMatchObject({ code: 4 })
    }
    await join(port, { username: 'walk/w4' })
    expect(countsOf(stage).refused).toEqual({ CREDENTIAL_WRONG: 1, DEVICE_UNKNOWN: 3 })
    expect(stage.intake.counts().unregistered.map(({ identity }) => identity)).toEqual(['walk/w9', 'eve'])
  })

  it('[P24] a device publishes below its own topic only and ends its connection otherwise; a retired one is unknown at once', async () => {
    const stage = await setStaffedStage()
    await stage.registry.register({ devices: [{ id: 'd8', unit: 'u2', dialect: 'owntracks-mqtt', identity: 'walk/w8', credential: 'pass-eight' }] }, 'test')
    const port = await listen(stage)
    for (const topic of ['owntracks/walk/w8', 'owntracks/walk', 'owntracks/post/p3', 'x', '$SYS/x', 'owntracks/walk/w4x']) {
      const client = await join(port)
      client.publish(topic, location(0), { qos: 1 })
      await closed(client)
    }
    expect(taped(stage.disk)).toHaveLength(0)
    const client = await join(port)
    await stage.registry.retire('devices', 'd4', 'test')
    client.publish(TOPIC, location(0), { qos: 1 })
    await closed(client)
    expect(countsOf(stage).refused).toEqual({ CREDENTIAL_WRONG: 6, DEVICE_UNKNOWN: 1 })
  })

  it('[P24] a device whose credential was changed is not heard on a connection that was opened with the old one', async () => {
    const stage = await setStaffedStage()
    const port = await listen(stage)
    const client = await join(port)
    await client.publishAsync(TOPIC, location(0), { qos: 1 })
    const device = { id: 'd4', unit: 'u4', dialect: 'owntracks-mqtt', identity: 'walk/w4', rank: 0, crs: 'wgs84', interval: 30, credential: 'pass-new' }
    await stage.registry.register({ devices: [device] }, 'test')
    expect(await client.subscribeAsync(`${TOPIC}/cmd`, { qos: 1 }).then(([one]) => one.qos, () => 128)).toBe(128)
    client.publish(TOPIC, location(10), { qos: 1 })
    await closed(client)
    await expect(join(port)).rejects.toMatchObject({ code: 4 })
    await (await join(port, { password: 'pass-new' })).publishAsync(TOPIC, location(20), { qos: 1 })
    expect(taped(stage.disk).map(({ time }) => (time - START) / 1000)).toEqual([0, 20])
  })

  it('[P25] a device subscribes to its own commands only; nothing of anybody else, and nothing retained, reaches it', async () => {
    const stage = await setStaffedStage()
    await stage.registry.register({ devices: [{ id: 'd8', unit: 'u2', dialect: 'owntracks-mqtt', identity: 'other/w8', credential: 'pass-eight' }] }, 'test')
    const port = await listen(stage)
    const nosy = await join(port, { username: 'other', password: 'pass-eight' })
    const heard: string[] = []
    nosy.on('message', (topic) => heard.push(topic))
    const granted = []
    for (const topic of ['owntracks/other/w8/cmd', '#', 'owntracks/+/+', 'owntracks/walk/w4/cmd', 'owntracks/other/w8', '$SYS/#', 'owntracks/other/+/cmd']) {
      granted.push(await nosy.subscribeAsync(topic, { qos: 1 }).then(([one]) => one.qos, () => 128))
    }
    expect(granted).toEqual([1, 128, 128, 128, 128, 128, 128])
    const client = await join(port)
    await client.publishAsync(TOPIC, location(0), { qos: 1, retain: true })
    await client.publishAsync(`${TOPIC}/cmd`, '{"_type":"cmd"}', { qos: 1, retain: true })
    await nosy.publishAsync('owntracks/other/w8', location(0), { qos: 1 })
    expect(heard).toEqual([])
  })

  it('[P26] nobody is thrown out by another user who takes the same client id', async () => {
    const stage = await setStaffedStage()
    await stage.registry.register({ devices: [{ id: 'd8', unit: 'u2', dialect: 'owntracks-mqtt', identity: 'other/w8', credential: 'pass-eight' }] }, 'test')
    const port = await listen(stage)
    const first = await join(port, { clientId: 'same' })
    await expect(join(port, { clientId: 'same', username: 'other', password: 'pass-eight' })).rejects.toMatchObject({ code: 2 })
    await first.publishAsync(TOPIC, location(0), { qos: 1 })
    const gone = closed(first)
    const again = await join(port, { clientId: 'same' })
    await gone
    await again.publishAsync(TOPIC, location(10), { qos: 1 })
    expect(taped(stage.disk)).toHaveLength(2)
  })
})

describe('limits', () => {
  it('[P27] guessing passwords, flooding, silence and too many connections each end where they began', async () => {
    const stage = await setStaffedStage()
    const port = await listen(stage, { door: { ...doorLimits, guesses: { points: 3, seconds: 3_600 }, perAddress: 4 }, messages: { points: 5, seconds: 3_600 }, connect: 300 })
    const silence = connectSocket(port, '127.0.0.1')
    await new Promise<void>((go) => { silence.on('error', () => undefined).on('close', () => { go() }).resume() })
    const good = await join(port)
    for (let i = 0; i < 5; i++) await good.publishAsync(TOPIC, location(i), { qos: 1 })
    good.publish(TOPIC, location(6), { qos: 1 })
    await closed(good)
    for (let i = 0; i < 3; i++) await expect(join(port, { password: `guess${i}` })).rejects.toMatchObject({ code: 4 })
    await expect(join(port)).rejects.toMatchObject({ code: 3 })
    const sockets = Array.from({ length: 6 }, () => connectSocket(port, '127.0.0.1').on('error', () => undefined).resume())
    await until(() => sockets.filter(({ destroyed }) => destroyed).length >= 2)
    for (const socket of sockets) socket.destroy()
    expect(taped(stage.disk)).toHaveLength(5)
    expect(countsOf(stage).refused).toEqual({ RATE_EXCEEDED: 2, CREDENTIAL_WRONG: 3 })
  })

  it('[P28] framing follows every split of every sequence of packets, and lets nothing larger than the limit through', () => {
    const packet = (length: number): number[] => {
      const bytes = [0x30]
      let rest = length
      do { bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0)); rest >>= 7 } while (rest > 0)
      return [...bytes, ...Array<number>(length).fill(0xff)]
    }
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }), (lengths, cuts) => {
      const bytes = Uint8Array.from(lengths.flatMap(packet))
      const framing = new Framing(500)
      let sound = true
      for (let at = 0, i = 0; at < bytes.length && sound; i++) {
        const step = cuts[i % cuts.length]
        sound = framing.follow(bytes.subarray(at, at + step))
        at += step
      }
      expect(sound).toBe(lengths.every((length) => length <= 500))
    }))
    expect(new Framing(500).follow(Uint8Array.from([0x10, 0xff, 0xff, 0xff, 0xff]))).toBe(false)
  })

  it('[P29] a packet that claims to be huge ends its connection at once, without its bytes being gathered', async () => {
    const stage = await setStaffedStage()
    const socket = connectSocket(await listen(stage), '127.0.0.1')
    const gone = new Promise<void>((go) => { socket.on('error', () => undefined).on('close', () => { go() }).resume() })
    socket.write(Uint8Array.from([0x10, 0xff, 0xff, 0xff, 0x7f]))
    await gone
  })

  it('[P30] mutants of good MQTT sessions over real sockets crash nothing, while a good client beside them is acknowledged every time', async () => {
    const stage = await setStaffedStage()
    const port = await listen(stage, { door: { ...doorLimits, guesses: { points: 1e9, seconds: 10 } }, messages: { points: 1e9, seconds: 10 } })
    const text = (value: string): number[] => [value.length >> 8, value.length & 0xff, ...Buffer.from(value)]
    const framed = (type: number, body: number[]): number[] => [type, ...(body.length > 127 ? [(body.length & 0x7f) | 0x80, body.length >> 7] : [body.length]), ...body]
    const hello = framed(0x10, [...text('MQTT'), 4, 0xc2, 0, 60, ...text('mutant'), ...text('walk'), ...text('pass-four')])
    const seed = [...hello, ...framed(0x32, [...text(TOPIC), 0, 1, ...Buffer.from(location(0))]), ...framed(0x82, [0, 2, ...text(`${TOPIC}/cmd`), 1]), ...framed(0x34, [...text(TOPIC), 0, 3, ...Buffer.from(location(5))]), 0xc0, 0, ...framed(0x62, [0, 3]), 0xe0, 0]
    let state = 42
    const random = (below: number): number => { state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return (state >>> 0) % below }
    const mutant = (): Uint8Array => {
      const bytes = [...seed]
      // Half of them leave CONNECT whole, so that what follows is looked at.
      const from = random(2) * hello.length
      for (let times = 1 + random(5); times > 0; times--) {
        const at = from + random(Math.max(1, bytes.length - from))
        const how = random(3)
        if (how === 0) bytes[at] = random(256)
        else if (how === 1) bytes.splice(at, 1 + random(6))
        else bytes.splice(at, 0, ...bytes.slice(random(bytes.length)).slice(0, 1 + random(30)))
      }
      return Uint8Array.from(bytes)
    }
    const send = (bytes: Uint8Array) => new Promise<void>((done) => {
      const socket: Socket = connectSocket(port, '127.0.0.1', () => { socket.end(bytes) })
      socket.on('error', () => undefined).on('close', () => { done() }).resume()
    })
    const client = await join(port, { clientId: 'good' })
    for (let round = 0; round < 60; round++) {
      await Promise.all([client.publishAsync(TOPIC, location(1_000 + round), { qos: 1 }), ...Array.from({ length: 20 }, () => send(mutant()))])
    }
    expect(client.connected).toBe(true)
    expect(taped(stage.disk).filter(({ deviceTime }) => deviceTime >= START + 1_000_000).length).toBeGreaterThanOrEqual(60)
    expect(silent.said.filter((line) => line.startsWith('a dialect failed'))).toEqual([])
  }, 30_000)
})
