// `node test/bench/coverage.ts`: what coverage costs for each fix, by units and by beats, beside asking every beat about it.
// Tracks lie on disk, in a folder that goes afterwards; the last row is long enough to fill stretches and to put late fixes into them.
// Flags: --fixes (in each stretch), --long (fixes a unit of the last row; 0 leaves it out). One fix per unit every 10 s, batches ten times a second; the goal is 10 % of a core at 5,000 units and 1,000 beats.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { latLngToCell } from 'h3-js'
import { openFileArchive, type Archive } from '../../server/readings/coverage/archive.ts'
import type { Beat } from '../../shared/domain/beat.ts'
import { cellsOf } from '../../shared/domain/coverage/cells.ts'
import { emptyBatch, UNKNOWN, type FixBatch } from '../../shared/domain/fix.ts'
import { metresBetween } from '../../shared/domain/geo.ts'
import { tiers } from '../../shared/domain/tier.ts'
import { HOUR, instant } from '../../shared/domain/time.ts'
import { seeded } from '../seeded.ts'
import { area, line, MORNING, place, point, SHIFTS } from '../server/readings/coverage/given.ts'
import { adopted, engine, play, type Engine } from '../server/readings/coverage/tape.ts'
import { catalogue, device, unit } from '../server/world/given.ts'
import { DISTRICT } from '../server/world/given.ts'
import { machineLine } from './machine.ts'

const { values } = parseArgs({ options: { fixes: { type: 'string', default: '150000' }, long: { type: 'string', default: '1100' } } })
const FIXES = Number(values.fixes)
/** Metres to a side of the district. */
const WIDE = 20_000
const EVERY = 10_000
const TURN = 100

/** A fifth areas side by side, three tenths lines of 2 km, half posts. */
function beatsOf(count: number): Beat[] {
  const next = seeded(count)
  const across = Math.ceil(Math.sqrt(count / 5))
  const size = WIDE / across
  return Array.from({ length: count }, (_, index) => {
    const [x, y] = [next() * WIDE, next() * WIDE]
    if (index % 10 < 2) {
      const number = Math.floor(index / 10) * 2 + index % 10
      return area(`a${index}`, number % across * size, Math.floor(number / across) * size, size)
    }
    if (index % 10 < 5) return line(`l${index}`, Array.from({ length: 9 }, (_, corner) => [x + corner * 250, y + next() * 100] as const))
    return point(`p${index}`, x, y)
  })
}

function ready(units: number, beats: readonly Beat[], archive: Archive): Engine {
  const made = engine(archive)
  play(made, [
    { at: MORNING - HOUR, tell: (story) => story.entry('catalogue-adopted', { hash: 'c', effective: instant(MORNING - HOUR), content: { ...catalogue, shifts: SHIFTS } }, MORNING - HOUR) },
    adopted('first', beats, MORNING - HOUR),
  ])
  for (let n = 1; n <= units; n++) {
    made.story.units(unit(`u${n}`, n, { tier: tiers[n % 3] })).devices(device(`d${n}`, n, `u${n}`))
    made.story.signedOn(`u${n}`, MORNING - 1)
  }
  return made
}

/** Walks and drives of all units, made before anything is measured. */
function batches(units: number, fixes = FIXES): { readonly at: number; readonly batch: FixBatch }[] {
  const next = seeded(units)
  const ways = Array.from({ length: units + 1 }, (_, n) => ({ x: next() * WIDE, y: next() * WIDE, heading: next() * 6.283, speed: n % 3 === 0 ? 12 : n % 3 === 1 ? 1.4 : 0.1 }))
  const turns = Math.ceil(fixes / (units * TURN / EVERY))
  return Array.from({ length: turns }, (_, turn) => {
    const at = MORNING + turn * TURN
    const numbers = Array.from({ length: units }, (_, index) => index + 1).filter((n) => n % (EVERY / TURN) === turn % (EVERY / TURN))
    const batch = emptyBatch(numbers.length)
    numbers.forEach((n, row) => {
      const way = ways[n]
      way.heading += (next() - 0.5) * 0.6
      const [x, y] = [way.x + Math.cos(way.heading) * way.speed * 10, way.y + Math.sin(way.heading) * way.speed * 10]
      if (x < 0 || y < 0 || x > WIDE || y > WIDE) way.heading += 3
      else [way.x, way.y] = [x, y]
      const [lon, lat] = place(way.x + (next() - 0.5) * 6, way.y + (next() - 0.5) * 6)
      batch.unit[row] = batch.device[row] = n
      batch.time[row] = batch.deviceTime[row] = batch.received[row] = at
      batch.lon[row] = Math.round(lon * 1e6)
      batch.lat[row] = Math.round(lat * 1e6)
      batch.accuracy[row] = batch.speed[row] = batch.heading[row] = UNKNOWN
    })
    return { at, batch }
  })
}

const cpu = (): number => { const { user, system } = process.cpuUsage(); return user + system }

interface Cost { readonly fix: number; readonly show: number; readonly bytes: number; readonly late: number; readonly disk: number }

/** Microseconds a fix in the second half, when what is looked up has been looked up once; of one show; bytes a fix in tracks; of one late fix; bytes on disk a fix. */
function cost(units: number, beats: readonly Beat[], long = FIXES): Cost {
  const folder = mkdtempSync(join(tmpdir(), 'anlan-bench-'))
  let disk = 0
  const archive = openFileArchive(folder, (error) => { throw error as Error })
  const { coverage, story, state } = ready(units, beats, { ...archive, put: (hour, bytes, seal) => { disk += bytes.length; return archive.put(hour, bytes, seal) } })
  const made = batches(units, long)
  const half = Math.floor(made.length / 2)
  let fixes = 0
  let before = 0
  made.forEach(({ at, batch }, index) => {
    if (index === half) before = cpu()
    if (index >= half) fixes += batch.length
    coverage.step(state, { is: 'fixes', at: instant(at), batch }, story.world)
  })
  const fix = (cpu() - before) / fixes
  const shows = cpu()
  for (let n = 0; n < 10; n++) coverage.show(state, instant(made.at(-1)!.at + n), story.world, DISTRICT)
  const show = (cpu() - shows) / 10_000
  const growing = state.tracks.flatMap(({ open }) => open ?? [])
  const late = lateFixes(made)
  const lates = cpu()
  const at = instant(made.at(-1)!.at + 100)
  for (const batch of late) coverage.step(state, { is: 'fixes', at, batch }, story.world)
  const each = (cpu() - lates) / late.length
  archive.close()
  rmSync(folder, { recursive: true })
  return { late: each, disk: disk / made.reduce((sum, { batch }) => sum + batch.length, 0), fix, show, bytes: growing.reduce((sum, { used }) => sum + used, 0) / growing.reduce((sum, { count }) => sum + count, 0) }
}

/** Some hundred fixes, each alone, between two that have come: a few metres beside the one before. */
function lateFixes(made: readonly { readonly batch: FixBatch }[]): FixBatch[] {
  const next = seeded(3)
  return Array.from({ length: 300 }, () => {
    const { batch } = made[Math.floor(next() * made.length * 0.9)]
    const row = Math.floor(next() * batch.length)
    const late = emptyBatch(1)
    late.unit[0] = late.device[0] = batch.unit[row]
    late.time[0] = late.deviceTime[0] = late.received[0] = batch.time[row] + EVERY / 2
    late.lon[0] = batch.lon[row] + 30
    late.lat[0] = batch.lat[row] + 30
    late.accuracy[0] = late.speed[0] = late.heading[0] = UNKNOWN
    return late
  })
}

/** Microseconds to ask every beat of its tier about one fix: cells one by one, lines metre by metre. */
function naive(units: number, beats: readonly Beat[]): number {
  const asked = beats.map((beat) => {
    if (beat.tier === 'area') return { tier: beat.tier, cells: new Set(cellsOf(beat).ids) }
    if (beat.tier === 'point') return { tier: beat.tier, at: beat.place, radius: beat.plan.radius }
    const metres = beat.line.slice(1).flatMap(([lon, lat], corner) => {
      const [from, far] = [beat.line[corner], Math.round(metresBetween(...beat.line[corner], lon, lat))]
      return Array.from({ length: far }, (_, metre) => [from[0] + (lon - from[0]) * metre / far, from[1] + (lat - from[1]) * metre / far] as const)
    })
    return { tier: beat.tier, metres, buffer: beat.plan.buffer }
  })
  const rows = batches(Math.min(units, 3_000)).slice(0, 10).flatMap(({ batch }) => Array.from({ length: Math.min(batch.length, 6) }, (_, row) => [batch.unit[row], batch.lon[row] / 1e6, batch.lat[row] / 1e6] as const))
  const before = cpu()
  let hits = 0
  for (const [number, lon, lat] of rows) {
    for (const one of asked) {
      if (one.tier !== tiers[number % 3]) continue
      if (one.tier === 'area') hits += one.cells.has(latLngToCell(lat, lon, 10)) ? 1 : 0
      else if (one.tier === 'point') hits += metresBetween(lon, lat, ...one.at) <= one.radius ? 1 : 0
      else for (const [x, y] of one.metres) hits += metresBetween(lon, lat, x, y) <= one.buffer ? 1 : 0
    }
  }
  if (hits < 0) throw new Error('nobody is anywhere')
  return (cpu() - before) / rows.length
}

const head = ['units', 'beats', 'µs a fix', 'naive µs', 'ratio', '% of a core at one fix a unit in 10 s', 'ms a show', 'bytes a fix kept', 'bytes a fix to disk', 'µs a late fix']
const rows = [[500, 1_000, 0], [5_000, 1_000, 0], [50_000, 1_000, 0], [5_000, 100, 0], [5_000, 4_000, 0], ...(values.long === '0' ? [] : [[5_000, 1_000, Number(values.long)]])]
const lines = rows.map(([units, count, long]) => {
  const beats = beatsOf(count)
  const [{ fix, show, bytes, disk, late }, slow] = [cost(units, beats, long > 0 ? long * units : FIXES), naive(units, beats)]
  return [long > 0 ? `${units}, ${long} fixes each` : units, count, fix.toFixed(2), slow.toFixed(0), (slow / fix).toFixed(0), (fix * units / 10 / 1e4).toFixed(2), show.toFixed(1), bytes.toFixed(1), disk.toFixed(1), late.toFixed(0)].join(' | ')
})
process.stdout.write(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}\n${lines.map((one) => `| ${one} |`).join('\n')}\n\n${machineLine()}.\n`)
