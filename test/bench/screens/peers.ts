// How the peers under test/bench/peers speak to their screens.
import { begins, numberOf, type Dialect } from './dialect.ts'
import type { Seen } from './seen.ts'

/** A report as it was posted. */
export interface Report { readonly device: string; readonly time: number; readonly lon: number; readonly lat: number; readonly speed: number; readonly heading: number }

const put = (seen: Seen, { device, lon, lat, time }: Report, now: number): void => {
  seen.put(numberOf(device), Math.round(lon * 1e6), Math.round(lat * 1e6), time, now)
}

/** Bytes of one record: unit u32, lon i32, lat i32 (millionths of a degree), time u32 (ms, the low 32 bits). */
export const RECORD = 16
const LOW = 2 ** 32

function readRecords(seen: Seen, data: Buffer): void {
  const now = Date.now()
  for (let at = 0; at < data.length; at += RECORD) {
    const ago = (now - data.readUInt32LE(at + 12)) % LOW
    seen.put(data.readUInt32LE(at), data.readInt32LE(at + 4), data.readInt32LE(at + 8), now - (ago > LOW / 2 ? ago - LOW : ago), now)
  }
}

const socketIo: Pick<Dialect, 'path' | 'socketIo' | 'join' | 'ready'> = { path: '/socket.io/?EIO=4&transport=websocket', socketIo: true, join: () => null, ready: null }
const bare: Pick<Dialect, 'path' | 'socketIo' | 'join' | 'ready' | 'sort'> = { path: '/', socketIo: false, join: () => null, ready: null, sort: () => 'fixes' }

/** By the name of the file that serves it. */
export const peers = {
  'socketio-array': {
    ...socketIo,
    sort: (data) => (begins(data, '42["fixes"') ? 'fixes' : 'other'),
    decoder: (seen) => ({
      other: () => undefined,
      fixes(data) {
        const [, reports] = JSON.parse(data.toString('utf8', 2)) as [string, Report[]]
        const now = Date.now()
        for (const report of reports) put(seen, report, now)
      },
    }),
  },
  'socketio-each': {
    ...socketIo,
    sort: (data) => (begins(data, '42["fix"') ? 'fixes' : 'other'),
    decoder: (seen) => ({
      other: () => undefined,
      fixes: (data) => { put(seen, (JSON.parse(data.toString('utf8', 2)) as [string, Report])[1], Date.now()) },
    }),
  },
  'ws-array': {
    ...bare,
    decoder: (seen) => ({
      other: () => undefined,
      fixes(data) {
        const reports = JSON.parse(data.toString('utf8')) as Report[]
        const now = Date.now()
        for (const report of reports) put(seen, report, now)
      },
    }),
  },
  'ws-records': { ...bare, decoder: (seen) => ({ other: () => undefined, fixes: (data) => { readRecords(seen, data) } }) },
} as const satisfies Record<string, Dialect>
export type PeerName = keyof typeof peers
