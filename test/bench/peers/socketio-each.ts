// Peer: Socket.IO with one emit per position, at once.
import { Server } from 'socket.io'
import { takeBatches } from './batches.ts'

const { server, listening } = takeBatches((reports) => { for (const report of reports) io.emit('fix', report) })
const io = new Server(server)
listening()
