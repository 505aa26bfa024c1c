// Decoding apart from the page: a worker as it is from outside (messages and transferred buffers, answers when it pleases), and its deaths.
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDecode, startHere, type Answer, type Ask, type StartDecoder } from '../../../client/transport/decode.ts'
import { openDecoding } from '../../../client/transport/decoding.ts'
import { useMirror } from '../../../client/stores/mirror.ts'
import { emptyBatch } from '../../../shared/domain/fix.ts'
import { Places } from '../../../shared/domain/places.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'
import { unitId } from '../../../shared/domain/unit.ts'
import { FixesDecoder, FixesEncoder } from '../../../shared/wire/fixes.ts'
import { foldFixes } from '../../../shared/wire/fold.ts'
import type { PictureFrame } from '../../../shared/wire/frame.ts'
import { emptyMirror } from '../../../shared/wire/mirror.ts'

const at = instant(1_800_000_000_000)
const unit = (number: number) => ({ id: unitId(`u${number}`), number, name: `u${number}`, tier: 'line' as const, kind: 'foot' as const, team: '', region: regionCode('510304') })
const picture: PictureFrame = {
  kind: 'picture', reason: 'first', epoch: 'E', seq: 7, region: regionCode('510304'), at, speed: 1, mark: 'demo', unpaired: true, catalogue: null,
  units: [unit(1), unit(2), unit(3)], intervals: {}, shifts: [], events: [], sos: [], alarms: [], recalled: [], readings: {},
}

/** A region's frames: unit n moves to (n, step) millionths. */
class Region {
  readonly encoder = new FixesEncoder()
  readonly #places = new Places()

  move(step: number, units: readonly number[], settle = false): Uint8Array {
    const batch = emptyBatch(units.length)
    units.forEach((number, row) => {
      Object.entries({ unit: number, time: at + step * 1_000, lon: 104_000_000 + number, lat: 29_000_000 + step }).forEach(([name, value]) => { batch[name as 'unit'][row] = value })
      this.#places.put(batch, row)
    })
    return this.encoder.delta(at, units, this.#places, [], settle)
  }
}

/** A worker that takes what crosses as a real one does, and answers only when told. */
class Worker {
  readonly asks: Ask[] = []
  ended = false
  readonly #decode = createDecode()
  readonly #answered: (answer: Answer) => void
  readonly fail: () => void

  constructor(answered: (answer: Answer) => void, failed: () => void) {
    this.#answered = answered
    this.fail = failed
  }

  ask(ask: Ask): void { this.asks.push(structuredClone(ask, { transfer: [ask.bytes] })) }
  end(): void { this.ended = true }

  answer(count = this.asks.length): void {
    for (const ask of this.asks.splice(0, count)) this.#answered(structuredClone(this.#decode(ask)))
  }
}

function wall(start?: StartDecoder) {
  const workers: Worker[] = []
  const mirror = useMirror()
  mirror.apply(picture)
  const rejoin = vi.fn()
  const decoding = openDecoding({
    start: start ?? ((answered, failed) => {
      workers.push(new Worker(answered, failed))
      return workers[workers.length - 1]
    }),
    fixes: (decoded) => mirror.applyFixes(decoded), rejoin,
  })
  const lats = () => mirror.mirror.places.known().map((number) => [number, mirror.mirror.places.columns.lat[number] - 29_000_000])
  return { workers, mirror, decoding, rejoin, lats, decode: (bytes: Uint8Array) => { decoding.decode(bytes) } }
}

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => { vi.useRealTimers() })

describe('decoding', () => {
  it('[V30] shows what a worker decoded exactly as if the page had, frame after frame, with every buffer handed over', () => {
    const { workers, lats, decode, mirror } = wall()
    const region = new Region()
    const twin = emptyMirror()
    for (let step = 1; step <= 5; step++) {
      const bytes = region.move(step, step % 2 === 0 ? [2, 3] : [1, 2, 3])
      foldFixes(twin, bytes)
      const own = bytes.slice()
      decode(own)
      expect(own.byteLength).toBe(0)
    }
    expect(lats()).toEqual([])
    workers[0].answer(2)
    expect(lats()).toEqual([[1, 1], [2, 2], [3, 2]])
    workers[0].answer()
    expect(mirror.mirror.places.columns).toEqual(twin.places.columns)
    expect(mirror.mirror.fixesSeq).toBe(5)
  })

  it('[V30] leaves alone what shares a buffer with a frame', () => {
    const { workers, lats, decode } = wall()
    const frame = new Region().move(1, [1])
    const shared = new Uint8Array(frame.length + 20)
    shared.set(frame, 10)
    decode(shared.subarray(10, 10 + frame.length))
    expect(shared.byteLength).toBe(frame.length + 20)
    workers[0].answer()
    expect(lats()).toEqual([[1, 1]])
  })

  it('[V30] ten thousand rows of a frame cost the page less than 2 ms', () => {
    const mirror = useMirror()
    const region = new Region()
    const decoder = new FixesDecoder()
    const all = Array.from({ length: 10_000 }, (_, index) => index + 1)
    const costs = Array.from({ length: 40 }, (_, step) => {
      const decoded = decoder.decode(region.move(step + 1, all))
      const before = performance.now()
      expect(mirror.applyFixes(decoded)).toBe('applied')
      return performance.now() - before
    })
    expect(mirror.mirror.places.columns.lat[10_000]).toBe(29_000_040)
    // The best of many: other processes are not the page's cost.
    expect(Math.min(...costs)).toBeLessThan(2)
  })

  it('[V31] a late answer to a frame of an earlier join moves nothing and asks for nothing', () => {
    const { workers, lats, decode, decoding, rejoin } = wall()
    const before = new Region()
    decode(before.move(1, [1]))
    before.move(2, [1])
    decode(before.move(3, [1]))
    decoding.joined()
    const after = new Region()
    after.move(9, [2], true)
    decode(after.encoder.key(at))
    workers[0].answer(2)
    expect([lats(), rejoin.mock.calls.length]).toEqual([[], 0])
    workers[0].answer()
    expect(lats()).toEqual([[2, 9]])
  })

  it('[V31] a frame that would fit the join before fits no other', () => {
    const { workers, lats, decode, decoding, rejoin } = wall()
    const region = new Region()
    decode(region.move(1, [1]))
    decoding.joined()
    decode(region.move(2, [1]))
    workers[0].answer()
    expect(lats()).toEqual([])
    expect(rejoin).toHaveBeenCalledTimes(1)
  })

  it('[V31] no frame that was under way brings a retired unit back', () => {
    const { workers, lats, decode, mirror } = wall()
    const region = new Region()
    decode(region.move(1, [1, 2, 3]))
    workers[0].answer()
    decode(region.move(2, [1, 2, 3], true))
    const { seq, epoch: _, ...rest } = { seq: 8, epoch: 'E', key: null, by: 'test', about: 'u2', committed: at, received: at, deviceTime: null, hash: '' }
    mirror.apply({ kind: 'entries', from: 7, to: 8, entries: [{ ...rest, seq, kind: 'unit-retired', data: { unit: unitId('u2') } }], intervals: {} })
    expect(lats()).toEqual([[1, 1], [3, 1]])
    workers[0].answer()
    expect(lats()).toEqual([[1, 2], [3, 2]])
    decode(region.encoder.key(at))
    workers[0].answer()
    expect(lats()).toEqual([[1, 2], [3, 2]])
  })

  it('[V7] counts damaged fixes wherever they are decoded, changes nothing, and joins anew for them and for a missing frame', () => {
    for (const start of [undefined, startHere]) {
      setActivePinia(createPinia())
      const { workers, lats, decode, mirror, rejoin } = wall(start)
      const region = new Region()
      decode(region.move(1, [1]))
      decode(new Uint8Array([9, 9, 9]))
      workers[0]?.answer()
      expect([lats(), mirror.bad, rejoin.mock.calls.length]).toEqual([[[1, 1]], 1, 1])
      region.move(2, [1])
      decode(region.move(3, [1]))
      workers[0]?.answer()
      expect([lats(), mirror.bad, rejoin.mock.calls.length]).toEqual([[[1, 1]], 1, 2])
    }
  })

  it('[V32] a worker that leaves frames without an answer for 5 s is replaced and the line joins anew; what it says later counts for nothing', () => {
    const { workers, lats, decode, rejoin } = wall()
    const region = new Region()
    decode(region.move(1, [1], true))
    workers[0].answer()
    // Nothing asked, nothing to be answered.
    vi.advanceTimersByTime(60_000)
    expect(workers).toHaveLength(1)
    decode(region.move(2, [1]))
    vi.advanceTimersByTime(4_900)
    expect([workers.length, rejoin.mock.calls.length]).toEqual([1, 0])
    vi.advanceTimersByTime(200)
    expect([workers.length, workers[0].ended, rejoin.mock.calls.length]).toEqual([2, true, 1])
    workers[0].answer()
    expect(lats()).toEqual([[1, 1]])
    region.move(3, [1], true)
    decode(region.encoder.key(at))
    workers[1].answer()
    expect(lats()).toEqual([[1, 3]])
  })

  it('[V32] a worker that is slow but answers is kept', () => {
    const { workers, decode, rejoin } = wall()
    const region = new Region()
    for (let step = 1; step <= 20; step++) decode(region.move(step, [1]))
    for (let step = 1; step <= 20; step++) {
      vi.advanceTimersByTime(3_000)
      workers[0].answer(1)
    }
    expect([workers.length, rejoin.mock.calls.length]).toEqual([1, 0])
  })

  it('[V32] a worker that fails is replaced; the third that fails is the last, and the page decodes itself', () => {
    const { workers, lats, decode, rejoin } = wall()
    const region = new Region()
    for (let life = 1; life <= 3; life++) {
      region.move(life, [1], true)
      decode(region.encoder.key(at))
      workers[life - 1].answer()
      expect(lats()).toEqual([[1, life]])
      workers[life - 1].fail()
      expect(rejoin).toHaveBeenCalledTimes(life)
      workers[life - 1].fail()
      expect(rejoin).toHaveBeenCalledTimes(life)
    }
    region.move(7, [1], true)
    decode(region.encoder.key(at))
    expect([workers.length, lats()]).toEqual([3, [[1, 7]]])
  })

  it('[V32] without a worker, or with one that fails before its first answer, the page decodes itself, in the same way', () => {
    const none: StartDecoder = () => { throw new Error('no workers here') }
    const region = new Region()
    region.move(1, [1, 2, 3], true)
    const helpless = wall(none)
    helpless.decode(region.encoder.key(at))
    expect([helpless.lats(), helpless.rejoin.mock.calls.length]).toEqual([[[1, 1], [2, 1], [3, 1]], 0])
    setActivePinia(createPinia())
    const { workers, lats, decode, decoding, rejoin } = wall()
    decode(region.encoder.key(at))
    workers[0].fail()
    expect(rejoin).toHaveBeenCalledTimes(1)
    // What comes before the join is answered builds on what was lost.
    decode(region.move(2, [1]))
    expect(lats()).toEqual([])
    decoding.joined()
    region.move(3, [1], true)
    decode(region.encoder.key(at))
    expect([workers.length, lats()]).toEqual([1, [[1, 3], [2, 1], [3, 1]]])
  })

  it('[V32] a fault of the page’s own decoder costs a join, not the page', () => {
    const { decode, rejoin, lats } = wall(startHere)
    const region = new Region()
    const broken = vi.spyOn(FixesDecoder.prototype, 'decode').mockImplementationOnce(() => { throw new TypeError('a bug') })
    decode(region.move(1, [1], true))
    expect([lats(), rejoin.mock.calls.length]).toEqual([[], 1])
    broken.mockRestore()
    decode(region.encoder.key(at))
    expect(lats()).toEqual([[1, 1]])
  })

  it('[V32] ends its worker when it is closed, and listens to nothing any more', () => {
    const { workers, decode, decoding, lats, rejoin } = wall()
    const region = new Region()
    decode(region.move(1, [1]))
    decoding.close()
    expect([workers[0].ended, vi.getTimerCount()]).toEqual([true, 0])
    workers[0].answer()
    workers[0].fail()
    decode(region.move(2, [1]))
    vi.advanceTimersByTime(60_000)
    expect([workers.length, lats(), rejoin.mock.calls.length]).toEqual([1, [], 0])
  })
})
