// The peers, measured in the same run and setting; and those that are only quoted.
import { doubts, told, wants, type Bench } from '../bench.ts'
import { manners } from '../fleet.ts'
import { startServer } from '../product.ts'
import type { Measured, Setting } from '../run.ts'
import type { PeerName } from '../screens/peers.ts'

/** Names as the table says them; screens that a peer can serve without falling over (shared/PERFORMANCE §2). */
export const known: Readonly<Record<PeerName, { readonly name: string; readonly most: number }>> = {
  'socketio-array': { name: 'Socket.IO, JSON array a second', most: Infinity },
  'socketio-each': { name: 'Socket.IO, one emit per position', most: 10 },
  'ws-array': { name: 'ws, JSON array a second', most: Infinity },
  'ws-records': { name: 'ws, 16-byte records a second', most: Infinity },
}

export type Peers = Partial<Record<PeerName, Measured>> & { ingest?: Measured }

export async function peers(bench: Bench): Promise<Peers> {
  const out: Peers = {}
  for (const peer of Object.keys(known) as PeerName[]) {
    const screens = Math.min(known[peer].most, bench.setting.screens)
    out[peer] = await one(bench, peer, screens, bench.setting)
  }
  if (wants(bench, 'ingest')) out.ingest = await one(bench, 'socketio-array', 0, bench.setting)
  return out
}

export async function one({ rig, say }: Pick<Bench, 'rig' | 'say'>, peer: PeerName, screens: number, setting: Setting): Promise<Measured> {
  const server = await startServer(`test/bench/peers/${peer}.ts`, [], {})
  try {
    const { hostname, port } = new URL(server.address)
    await rig.setUp(setting.units, { host: hostname, port: Number(port), authorization: null })
    await rig.watch(server, peer, screens)
    const measured = await rig.measure(server, { manner: manners.walk, spread: false }, setting)
    say(`${known[peer].name}, ${screens} screens: ${told(measured)}`)
    return measured
  } finally {
    await rig.screens.call('close')
    await server.stop()
  }
}

/** From shared/PERFORMANCE §2, 10,000 units and 50 screens, another run on another day: B/position, % of a core, p50/p99 ms, MiB. */
export const quoted: readonly (readonly string[])[] = [
  ['readsb, zstd binCraft, polled (quoted)', '50', '16.0', '13.3', '–', '760 / 1281', '52', ''],
  ['worldmap, message per unit (quoted)', '50', '137', 'behind', '–', '–', '229 at 10 screens', ''],
  ['worldmap, arrays (quoted)', '50', '129', '73, behind', '–', '9 / 14 at 10 screens', '250', ''],
  ['Signal K, subscribe=all (quoted)', '50', '322', 'behind', '–', '–', '382', ''],
]

export const peerHead = ['peer', 'screens', 'B/position', '% of a core', 'µs/report', 'age p50 / p99, ms', 'peak MiB', 'note']

export function peerLines(measured: Peers): string[][] {
  return (Object.keys(known) as PeerName[]).flatMap((peer) => {
    const one = measured[peer]
    if (!one) return []
    const behind = one.shown < 0.9 ? `behind: ${(100 * one.shown).toFixed(0)} % shown` : ''
    return [[
      known[peer].name, String(one.screens), one.bytesPerPosition.toFixed(1), (100 * one.cpu).toFixed(1), one.cpuPerReport.toFixed(1),
      `${one.age.p50} / ${one.age.p99}`, one.peakMiB.toFixed(0), `${behind}${doubts(one)}`,
    ]]
  })
}
