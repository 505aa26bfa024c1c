// `node test/standing.ts FOLDER INSTANT`: a real server as a process of its own whose time stands still, for tests that kill it. Says its address; nothing happens by itself.
import { instant } from '../shared/domain/time.ts'
import { startServer } from './start.ts'

const [folder, at] = process.argv.slice(2)
const server = await startServer({ folder, clock: { speed: 1, now: () => instant(Number(at)), resume: () => undefined }, every: () => () => undefined })
process.once('SIGTERM', () => { void server.stop(true).then(() => { process.exit(0) }) })
process.stdout.write(`at ${server.app.address}\n`)
