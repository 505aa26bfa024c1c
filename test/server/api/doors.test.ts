// Doors: keys, the screen key, and the names of this server.
import { describe, expect, it } from 'vitest'
import { createDoors, hashKey } from '../../../server/api/doors.ts'

const secret = 'k'.repeat(43)
const doors = createDoors({ keys: [{ id: 'platform', name: '网格平台', hash: hashKey(secret), rights: ['events'] }], screenKey: undefined, names: ['wall.example'] })

describe('doors', () => {
  it('[K1] only the whole key opens, and only as a bearer', () => {
    expect(doors.key(`Bearer ${secret}`)?.id).toBe('platform')
    for (const bad of [undefined, '', secret, `Basic ${secret}`, `Bearer ${secret}x`, `Bearer ${secret.slice(1)}`, 'Bearer ', `bearer ${secret}`]) expect(doors.key(bad)).toBeUndefined()
  })

  it('[K2] without a screen key a screen enters unpaired, with one only by that key', () => {
    expect(doors.screen(undefined)).toBe('unpaired')
    const locked = createDoors({ keys: [], screenKey: hashKey(secret), names: [] })
    expect(locked.screen(undefined)).toBeUndefined()
    expect(locked.screen(`${secret}x`)).toBeUndefined()
    expect(locked.screen(secret)).toBe('paired')
  })

  it('[K3] Host and Origin are checked on loopback too', () => {
    for (const host of ['127.0.0.1:18510', 'localhost:18510', '[::1]:18510', 'WALL.example', 'wall.example:443']) expect(doors.ours({ host })).toBe(true)
    for (const host of [undefined, '', 'evil.example', 'evil.example:18510', '127.0.0.1.evil.example']) expect(doors.ours({ host })).toBe(false)
    expect(doors.ours({ host: '127.0.0.1:18510', origin: 'http://127.0.0.1:18510' })).toBe(true)
    for (const origin of ['http://evil.example', 'http://127.0.0.1:9', 'null', 'http://localhost:18510', 'garbage']) expect(doors.ours({ host: '127.0.0.1:18510', origin })).toBe(false)
  })
})
