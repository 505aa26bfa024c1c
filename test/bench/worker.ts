// A process of its own that answers calls: the generator and the screens each have one, so that neither waits for the other.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { hurry, pinned, spawnApart, type Core } from './machine.ts'

type Handlers = Record<string, (arg: never) => unknown>
type Result<Handler> = Handler extends (arg: never) => infer Out ? Awaited<Out> : never

export interface Worker<Calls extends Handlers> {
  readonly pid: number
  call<Name extends keyof Calls & string>(name: Name, ...arg: Parameters<Calls[Name]>): Promise<Result<Calls[Name]>>
  end(): Promise<void>
}

interface Asked { readonly id: number; readonly name: string; readonly arg: unknown }
interface Answered { readonly id: number; readonly out?: unknown; readonly failed?: string }

/** In the process itself: answers calls until its parent lets go. */
export function serve(handlers: Handlers): void {
  const answer = async ({ id, name, arg }: Asked): Promise<Answered> => {
    try {
      return { id, out: await (handlers[name] as (arg: unknown) => unknown)(arg) }
    } catch (error) {
      return { id, failed: error instanceof Error ? error.stack ?? error.message : String(error) }
    }
  }
  process.on('message', (asked: Asked) => { void answer(asked).then((answered) => process.send?.(answered)) })
  process.on('disconnect', () => { process.exit(0) })
}

/** Starts `script` (beside this file) on a core of its own. */
export function startWorker<Calls extends Handlers>(script: string, core: Core): Worker<Calls> {
  const [command, args] = pinned(core, process.execPath, [join(import.meta.dirname, script)])
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced', ...spawnApart() })
  hurry(child.pid)
  const waiting = new Map<number, { go(out: unknown): void; fail(error: Error): void }>()
  let next = 0
  child.on('message', (message) => {
    const { id, out, failed } = message as Answered
    const one = waiting.get(id)
    waiting.delete(id)
    if (failed === undefined) one?.go(out)
    else one?.fail(new Error(`${script}: ${failed}`))
  })
  const ended = new Promise<void>((done) => {
    child.on('exit', (code) => {
      for (const { fail } of waiting.values()) fail(new Error(`${script} ended with ${code}`))
      done()
    })
  })
  return {
    pid: child.pid ?? 0,
    call(name, ...args) {
      return new Promise((go, fail) => {
        const id = next++
        waiting.set(id, { go: go as (out: unknown) => void, fail })
        child.send({ id, name, arg: args[0] } satisfies Asked)
      })
    },
    async end() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
