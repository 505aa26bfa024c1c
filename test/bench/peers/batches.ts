// What every peer takes reports in by: HTTP POST of JSON batches, the same that the product gets; nothing is stored.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Report } from '../screens/peers.ts'

/** An HTTP server that hands over the reports of each batch; `listening` says its address on stdout once all is set up. */
export function takeBatches(take: (reports: readonly Report[]) => void): { server: Server; listening(): void } {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => { chunks.push(chunk) })
    request.on('end', () => {
      const { fixes } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { fixes: Report[] }
      take(fixes)
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"admitted":${fixes.length}}`)
    })
  })
  process.once('SIGTERM', () => { process.exit(0) })
  return {
    server,
    listening: () => {
      server.listen(0, '127.0.0.1', () => { process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`) })
    },
  }
}

/** The latest report of each device since the last second, handed over once a second. */
export function everySecond(send: (latest: readonly Report[]) => void): (reports: readonly Report[]) => void {
  const latest = new Map<string, Report>()
  setInterval(() => {
    if (latest.size === 0) return
    send([...latest.values()])
    latest.clear()
  }, 1_000)
  return (reports) => { for (const report of reports) latest.set(report.device, report) }
}
