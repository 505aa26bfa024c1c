// The contract of a tape, run over every implementation.
import { describe, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, instant, MINUTE, startOfDay } from '../../shared/domain/time.ts'
import { memoryTape } from '../../server/tape/memory.ts'
import { openSqliteTape } from '../../server/tape/sqlite.ts'
import type { Tape } from '../../server/tape/tape.ts'
import { cutAt, NOON, plain, played } from '../server/tape/batches.ts'
import { temporaryFolder } from './folders.ts'

const tapes = {
  sqlite: () => openSqliteTape({ folder: temporaryFolder() }),
  memory: () => Promise.resolve(memoryTape()),
}
const MIDNIGHT = startOfDay(NOON)
const after = (ms: number) => instant(NOON + ms)

describe.each(Object.entries(tapes))('a tape in %s', (_, open) => {
  const opened = async (): Promise<Tape> => {
    const tape = await open()
    onTestFinished(() => tape.close())
    return tape
  }

  it('[T3] plays the cuts of a stretch of time, in order, as they were', async () => {
    const tape = await opened()
    expect(await tape.last()).toBeNull()
    expect(await played(tape.play(instant(0), after(DAY)))).toEqual([])
    const cuts = Array.from({ length: 700 }, (_, index) => cutAt(NOON + index * 1_000, index % 10 === 3 ? [] : [
      { unit: index % 50, device: 9, time: NOON + index * 1_000 - 250, received: NOON + index * 1_000 - 50, lon: 104_000_000 + index, lat: -5, speed: 0xffff },
      { unit: 7, time: NOON - index, deviceTime: 1, flags: 3 },
    ]))
    await Promise.all(cuts.map((cut) => tape.append(cut)))
    expect(await tape.last()).toBe(NOON + 699_000)
    expect((await played(tape.play(instant(0), after(DAY)))).map(plain)).toEqual(cuts.map(plain))
    expect(await played(tape.play(instant(-Infinity), instant(Number.MAX_SAFE_INTEGER)))).toHaveLength(700)
    expect((await played(tape.play(after(10_000), after(13_000)))).map(({ at }) => at - NOON)).toEqual([11_000, 12_000, 13_000])
    expect(await played(tape.play(after(10_001), after(10_999)))).toEqual([])
    expect((await played(tape.play(instant(0), instant(Number.MAX_SAFE_INTEGER)))).length).toBe(cuts.length)
    expect(await played(tape.play(after(699_000), after(DAY)))).toEqual([])
  })

  it('[T3] can be played while it grows, and left in the middle', async () => {
    const tape = await opened()
    await Promise.all(Array.from({ length: 600 }, (_, index) => tape.append(cutAt(NOON + index, [{ unit: 1, time: NOON + index }]))))
    const seen: number[] = []
    for await (const { at } of tape.play(instant(0), after(650))) {
      if (seen.push(at) === 300) await Promise.all([tape.append(cutAt(NOON + 600, [])), tape.append(cutAt(NOON + 651, []))])
    }
    expect(seen.map((at) => at - NOON)).toEqual(Array.from({ length: 601 }, (_, index) => index))
    for await (const cut of tape.play(instant(0), after(650))) if (cut.at > NOON + 3) break
    expect(await tape.last()).toBe(NOON + 651)
  })

  it('[T4] finds all fixes of one unit by their own time, late ones in their place', async () => {
    const tape = await opened()
    await tape.append(cutAt(NOON, [{ unit: 1, time: NOON - 5, lon: 1 }, { unit: 2, time: NOON - 4 }, { unit: 1, time: NOON - 9, lon: 2 }]))
    await tape.append(cutAt(NOON + HOUR, [{ unit: 1, time: NOON - 7, lon: 3 }, { unit: 1, time: NOON + HOUR, lon: 4 }]))
    // Two days later a device hands in what it kept; unit 4097 is told from unit 1.
    await tape.append(cutAt(NOON + 2 * DAY, [{ unit: 1, time: NOON - 5, lon: 5 }, { unit: 1, time: NOON + 2 * DAY, lon: 6 }, { unit: 4_097, time: NOON - 6, lon: 7 }]))
    await tape.append(cutAt(NOON + 3 * DAY, [{ unit: 3, time: NOON + 3 * DAY }]))
    const lons = async (unit: number, from: number, to: number) => [...(await tape.track(unit, instant(from), instant(to))).lon]
    expect(await lons(1, NOON - 10, NOON)).toEqual([2, 3, 1, 5])
    expect(await lons(1, NOON - 9, NOON - 5)).toEqual([3, 1, 5])
    expect(await lons(1, 0, NOON + 9 * DAY)).toEqual([2, 3, 1, 5, 4, 6])
    expect(await lons(4_097, 0, NOON + 9 * DAY)).toEqual([7])
    expect(await lons(2, NOON - 4, NOON + 9 * DAY)).toEqual([])
    expect(await lons(99, 0, NOON + 9 * DAY)).toEqual([])
  })

  it('[T5] drops whole days of the display zone', async () => {
    const tape = await opened()
    const ats = [MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + DAY - 1, MIDNIGHT + DAY, MIDNIGHT + 2 * DAY]
    for (const at of ats) await tape.append(cutAt(at, [{ unit: 1, time: at - MINUTE }]))
    expect(await tape.drop(instant(MIDNIGHT + 5 * HOUR))).toBe(1)
    expect((await played(tape.play(instant(0), instant(MIDNIGHT + 9 * DAY)))).map(({ at }) => at)).toEqual(ats.slice(1))
    expect([...(await tape.track(1, instant(0), instant(MIDNIGHT + 9 * DAY))).time]).toEqual(ats.slice(1).map((at) => at - MINUTE))
    expect(await tape.drop(instant(MIDNIGHT + DAY - 1))).toBe(0)
    expect(await tape.drop(instant(MIDNIGHT + 2 * DAY))).toBe(2)
    expect(await tape.last()).toBe(MIDNIGHT + 2 * DAY)
    expect(await tape.drop(instant(MIDNIGHT + 9 * DAY))).toBe(1)
    expect(await tape.last()).toBeNull()
    expect(await played(tape.play(instant(0), instant(MIDNIGHT + 9 * DAY)))).toEqual([])
    await tape.append(cutAt(MIDNIGHT + 3 * DAY, []))
    expect(await tape.last()).toBe(MIDNIGHT + 3 * DAY)
  })

  it('[T11] takes cuts in ascending order only; equal instants are two cuts', async () => {
    const tape = await opened()
    await tape.append(cutAt(NOON, [{ unit: 1 }]))
    await tape.append(cutAt(NOON, [{ unit: 2 }]))
    await expect(tape.append(cutAt(NOON - 1, []))).rejects.toThrow(RangeError)
    for (const at of [NaN, Infinity, 9e15, -1]) await expect(tape.append(cutAt(at, []))).rejects.toThrow(RangeError)
    expect((await played(tape.play(instant(0), NOON))).map(({ batch }) => batch.unit[0])).toEqual([1, 2])
  })

  it('[T13] takes what the columns held when append was called, many cuts at once', async () => {
    const tape = await opened()
    const cut = cutAt(NOON, [{ unit: 5, time: NOON }])
    const appended = Array.from({ length: 300 }, (_, index) => {
      cut.batch.lon[0] = index
      return tape.append({ at: after(index), batch: cut.batch })
    })
    await Promise.all(appended)
    expect([...(await tape.track(5, instant(0), NOON)).lon]).toEqual(Array.from({ length: 300 }, (_, index) => index))
  })

  it('[T3] answers nothing once closed', async () => {
    const tape = await open()
    await tape.close()
    await expect(tape.append(cutAt(NOON, []))).rejects.toThrow('closed')
    await expect(tape.track(1, NOON, NOON)).rejects.toThrow('closed')
  })
})
