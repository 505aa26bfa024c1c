// The mirror store: one writer, and nothing that cannot be folded passes for a picture.
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { isReactive } from 'vue'
import { useMirror } from '../../../client/stores/mirror.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'
import { FixesDecoder, FixesEncoder } from '../../../shared/wire/fixes.ts'
import type { EntriesFrame, Frame, PictureFrame } from '../../../shared/wire/frame.ts'
import { gridEvent } from '../given.ts'

const at = instant(1_800_000_000_000)
const picture = (seq = 7): PictureFrame => ({
  kind: 'picture', reason: 'first', epoch: 'E', seq, region: regionCode('510304'), at, speed: 1, mark: 'demo', unpaired: true, catalogue: null,
  units: [], intervals: {}, shifts: [], events: [gridEvent('e1', { level: 2 }), gridEvent('e2', { stage: 'closed' })], sos: [], alarms: [], recalled: [], readings: {},
})
const entered = (seq: number): EntriesFrame => ({ kind: 'entries', from: seq - 1, to: seq, entries: [{ kind: 'event-entered', seq, event: gridEvent(`e${seq}`) }], intervals: {} })

beforeEach(() => { setActivePinia(createPinia()) })

describe('mirror', () => {
  it('[V6] takes a picture, then entries in order, and shows only what is open', () => {
    const mirror = useMirror()
    expect(mirror.pictured).toBe(false)
    expect(mirror.apply(picture())).toBe('applied')
    expect(mirror.pictured).toBe(true)
    expect(mirror.open.map(({ id }) => id)).toEqual(['e1'])
    expect(mirror.apply(entered(8))).toBe('applied')
    expect(mirror.open.map(({ id }) => id)).toEqual(['e1', 'e8'])
    expect(mirror.apply(entered(8))).toBe('repeated')
    expect(mirror.apply(entered(10))).toBe('gap')
    expect(mirror.mirror.seq).toBe(8)
  })

  it('[V6] counts what it changed, and keeps the large data out of deep reactivity', () => {
    const mirror = useMirror()
    mirror.apply(picture())
    const { situation, moves } = mirror
    mirror.apply({ kind: 'beat', at, beat: 1, seq: 7 })
    expect([mirror.situation, mirror.moves]).toEqual([situation, moves])
    mirror.apply(entered(8))
    expect(mirror.situation).toBe(situation + 1)
    expect(isReactive(mirror.mirror.events)).toBe(false)
    expect(isReactive(mirror.mirror.places)).toBe(false)
  })

  it('[V7] changes nothing on damaged fixes, counts them, and answers so that the line joins anew', () => {
    const mirror = useMirror()
    mirror.apply(picture())
    const { moves } = mirror
    expect(mirror.applyFixes(new FixesDecoder().decode(new Uint8Array([9, 9, 9])))).toBe('bad')
    expect(mirror.applyFixes('key')).toBe('key')
    expect(mirror.bad).toBe(1)
    expect(mirror.moves).toBe(moves)
    expect(mirror.applyFixes(new FixesDecoder().decode(new FixesEncoder().key(at)))).toBe('applied')
    expect(mirror.moves).toBe(moves + 1)
  })

  it('[V30] tells drawers of the first move at once, and of all others until the next picture of the screen together', () => {
    const pictures: (() => void)[] = []
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => pictures.push(run))
    const mirror = useMirror()
    const move = (): void => { mirror.applyFixes(new FixesDecoder().decode(new FixesEncoder().key(at))) }
    const draw = (): void => { pictures.splice(0).forEach((run) => { run() }) }
    move()
    expect(mirror.moves).toBe(1)
    for (let frame = 0; frame < 20; frame++) move()
    expect(mirror.moves).toBe(1)
    draw()
    expect(mirror.moves).toBe(2)
    draw()
    expect([mirror.moves, pictures.length]).toEqual([2, 0])
    move()
    expect(mirror.moves).toBe(3)
    vi.unstubAllGlobals()
  })

  it('[V7] gives up its epoch when a frame breaks the fold, so that the next join brings a whole picture', () => {
    const mirror = useMirror()
    mirror.apply(picture())
    const broken = { kind: 'entries', from: 7, to: 8, entries: [null], intervals: {} } as unknown as Frame
    expect(mirror.apply(broken)).toBe('bad')
    expect(mirror.mirror.epoch).toBeNull()
    expect(mirror.bad).toBe(1)
    expect(mirror.apply(picture(9))).toBe('applied')
    expect(mirror.mirror.epoch).toBe('E')
  })
})
