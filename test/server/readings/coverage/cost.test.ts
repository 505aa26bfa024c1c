// What a fix costs, by ratio: beside many beats and beside few, and never near what asking every beat costs.
import { expect, it } from 'vitest'
import { latLngToCell } from 'h3-js'
import { cellsOf } from '../../../../shared/domain/coverage/cells.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { seeded } from '../../../seeded.ts'
import { batchOf, unit, device } from '../../world/given.ts'
import { area, MORNING, place } from './given.ts'
import { adopted, engine, play } from './tape.ts'

const UNITS = 400

/** Areas side by side; the units stay in the first hundred. */
function cpuOf(beats: number): { readonly engine: number; readonly asking: number } {
  const all = Array.from({ length: beats }, (_, index) => area(`a${index}`, index % 10 * 600, Math.floor(index / 10) * 600, 600))
  const made = play(engine(), [adopted('first', all, MORNING - 1)])
  for (let n = 1; n <= UNITS; n++) {
    made.story.units(unit(`u${n}`, n)).devices(device(`d${n}`, n, `u${n}`))
    made.story.signedOn(`u${n}`, MORNING - 1)
  }
  const next = seeded(1)
  const ways = Array.from({ length: UNITS }, () => [next() * 6_000, next() * 6_000])
  const batches = Array.from({ length: 120 }, (_, turn) => batchOf(ways.map((way, index) => {
    way[0] = (way[0] + 14) % 6_000
    const [lon, lat] = place(way[0], way[1])
    return { unit: index + 1, device: index + 1, time: MORNING + turn * 10_000, lon, lat }
  })))
  const cpu = (): number => { const { user, system } = process.cpuUsage(); return user + system }
  const step = (from: number, to: number): number => {
    const before = cpu()
    for (const batch of batches.slice(from, to)) made.coverage.step(made.state, { is: 'fixes', at: instant(batch.time[0]), batch }, made.story.world)
    return (cpu() - before) / (to - from) / UNITS
  }
  step(0, 40)
  const engineCpu = Math.min(step(40, 80), step(80, 120))
  const cells = all.map((beat) => new Set(cellsOf(beat).ids))
  const before = cpu()
  let hits = 0
  for (let row = 0; row < 40; row++) for (const ids of cells) hits += ids.has(latLngToCell(batches[0].lat[row] / 1e6, batches[0].lon[row] / 1e6, 10)) ? 1 : 0
  expect(hits).toBeGreaterThan(0)
  return { engine: engineCpu, asking: (cpu() - before) / 40 }
}

it('[O18] a fix costs a small part of asking every beat, and with ten times the beats about the same', { timeout: 120_000, retry: 2 }, () => {
  const [few, many] = [cpuOf(100), cpuOf(1_000)]
  expect(many.engine).toBeLessThan(many.asking / 20)
  expect(many.engine).toBeLessThan(4 * few.engine)
})
