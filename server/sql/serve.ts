// The worker's end of a store: answers one ask at a time, with faults as values.
import { parentPort, workerData } from 'node:worker_threads'
import { storeFault, type FaultKind } from './fault.ts'

/**
 * What an ask is answered with; `after` runs when the answer is on its way: work that nobody waits for. A fault of it is
 * dropped, since it will be tried again.
 */
export interface Answer<Value> { readonly value: Value; readonly transfer?: readonly ArrayBuffer[]; readonly after?: () => void }

/** A store's asks by name. Each handler is synchronous: an ask is never interrupted by another. */
export type Desk = Readonly<Record<string, (ask: never) => Answer<unknown>>>

export interface Asked { readonly id: number; readonly name: string; readonly ask: unknown }
export type Answered =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: FaultKind; readonly message: string; readonly where: number | null }
  | { readonly id: number; readonly bug: string }

/** Opens the store with what the main side handed over (answer 0), then serves until the port closes. */
export function serve<Given>(open: (given: Given) => { readonly desk: Desk; readonly ready: unknown }): void {
  const port = parentPort
  if (!port) throw new Error('a store is served from a worker thread')
  const post = (answered: Answered, transfer: readonly ArrayBuffer[] = []): void => { port.postMessage(answered, [...transfer]) }
  const fail = (id: number, error: unknown): void => {
    const fault = storeFault(error)
    if (fault) post({ id, fault: fault.fault, message: fault.message, where: fault.where })
    else post({ id, bug: error instanceof Error ? error.stack ?? error.message : String(error) })
  }
  let desk: Desk
  try {
    const opened = open(workerData as Given)
    desk = opened.desk
    post({ id: 0, value: opened.ready })
  } catch (error) {
    fail(0, error)
    port.close()
    return
  }
  port.on('message', ({ id, name, ask }: Asked) => {
    let answer: Answer<unknown>
    try {
      answer = desk[name](ask as never)
      post({ id, value: answer.value }, answer.transfer)
    } catch (error) {
      fail(id, error)
      return
    }
    try {
      answer.after?.()
    } catch (error) {
      if (!storeFault(error)) throw error
    }
  })
}
