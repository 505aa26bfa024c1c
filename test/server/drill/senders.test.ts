// Every sender against the real listener of its dialect.
import { afterEach, describe, expect, it } from 'vitest'
import { metresBetween, toWgs84 } from '../../../shared/domain/geo.ts'
import { instant, SECOND } from '../../../shared/domain/time.ts'
import { Outbox } from '../../../server/drill/outbox.ts'
import type { DrillDevice } from '../../../server/drill/roster.ts'
import { batchSender } from '../../../server/drill/senders/batch.ts'
import { senderFor } from '../../../server/drill/senders/dialects.ts'
import { call, createAgent } from '../../../server/drill/senders/http.ts'
import { Unanswered, type Answer, type Parcel, type Sender } from '../../../server/drill/senders/sender.ts'
import { device, fix, MORNING } from './given.ts'
import { listenTo, type Hearing } from './hearing.ts'

const all: DrillDevice[] = [
  device({ id: 'old', identity: '13900000001', manner: '2011' }), device({ id: 'mid', identity: '13900000002', manner: '2013', crs: 'gcj02' }),
  device({ id: 'new', identity: '13900000003', manner: '2019' }),
  ...(['get', 'form', 'json'] as const).map((manner) => device({ id: manner, dialect: 'osmand', identity: manner, manner, crs: manner === 'form' ? 'gcj02' : 'wgs84' })),
  device({ id: 'web', dialect: 'owntracks-http', identity: 'web/phone', manner: 'plain' }),
  device({ id: 'mq', dialect: 'owntracks-mqtt', identity: 'mq/phone', manner: 'plain' }),
  device({ id: 'radio', dialect: 'batch', identity: 'R1', gateway: 'gate', crs: 'gcj02', manner: 'plain' }),
]
const agent = createAgent(8)
let hearing: Hearing
const open: Sender[] = []
afterEach(async () => {
  for (const sender of open.splice(0)) sender.rest()
  await hearing.close()
})

const credential = (one: DrillDevice): string => one.dialect === 'jt808' ? `secret-${one.id}`.slice(0, 7) : `secret-${one.id}`
function senderOf(one: DrillDevice): Sender {
  const sender = senderFor(agent, hearing.target, one, credential(one)) ?? batchSender(agent, hearing.target, { id: 'gate', name: 'gate', crs: 'gcj02' }, 'gate')
  open.push(sender)
  return sender
}
const parcels = (one: DrillDevice, count: number, said: Parameters<typeof fix>[0] = {}): Parcel[] => Array.from({ length: count }, (_, n) =>
  ({ device: one, fix: fix({ device: one.id, time: instant(MORNING + n * SECOND), lat: 29.363 + n * 1e-4, accuracy: 12, ...said }) }))
const until = async (is: () => boolean): Promise<void> => { while (!is()) await new Promise((resolve) => { setTimeout(resolve, 5) }) }

describe('senders', () => {
  it.each(all.map((one) => [one.id, one] as const))('[X24] what %s sends is heard as it was meant: time, place in WGS 84, speed, heading', async (_, one) => {
    hearing = await listenTo(all)
    const [parcel] = parcels(one, 1)
    expect(await senderOf(one).send([parcel])).toEqual({ taken: true, refused: {} })
    expect(hearing.heard).toHaveLength(1)
    const { device: by, observation } = hearing.heard[0]
    expect(by).toBe(one.id)
    expect(observation).toMatchObject({ at: MORNING, valid: true, sos: false, refill: false, heading: 87 })
    const [lon, lat] = toWgs84(one.crs, observation.lon, observation.lat)
    expect(metresBetween(lon, lat, parcel.fix.lon, parcel.fix.lat)).toBeLessThan(0.3)
    expect(Math.abs(observation.speed! - 7.1)).toBeLessThan(0.15)
    if (one.dialect !== 'jt808') expect(observation.accuracy).toBe(12)
  })

  it.each(all.map((one) => [one.id, one] as const))('[X25] what the disk did not take is not taken for answered by %s, and arrives in the end', async (_, one) => {
    hearing = await listenTo(all)
    hearing.fail = 1
    const settled: (Answer | null)[] = []
    const failures: string[] = []
    const outbox = new Outbox({
      sender: senderOf(one), wait: () => new Promise((resolve) => { setTimeout(resolve, 20) }), chance: () => 0.5,
      sending: () => undefined, settled: (_parcel, answer) => settled.push(answer), failed: (why) => failures.push(why),
    })
    outbox.push(...parcels(one, 3))
    await outbox.settle()
    expect(failures.length).toBeGreaterThan(0)
    expect(settled.map((answer) => answer?.taken)).toEqual([true, true, true])
    expect([...new Set(hearing.heard.map(({ observation }) => observation.at))].sort()).toEqual([0, 1, 2].map((n) => MORNING + n * SECOND))
  })

  it('[X25] a terminal registers once and comes back with its code, and with a new one when that is lost', async () => {
    hearing = await listenTo(all)
    const one = all[2]
    const sender = senderOf(one)
    await sender.send(parcels(one, 1))
    expect(hearing.codes).toEqual(['code-new'])
    const { ports } = hearing.target
    await hearing.close()
    await expect(sender.send(parcels(one, 1))).rejects.toBeInstanceOf(Unanswered)
    hearing = await listenTo(all, ports, hearing.codes)
    await sender.send(parcels(one, 2))
    expect(hearing.codes).toEqual(['code-new'])
    await hearing.close()
    await expect(sender.send(parcels(one, 1))).rejects.toBeInstanceOf(Unanswered)
    hearing = await listenTo(all, ports)
    await sender.send(parcels(one, 1))
    expect(hearing.codes).toEqual(['code-new'])
    expect(hearing.heard).toHaveLength(1)
  })

  it('[X26] refills of a terminal go out as 0x0704 of type 1, in sub-packages when they are long', async () => {
    hearing = await listenTo(all)
    for (const one of all.slice(0, 3)) {
      const sender = senderOf(one)
      await sender.send(parcels(one, 40, { refill: true }))
      await sender.send(parcels(one, 1, { refill: true, time: instant(MORNING + 99 * SECOND) }))
      await sender.send(parcels(one, 3, { time: instant(MORNING + 100 * SECOND) }))
      const mine = hearing.heard.filter(({ device: by }) => by === one.id).map(({ observation }) => observation)
      expect(mine).toHaveLength(44)
      expect(mine.slice(0, 41).every(({ refill }) => refill)).toBe(true)
      expect(mine.slice(41).some(({ refill }) => refill)).toBe(false)
      expect(mine.slice(0, 40).map(({ at }) => at)).toEqual(Array.from({ length: 40 }, (_, n) => MORNING + n * SECOND))
    }
    const sender = senderOf(all[0])
    expect(sender.joins(fix(), fix({ refill: true }))).toBe(false)
    expect(hearing.refused).toEqual([])
  })

  it('[X26] a call for help, a missing position and a refill are said in the words of each dialect', async () => {
    hearing = await listenTo(all)
    for (const one of [all[0], all[2], all[8]]) {
      await senderOf(one).send(parcels(one, 1, { sos: true }))
      await senderOf(one).send(parcels(one, 1, { valid: false }))
      expect(hearing.heard.slice(-2).map(({ observation: { sos, valid } }) => [sos, valid])).toEqual([[true, true], [false, false]])
    }
    await senderOf(all[8]).send(parcels(all[8], 1, { refill: true }))
    expect(hearing.heard.at(-1)!.observation.refill).toBe(true)
  })

  it('[X27] resting hangs up, and the next fix connects again', async () => {
    hearing = await listenTo(all)
    for (const one of [all[1], all[7]]) {
      const sender = senderOf(one)
      await sender.send(parcels(one, 1))
      expect(hearing.connections).toBe(1)
      sender.rest()
      await until(() => hearing.connections === 0)
      await sender.send(parcels(one, 1))
      expect(hearing.heard.filter(({ device: by }) => by === one.id)).toHaveLength(2)
      sender.rest()
      await until(() => hearing.connections === 0)
    }
  })

  it('[X27] a wrong credential is no answer for terminals and MQTT, and a refusal by rule over HTTP', async () => {
    hearing = await listenTo(all)
    const wrong = (one: DrillDevice): Sender => {
      const sender = senderFor(agent, hearing.target, one, 'wrong')!
      open.push(sender)
      return sender
    }
    for (const one of [all[0], all[7]]) await expect(wrong(one).send(parcels(one, 1))).rejects.toBeInstanceOf(Unanswered)
    for (const one of [all[3], all[6]]) expect(await wrong(one).send(parcels(one, 1))).toMatchObject({ taken: false })
    expect(hearing.heard).toEqual([])
    await expect(call(agent, { host: '127.0.0.1', port: 1, method: 'GET', path: '/' })).rejects.toBeInstanceOf(Unanswered)
  })
})
