// `npm start` (by way of start.js) and, with --build, `npm run build`: reads the configuration, builds the client when needed, starts server and (in the demo) drill, says the address.
import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createApp, type App } from './app/app.ts'
import { ensureBuilt } from './app/build.ts'
import { createClock } from './clock.ts'
import { ConfigBad, readConfig, type Config } from './config.ts'
import { createLog, type Logger } from './log.ts'

const root = resolve(import.meta.dirname, '..')
const say = (text: string): void => { process.stdout.write(`${text}\n`) }

/** Starts the drill and starts it again when it dies; answers how to stop it. */
function startDrill(file: string, { demo }: Config, log: Logger): () => void {
  let child: ChildProcess | null = null
  let stopped = false
  const start = (): void => {
    child = spawn(process.execPath, [resolve(root, 'server/drill/main.ts'), '--server', file, '--seed', String(demo.seed), '--units', String(demo.units), '--partly', '--leash'], {
      cwd: root, stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr?.on('data', (chunk: Buffer) => { log.info({ drill: chunk.toString().trim().slice(0, 500) }, 'drill') })
    child.on('exit', (code) => {
      if (stopped) return
      log.warn({ code }, 'the drill ended and is started again')
      setTimeout(() => { if (!stopped) start() }, 2_000)
    })
  }
  start()
  return () => {
    stopped = true
    child?.kill('SIGTERM')
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' }, dev: { type: 'boolean', default: false }, build: { type: 'boolean', default: false }, 'no-build': { type: 'boolean', default: false } } })
  if (values.build) return ensureBuilt(root, say)
  const config = readConfig(values.config, process.env)
  const log = createLog(config.log.level)
  if (!values.dev && !values['no-build']) await ensureBuilt(root, say)
  const app: App = await createApp({ config, clock: createClock(config.demo.on ? config.demo.speed : 1), log, root, dev: values.dev })
  const stopDrill = app.drillFile !== null && config.demo.drill ? startDrill(app.drillFile, config, log) : () => undefined
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping')
    stopDrill()
    app.close().then(() => process.exit(0), (error: unknown) => {
      log.error({ error: String(error) }, 'did not stop cleanly')
      process.exit(1)
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { stop(signal) })
  // What starting left behind, a third of the heap, goes before it says where it is; V8 alone would keep it as room to grow.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  say(`\n  安澜 Anlan  ${app.address}/\n${config.demo.on ? '  演示数据 demo: a drill plays the district; nothing here is real\n' : ''}`)
}

main().catch((error: unknown) => {
  // What an administrator can mend is said in one breath; anything else with its stack.
  const plain = error instanceof ConfigBad || (error instanceof Error && 'plain' in error)
  process.stderr.write(`${plain ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(plain ? 2 : 1)
})
