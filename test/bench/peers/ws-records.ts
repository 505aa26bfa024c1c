// Peer: bare WebSockets, 16-byte records of everything that changed, once a second.
import { WebSocketServer } from 'ws'
import { numberOf } from '../screens/dialect.ts'
import { RECORD } from '../screens/peers.ts'
import { everySecond, takeBatches } from './batches.ts'

const { server, listening } = takeBatches(everySecond((latest) => {
  const bytes = Buffer.allocUnsafe(latest.length * RECORD)
  latest.forEach(({ device, lon, lat, time }, n) => {
    const at = n * RECORD
    bytes.writeUInt32LE(numberOf(device), at)
    bytes.writeInt32LE(Math.round(lon * 1e6), at + 4)
    bytes.writeInt32LE(Math.round(lat * 1e6), at + 8)
    bytes.writeUInt32LE(time % 2 ** 32, at + 12)
  })
  for (const client of web.clients) client.send(bytes)
}))
const web = new WebSocketServer({ server })
listening()
