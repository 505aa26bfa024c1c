// The figure of JT/T 808: thousands of terminals that report one frame a write, each answered once it is on disk.
import { withProduct, type Bench } from '../bench.ts'
import { coreSeconds, cpuSeconds } from '../machine.ts'
import { metric, register } from '../product.ts'
import { round } from '../row.ts'
import type { TerminalCalls } from '../terminals.ts'
import { startWorker, type Worker } from '../worker.ts'

const CONNECTIONS = 2_000
/** Reports a second of each terminal: a little over the ten of the goal, so that keeping up with the goal shows. */
const RATE = 10.2
const sleep = (ms: number): Promise<void> => new Promise((next) => { setTimeout(next, ms) })

export interface Terminals {
  readonly connections: number
  /** Reports answered as taken, a second. */
  readonly perSecond: number
  readonly offered: number
  readonly answer: { readonly p50: number; readonly p99: number }
  readonly cpu: number
  readonly cpuPerReport: number
  /** Of everything sent: answers that never came or said no, connections lost, what the server counts against what it answered. */
  readonly unanswered: number
  readonly broken: number
  readonly miscounted: number
  readonly othersCpu: number
  /** Share of the server's core that strangers took. */
  readonly strangers: number
}

export async function terminals(bench: Bench): Promise<Terminals> {
  const count = Math.min(CONNECTIONS, Math.max(50, Math.round(bench.setting.units / 5)))
  const worker = startWorker<TerminalCalls>('terminals.ts', 'others')
  let out: Terminals | null = null
  try {
    await withProduct({ cut: null }, async (product) => {
      await register(product, { count, dialect: 'jt808' })
      await worker.call('connect', { host: product.drill.host, port: product.drill.ports.jt808, count })
      await bench.rig.watch(product, 'product', 1)
      await worker.call('start', { rate: RATE })
      await sleep(bench.setting.warm * 1000)
      const [before, cpu, began] = [await worker.call('look'), cpuSeconds(product.pid), performance.now()]
      const core = coreSeconds() ?? 0
      await sleep(bench.setting.seconds * 1000)
      const [after, used, passed] = [await worker.call('look'), cpuSeconds(product.pid) - cpu, (performance.now() - began) / 1000]
      const strangers = Math.max(0, ((coreSeconds() ?? 0) - core - used) / passed)
      await worker.call('stop')
      const end = await settled(worker)
      const admitted = await metric(product, 'anlan_admitted_total{source="jt808"}')
      out = {
        connections: count, perSecond: (after.acked - before.acked) / passed, offered: (after.sent + after.passedOver - before.sent - before.passedOver) / passed,
        answer: after.answer, cpu: used / passed, cpuPerReport: 1e6 * used / Math.max(1, after.acked - before.acked),
        unanswered: end.waiting + end.failed, broken: end.broken, miscounted: Math.abs(admitted - end.acked), othersCpu: (after.cpu - before.cpu) / passed, strangers,
      }
      bench.say(`JT/T 808, ${count} connections: ${round(out.perSecond)} of ${round(out.offered)} offered reports/s, answer ${round(out.answer.p50)}/${round(out.answer.p99)} ms, `
        + `${round(100 * out.cpu)} % of a core, ${round(out.cpuPerReport)} µs/report${doubtsOf(out)}`)
      await worker.call('hangUp')
    })
  } finally {
    await worker.end()
  }
  if (!out) throw new Error('nothing was measured')
  return out
}

/** What the terminals have, once every report is answered or no more answers come. */
async function settled(worker: Worker<TerminalCalls>): Promise<Awaited<ReturnType<TerminalCalls['look']>>> {
  let last = await worker.call('look')
  for (let quiet = 0; last.waiting > 0 && quiet < 20;) {
    await sleep(250)
    const next = await worker.call('look')
    quiet = next.waiting === last.waiting ? quiet + 1 : 0
    last = next
  }
  return last
}

export function doubtsOf({ connections, offered, unanswered, broken, miscounted, othersCpu, strangers }: Terminals): string {
  const said = [
    unanswered > 0 ? `${unanswered} reports without a yes` : '', broken > 0 ? `${broken} connections lost` : '',
    miscounted > 0 ? `the server counts ${miscounted} others than it answered` : '', othersCpu > 0.9 ? 'the generator fills its core' : '',
    offered < 0.95 * connections * RATE ? 'the generator could not offer what it should' : '',
    strangers > 0.2 ? `strangers took ${(100 * strangers).toFixed(0)} % of the server's core` : '',
  ].filter((text) => text !== '')
  return said.length === 0 ? '' : ` [${said.join('; ')}]`
}
