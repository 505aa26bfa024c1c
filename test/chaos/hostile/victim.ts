// The real server in a process of its own: what it complained of, whether it lives, and what memory it holds.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DrillFile } from '../../../server/app/demo.ts'
import { freePorts, startProcess } from '../../processes.ts'
import { freshFolder, root, until } from '../../start.ts'

export interface Memory { readonly heap: number; readonly resident: number }

export interface Victim {
  readonly address: string
  readonly port: number
  readonly drill: DrillFile
  /** Errors in its log, and its end; empty while all is well. */
  faults(): string[]
  /** MiB held once garbage is collected, and MiB resident then. */
  memory(): Promise<Memory>
  register(body: object): Promise<void>
  metric(name: RegExp): Promise<number>
  stop(): Promise<void>
}

export async function startVictim(settings: Record<string, string> = {}): Promise<Victim> {
  const folder = freshFolder()
  const server = await startProcess(folder, await freePorts(5), 1, settings, ['--import', join(root, 'test/chaos/hostile/held.ts')])
  const { address, child } = server
  const drill = server.drill()
  return {
    address, drill, port: Number(new URL(address).port),
    faults() {
      const lines = server.said().split('\n').filter((line) => /"level":(50|60|"error"|"fatal")|Unhandled|Uncaught|^\s+at /.test(line))
      return child.exitCode === null && child.signalCode === null ? lines : [`ended ${child.exitCode ?? child.signalCode}`, server.said().slice(-2_000), ...lines]
    },
    async memory() {
      const told = (): string[] => server.said().match(/\{"held":\{.*\}\}/g) ?? []
      const before = told().length
      child.kill('SIGUSR2')
      await until('it has said what it holds', () => told().length > before || child.exitCode !== null)
      const last = told().at(-1)
      if (last === undefined) throw new Error('the server is gone')
      const { heap, resident } = (JSON.parse(last) as { held: Memory }).held
      return { heap: Math.round(heap), resident: Math.round(resident) }
    },
    async register(body) {
      const response = await fetch(`${address}/api/registry`, { method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${drill.key}`, 'content-type': 'application/json' } })
      const said = await response.text()
      if (!response.ok || said.includes('"refused"')) throw new Error(`registry: ${response.status} ${said.slice(0, 500)}`)
    },
    async metric(name) {
      const text = await (await fetch(`${address}/metrics`)).text()
      return text.split('\n').filter((line) => name.test(line)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    },
    async stop() {
      child.kill('SIGTERM')
      await server.ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Addresses of this machine to come from, so that the limits per address hold nobody up: 127.0.0.2 and on. The good come from 127.0.0.1. */
export const addresses = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => `127.0.0.${from + n}`)
