// Mutants of MQTT sessions: broken CONNECTs, and broken packets behind a good one, each on a connection of its own.
import { connect } from 'node:net'
import { below, pick } from '../random.ts'
import { ATTACKED } from './http.ts'
import { mutateBytes } from './mutate.ts'
import { addresses, type Victim } from './victim.ts'

type Random = () => number

const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length >> 8, value.length & 0xff]), Buffer.from(value)])

function packet(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length > 127 ? [(body.length & 0x7f) | 0x80, body.length >> 7] : [body.length]
  return Buffer.concat([Buffer.from([type, ...length]), body])
}

/** What a good phone says: hello, reports at each quality of service, a subscription, a ping, good-bye. */
function session(n: number, client: string, level: number): { readonly hello: Buffer; readonly rest: readonly Buffer[] } {
  const topic = `owntracks/bad${n}/m`
  const said = Buffer.from(JSON.stringify({ _type: 'location', lat: 29.363, lon: 104.774, tst: Math.floor(Date.now() / 1_000), acc: 5, vel: 3, sos: n % 5 === 0 }))
  const props = level === 5 ? Buffer.from([0]) : Buffer.alloc(0)
  const will = n % 3 === 0
  const flags = 0xc2 | (will ? 0x0c : 0)
  return {
    hello: packet(0x10, text(level === 3 ? 'MQIsdp' : 'MQTT'), Buffer.from([level, flags, 0, 60]), props, text(client), ...(will ? [props, text(topic), text('{"_type":"lwt","tst":1}')] : []), text(`bad${n}`), text(`pass-${n}`)),
    rest: [
      packet(0x32, text(topic), Buffer.from([0, 1]), props, said), packet(0x30, text(topic), props, said), packet(0x34, text(topic), Buffer.from([0, 3]), props, said),
      packet(0x62, Buffer.from([0, 3])), packet(0x82, Buffer.from([0, 2]), props, text(`${topic}/cmd`), Buffer.from([1])), packet(0x32, text(`${topic}/sos`), Buffer.from([0, 4]), props),
      packet(0xa2, Buffer.from([0, 5]), props, text('a/b')), Buffer.from([0xc0, 0]), Buffer.from([0xe0, 0]),
    ],
  }
}

export interface MqttAttack {
  readonly sent: number
  /** Connections that were let in, and answers to packets behind that. */
  readonly welcomed: number
  readonly answered: number
}

/** ms without a word after which a mutant has had its say. */
const QUIET = 300

/** Says `hello`, waits for its answer, says `rest`, and goes when all is quiet or the server ended it; what came back. */
function converse(port: number, from: string, hello: Buffer, rest: Buffer): Promise<Buffer> {
  return new Promise((done) => {
    const heard: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true }, () => { socket.write(hello) })
    let quiet = setTimeout(() => { socket.destroy() }, 10 * QUIET)
    socket.on('error', () => undefined).on('close', () => {
      clearTimeout(quiet)
      done(Buffer.concat(heard))
    }).on('data', (chunk: Buffer) => {
      if (heard.push(chunk) === 1) socket.write(rest)
      clearTimeout(quiet)
      quiet = setTimeout(() => { socket.end() }, QUIET)
    })
  })
}

/** Two of three break behind a good CONNECT; those that break the CONNECT come from elsewhere, since they count as guesses. */
export async function attackMqtt(random: Random, { drill: { ports } }: Victim, count: number): Promise<MqttAttack> {
  const total = { sent: 0, welcomed: 0, answered: 0 }
  await Promise.all(Array.from({ length: 300 }, async (_, lane) => {
    const behind = lane % 3 > 0
    const from = addresses(behind ? 60 : 2, behind ? 250 : 60)
    while (total.sent < count) {
      const { hello, rest } = session(below(random, ATTACKED), `c${++total.sent}`, pick(random, [3, 4, 4, 4, 5]))
      const whole = Buffer.concat([hello, ...rest.filter(() => below(random, 3) > 0).sort(() => below(random, 3) - 1)])
      const mutant = mutateBytes(random, whole, behind ? hello.length : 0)
      const said = await converse(ports.mqtt, pick(random, from), mutant.subarray(0, hello.length), mutant.subarray(hello.length))
      if (said.length > 3 && said[0] === 0x20 && said[3] === 0) {
        total.welcomed++
        if (said.length > 4) total.answered++
      }
    }
  }))
  return total
}
