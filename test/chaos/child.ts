// A store in a process of its own that can be killed: starts it, reads what it says line by line, ends it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Child {
  readonly pid: number
  /** Resolves with the next line, null when the process has ended. */
  line(): Promise<string | null>
  /** Sends a line to the process. */
  say(text: string): void
  /** kill -9; resolves with everything that it said and was not read yet. */
  kill(): Promise<readonly string[]>
  /** Ends it in peace: its standard input is closed. */
  end(): Promise<void>
}

/** Runs a program of this folder with the runtime that runs the test. */
export function startChild(program: string, args: readonly string[]): Child {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const { stdout, stdin, pid } = child
  if (!stdout || !stdin || pid === undefined) throw new Error(`${program} did not start`)
  const closed = once(child, 'close')
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  return {
    pid,
    line: async () => {
      const next = await lines.next()
      return next.done ? null : next.value
    },
    say: (text) => { stdin.write(`${text}\n`) },
    async kill() {
      child.kill('SIGKILL')
      const rest: string[] = []
      for (let next = await lines.next(); !next.done; next = await lines.next()) rest.push(next.value)
      await closed
      return rest
    },
    async end() {
      stdin.end()
      await closed
    },
  }
}
