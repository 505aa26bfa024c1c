// Batches of fixes for tests of the tape.
import fc from 'fast-check'
import { emptyBatch, fixColumns, type FixBatch } from '../../../shared/domain/fix.ts'
import { DAY, instant, type Instant } from '../../../shared/domain/time.ts'
import type { Cut } from '../../../server/tape/tape.ts'

/** 12:00 in the display zone, where it is still the day before in New York. */
export const NOON = instant(Date.UTC(2026, 2, 1, 4))

type Row = Partial<Record<(typeof fixColumns)[number], number>>

export function batchOf(rows: readonly Row[]): FixBatch {
  const batch = emptyBatch(rows.length)
  rows.forEach((row, index) => {
    for (const name of fixColumns) batch[name][index] = row[name] ?? 0
  })
  return batch
}

export const cutAt = (at: number, rows: readonly Row[]): Cut => ({ at: instant(at), batch: batchOf(rows) })

/** A cut as its whole content, for comparing. */
export const plain = (cut: Cut) => ({ at: cut.at, ...Object.fromEntries(fixColumns.map((name) => [name, [...cut.batch[name]]])) })

export async function played(cuts: AsyncIterable<Cut>): Promise<Cut[]> {
  const all: Cut[] = []
  for await (const cut of cuts) all.push(cut)
  return all
}

const u16 = fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 1, 0xfffe, 0xffff))
const u32 = fc.oneof(fc.nat(400), fc.nat(0xffff_ffff))
const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const micro = fc.oneof(fc.integer({ min: 104_600_000, max: 105_000_000 }), i32)

/** A row whose times come from `time`: any values that the columns can hold. */
const anyRow = (time: fc.Arbitrary<number>): fc.Arbitrary<Row> => fc.record({
  unit: u32, device: u32, time, deviceTime: time, received: time, lon: micro, lat: micro,
  speed: u16, heading: u16, accuracy: u16, flags: u16,
})

const wholeTime = fc.integer({ min: NOON - 3 * DAY, max: NOON + DAY })
/** Times as they are, and everything else that 64 bits can say. */
const oddTime = fc.oneof(wholeTime, fc.double(), fc.constantFrom(-0, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 51), 2 ** 51, 2 ** 51 + 1))

export const anyCut: fc.Arbitrary<Cut> = fc.oneof(
  fc.tuple(wholeTime, fc.array(anyRow(wholeTime), { maxLength: 60 })),
  fc.tuple(fc.oneof(wholeTime, fc.double({ noNaN: true, noDefaultInfinity: true })), fc.array(anyRow(oddTime), { maxLength: 20 })),
).map(([at, rows]) => cutAt(at, rows))

/** Fixes of few units around `at`, some of them days late. */
export const likelyRows = (at: Instant): fc.Arbitrary<Row[]> => fc.array(fc.record({
  unit: fc.constantFrom(1, 2, 3, 4_097), device: fc.nat(5),
  time: fc.oneof({ weight: 4, arbitrary: fc.nat(60_000).map((age) => at - age) }, { weight: 1, arbitrary: fc.nat(3 * DAY).map((age) => at + DAY - age) }),
  received: fc.nat(1_000).map((age) => at - age), lon: micro, speed: u16,
}), { maxLength: 6 })

/** Cuts as a district makes them: devices that come again and again, seconds apart, some late, jumping or calling for help. */
export const likelyCuts: fc.Arbitrary<Cut[]> = fc.array(fc.tuple(
  fc.constantFrom(0, 40, 1_000, 1_000, 15_000, 61_000),
  fc.array(fc.record({
    device: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(4_000_000_000)),
    age: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0, 100, 1_000) }, { weight: 1, arbitrary: fc.nat(DAY) }),
    lag: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(40 * DAY) }),
    east: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -30, max: 30 }) }, { weight: 1, arbitrary: fc.integer({ min: -(10 ** 7), max: 10 ** 7 }) }),
    speed: u16, heading: fc.oneof(fc.nat(359), u16), accuracy: fc.constantFrom(50, 50, 51, 0xffff),
    flags: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constantFrom(1, 2, 3, 16, 33) }, { weight: 1, arbitrary: u16 }),
    wild: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(0.5, NaN) }),
  }), { maxLength: 12 }),
), { maxLength: 12 }).map((cuts) => {
  let at: number = NOON
  return cuts.map(([later, rows]) => cutAt(at += later, rows.map((row) => ({
    unit: row.device + 10, device: row.device, time: at - row.age + row.wild, deviceTime: at - row.age - row.lag, received: at - row.age % 40,
    lon: 104_700_000 + row.device * 1_000 + row.east, lat: 29_300_000 - row.east,
    speed: row.speed, heading: row.heading, accuracy: row.accuracy, flags: row.flags,
  }))))
})
