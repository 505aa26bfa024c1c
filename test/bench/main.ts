// `npm run bench`: drives the real server with a fleet at 1 Hz and screens that fold everything; prints what it cost.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cost, countingScreen, Fleet, percentile, sendBatch } from '../load.ts'
import { freePorts, startProcess } from '../processes.ts'
import { freshFolder, root, until } from '../start.ts'

const { values } = parseArgs({ options: { units: { type: 'string', default: '10000' }, screens: { type: 'string', default: '20' }, seconds: { type: 'string', default: '30' } } })
const [units, screens, seconds] = [Number(values.units), Number(values.screens), Number(values.seconds)]
const CREDENTIAL = 'bench-gateway-credential-0001'

const folder = freshFolder()
const server = await startProcess(folder, await freePorts(5))
try {
  const drill = server.drill()
  const fleet = new Fleet(units, 1)
  await fleet.register(drill, CREDENTIAL)
  const watching = Array.from({ length: screens }, () => countingScreen(server.address))
  await until('all screens have the picture', () => watching.every(({ mirror }) => mirror.epoch !== null), 60_000)
  const pid = server.child.pid ?? 0

  /** Ten hand-overs a second, each a tenth of the fleet. */
  const run = async (until: number): Promise<number> => {
    let sent = 0
    const underway = new Set<Promise<void>>()
    for (let turn = 0; performance.now() < until; turn++) {
      const due = performance.now() + 100
      const from = Math.floor((turn % 10) * units / 10)
      const to = Math.floor((turn % 10 + 1) * units / 10)
      const post = sendBatch(drill, CREDENTIAL, fleet.step(from, to, Date.now()))
      underway.add(post)
      void post.finally(() => underway.delete(post))
      sent += to - from
      await new Promise((next) => { setTimeout(next, Math.max(0, due - performance.now())) })
    }
    await Promise.all(underway)
    return sent
  }
  await run(performance.now() + 4_000)
  for (const screen of watching) Object.assign(screen, { bytes: 0, positions: 0, ages: [] })
  const before = cost(pid)
  const sent = await run(performance.now() + seconds * 1_000)
  const after = cost(pid)
  const [first] = watching
  const ages = first.ages.sort((a, b) => a - b)
  const rows = [
    ['units · screens · seconds', `${units} · ${screens} · ${seconds}`],
    ['reports sent', String(sent)],
    ['positions decoded by one screen', String(first.positions)],
    ['frames that did not fit, all screens', String(watching.reduce((sum, one) => sum + one.wrong, 0))],
    ['bytes per position per screen (frame payload)', (first.bytes / first.positions).toFixed(2)],
    ['server CPU, % of a core', (100 * (after.cpu - before.cpu) / seconds).toFixed(1)],
    ['server CPU per report, µs', (1e6 * (after.cpu - before.cpu) / sent).toFixed(1)],
    ['report made → decoded p50 / p99, ms', `${percentile(ages, 0.5)} / ${percentile(ages, 0.99)}`],
    ['server peak memory, MiB', after.peak.toFixed(0)],
    ['machine', `${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}`],
  ]
  const table = rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')
  process.stdout.write(`| figure | value |\n|---|---|\n${table}\n`)
  mkdirSync(join(root, 'test-results/bench'), { recursive: true })
  writeFileSync(join(root, 'test-results/bench/wire.md'), `| figure | value |\n|---|---|\n${table}\n`)
  for (const { socket } of watching) socket.disconnect()
} finally {
  server.child.kill('SIGTERM')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
}
