// Peer: bare WebSockets, one JSON array of everything that changed, once a second.
import { WebSocketServer } from 'ws'
import { everySecond, takeBatches } from './batches.ts'

const { server, listening } = takeBatches(everySecond((latest) => {
  const text = JSON.stringify(latest)
  for (const client of web.clients) client.send(text)
}))
const web = new WebSocketServer({ server })
listening()
