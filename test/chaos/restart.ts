// The whole server started on a ledger of years, with its snapshot, without, and after kill -9: how long until it serves, and whether right.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GridEvent } from '../../shared/domain/event.ts'
import { instant } from '../../shared/domain/time.ts'
import { openDatabase } from '../../server/sql/database.ts'
import { openSqliteLedger } from '../../server/ledger/sqlite.ts'
import { freePorts, startProcess } from '../processes.ts'
import { call } from '../start.ts'
import { fillLedger, type LongLedger } from './longLedger.ts'

/** Milliseconds from starting the process until health is answered: by the clock, and of processor in all its threads. */
export interface Serving { readonly clock: number; readonly processor: number }

export interface Restarted {
  readonly ledger: LongLedger
  readonly bare: Serving
  readonly kept: Serving
  readonly killed: Serving
  /** Bytes of the snapshot, and of memory in use when serving from it. */
  readonly snapshot: number
  readonly memory: number
  /** What was not as it had to be. */
  readonly wrong: readonly string[]
}

export async function restartRuns(folder: string, events: number): Promise<Restarted> {
  const now = instant(Date.now())
  const filled = await openSqliteLedger({ folder, now: () => now })
  const ledger = await fillLedger(filled, events, now)
  await filled.close()
  const wrong: string[] = []
  const ports = await freePorts(5)

  const first = await serve(folder, ports)
  wrong.push(...await look(first, ledger))
  first.child.kill('SIGTERM')
  if (await first.ended !== 0) wrong.push('it did not stop cleanly')
  const snapshot = snapshotBytes(folder)

  const second = await serve(folder, ports)
  wrong.push(...await look(second, ledger))
  wrong.push(...await comeBack(second, ledger))
  const memory = second.memory()
  second.child.kill('SIGKILL')
  await second.ended

  const third = await serve(folder, ports)
  const event = (await third.ask('GET', `/api/events/${ledger.closed}`)).body as unknown as GridEvent
  if (event.stage !== 'handling') wrong.push(`what was opened again before the kill is ${event.stage}`)
  third.child.kill('SIGTERM')
  await third.ended
  return { ledger, bare: first.serving, kept: second.serving, killed: third.serving, snapshot, memory, wrong }
}

async function serve(folder: string, ports: readonly number[]) {
  const began = performance.now()
  const server = await startProcess(folder, ports)
  const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => call(server.address, server.drill().key, method, path, body, headers)
  const { status } = await ask('GET', '/api/health')
  if (status !== 200) throw new Error(`health is ${status}`)
  const serving: Serving = { clock: Math.round(performance.now() - began), processor: processorOf(server.child.pid ?? 0) }
  return { ...server, ask, serving, memory: () => memoryOf(server.child.pid ?? 0) }
}
type Server = Awaited<ReturnType<typeof serve>>

/** What a server says of events that are open, closed long ago and opened again after long. */
async function look({ ask }: Server, ledger: LongLedger): Promise<string[]> {
  const open = (await ask('GET', '/api/events?open=1')).body as unknown as GridEvent[]
  const { body: closed } = await ask('GET', `/api/events/${ledger.closed}`)
  const page = (await ask('GET', '/api/events')).body as unknown as GridEvent[]
  const next = (await ask('GET', `/api/events?after=${page.at(-1)?.id ?? ''}`)).body as unknown as GridEvent[]
  const found: [string, unknown, unknown][] = [
    ['open events', open.length, ledger.open], ['one opened again', open.find(({ id }) => id === ledger.reopened)?.stage, 'handling'],
    ['one closed long ago', closed.stage, 'closed'], ['a page', page.length, 1_000], ['its second event', page[1].id, ledger.reopened],
    ['the next page', next.length, 1_000], ['what both pages have', page.filter(({ id }) => next.some((other) => other.id === id)).length, 0],
    ['an unknown one', (await ask('GET', '/api/events/never')).status, 404],
  ]
  return found.filter(([, is, should]) => is !== should).map(([what, is, should]) => `${what}: ${String(is)}, not ${String(should)}`)
}

/** Opens an event that was closed long ago, twice under one key. */
async function comeBack({ ask }: Server, ledger: LongLedger): Promise<string[]> {
  const body = { to: 'handling', at: new Date().toISOString() }
  const send = (key: string) => ask('POST', `/api/events/${ledger.closed}/stage`, body, { 'idempotency-key': key })
  const first = await send('back')
  const again = await send('back')
  const twice = await send('another')
  const wrong: string[] = []
  if (first.status !== 200 || first.body.repeated !== false) wrong.push(`opening again: ${JSON.stringify(first.body)}`)
  if (again.body.repeated !== true || again.body.seq !== first.body.seq) wrong.push(`the same key: ${JSON.stringify(again.body)}`)
  if (twice.body.refused !== 'EVENT_STAGE') wrong.push(`another key: ${JSON.stringify(twice.body)}`)
  return wrong
}

function snapshotBytes(folder: string): number {
  const db = openDatabase(join(folder, 'ledger.db'))
  const bytes = db.prepare<[], number>('SELECT length(bytes) FROM snapshots').pluck().get()
  db.close()
  return bytes ?? 0
}

/** Linux counts in hundredths of a second; elsewhere it is not known. */
function processorOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).replace(/^.*\) /, '').split(' ')
  return fields.length > 12 ? (Number(fields[11]) + Number(fields[12])) * 10 : NaN
}

const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? NaN) * 1024

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
