// `npm run soak`: server and drill for a long time; memory, handles and screens must not creep.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cost, countingScreen } from '../load.ts'
import { freePorts, run, startProcess } from '../processes.ts'
import { freshFolder, root, until } from '../start.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' }, screens: { type: 'string', default: '5' } } })
const minutes = Number(values.minutes)

const folder = freshFolder()
const server = await startProcess(folder, await freePorts(5))
const drill = run('server/drill/main.ts', ['--server', join(folder, 'drill.json'), '--leash'])
const pid = server.child.pid ?? 0
const samples: { minute: number; mib: number; handles: number }[] = []
try {
  const watching = Array.from({ length: Number(values.screens) }, () => countingScreen(server.address))
  await until('the drill plays', () => watching[0].mirror.places.known().length > 100, 120_000)
  for (let minute = 0; minute <= minutes; minute++) {
    samples.push({ minute, mib: cost(pid).now, handles: readdirSync(`/proc/${pid}/fd`).length })
    process.stdout.write(`${minute} min: ${samples[minute].mib.toFixed(0)} MiB, ${samples[minute].handles} handles, ${watching[0].positions} positions\n`)
    if (minute < minutes) await new Promise((next) => { setTimeout(next, 60_000) })
  }
  // The slope of the second half: the first is warm-up.
  const half = samples.slice(Math.floor(samples.length / 2))
  const mean = (list: number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length
  const [x, y] = [mean(half.map(({ minute }) => minute)), mean(half.map(({ mib }) => mib))]
  const slope = 60 * half.reduce((sum, one) => sum + (one.minute - x) * (one.mib - y), 0) / Math.max(1, half.reduce((sum, one) => sum + (one.minute - x) ** 2, 0))
  const wrong = watching.reduce((sum, one) => sum + one.wrong, 0)
  const verdict = `memory slope of the second half ${slope.toFixed(1)} MiB/h; handles ${half[0]?.handles ?? 0} → ${half.at(-1)?.handles ?? 0}; frames that did not fit ${wrong}`
  process.stdout.write(`${verdict}\n`)
  mkdirSync(join(root, 'test-results/soak'), { recursive: true })
  writeFileSync(join(root, 'test-results/soak/server.txt'), `${JSON.stringify(samples)}\n${verdict}\n`)
  for (const { socket } of watching) socket.disconnect()
} finally {
  drill.child.kill('SIGTERM')
  await drill.ended
  server.child.kill('SIGTERM')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
}
