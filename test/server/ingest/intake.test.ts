// The intake as dialects meet it: calls for help first, the disk before the answer, counts of everything.
import { describe, expect, it } from 'vitest'
import { fixFlag } from '../../../shared/domain/fix.ts'
import { refuse } from '../../../shared/domain/refusal.ts'
import { HOUR, instant, MINUTE } from '../../../shared/domain/time.ts'
import type { Device } from '../../../shared/domain/unit.ts'
import { Rolling } from '../../../server/ingest/rolling.ts'
import { StorageFailed } from '../../../server/ingest/observation.ts'
import { seen, setStaffedStage, START, taped, until, type Stage } from './stage.ts'

const deviceOf = (stage: Stage, id: string): Device => stage.world.devices.get(id)!
const sourceOf = (stage: Stage, id: string) => stage.intake.counts().sources.find((source) => source.id === id)!
const help = (stage: Stage) => stage.entries.filter(({ kind }) => kind === 'sos-raised')

describe('the disk before the answer', () => {
  it('[A16] an offer resolves when its fixes are on disk and in the world, not before', async () => {
    const stage = await setStaffedStage()
    stage.disk.state = 'held'
    let answered = false
    const offer = stage.intake.offer(deviceOf(stage, 'd1'), [seen(0)]).then((answer) => { answered = true; return answer })
    await until(() => stage.disk.waiting > 0)
    expect([answered, taped(stage.disk).length, stage.world.places.has(1)]).toEqual([false, 0, false])
    stage.disk.release()
    expect(await offer).toEqual({ admitted: 1, refused: {} })
    expect(taped(stage.disk)).toMatchObject([{ unit: 1, device: 1, time: START, lon: 104.774, lat: 29.363 }])
    expect(stage.world.places.has(1)).toBe(true)
  })

  it('[A17] when the disk fails nothing is acknowledged, and the same fixes sent again are taken, in order and without false flags', async () => {
    const stage = await setStaffedStage()
    const device = deviceOf(stage, 'd1')
    const said = [seen(0), seen(10), seen(20)]
    stage.disk.state = 'broken'
    await expect(stage.intake.offer(device, said)).rejects.toThrow(StorageFailed)
    stage.disk.state = 'quick'
    expect(await stage.intake.offer(device, said)).toEqual({ admitted: 3, refused: {} })
    expect(taped(stage.disk).map((row) => row.flags)).toEqual([0, 0, 0])
    expect(sourceOf(stage, 'jt808')).toMatchObject({ admitted: 3, refused: { STORAGE_FAILED: 3 } })
  })

  it('[A18] a repetition of a fix that is still on its way to disk is not answered before it is there', async () => {
    const stage = await setStaffedStage()
    const device = deviceOf(stage, 'd1')
    stage.disk.state = 'held'
    const first = stage.intake.offer(device, [seen(0)])
    await until(() => stage.disk.waiting > 0)
    const again = stage.intake.offer(device, [seen(0)])
    stage.disk.breakHeld()
    await expect(first).rejects.toThrow(StorageFailed)
    await expect(again).rejects.toThrow(StorageFailed)
    stage.disk.state = 'quick'
    expect(await stage.intake.offer(device, [seen(0)])).toEqual({ admitted: 1, refused: {} })
    expect(await stage.intake.offer(device, [seen(0)])).toEqual({ admitted: 0, refused: { FIX_REPEATED: 1 } })
  })

  it('[A18] … also when other cuts have opened behind it that the disk will take', async () => {
    const stage = await setStaffedStage()
    stage.disk.state = 'held'
    const first = stage.intake.offer(deviceOf(stage, 'd1'), [seen(0)])
    await until(() => stage.disk.waiting > 0)
    const other = stage.intake.offer(deviceOf(stage, 'd2'), [seen(0)])
    const again = stage.intake.offer(deviceOf(stage, 'd1'), [seen(0)])
    stage.disk.breakHeld()
    await expect(first).rejects.toThrow(StorageFailed)
    stage.disk.state = 'quick'
    await expect(again).rejects.toThrow(StorageFailed)
    await other.catch(() => undefined)
    expect(await stage.intake.offer(deviceOf(stage, 'd1'), [seen(0)])).toEqual({ admitted: 1, refused: {} })
  })

  it('[A19] repeats are known again after a restart: the newest fix from the world, those before it from the tape', async () => {
    const stage = await setStaffedStage()
    const said = [seen(0), seen(10), seen(20)]
    await stage.intake.offer(deviceOf(stage, 'd1'), said)
    const forgetful = await stage.restart(false)
    expect(await forgetful.intake.offer(deviceOf(forgetful, 'd1'), [seen(20)])).toEqual({ admitted: 0, refused: { FIX_REPEATED: 1 } })
    const next = await stage.restart()
    expect(await next.intake.offer(deviceOf(next, 'd1'), said)).toEqual({ admitted: 0, refused: { FIX_REPEATED: 3 } })
  })

  it('[A20] more fixes than may wait for the disk are refused whole and counted, and calls for help get through all the same', async () => {
    const stage = await setStaffedStage({ most: 3 })
    stage.disk.state = 'held'
    const waiting = stage.intake.offer(deviceOf(stage, 'd1'), [seen(0), seen(10)])
    const over = stage.intake.offer(deviceOf(stage, 'd2'), [seen(0), seen(10, { sos: true })])
    over.catch(() => undefined)
    await until(() => stage.disk.waiting > 1)
    stage.disk.release()
    await expect(over).rejects.toThrow(StorageFailed)
    expect(await waiting).toEqual({ admitted: 2, refused: {} })
    expect(sourceOf(stage, 'osmand').refused).toEqual({ SERVER_BUSY: 2 })
    expect([...stage.world.sos.keys()]).toEqual(['u2'])
  })

  it('[A21] the observations of one message are judged in the order of their times, whatever order they came in', async () => {
    const stage = await setStaffedStage()
    await stage.intake.offer(deviceOf(stage, 'd1'), [seen(20), seen(0), seen(10)])
    expect(taped(stage.disk).map((row) => [row.time - START, row.flags])).toEqual([[0, 0], [10_000, 0], [20_000, 0]])
  })

  it('[A22] a bad observation is refused alone, and a retired device or unit is unknown', async () => {
    const stage = await setStaffedStage()
    const device = deviceOf(stage, 'd1')
    expect(await stage.intake.offer(device, [seen(0), seen(1, { valid: false }), seen(2, { lon: 0, lat: 0 }), seen(0)]))
      .toEqual({ admitted: 1, refused: { FIX_INVALID: 1, FIX_NOWHERE: 1, FIX_REPEATED: 1 } })
    await stage.registry.retire('devices', 'd1', 'test')
    expect(await stage.intake.offer(device, [seen(30)])).toEqual({ admitted: 0, refused: { DEVICE_UNKNOWN: 1 } })
  })

  it('[A23] a gateway speaks in its own reference system, whatever its devices were registered with', async () => {
    const stage = await setStaffedStage()
    await stage.registry.register({ gateways: [{ id: 'radio', name: '集群网关', crs: 'gcj02' }] }, 'test')
    await stage.intake.offer(deviceOf(stage, 'd5'), [seen(0)])
    expect(taped(stage.disk)[0].lon).not.toBe(104.774)
  })

  it('[A24] a catalogue\'s limits are those that admission judges by, from its adoption on', async () => {
    const stage = await setStaffedStage()
    const device = deviceOf(stage, 'd1')
    await stage.intake.offer(device, [seen(0), seen(10, { accuracy: 40 })])
    const content = { ...stage.world.catalogue!, limits: { ...stage.world.catalogue!.limits, accuracy: 30 } }
    await stage.happen.record([{ kind: 'catalogue-adopted', data: { hash: 'h2', effective: START, content }, by: 'test', about: 'catalogue', received: START }])
    await stage.intake.offer(device, [seen(20, { accuracy: 40 })])
    expect(taped(stage.disk).map((row) => row.flags)).toEqual([0, 0, fixFlag.inaccurate])
  })

  it('[A25] a device given to another unit starts anew there', async () => {
    const stage = await setStaffedStage()
    await stage.intake.offer(deviceOf(stage, 'd1'), [seen(0)])
    await stage.registry.register({ devices: [{ id: 'd1', unit: 'u5', dialect: 'jt808', identity: '13800000001' }] }, 'test')
    await stage.intake.offer(deviceOf(stage, 'd1'), [seen(10, { lon: 104.99 })])
    expect(taped(stage.disk).map(({ unit, flags }) => [unit, flags])).toEqual([[1, 0], [5, 0]])
  })
})

describe('calls for help', () => {
  it('[A26] a call is raised before and whatever admission says: repeated, invalid, at 0, 0, or without a position', async () => {
    for (const said of [seen(0, { sos: true }), seen(1, { sos: true, valid: false }), seen(2, { sos: true, lon: 0, lat: 0 }), seen(3, { sos: true, lon: NaN, lat: NaN, at: null })]) {
      const stage = await setStaffedStage()
      await stage.intake.offer(deviceOf(stage, 'd1'), [seen(0)])
      await stage.intake.offer(deviceOf(stage, 'd1'), [said])
      expect([...stage.world.sos.keys()]).toEqual(['u1'])
    }
  })

  it('[A27] a call carries its place and region when it has one, else the region where the unit was last, else its home', async () => {
    const stage = await setStaffedStage()
    await stage.intake.offer(deviceOf(stage, 'd1'), [seen(0, { sos: true, lon: 105 })])
    await stage.intake.offer(deviceOf(stage, 'd2'), [seen(0, { sos: true, valid: false })])
    await stage.intake.offer(deviceOf(stage, 'd3'), [seen(0, { lon: 105 }), seen(10, { sos: true, valid: false })])
    expect(help(stage).map(({ data }) => data)).toMatchObject([
      { unit: 'u1', device: 'd1', region: '51030400200101', lon: 105, lat: 29.363, at: START },
      { unit: 'u2', region: '510304001', lon: null, lat: null },
      { unit: 'u3', region: '510304001', lon: null },
    ])
  })

  it('[A28] one call stands per unit however often it is sent, at once or one after another, until a person clears it; then a new one stands', async () => {
    const stage = await setStaffedStage()
    const device = deviceOf(stage, 'd1')
    await Promise.all(Array.from({ length: 20 }, (_, i) => stage.intake.offer(device, [seen(i, { sos: true })])))
    await stage.intake.offer(device, [seen(30, { sos: true })])
    expect(help(stage)).toHaveLength(1)
    await stage.happen.record([{ kind: 'sos-cleared', data: { unit: stage.world.units.get('u1')!.id }, by: 'desk', about: 'u1', received: START }])
    expect(stage.world.sos.size).toBe(0)
    await stage.intake.offer(device, [seen(30, { sos: true })])
    expect([help(stage).length, stage.world.sos.size]).toEqual([2, 1])
  })

  it('[A29] a call that the disk did not take is not acknowledged and is raised when it is sent again', async () => {
    const stage = await setStaffedStage()
    stage.disk.state = 'broken'
    await expect(stage.intake.offer(deviceOf(stage, 'd1'), [seen(0, { sos: true, valid: false })])).rejects.toThrow(StorageFailed)
    stage.disk.state = 'quick'
    await stage.intake.offer(deviceOf(stage, 'd1'), [seen(0, { sos: true, valid: false })])
    expect(stage.world.sos.size).toBe(1)
  })
})

describe('counts', () => {
  it('[A30] every fix is counted at one source only: a gateway\'s at the gateway, others at their dialect; refusals by reason', async () => {
    const stage = await setStaffedStage()
    await stage.intake.offer(deviceOf(stage, 'd1'), [seen(0), seen(0), seen(1, { valid: false })])
    await stage.intake.offer(deviceOf(stage, 'd5'), [seen(0), seen(10)])
    stage.intake.refused('osmand', refuse('DEVICE_UNKNOWN'), 'never-shown')
    expect(stage.intake.counts().sources.map(({ id, kind, admitted, refused }) => [id, kind, admitted, refused])).toEqual([
      ['jt808', 'dialect', 1, { FIX_REPEATED: 1, FIX_INVALID: 1 }],
      ['owntracks-http', 'dialect', 0, {}], ['owntracks-mqtt', 'dialect', 0, {}], ['osmand', 'dialect', 0, { DEVICE_UNKNOWN: 1 }],
      ['batch', 'dialect', 0, {}], ['gateway:radio', 'gateway', 2, {}],
    ])
    expect(sourceOf(stage, 'batch').last).toBe(START)
  })

  it('[A31] a source\'s rhythm is the shortest of its devices; the batch dialect leaves it to its gateways', async () => {
    const stage = await setStaffedStage()
    await stage.registry.register({ devices: [{ id: 'd6', unit: 'u1', dialect: 'jt808', identity: '13800000002', interval: 5, credential: 'x' }] }, 'test')
    expect(Object.fromEntries(stage.intake.counts().sources.map(({ id, interval }) => [id, interval])))
      .toEqual({ jt808: 5, 'owntracks-http': 60, 'owntracks-mqtt': 30, osmand: 30, batch: null, 'gateway:radio': 20 })
    const bare = await setStaffedStage()
    await bare.registry.retire('devices', 'd2', 'test')
    expect(sourceOf(bare, 'osmand').interval).toBeNull()
  })

  it('[A32] the last minute and hour move by the clock alone', async () => {
    const stage = await setStaffedStage()
    await stage.intake.offer(deviceOf(stage, 'd1'), [seen(0), seen(10), seen(0)])
    expect(sourceOf(stage, 'jt808')).toMatchObject({ admittedLastMinute: 2, refusedLastHour: 1 })
    stage.now = instant(START + MINUTE)
    expect(sourceOf(stage, 'jt808')).toMatchObject({ admitted: 2, admittedLastMinute: 0, refusedLastHour: 1, last: START })
    stage.now = instant(START + HOUR)
    expect(sourceOf(stage, 'jt808')).toMatchObject({ refused: { FIX_REPEATED: 1 }, refusedLastHour: 0 })
    const rolling = new Rolling(1_000, 60)
    for (let s = 0; s < 200; s++) rolling.add(instant(s * 1_000), 1)
    expect([rolling.sum(instant(199_000)), rolling.sum(instant(229_000)), rolling.sum(instant(300_000))]).toEqual([60, 30, 0])
  })

  it('[A33] who speaks unregistered is listed, last heard first, bounded to 200, cleaned of control characters, never for osmand, and goes when registered', async () => {
    const stage = await setStaffedStage()
    stage.intake.refused('jt808', refuse('DEVICE_UNKNOWN'), '13900000009')
    stage.now = instant(START + 1)
    for (let i = 0; i < 3; i++) stage.intake.refused('owntracks-mqtt', refuse('DEVICE_UNKNOWN'), 'eve/\u001b[2Jx')
    stage.intake.refused('osmand', refuse('DEVICE_UNKNOWN'), 'secret')
    expect(stage.intake.counts().unregistered).toEqual([
      { dialect: 'owntracks-mqtt', identity: 'eve/\ufffd[2Jx', first: START + 1, last: START + 1, times: 3 },
      { dialect: 'jt808', identity: '13900000009', first: START, last: START, times: 1 },
    ])
    await stage.registry.register({ devices: [{ id: 'd9', unit: 'u1', dialect: 'jt808', identity: '13900000009', credential: 'x' }] }, 'test')
    expect(stage.intake.counts().unregistered).toHaveLength(1)
    for (let i = 0; i < 500; i++) stage.intake.refused('jt808', refuse('DEVICE_UNKNOWN'), String(i))
    expect(stage.intake.counts().unregistered).toHaveLength(200)
    expect(stage.intake.counts().unregistered[0].identity).toBe('499')
  })

  it('[A34] connections go up and down, and a source that was heard before a restart is remembered with its last time', async () => {
    const stage = await setStaffedStage()
    stage.intake.connected('jt808', 1)
    stage.intake.connected('jt808', 1)
    stage.intake.connected('jt808', -1)
    expect(sourceOf(stage, 'jt808').connections).toBe(1)
    await stage.intake.offer(deviceOf(stage, 'd5'), [seen(0)])
    const next = await stage.restart()
    expect([sourceOf(next, 'gateway:radio').last, sourceOf(next, 'batch').last, sourceOf(next, 'jt808').last]).toEqual([START, START, null])
    next.intake.seen('jt808', deviceOf(next, 'd1'))
    expect(sourceOf(next, 'jt808').last).toBe(START)
  })
})
