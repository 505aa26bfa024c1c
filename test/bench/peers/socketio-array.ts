// Peer: Socket.IO as its tutorial has it, one JSON array of everything that changed, once a second.
import { Server } from 'socket.io'
import { everySecond, takeBatches } from './batches.ts'

const { server, listening } = takeBatches(everySecond((latest) => { io.emit('fixes', latest) }))
const io = new Server(server)
listening()
