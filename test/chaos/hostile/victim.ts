// The real server in a process of its own: what it complained of, whether it lives, and what memory it holds.
import { rmSync } from 'node:fs'
import type { DrillFile } from '../../../server/app/demo.ts'
import { cost } from '../../load.ts'
import { freePorts, startProcess } from '../../processes.ts'
import { freshFolder } from '../../start.ts'

export interface Victim {
  readonly address: string
  readonly port: number
  readonly drill: DrillFile
  /** Errors in its log, and its end; empty while all is well. */
  faults(): string[]
  /** MiB resident, when it has come to rest. */
  memory(): Promise<number>
  register(body: object): Promise<void>
  metric(name: RegExp): Promise<number>
  stop(): Promise<void>
}

export async function startVictim(): Promise<Victim> {
  const folder = freshFolder()
  const server = await startProcess(folder, await freePorts(5))
  const { address, child } = server
  const drill = server.drill()
  return {
    address, drill, port: Number(new URL(address).port),
    faults() {
      const lines = server.said().split('\n').filter((line) => /"level":(50|60|"error"|"fatal")|Unhandled|Uncaught|^\s+at /.test(line))
      return child.exitCode === null && child.signalCode === null ? lines : [`ended ${child.exitCode ?? child.signalCode}`, server.said().slice(-2_000), ...lines]
    },
    async memory() {
      let least = Infinity
      for (let look = 0; look < 8; look++) {
        await new Promise((next) => { setTimeout(next, 250) })
        least = Math.min(least, cost(child.pid ?? 0).now)
      }
      return least
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
