// The machine: one core for the server alone, one for everybody else; what a process costs (Linux).
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release } from 'node:os'

export type Core = 'server' | 'others'

const canPin = process.platform === 'linux' && availableParallelism() >= 2 && has('taskset')

function has(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

let first = false

/** From now on what is started goes before what else runs on this machine, where the system lets us: strangers would be measured otherwise. */
export function goFirst(): void { first = true }

/** How to spawn: in a session of its own when it is to go first, since Linux shares time out among sessions. */
export const spawnApart = (): { detached: boolean } => ({ detached: first })

/** Gives the session that `pid` leads its place before others. */
export function hurry(pid: number | undefined): void {
  if (!first || pid === undefined) return
  try {
    writeFileSync(`/proc/${pid}/autogroup`, '-15')
  } catch {
    // Not root, or no such scheduler: then it shares, and the table says how much strangers took.
  }
}

/** The command that runs `command` on its core with all its threads; as it is where that cannot be had. */
export function pinned(core: Core, command: string, args: readonly string[]): [string, string[]] {
  return canPin ? ['taskset', ['-c', core === 'server' ? '0' : '1', command, ...args]] : [command, [...args]]
}

/** Seconds that the threads of a process have run. Threads that have ended are missing: ours live as long as the server. */
export function cpuSeconds(pid: number): number {
  let nanoseconds = 0
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
    } catch {
      // The thread ended between the two looks.
    }
  }
  return nanoseconds / 1e9
}

/** Seconds that the server's core has been busy with anything, ticks of 10 ms; null where there is no such core. */
export function coreSeconds(): number | null {
  if (!canPin) return null
  const [user, nice, system, , , irq, softirq] = (/^cpu0 +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(' ').map(Number)
  return (user + nice + system + irq + softirq) / 100
}

/** Most MiB that the process ever had. */
export function peakMiB(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

export function machineLine(): string {
  const memory = Number(/MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) / 1024 / 1024
  const cores = canPin ? 'server alone on core 0, generator and screens on core 1' : 'NOT pinned to cores'
  return `${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${memory.toFixed(0)} GiB, Linux ${release()}, Node ${process.version}; ${cores}; load at start ${loadavg()[0].toFixed(1)}`
}
