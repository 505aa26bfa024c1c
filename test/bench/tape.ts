// `node test/bench/tape.ts`: what the tape's rows cost in bytes and processor, for fleets like those of a city and a district.
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { emptyBatch } from '../../shared/domain/fix.ts'
import { instant, SECOND } from '../../shared/domain/time.ts'
import { openDay } from '../../server/tape/dayFile.ts'
import { RowReader, RowWriter } from '../../server/tape/rows.ts'
import type { Cut } from '../../server/tape/tape.ts'
import { seeded } from '../seeded.ts'
import { freshFolder } from '../start.ts'

const START = Date.UTC(2026, 10, 24, 2)
const random = seeded(7)
/** About normal, deviation 1. */
const normal = (): number => Array.from({ length: 6 }, random).reduce((sum, one) => sum + one, -3) * Math.SQRT2

/** What a device's speed (m/s) and heading (degrees) are off by. */
const NOISE = { speed: 0.1, heading: 3 }

/** Units that walk or drive with white noise of a metre; speed and heading as measured by the device. */
class Fleet {
  readonly #units: { lon: number; lat: number; pace: number; heading: number; phase: number }[]

  constructor(count: number) {
    this.#units = Array.from({ length: count }, () => ({
      lon: 104.76 + random() * 0.28, lat: 29.34 + random() * 0.12, pace: random() < 0.3 ? 5 + 7 * random() : 1 + random(),
      heading: random() * 2 * Math.PI, phase: random(),
    }))
  }

  phase(unit: number): number { return this.#units[unit].phase }

  /** Moves the units on by `seconds` and cuts their reports of `time`. */
  cut(units: readonly number[], seconds: number, at: number, timeOf: (unit: number) => number): Cut {
    const batch = emptyBatch(units.length)
    units.forEach((number, row) => {
      const unit = this.#units[number]
      unit.heading += (random() - 0.5) * 0.3 * Math.sqrt(seconds)
      unit.lat += Math.cos(unit.heading) * unit.pace * seconds / 111_320
      unit.lon += Math.sin(unit.heading) * unit.pace * seconds / 97_000
      batch.unit[row] = batch.device[row] = number + 1
      batch.time[row] = batch.deviceTime[row] = timeOf(number)
      batch.received[row] = at - 60
      batch.lon[row] = Math.round((unit.lon + normal() / 97_000) * 1e6)
      batch.lat[row] = Math.round((unit.lat + normal() / 111_320) * 1e6)
      batch.speed[row] = Math.max(0, Math.round((unit.pace + normal() * NOISE.speed) * 10))
      batch.heading[row] = (Math.round(unit.heading * 180 / Math.PI + normal() * NOISE.heading) % 360 + 360) % 360
      batch.accuracy[row] = 50
    })
    return { at: instant(at), batch }
  }
}
/** `count` units once a second, in so many hand-overs a second of which each is a cut. */
function* everySecond(count: number, handOvers: number, seconds: number): Generator<Cut> {
  const fleet = new Fleet(count)
  for (let turn = 0; turn < seconds * handOvers; turn++) {
    const part = turn % handOvers
    const units = Array.from({ length: count / handOvers }, (_, index) => part * count / handOvers + index)
    const time = START + Math.round(turn * SECOND / handOvers)
    yield fleet.cut(units, 1, time + 100, () => time)
  }
}

/** `count` units every 30 s, each with its own whole second and a road of 50 to 350 ms; cuts gather 40 ms. */
function* everyHalfMinute(count: number, minutes: number): Generator<Cut> {
  const fleet = new Fleet(count)
  const reports = Array.from({ length: count }, (_, unit) => unit).flatMap((unit) => Array.from({ length: minutes * 2 }, (_, turn) => {
    const time = START + turn * 30_000 + Math.floor(fleet.phase(unit) * 30) * 1_000
    return { unit, time, received: time + 50 + Math.floor(random() * 300) }
  })).sort((a, b) => a.received - b.received)
  for (let from = 0; from < reports.length;) {
    const until = reports[from].received + 40
    let to = from
    while (to < reports.length && reports[to].received < until) to++
    const part = reports.slice(from, to)
    const cut = fleet.cut(part.map(({ unit }) => unit), 30, until, (unit) => part.find((one) => one.unit === unit)?.time ?? 0)
    part.forEach(({ received }, row) => { cut.batch.received[row] = received })
    yield cut
    from = to
  }
}

const spent = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Bytes of a finished day's file with these cuts, with all that lies beside the rows. */
function fileSize(cuts: readonly Cut[]): number {
  const folder = freshFolder()
  const path = join(folder, 'tape-2026-11-24.db')
  const file = openDay(path, '2026-11-24')
  for (let from = 0; from < cuts.length; from += 250) {
    file.append(cuts.slice(from, from + 250))
    file.tidy()
  }
  file.finish()
  const { size } = statSync(path)
  rmSync(folder, { recursive: true, force: true })
  return size
}

function measure(name: string, seconds: number, cuts: readonly Cut[]): void {
  const fixes = cuts.reduce((sum, { batch }) => sum + batch.length, 0)
  const writer = new RowWriter()
  const started = spent()
  const rows = cuts.map((cut) => writer.write(cut))
  const written = spent()
  const reader = new RowReader()
  for (const row of rows) if (typeof reader.read(row) === 'string') throw new Error('a row was not read')
  const read = spent()
  const bytes = rows.reduce((sum, row) => sum + row.length, 0)
  const size = fileSize(cuts)
  const columns = [
    name, (cuts.length / seconds).toFixed(1), (fixes / cuts.length).toFixed(1), (bytes / fixes).toFixed(2), (size / fixes).toFixed(2),
    ((written - started) / fixes).toFixed(2), ((read - written) / fixes).toFixed(2),
    (bytes / seconds * 86_400 / 1e6).toFixed(0), (size / seconds * 86_400 / 1e6).toFixed(0),
  ]
  process.stdout.write(`| ${columns.join(' | ')} |\n`)
}

process.stdout.write('| units | cuts a second | fixes a cut | bytes a fix, rows | bytes a fix, file | µs a fix, written | µs a fix, read | MB a day, rows | MB a day, file |\n|---|---|---|---|---|---|---|---|---|\n')
measure('10,000 at 1 Hz, ten hand-overs a second', 120, [...everySecond(10_000, 10, 120)])
measure('10,000 at 1 Hz, one hand-over a second', 120, [...everySecond(10_000, 1, 120)])
measure('325 every 30 s', 3_600, [...everyHalfMinute(325, 60)])
