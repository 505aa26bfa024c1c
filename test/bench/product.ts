// The product as `npm start` runs it, alone on its core, with a fleet registered.
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DrillFile } from '../../server/app/demo.ts'
import { freePorts } from '../processes.ts'
import { freshFolder, root } from '../start.ts'
import { hurry, pinned, spawnApart } from './machine.ts'
import type { Target } from './post.ts'

const CREDENTIAL = 'bench-gateway-credential-0001'

export interface ServerProcess {
  readonly address: string
  readonly pid: number
  stop(): Promise<void>
}
export interface Product extends ServerProcess {
  readonly drill: DrillFile
  readonly target: Target
}

/** Runs a script on the server's core until it says its address; throws with what it said when it ends before. */
export async function startServer(script: string, args: readonly string[], env: Record<string, string>, flags: readonly string[] = []): Promise<ServerProcess> {
  const [command, all] = pinned('server', process.execPath, [...flags, join(root, script), ...args])
  const child = spawn(command, all, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...spawnApart() })
  hurry(child.pid)
  const end = (): void => { child.kill('SIGKILL') }
  process.once('exit', end)
  let said = ''
  const address = await new Promise<string>((go, fail) => {
    const hear = (chunk: Buffer): void => {
      said = `${said}${chunk.toString()}`.slice(-4_000)
      const found = /http:\/\/[\d.]+:\d+/.exec(said)
      if (found) go(found[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', () => { fail(new Error(`${script} did not start:\n${said}`)) })
  })
  const ended = new Promise<void>((done) => { child.once('exit', () => { done() }) })
  return {
    address, pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      const slow = setTimeout(() => { child.kill('SIGKILL') }, 20_000)
      await ended
      clearTimeout(slow)
      process.off('exit', end)
    },
  }
}

/** What `npm start` runs: flags of Node itself, and the script. */
function startCommand(): { flags: string[]; script: string } {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }
  const words = scripts.start.split(' ').slice(1)
  return { flags: words.slice(0, -1), script: words[words.length - 1] }
}

/** `cut` in ms, or null for what `npm start` does by itself. `before` fills the store's folder first. */
export async function startProduct({ cut, before }: { cut: number | null; before?: (folder: string) => Promise<void> }): Promise<Product> {
  const folder = freshFolder()
  await before?.(folder)
  const [port, jt808, mqtt, http, osmand] = (await freePorts(5)).map(String)
  const { flags, script } = startCommand()
  const server = await startServer(script, ['--no-build'], {
    ANLAN_SERVER_PORT: port, ANLAN_DEVICES_JT808: jt808, ANLAN_DEVICES_MQTT: mqtt, ANLAN_DEVICES_HTTP: http, ANLAN_DEVICES_OSMAND: osmand,
    ANLAN_STORE_FOLDER: folder, ANLAN_DEMO_DRILL: 'false', ANLAN_LOG_LEVEL: 'warn',
    ...(cut === null ? {} : { ANLAN_STREAM_CUT: String(cut) }),
  }, flags)
  const drill = JSON.parse(readFileSync(join(folder, 'drill.json'), 'utf8')) as DrillFile
  const authorization = `Basic ${Buffer.from(`load:${CREDENTIAL}`).toString('base64')}`
  return {
    ...server, drill, target: { host: drill.host, port: drill.ports.devices, authorization },
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function post({ http, key }: DrillFile, body: object): Promise<void> {
  const response = await fetch(`${http}/api/registry`, { method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } })
  const text = await response.text()
  if (!response.ok || text.includes('"refused"')) throw new Error(`registry: ${response.status} ${text.slice(0, 300)}`)
}

/** Registers units u<from> … and what speaks for them: the gateway of the batch dialect, or a JT/T 808 terminal each. */
export async function register({ drill }: Product, { from = 0, count, car, dialect = 'batch' }: { from?: number; count: number; car?: Uint8Array; dialect?: 'batch' | 'jt808' }): Promise<void> {
  if (dialect === 'batch' && from === 0) await post(drill, { gateways: [{ id: 'load', name: '压力网关', crs: 'wgs84', credential: CREDENTIAL }] })
  for (let first = from; first < from + count; first += 1_000) {
    const ids = Array.from({ length: Math.min(1_000, from + count - first) }, (_, n) => first + n)
    await post(drill, {
      units: ids.map((n) => ({ id: `u${n}`, name: `线${n}`, tier: 'line', kind: car?.[n] === 0 ? 'foot' : 'car', team: '', region: '510304' })),
      devices: ids.map((n) => ({
        id: `d${n}`, unit: `u${n}`, dialect, interval: 1,
        ...(dialect === 'batch' ? { identity: `d${n}`, gateway: 'load' } : { identity: phoneOf(n), credential: terminalOf(n) }),
      })),
    })
  }
}

/** The phone and the terminal id of the n-th JT/T 808 terminal. */
export const phoneOf = (n: number): string => String(13_800_000_000 + n)
export const terminalOf = (n: number): string => `T${String(n).padStart(6, '0')}`

/** A counter of GET /metrics. */
export async function metric({ address }: ServerProcess, line: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text()
  return Number(text.split('\n').find((one) => one.startsWith(`${line} `))?.slice(line.length) ?? 0)
}
