// `npm run bench`: product and peers in one run, one table of figures against goals, peers and limits.
// Flags: --only bytes,cpu,latency,ingest,jt808,memory,sweep,peers · --units · --screens · --seconds (of each stretch) · --warm
// (seconds of load before each: V8 compiles in the first half minute).
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../start.ts'
import { wants, type Bench } from './bench.ts'
import { live } from './figures/live.ts'
import { paced } from './figures/paced.ts'
import { peerHead, peerLines, peers, quoted } from './figures/peers.ts'
import { rowsOf, type Results } from './figures/rows.ts'
import { sweep } from './figures/sweep.ts'
import { terminals } from './figures/terminals.ts'
import { goFirst, machineLine, pinned } from './machine.ts'
import { Rig } from './run.ts'
import { rowsTable, table } from './row.ts'

const figures = ['bytes', 'cpu', 'latency', 'ingest', 'jt808', 'memory', 'sweep', 'peers']
const { values } = parseArgs({ options: {
  only: { type: 'string', default: '' }, units: { type: 'string', default: '10000' }, screens: { type: 'string', default: '50' }, seconds: { type: 'string', default: '10' }, warm: { type: 'string', default: '4' },
} })
const only = new Set(values.only.split(',').filter((name) => name !== ''))
for (const name of only) if (!figures.includes(name)) throw new Error(`--only takes ${figures.join(', ')}`)

// This process too stays off the server's core.
const [command, args] = pinned('others', '', [])
if (command === 'taskset') execFileSync('taskset', ['-acp', args[1], String(process.pid)], { stdio: 'ignore' })
goFirst()
// Stopped by hand, it takes its servers along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { process.exit(1) })

const machine = machineLine()
const began = performance.now()
const rig = new Rig()
const bench: Bench = {
  rig, only,
  setting: { units: Number(values.units), screens: Number(values.screens), seconds: Number(values.seconds), warm: Number(values.warm) },
  say: (text) => { process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}\n`) },
}
const results: Results = {}
try {
  if (wants(bench, 'peers')) results.peers = await peers(bench)
  if (wants(bench, 'bytes', 'cpu')) results.paced = await paced(bench)
  if (wants(bench, 'latency', 'memory', 'ingest')) results.live = await live(bench)
  if (wants(bench, 'jt808')) results.terminals = await terminals(bench)
  if (wants(bench, 'sweep')) results.sweep = await sweep(bench)
} finally {
  await rig.end()
}

const rows = rowsOf(results)
const { units, screens, seconds, warm } = bench.setting
const text = [
  `${units} units at 1 Hz, ${screens} screens of the whole district, stretches of ${seconds} s after ${warm} s; ${new Date().toISOString().slice(0, 16)}Z.\n\n${machine}.\n`,
  rowsTable(rows),
  ...(results.peers ? [table(peerHead, [...peerLines(results.peers), ...quoted])] : []),
].join('\n')
process.stdout.write(`\n${text}`)
const folder = join(root, 'test-results/bench')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'wire.md'), text)
writeFileSync(join(folder, 'wire.json'), `${JSON.stringify({ machine, setting: bench.setting, rows, quoted, results }, null, 2)}\n`)
