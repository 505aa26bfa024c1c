// The configuration: defaults, unknown keys, overrides, and the doors that open only with locks.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hashKey } from '../../server/api/doors.ts'
import { checkConfig, ConfigBad, readConfig } from '../../server/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'anlan-config-'))
afterAll(() => { rmSync(folder, { recursive: true }) })
const file = (text: string): string => {
  const path = join(folder, `${Math.abs(text.length * 31 + text.charCodeAt(0))}.toml`)
  writeFileSync(path, text)
  return path
}

describe('configuration', () => {
  it('[K4] without a file the demo runs on loopback, away from well-known ports', () => {
    const config = readConfig(undefined, {})
    expect(config.demo.on).toBe(true)
    expect(config.store.folder).toBe('data/demo')
    expect(config.server.host).toBe('127.0.0.1')
    for (const port of [config.server.port, config.devices.jt808, config.devices.mqtt, config.devices.http, config.devices.osmand]) expect(port).toBeGreaterThan(18_000)
  })

  it('[K5] an unknown key, a wrong type and a broken file are refused by name', () => {
    expect(() => readConfig(file('[server]\nprot = 1\n'), {})).toThrow(/server.*prot/s)
    expect(() => readConfig(file('[server]\nport = "x"\n'), {})).toThrow(/server\.port/)
    expect(() => readConfig(file('[server\n'), {})).toThrow(ConfigBad)
    expect(() => readConfig(join(folder, 'none.toml'), {})).toThrow(/none\.toml/)
  })

  it('[K6] the environment overrides single values, checked like the file', () => {
    const config = readConfig(file('[server]\nport = 1\n'), { ANLAN_SERVER_PORT: '0', ANLAN_STORE_FOLDER: '/x', ANLAN_DEMO_ON: 'true' })
    expect([config.server.port, config.store.folder, config.demo.on]).toEqual([0, '/x', true])
    expect(() => readConfig(undefined, { ANLAN_SERVER_PORT: 'seven' })).toThrow(/server\.port/)
    expect(readConfig(undefined, { ANLAN_DISTRICT_CODE: '510304' }).district.code).toBe('510304')
    expect(readConfig(undefined, { ANLAN_SERVER_NAMES: 'a.example, b.example' }).server.names).toEqual(['a.example', 'b.example'])
    expect([readConfig(undefined, {}), readConfig(undefined, { ANLAN_SCREENS_PERADDRESS: '2000' })].map(({ screens }) => screens.perAddress)).toEqual([128, 2_000])
    expect(() => readConfig(undefined, { ANLAN_SCREENS_PERADDRESS: '0' })).toThrow(/screens\.perAddress/)
    expect(() => readConfig(undefined, { ANLAN_SERVER_PROT: '1' })).toThrow(/ANLAN_SERVER_PROT.*port/)
    expect(readConfig(undefined, { ANLAN_OTHER_THING: '1', ANLAN_KEY: 'x' }).server.port).toBe(18_510)
  })

  it('[K7] off loopback the server refuses to start without TLS, a screen key and API keys, and says which is missing', () => {
    const wide = { server: { host: '0.0.0.0' } }
    expect(() => checkConfig(wide, 'x')).toThrow(/\[tls\].*\[screens\].*\[\[keys\]\]/s)
    const whole = {
      ...wide, tls: { proxy: true }, screens: { key: hashKey('s') },
      keys: [{ id: 'a', name: 'a', hash: hashKey('k'), rights: ['events'] }],
    }
    expect(checkConfig(whole, 'x').server.host).toBe('0.0.0.0')
    expect(() => checkConfig({ ...whole, tls: {} }, 'x')).toThrow(/\[tls\]/)
    expect(() => checkConfig({ ...whole, demo: { on: true } }, 'x')).toThrow(/demo/)
    expect(() => checkConfig({ demo: { speed: 5 } }, 'x')).toThrow(/speed/)
    expect(() => checkConfig({ devices: { host: '0.0.0.0' }, demo: { on: true } }, 'x')).toThrow(/demo/)
    expect(() => checkConfig({ devices: { host: '0.0.0.0' } }, 'x')).toThrow(/plain/)
    expect(checkConfig({ devices: { host: '0.0.0.0', plain: true } }, 'x').devices.plain).toBe(true)
  })
})
