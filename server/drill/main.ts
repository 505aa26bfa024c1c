// `npm run drill`: reads what is asked for, finds the server, and plays.
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { catalogueSchema } from '../../shared/domain/catalogue.ts'
import { regionCode } from '../../shared/domain/region.ts'
import { parseIso, SECOND } from '../../shared/domain/time.ts'
import { loadDistrict } from '../district/load.ts'
import { readCalls } from './calls.ts'
import { NoDoor, openDoor, type Door } from './door.ts'
import { NotEnrolled } from './enrol.ts'
import { groundOf } from './ground.ts'
import { NotFit } from './held.ts'
import { playDay, WrongSpeed } from './play.ts'
import { playCalls, playTrace } from './replay.ts'
import { createRim, type Rim } from './rim.ts'
import { readTrace } from './trace.ts'
import { takeWatch } from './watch.ts'

const help = `npm run drill -- [options]     plays a seeded district day against a running server, over the real dialects

  --server FILE    what the server wrote for its drill            (data/demo/drill.json)
  --district CODE  which district's files to play on              (510304)
  --seed N         another day, another number                    (510304)
  --units N        police, street patrols and posts together      (325)
  --faults X       multiplies the frequency of device faults; 0 = none   (1)
  --lapses X       the same of patrols that go wrong            (as --faults)
  --partly         play also when some of the beats that the server holds have nobody on the roster
  --speed X        refuse to play unless the server's clock runs at this speed
  --for 10m        play so long by the server's clock, then end   (s, m, h, d)
  --once           bring the store up to now, let all units speak once, end
  --truth FILE     append what was played, as NDJSON
  --leash          end when the process that started the drill is gone

  --trace FILE     play a recorded day instead: unit,time,lat,lon,speed_raw,route; its first row is now
  --start ISO      … or then
  --fast           … as fast as the server answers, and the last row is now
  --unsorted       … fast, in the order of the file
  --calls FILE --zone America/Los_Angeles
                   import recorded calls: id,offense,category,local_time,lat,lon; the last one is now
  --as-is          … or all at their own times
`

/** What was asked for cannot be done; the message says what to change. */
class Misunderstood extends Error {}

const options = {
  server: { type: 'string', default: 'data/demo/drill.json' }, district: { type: 'string', default: '510304' },
  seed: { type: 'string', default: '510304' }, units: { type: 'string', default: '325' }, faults: { type: 'string', default: '1' },
  lapses: { type: 'string' }, speed: { type: 'string' }, for: { type: 'string' }, once: { type: 'boolean', default: false }, truth: { type: 'string' },
  leash: { type: 'boolean', default: false }, partly: { type: 'boolean', default: false },
  trace: { type: 'string' }, start: { type: 'string' }, fast: { type: 'boolean', default: false }, unsorted: { type: 'boolean', default: false },
  calls: { type: 'string' }, zone: { type: 'string' }, 'as-is': { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const

type Asked = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

function number(asked: Asked, name: 'seed' | 'units' | 'faults' | 'lapses' | 'speed', least: number): number {
  const value = Number(asked[name])
  if (!(value >= least && value <= 1e9) || (!['faults', 'lapses', 'speed'].includes(name) && !Number.isInteger(value))) {
    throw new Misunderstood(`--${name} ${asked[name] ?? ''} is no number that can be used here`)
  }
  return value
}

function span(text: string): number {
  const read = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(text)
  if (!read) throw new Misunderstood(`--for ${text}: write it as 90s, 10m, 2h or 1d`)
  return Number(read[1]) * { s: 1, m: 60, h: 3_600, d: 86_400 }[read[2] as 's' | 'm' | 'h' | 'd'] * SECOND
}

async function main(rim: Rim & { stop(): void }): Promise<void> {
  const asked = parse()
  if (asked.help) return void process.stdout.write(help)
  const file = resolve(asked.server)
  const beside = (name: string): string => join(dirname(file), name)
  const door = openDoor(file)
  const folder = resolve(import.meta.dirname, '../../public/district', asked.district)
  if (asked.leash) leash(rim)
  if (asked.calls !== undefined) return calls(rim, door, asked, asked.calls)
  if (asked.trace !== undefined) return trace(rim, door, asked, asked.trace, beside)

  const day = {
    seed: number(asked, 'seed', 0), units: number(asked, 'units', 1), faults: number(asked, 'faults', 0),
    lapses: number(asked, asked.lapses === undefined ? 'faults' : 'lapses', 0), partly: asked.partly,
    speed: asked.speed === undefined ? null : number(asked, 'speed', 0.01), span: asked.for === undefined ? null : span(asked.for),
    once: asked.once, truth: asked.truth ?? null, beside,
  }
  const ground = groundOf(await loadDistrict(folder))
  const catalogue = catalogueSchema.parse(JSON.parse(readFileSync(join(folder, 'catalogue.json'), 'utf8')))
  const watch = takeWatch(beside('drill.lock'), () => {
    rim.say('another drill plays this server now; this one ends')
    rim.stop()
  })
  try {
    // A server that comes back with an empty store is another stage: everything starts anew on it.
    while (await playDay(rim, door, ground, catalogue, day) === 'store') rim.say('the server has another store; starting over')
  } finally {
    watch.leave()
  }
}

function parse(): Asked {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    throw new Misunderstood(`${error instanceof Error ? error.message : 'unreadable'}\n\n${help}`)
  }
}

async function trace(rim: Rim, door: Door, asked: Asked, file: string, beside: (name: string) => string): Promise<void> {
  const start = asked.start === undefined ? null : parseIso(asked.start)
  if (start === undefined) throw new Misunderstood(`--start ${asked.start ?? ''}: write it as 2026-03-01T08:30:00+08:00`)
  const tally = await playTrace(rim, door, regionCode(asked.district), readTrace(readFileSync(file, 'utf8')), {
    fast: asked.fast, sorted: !asked.unsorted, start, truth: asked.truth ?? null, beside,
  })
  if (tally) process.stdout.write(`${tally.table()}\n`)
}

async function calls(rim: Rim, door: Door, asked: Asked, file: string): Promise<void> {
  if (asked.zone === undefined) throw new Misunderstood('--calls needs --zone: the times in the file have none, and none is guessed')
  const called = await playCalls(rim, door, regionCode(asked.district), file, readCalls(readFileSync(file, 'utf8'), asked.zone), asked['as-is'])
  if (!called) return
  const refused = Object.entries(called.refused).map(([code, count]) => `${code} ${count}`).join(', ') || 'none'
  process.stdout.write(`rows read ${called.read} (${called.placeless} without a position), taken ${called.taken}, taken before ${called.repeated}, refused ${refused}\n`)
}

/** Ends when the parent does: an orphan would play against the next server that is started. */
function leash(rim: { stop(): void }): void {
  const parent = process.ppid
  setInterval(() => { if (process.ppid !== parent) rim.stop() }, 1_000).unref()
}

const rim = createRim((line) => { process.stderr.write(`${line}\n`) })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { rim.stop() })
main(rim).then(() => process.exit(0), (error: unknown) => {
  const plain = [Misunderstood, NoDoor, NotEnrolled, NotFit, WrongSpeed].some((kind) => error instanceof kind)
  process.stderr.write(`drill: ${error instanceof Error ? (plain ? error.message : error.stack) : String(error)}\n`)
  process.exit(plain ? 2 : 1)
})
