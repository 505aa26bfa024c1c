// Mutants of what a screen says: join and alive bodies, engine.io packets, websocket frames, and the upgrade itself.
import { connect, type Socket } from 'node:net'
import { below, pick } from '../random.ts'
import { once } from './lane.ts'
import { mutateBytes, mutateJson } from './mutate.ts'
import { addresses, type Victim } from './victim.ts'

type Random = () => number

const upgrade = (port: number): Buffer => Buffer.from(`GET /stream/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`)

/** A masked frame of a client; the mask is nought, so that the payload reads as it is. */
export function frame(payload: Uint8Array, opcode = 1): Buffer {
  const { length } = payload
  const size = length < 126 ? [0x80 | length] : length < 65_536 ? [0xfe, length >> 8, length & 0xff] : [0xff, 0, 0, 0, 0, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size, 0, 0, 0, 0]), payload])
}

/** A raw screen: its socket, and the texts that came, frame by frame. */
export interface RawScreen {
  readonly socket: Socket
  readonly texts: string[]
  /** The server has said good-bye (a close frame, which this screen does not answer), or is gone. */
  closed(): boolean
}

/** Frames of a server are never masked; bytes after the head of the upgrade. */
function frameReader(take: (opcode: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let kept: Buffer = Buffer.alloc(0)
  let upgraded = false
  return (chunk) => {
    kept = Buffer.concat([kept, chunk])
    if (!upgraded) {
      const end = kept.indexOf('\r\n\r\n')
      if (end < 0) return
      upgraded = true
      kept = kept.subarray(end + 4)
    }
    while (kept.length >= 2) {
      const short = kept[1] & 0x7f
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (kept.length < head) return
      const length = short < 126 ? short : short === 126 ? kept.readUInt16BE(2) : Number(kept.readBigUInt64BE(2))
      if (kept.length < head + length) return
      take(kept[0] & 0x0f, kept.subarray(head, head + length))
      kept = kept.subarray(head + length)
    }
  }
}

/** Let in: engine.io open, namespace joined; null when it was cut on the way. */
export function enter(port: number, from: string): Promise<RawScreen | null> {
  return new Promise((entered) => {
    let closed = false
    const texts: string[] = []
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true }, () => { socket.write(upgrade(port)) })
    const screen: RawScreen = { socket, texts, closed: () => closed }
    const read = frameReader((opcode, payload) => {
      if (opcode === 8) closed = true
      if (opcode !== 1) return
      const text = payload.toString('utf8', 0, 200)
      texts.push(text)
      if (text.startsWith('0{')) socket.write(frame(Buffer.from('40')))
      else if (text.startsWith('40{')) entered(screen)
      else if (text === '2') socket.write(frame(Buffer.from('3')))
    })
    socket.on('data', read).on('error', () => undefined).on('close', () => {
      closed = true
      entered(null)
    })
  })
}

const joins = [
  { region: '510304', epoch: null, seq: null }, { region: '510304001', epoch: '2f1c7c3e-0000-4000-8000-000000000000', seq: 3, screen: { name: '大屏', width: 3840, height: 2160 } }, { region: '510304001011' },
]

function message(random: Random): Buffer {
  const body = below(random, 2) === 0 ? ['join', mutateJson(random, pick(random, joins))] : ['alive', mutateJson(random, { beat: 12, drawn: 12 })]
  const event = JSON.stringify(below(random, 4) === 0 ? mutateJson(random, body) : body)
  const head = pick(random, ['42', '42', '420', '421', '42/,', '4299999999999999999999', '43', '41/x,', '44', '2', '3', '4', '45-', '451-', '46-', '40{}', '1', '6', '9', ''])
  const packet = Buffer.from(`${below(random, 12) > 0 ? '420' : head}${event}`)
  return below(random, 8) === 0 ? mutateBytes(random, packet) : packet
}

/** In good order, or as a screen does whose plug is pulled. */
async function leave(socket: Socket, random: Random): Promise<void> {
  if (socket.closed) return
  const gone = new Promise<void>((next) => { socket.once('close', () => { next() }) })
  if (below(random, 2) === 0) socket.end()
  const late = setTimeout(() => { socket.destroy() }, 20 + below(random, 200))
  await gone
  clearTimeout(late)
}

export interface ScreenAttack { readonly sent: number; readonly connections: number; readonly joinsHeard: number }

export async function attackScreens(random: Random, { port }: Victim, count: number): Promise<ScreenAttack> {
  const total = { sent: 0, connections: 0, joinsHeard: 0 }
  const from = addresses(2, 250)
  await Promise.all(Array.from({ length: 40 }, async () => {
    while (total.sent < count) {
      total.connections++
      if (below(random, 8) === 0) {
        total.sent++
        await once(port, pick(random, from), mutateBytes(random, upgrade(port), 4))
        continue
      }
      const screen = await enter(port, pick(random, from))
      if (!screen) continue
      // Forty messages in one go are within a screen's bounds.
      for (let n = 0; n < 40 && !screen.closed() && total.sent < count; n++) {
        total.sent++
        const said = message(random)
        screen.socket.write(below(random, 40) === 0 ? mutateBytes(random, frame(said, pick(random, [0, 1, 2, 8, 9, 10]))) : frame(said))
        if (n % 4 === 3) await new Promise((next) => { setTimeout(next, 2) })
      }
      await leave(screen.socket, random)
      total.joinsHeard += screen.texts.filter((text) => text.startsWith('430[{"ok"')).length
    }
  }))
  return total
}
