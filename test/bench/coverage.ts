// `node test/bench/coverage.ts`: what coverage costs for each fix, by units and by beats, beside asking every beat about it.
// Flags: --fixes (in each stretch). One fix per unit every 10 s, batches ten times a second; the goal is 10 % of a core at 5,000 units and 1,000 beats.
import { parseArgs } from 'node:util'
import { latLngToCell } from 'h3-js'
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

const { values } = parseArgs({ options: { fixes: { type: 'string', default: '150000' } } })
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

function ready(units: number, beats: readonly Beat[]): Engine {
  const made = engine()
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
function batches(units: number): { readonly at: number; readonly batch: FixBatch }[] {
  const next = seeded(units)
  const ways = Array.from({ length: units + 1 }, (_, n) => ({ x: next() * WIDE, y: next() * WIDE, heading: next() * 6.283, speed: n % 3 === 0 ? 12 : n % 3 === 1 ? 1.4 : 0.1 }))
  const turns = Math.ceil(FIXES / (units * TURN / EVERY))
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

interface Cost { readonly fix: number; readonly show: number; readonly bytes: number }

/** Microseconds a fix in the second half, when what is looked up has been looked up once; of one show; bytes a fix in tracks. */
function cost(units: number, beats: readonly Beat[]): Cost {
  const { coverage, story, state } = ready(units, beats)
  const made = batches(units)
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
  const growing = state.tracks.flatMap(({ open }) => open ?? [])
  return { fix, show: (cpu() - shows) / 10_000, bytes: growing.reduce((sum, { used }) => sum + used, 0) / growing.reduce((sum, { count }) => sum + count, 0) }
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

const head = ['units', 'beats', 'µs a fix', 'naive µs', 'ratio', '% of a core at one fix a unit in 10 s', 'ms a show', 'bytes a fix kept']
const lines = [[500, 1_000], [5_000, 1_000], [50_000, 1_000], [5_000, 100], [5_000, 4_000]].map(([units, count]) => {
  const beats = beatsOf(count)
  const [{ fix, show, bytes }, slow] = [cost(units, beats), naive(units, beats)]
  return [units, count, fix.toFixed(2), slow.toFixed(0), (slow / fix).toFixed(0), (fix * units / 10 / 1e4).toFixed(2), show.toFixed(1), bytes.toFixed(1)].join(' | ')
})
process.stdout.write(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}\n${lines.map((one) => `| ${one} |`).join('\n')}\n\n${machineLine()}.\n`)
