// The registry: numbers, changes, refusals item by item, and credentials that nobody can read back.
import { describe, expect, it } from 'vitest'
import { isRefusal, type Refusal } from '../../../shared/domain/refusal.ts'
import { instant, MINUTE } from '../../../shared/domain/time.ts'
import { fitsSeal, isSecret, newSecret, seal } from '../../../server/ingest/credentials.ts'
import { readRegistryFile } from '../../../server/ingest/registry-body.ts'
import type { RegistryAnswer } from '../../../server/ingest/registry.ts'
import { roster, SECRET, setStage, setStaffedStage, START, unitBody, type Stage } from './stage.ts'

async function register(stage: Stage, body: object): Promise<RegistryAnswer> {
  const answer = await stage.registry.register(body, 'admin')
  if (isRefusal(answer)) throw new Error(answer.detail)
  return answer
}
const codes = (items: readonly unknown[]): (string | undefined)[] => items.map((item) => (isRefusal(item) ? item.refused : undefined))
const device = (id: string, more: object = {}) => ({ id, unit: 'u1', dialect: 'jt808', identity: `1390000${id.slice(1).padStart(4, '0')}`, credential: 'terminal', ...more })

describe('numbers', () => {
  it('[A35] a number is given once, also when many calls come together, and never again, not even after a retirement and a restart', async () => {
    const stage = await setStage()
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => register(stage, { units: [unitBody(`u${i}`)], devices: [device(`d${i}`, { unit: `u${i}`, identity: `138${i + 1}` })] })))
    const numbers = answers.flatMap(({ units, devices }) => [...units, ...devices].map((item) => ('number' in item ? item.number : null)))
    expect(new Set(numbers).size).toBe(40)
    expect(stage.world.numbers).toEqual({ unit: 40, device: 40 })
    await stage.registry.retire('units', 'u39', 'admin')
    const next = await stage.restart()
    const { units: [back] } = await register(next, { units: [unitBody('u39')] })
    expect(back).toEqual({ id: 'u39', number: 41, changed: true })
  })

  it('[A36] the same registration again changes nothing and writes nothing; a changed one is a new entry under the same number', async () => {
    const stage = await setStaffedStage()
    const seq = stage.world.seq
    const same = await register(stage, roster)
    expect([...same.units, ...same.devices, ...same.gateways].every((item) => 'changed' in item && !item.changed)).toBe(true)
    expect(stage.world.seq).toBe(seq)
    const changed = await register(stage, { units: [unitBody('u1', { name: '面07' })], devices: [{ ...roster.devices[0], interval: 5 }], gateways: [{ ...roster.gateways[0], name: '新网关' }] })
    expect(changed).toEqual({ units: [{ id: 'u1', number: 1, changed: true }], devices: [{ id: 'd1', number: 1, changed: true }], gateways: [{ id: 'radio', number: null, changed: true }] })
    expect(stage.world.seq).toBe(seq + 3)
    expect(stage.world.units.get('u1')?.name).toBe('面07')
  })
})

describe('refusals', () => {
  it('[A37] each item is refused alone with its reason, and what stands beside it is registered', async () => {
    const stage = await setStaffedStage()
    const answer = await register(stage, {
      units: [
        unitBody('v1'), unitBody('v2', { region: '510304999' }), unitBody('v3', { name: '单u1' }), unitBody('bad id'), unitBody('v5', { speed: 3 }), 'nonsense', unitBody('v6', { name: '单v1' }),
      ],
      gateways: [{ id: 'g2', name: '另一网关', crs: 'gcj02' }, { id: 'g3', name: '短', crs: 'wgs84', credential: 'short' }],
      devices: [
        device('e1', { unit: 'v1' }), device('e2', { unit: 'nobody' }), device('e3', { identity: '13800000001' }), device('e4', { dialect: 'batch', credential: undefined, gateway: 'none' }),
        device('e5', { dialect: 'batch', credential: undefined }), device('e6', { credential: undefined }), device('e7', { identity: '0138' }), device('e8', { dialect: 'owntracks-http', identity: 'noslash' }),
        device('e9', { dialect: 'osmand', identity: 'e9', credential: 'short' }), device('f1', { dialect: 'osmand', identity: 'f1', credential: SECRET }), device('f2', { gateway: 'radio' }),
        device('f3', { dialect: 'batch', gateway: 'radio', identity: 'x' }), device('f4', { dialect: 'osmand', identity: 'other', credential: newSecret() }), device('f5', { dialect: 'osmand', identity: 'f5', lenient: true, credential: newSecret() }),
      ],
    })
    expect(codes(answer.units)).toEqual([undefined, 'REGION_UNKNOWN', 'UNIT_TAKEN', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'UNIT_TAKEN'])
    expect(codes(answer.gateways)).toEqual(['BODY_MALFORMED', 'BODY_MALFORMED'])
    expect(codes(answer.devices)).toEqual([
      undefined, 'UNIT_UNKNOWN', 'UNIT_TAKEN', 'GATEWAY_UNKNOWN', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED',
      'BODY_MALFORMED', 'UNIT_TAKEN', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED',
    ])
    const details = JSON.stringify(answer)
    expect(details).not.toContain(SECRET)
    expect(details).not.toContain('d2')
    expect((answer.devices[8] as Refusal).detail).toContain('22')
  })

  it('[A38] a body that is none is refused whole; a file may carry a byte order mark, and a broken one is refused without repeating a word of it', async () => {
    const stage = await setStage()
    expect(await stage.registry.register({ units: 'all' }, 'admin')).toMatchObject({ refused: 'BODY_MALFORMED' })
    expect(await stage.registry.register(null, 'admin')).toMatchObject({ refused: 'BODY_MALFORMED' })
    const file = readRegistryFile(`\ufeff${JSON.stringify(roster)}`)
    expect(await stage.registry.register(file, 'file')).toMatchObject({ units: [{ id: 'u1' }, {}, {}, {}, {}] })
    const broken = readRegistryFile('{"devices":[{"credential":"hunter2"]}')
    expect(broken).toMatchObject({ refused: 'BODY_MALFORMED' })
    expect(JSON.stringify(broken)).not.toContain('hunter2')
  })

  it('[A39] when the disk fails every item says so, no number is lost, and the credential does not open', async () => {
    const stage = await setStage()
    stage.disk.state = 'broken'
    const answer = await register(stage, { units: [unitBody('u1')], devices: [device('d1')] })
    expect(codes([...answer.units, ...answer.devices])).toEqual(['STORAGE_FAILED', 'STORAGE_FAILED'])
    stage.disk.state = 'quick'
    expect(await register(stage, { units: [unitBody('u1')] })).toMatchObject({ units: [{ number: 1 }] })
  })
})

describe('credentials', () => {
  it('[A40] a credential is on disk as a salted hash only, not in the ledger, and opens again after a restart', async () => {
    const stage = await setStaffedStage()
    const said = JSON.stringify([stage.entries, await Promise.all(['device:d1', 'device:d2', 'gateway:radio'].map((about) => stage.ledger.personal(about)))])
    for (const secret of ['A000001', SECRET, 'pass-three', 'gateway-credential']) expect(said).not.toContain(secret)
    for (const one of [stage, await stage.restart()]) {
      const d1 = one.world.devices.get('d1')!
      expect([one.registry.fits(d1, 'A000001'), one.registry.fits(d1, 'A000002'), one.registry.fits(d1, '')]).toEqual([true, false, false])
      expect([one.registry.gatewayFits(one.world.gateways.get('radio')!, 'gateway-credential'), one.registry.gatewayFits(one.world.gateways.get('radio')!, 'x')]).toEqual([true, false])
      expect(one.registry.fits(one.world.devices.get('d5')!, '')).toBe(false)
    }
  })

  it('[A41] the same secret is sealed differently each time, and a missing or broken seal fits nothing', () => {
    expect(seal('x')).not.toBe(seal('x'))
    expect(fitsSeal(seal('x'), 'x')).toBe(true)
    for (const broken of [undefined, '', '.', 'a.b', 'a', seal('x').slice(0, -2)]) expect(fitsSeal(broken, 'x')).toBe(false)
    expect([isSecret(newSecret()), isSecret('a'.repeat(40)), isSecret('Vb3kT9xQ2mLw8sRz5nYc1')]).toEqual([true, false, false])
  })

  it('[A42] an osmand device is found by its secret alone, the old one closes when it is changed, and no other dialect is found so', async () => {
    const stage = await setStaffedStage()
    expect(stage.registry.deviceBySecret('osmand', SECRET)?.id).toBe('d2')
    expect([stage.registry.deviceBySecret('jt808', SECRET), stage.registry.deviceBySecret('osmand', 'd2'), stage.registry.deviceBySecret('osmand', 'A000001')]).toEqual([undefined, undefined, undefined])
    const changed = newSecret()
    await register(stage, { devices: [{ ...roster.devices[1], credential: changed }] })
    for (const one of [stage, await stage.restart()]) {
      expect([one.registry.deviceBySecret('osmand', changed)?.id, one.registry.deviceBySecret('osmand', SECRET)]).toEqual(['d2', undefined])
    }
    await register(stage, { devices: Array.from({ length: 50 }, (_, i) => device(`m${i}`, { dialect: 'osmand', identity: `m${i}`, credential: `${changed}${i}` })) })
    expect(stage.registry.deviceBySecret('osmand', `${changed}31`)?.id).toBe('m31')
  })

  it('[A43] identities are found by dialect, gateway and user, and no longer once they changed or were retired', async () => {
    const { registry } = await setStaffedStage()
    expect([registry.device('jt808', '13800000001')?.id, registry.device('batch', 'R5', 'radio')?.id, registry.device('batch', 'R5'), registry.device('owntracks-http', '13800000001')]).toEqual(['d1', 'd5', undefined, undefined])
    expect([registry.devicesOfUser('owntracks-mqtt', 'walk').map(({ id }) => id), registry.devicesOfUser('owntracks-http', 'walk')]).toEqual([['d4'], []])
    await registry.register({ devices: [{ ...roster.devices[3], identity: 'walk/other' }, { ...roster.devices[3], id: 'd8', identity: 'walk/w8' }] }, 'admin')
    expect([registry.device('owntracks-mqtt', 'walk/w4'), registry.devicesOfUser('owntracks-mqtt', 'walk').length]).toEqual([undefined, 2])
    await registry.retire('devices', 'd8', 'admin')
    expect(registry.devicesOfUser('owntracks-mqtt', 'walk').map(({ id }) => id)).toEqual(['d4'])
  })

  it('[A44] an auth code is durable before it is handed out, holds over a restart until the next, and a terminal in a loop does not fill the ledger', async () => {
    const stage = await setStaffedStage()
    const d1 = stage.world.devices.get('d1')!
    const code = await stage.intake.issueCode(d1)
    expect(code).toMatch(/^[\w-]{22}$/)
    const seq = stage.world.seq
    expect(await stage.intake.issueCode(d1)).toBe(code)
    expect(stage.world.seq).toBe(seq)
    const next = await stage.restart()
    expect([next.intake.codeFits(d1, code), next.intake.codeFits(d1, 'other'), next.intake.fits(d1, 'A000001')]).toEqual([true, false, true])
    stage.now = instant(START + 10 * MINUTE)
    const other = await stage.intake.issueCode(d1)
    expect([other === code, stage.intake.codeFits(d1, code), stage.intake.codeFits(d1, other)]).toEqual([false, false, true])
    stage.disk.state = 'broken'
    stage.now = instant(START + 20 * MINUTE)
    await expect(stage.intake.issueCode(d1)).rejects.toThrow()
    expect(stage.intake.codeFits(d1, other)).toBe(true)
    expect(JSON.stringify(stage.entries)).not.toContain(other)
  })
})

describe('retirement', () => {
  it('[A45] a unit goes with its devices and their credentials are erased; who calls for help stays', async () => {
    const stage = await setStaffedStage()
    expect(await stage.registry.retire('units', 'u1', 'admin')).toEqual({ id: 'u1', seq: stage.world.seq })
    expect([stage.world.units.has('u1'), stage.world.devices.has('d1'), await stage.ledger.personal('device:d1')]).toEqual([false, false, undefined])
    expect(stage.registry.device('jt808', '13800000001')).toBeUndefined()
    expect(await stage.registry.retire('units', 'u1', 'admin')).toMatchObject({ refused: 'UNIT_UNKNOWN' })
    expect(await stage.registry.retire('devices', 'd1', 'admin')).toMatchObject({ refused: 'DEVICE_UNKNOWN' })
    await stage.intake.offer(stage.world.devices.get('d2')!, [{ at: null, received: START, lon: NaN, lat: NaN, speed: null, heading: null, accuracy: null, valid: false, sos: true, refill: false }])
    expect(await stage.registry.retire('units', 'u2', 'admin')).toMatchObject({ refused: 'EVENT_STAGE' })
  })
})
