// Mutants of JT/T 808 frames from terminals that authenticate, or do not, and come again when they are cut.
import { connect } from 'node:net'
import { authMessage } from '../../../server/ingest/protocols/jt808/terminal.ts'
import { mutate, seeds } from '../../server/ingest/protocols/jt808/mutants.ts'
import { until } from '../../start.ts'
import { below, pick } from '../random.ts'
import { joinTerminal } from './bystanders.ts'
import { ATTACKED } from './http.ts'
import { badPhone } from './roster.ts'
import { addresses, type Victim } from './victim.ts'

type Random = () => number

export interface TerminalAttack { readonly sent: number; readonly connections: number; /** Bytes that came back: acks and refusals. */ readonly answered: number }

export async function attackTerminals(random: Random, { drill: { ports } }: Victim, count: number): Promise<TerminalAttack> {
  const total = { sent: 0, connections: 0, answered: 0 }
  const choose = (end: number): number => below(random, end)
  await Promise.all(Array.from({ length: ATTACKED }, async (_, n) => {
    const phone = badPhone(n)
    const first = await joinTerminal(ports.jt808, phone, `BAD${String(n).padStart(4, '0')}`)
    first.socket.destroy()
    const frames = seeds(phone)
    while (total.sent < count) {
      // Guessing counts per address and phone: who comes from elsewhere starts anew.
      const socket = connect({ port: ports.jt808, host: '127.0.0.1', localAddress: pick(random, addresses(2, 250)) })
      let gone = false
      socket.on('error', () => undefined).on('close', () => { gone = true }).on('data', (chunk: Buffer) => { total.answered += chunk.length })
      total.connections++
      await until('joined or cut', () => gone || socket.readyState === 'open')
      if (below(random, 8) > 0) socket.write(authMessage({ version: 2013, phone, serial: 0, code: first.code }))
      for (let round = below(random, 12); round >= 0 && !gone && total.sent < count; round--) {
        const many = 20 + below(random, 60)
        total.sent += many
        const bytes = Buffer.concat(Array.from({ length: many }, () => mutate(frames[below(random, frames.length)], choose)))
        const middle = below(random, bytes.length + 1)
        socket.write(bytes.subarray(0, middle))
        await new Promise((next) => { setImmediate(next) })
        socket.write(bytes.subarray(middle))
        await until('sent', () => gone || socket.writableLength === 0)
      }
      if (below(random, 2) === 0) socket.destroy()
      else socket.end()
      // A mutant may have left it slowed down or half registered: then it is the server's to end it, not ours to wait.
      await until('gone', () => gone, 30_000).catch(() => { socket.destroy() })
    }
  }))
  return total
}
