// `node test/bench/adopt.ts`: how long adopting a set of beats holds the server's thread, part by part, on the committed district.
// Flags: --beats (1000), --rounds (best of so many). Processor milliseconds of the thread; the first adoption, one where one beat in ten changed, and one where all did.
// What is checked and made ready is so in steps between which others are served: their sum, and the longest one.
import { parseArgs } from 'node:util'
import { beatsBodySchema, hashOfBeats } from '../../server/dispatch/beats.ts'
import { checkInSteps } from '../../shared/domain/beats/check.ts'
import { beatId, beatSchema, type Beat } from '../../shared/domain/beat.ts'
import type { Steps } from '../../shared/domain/steps.ts'
import { HOUR, instant } from '../../shared/domain/time.ts'
import { seeded } from '../seeded.ts'
import { MORNING } from '../server/readings/coverage/given.ts'
import { adopted, engine, play, type Engine } from '../server/readings/coverage/tape.ts'
import { catalogue, realDistrict } from '../server/drill/given.ts'
import { DISTRICT } from '../server/world/given.ts'
import { machineLine } from './machine.ts'

const { values } = parseArgs({ options: { beats: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '5' } } })
const COUNT = Number(values.beats)
const district = await realDistrict()
const [WEST, SOUTH, EAST, NORTH] = district.manifest.bbox
const { shifts } = catalogue()

/** A fifth areas of some hundred corners side by side, three tenths lines of 2 km, half posts: wherever the district is. */
function beatsOf(count: number, seed: number): Beat[] {
  const next = seeded(seed)
  const beats: unknown[] = []
  const common = (id: string) => ({ id, name: id, team: 't', priority: 2, shifts: [shifts[0].name, shifts[1].name], people: 2, interval: 60, rests: [] })
  const [size, gap] = [0.0145, 0.0005]
  const areas = Math.round(count / 5)
  for (let row = 0; SOUTH + row * size < NORTH; row++) {
    for (let column = 0; WEST + column * size < EAST && beats.length < areas; column++) {
      const [x, y] = [WEST + column * size, SOUTH + row * size]
      const corners = Array.from({ length: 100 }, (_, corner): [number, number] => {
        const turn = corner / 100 * 2 * Math.PI
        const far = (size / 2 - gap) * (0.9 + 0.1 * Math.sin(turn * 9))
        return [round(x + size / 2 + Math.cos(turn) * far), round(y + size / 2 + Math.sin(turn) * far)]
      })
      if (!corners.every(([lon, lat]) => district.locate(lon, lat))) continue
      beats.push({ ...common(`a${beats.length}`), region: district.locate(...corners[0]), tier: 'area', weights: {}, polygons: [[[...corners, corners[0]]]], plan: { cells: 0.5, stays: 4, dwell: 12 } })
    }
  }
  while (beats.length < count) {
    const [lon, lat] = [round(WEST + next() * (EAST - WEST)), round(SOUTH + next() * (NORTH - SOUTH))]
    const line = Array.from({ length: 9 }, (_, corner): [number, number] => [round(lon + corner * 0.0025), round(lat + next() * 0.001)])
    const region = district.locate(...(beats.length % 5 < 3 ? [lon, lat] as const : line[0]))
    if (!region || !line.every((at) => district.locate(...at))) continue
    if (beats.length % 5 < 3) beats.push({ ...common(`p${beats.length}`), region, tier: 'point', place: [lon, lat], plan: { visits: 8, radius: 60, dwell: 5, allowance: 10, manned: 0.6 } })
    else beats.push({ ...common(`l${beats.length}`), region, tier: 'line', line, plan: { rounds: 8, buffer: 30, length: 0.8, allowance: 0 } })
  }
  return beats.map((beat) => beatSchema.parse(beat))
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
const cpu = (): number => { const { user, system } = process.threadCpuUsage(); return (user + system) / 1_000 }

const parts = ['read', 'check', 'check, longest', 'name', 'ready', 'ready, longest', 'step', 'step, not made ready', 'show'] as const
type Cost = Record<typeof parts[number], number>

function timed<Answer>(work: () => Answer): [Answer, number] {
  const before = cpu()
  return [work(), cpu() - before]
}

/** The answer, and milliseconds of all steps and of the longest. */
function stepped<Answer>(steps: Steps<Answer>): [Answer, number, number] {
  for (let [sum, longest] = [0, 0]; ;) {
    const [step, one] = timed(() => steps.next())
    sum += one
    longest = Math.max(longest, one)
    if (step.done) return [step.value, sum, longest]
  }
}

function holding(first: readonly Beat[] | null): Engine {
  const made = engine()
  play(made, [{ at: MORNING - HOUR, tell: (story) => story.entry('catalogue-adopted', { hash: 'c', effective: instant(MORNING - HOUR), content: catalogue() }, MORNING - HOUR) }])
  if (first) play(made, [adopted('first', first, MORNING - HOUR)])
  made.coverage.judge(made.state, instant(MORNING - HOUR + 1), made.story.world)
  return made
}

/** Milliseconds of adopting `second` where `first` holds. */
function cost(first: readonly Beat[] | null, second: readonly Beat[]): Cost {
  const [made, unready] = [holding(first), holding(first)]
  const body: unknown = JSON.parse(JSON.stringify({ base: null, beats: second }))
  const [{ beats }, read] = timed(() => beatsBodySchema.parse(body))
  const [misfits, check, longest] = stepped(checkInSteps({ beats }, district, catalogue()))
  if (misfits.length > 0) throw new Error(JSON.stringify(misfits[0]))
  const [, name] = timed(() => hashOfBeats(beats))
  const [, ready, longestReady] = stepped(made.coverage.ready(made.state, beats, made.story.world))
  // The ledger hands on what it has written, not what it was given.
  const written = JSON.parse(JSON.stringify(beats)) as Beat[]
  const [, step] = timed(() => play(made, [adopted('second', written, MORNING)]))
  const [, alone] = timed(() => play(unready, [adopted('second', written, MORNING)]))
  const [, show] = timed(() => made.coverage.show(made.state, instant(MORNING + 1), made.story.world, DISTRICT))
  return { read, check, 'check, longest': longest, name, ready, 'ready, longest': longestReady, step, 'step, not made ready': alone, show }
}

const [first, other] = [beatsOf(COUNT, 1), beatsOf(COUNT, 2).map((beat) => ({ ...beat, people: 3 }))]
const cases = {
  'the first set': [null, first], 'one beat in ten changed': [first, first.map((beat, index) => (index % 10 === 0 ? { ...beat, id: beatId(`x${index}`) } : beat))], 'every beat changed': [first, other],
} as const
const lines = Object.entries(cases).map(([name, [before, after]]) => {
  const costs = Array.from({ length: Number(values.rounds) }, () => cost(before, after))
  return [name, ...parts.map((part) => Math.min(...costs.map((one) => one[part])).toFixed(1))].join(' | ')
})
const head = ['ms, ' + COUNT + ' beats', ...parts]
process.stdout.write(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}\n${lines.map((one) => `| ${one} |`).join('\n')}\n\n${machineLine()}.\n`)
