// The main side of a store in a worker thread: asks and answers, so that an fsync never blocks the loop.
import { Worker } from 'node:worker_threads'
import { StoreFault } from './fault.ts'
import type { Answer, Answered, Asked, Desk } from './serve.ts'

type Ask<D extends Desk, Name extends keyof D> = Parameters<D[Name]>[0]
type Value<D extends Desk, Name extends keyof D> = ReturnType<D[Name]> extends Answer<infer Given> ? Given : never

export interface Thread<D extends Desk, Ready> {
  readonly ready: Ready
  /** Rejects with StoreFault when the disk, the store or its thread failed, with Error for a bug. `transfer` is given away. */
  ask<Name extends keyof D & string>(name: Name, ask: Ask<D, Name>, transfer?: readonly ArrayBuffer[]): Promise<Value<D, Name>>
  /** Ends the thread; what is still asked is answered 'gone'. */
  end(): Promise<void>
}

interface Waiting { readonly done: (value: unknown) => void; readonly failed: (error: Error) => void }

/** Starts the worker program `entry` with `given`; resolves when its store is open, rejects with why it is not. */
export async function startThread<D extends Desk, Ready>(entry: URL, given: unknown): Promise<Thread<D, Ready>> {
  const worker = new Worker(entry, { workerData: given })
  const waiting = new Map<number, Waiting>()
  let next = 1
  let ended: StoreFault | null = null

  const endWith = (message: string): void => {
    ended ??= new StoreFault('gone', message)
    for (const { failed } of waiting.values()) failed(ended)
    waiting.clear()
  }
  const ready = new Promise<unknown>((done, failed) => waiting.set(0, { done, failed }))
  worker.on('message', (answered: Answered) => {
    const one = waiting.get(answered.id)
    waiting.delete(answered.id)
    if ('fault' in answered) one?.failed(new StoreFault(answered.fault, answered.message, answered.where))
    else if ('bug' in answered) one?.failed(new Error(answered.bug))
    else one?.done(answered.value)
  })
  worker.on('error', (error) => { endWith(`the store's thread ended: ${error instanceof Error ? error.message : String(error)}`) })
  worker.on('exit', () => { endWith('the store is closed') })

  return {
    ready: await ready as Ready,
    ask: (name, ask, transfer = []) => new Promise((done, failed) => {
      if (ended) {
        failed(ended)
        return
      }
      const id = next++
      waiting.set(id, { done: done as (value: unknown) => void, failed })
      worker.postMessage({ id, name, ask } satisfies Asked, [...transfer])
    }),
    end: async () => {
      await worker.terminate()
      endWith('the store is closed')
    },
  }
}
