// Server and drill as processes of their own, for tests that kill them.
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DrillFile } from '../server/app/demo.ts'
import { root } from './start.ts'

export interface Running { readonly child: ChildProcess; readonly ended: Promise<number | null>; said(): string }

const running = new Set<ChildProcess>()

/** Ends whatever a test left behind; for afterEach. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

export function run(script: string, args: readonly string[], env: Record<string, string> = {}, flags: readonly string[] = []): Running {
  const child = spawn(process.execPath, [...flags, join(root, script), ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString() })
  running.add(child)
  const ended = new Promise<number | null>((done) => {
    child.on('exit', (code) => {
      running.delete(child)
      done(code)
    })
  })
  return { child, ended, said: () => said }
}

/** Ports that were free a moment ago, so that a server killed and started anew is found where it was. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((listening) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => { listening(server) })
  })))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise<void>((closed) => { server.close(() => { closed() }) })))
  return ports
}

/** The server as `npm start` runs it, without the drill, on given ports; resolves when it has said its address. */
export async function startProcess(folder: string, ports: readonly number[], speed = 1, more: Record<string, string> = {}, flags: readonly string[] = []): Promise<Running & { address: string; drill: () => DrillFile }> {
  const running = run('server/main.ts', ['--no-build'], {
    ANLAN_SERVER_PORT: String(ports[0]), ANLAN_DEVICES_JT808: String(ports[1]), ANLAN_DEVICES_MQTT: String(ports[2]),
    ANLAN_DEVICES_HTTP: String(ports[3]), ANLAN_DEVICES_OSMAND: String(ports[4]),
    ANLAN_STORE_FOLDER: folder, ANLAN_DEMO_DRILL: 'false', ANLAN_DEMO_SPEED: String(speed), ANLAN_LOG_LEVEL: 'warn', ...more,
  }, flags)
  const end = performance.now() + 90_000
  while (!/http:\/\/[^\s/]+/.test(running.said())) {
    if (performance.now() > end || running.child.exitCode !== null) throw new Error(`the server did not start:\n${running.said()}`)
    await new Promise((next) => { setTimeout(next, 20) })
  }
  const address = /http:\/\/[^\s/]+/.exec(running.said())?.[0] ?? ''
  return { ...running, address, drill: () => JSON.parse(readFileSync(join(folder, 'drill.json'), 'utf8')) as DrillFile }
}
