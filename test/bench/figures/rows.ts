// The table: each figure of the product beside its goal, the best peer and the limit (shared/PERFORMANCE §5 and §6).
import { doubts } from '../bench.ts'
import { manners } from '../fleet.ts'
import { idealBytes } from '../limit.ts'
import { row, round, type Row } from '../row.ts'
import type { Measured } from '../run.ts'
import type { Live } from './live.ts'
import type { Paced } from './paced.ts'
import { known, type Peers } from './peers.ts'
import { spreadOf, type Point, type Sweep } from './sweep.ts'
import { doubtsOf, type Terminals } from './terminals.ts'

export interface Results { peers?: Peers; paced?: Paced; live?: Live; terminals?: Terminals; sweep?: Sweep }

const goals = {
  bytes: { walk: 1.5, white: 1.9 } as Partial<Record<keyof typeof manners, number>>,
  cpu: 3.5,
  latency: { p50: 25, p99: 80 }, spread: { p50: 45, p99: 100 }, liveCpu: 6, liveBytes: 3,
  ingest: 5, terminals: 20_000, memory: 220,
}
/** Quoted from shared/PERFORMANCE §6, for 10,000 units and 50 screens. */
const limits = { cpu: 1.4, p50: 10, p99: 15 }

export function rowsOf({ peers = {}, paced = {}, live, terminals, sweep }: Results): Row[] {
  const array = peers['socketio-array']
  const from = (of: (one: Measured) => number, one: Measured | undefined = array, name = known['socketio-array'].name): Row['peer'] => (one ? { name, value: of(one) } : null)
  return [
    ...(Object.keys(paced) as (keyof Paced)[]).flatMap((name) => {
      const one = paced[name]
      return one ? [row(`bytes per position and screen: ${manners[name].name}`, one.bytesPerPosition, 'B', {
        goal: goals.bytes[name] ?? null, peer: from(({ bytesPerPosition }) => bytesPerPosition),
        limit: { what: 'ideal coder', value: idealBytes(manners[name]) }, note: note(one, `${round(one.cpuPerReport)} µs/report`),
      })] : []
    }),
    ...(paced.walk ? [
      row('server CPU at a frame a second', 100 * paced.walk.cpu, '% of a core', { goal: goals.cpu, peer: from(({ cpu }) => 100 * cpu), limit: { what: 'quoted', value: limits.cpu }, note: note(paced.walk) }),
      row('… per report', paced.walk.cpuPerReport, 'µs', { peer: from(({ cpuPerReport }) => cpuPerReport), note: `${round(paced.walk.otherBytes)} B/s a screen besides positions` }),
    ] : []),
    ...(live?.batches ? latency('as npm start runs, ten hand-overs a second', live.batches, goals.latency, from) : []),
    ...(live?.spread ? latency('as npm start runs, arrivals spread evenly', live.spread, goals.spread, from) : []),
    ...(live?.ingest ? [row('CPU per report taken in over HTTP, no screens', live.ingest.cpuPerReport, 'µs', { goal: goals.ingest, peer: from(({ cpuPerReport }) => cpuPerReport, peers.ingest), note: note(live.ingest, 'the peer stores nothing') })] : []),
    ...(terminals ? [
      row(`JT/T 808, ${terminals.connections} connections: reports taken and answered`, terminals.perSecond, '/s', { goal: goals.terminals, more: true, note: `of ${round(terminals.offered)} offered${doubtsOf(terminals)}` }),
      row('… CPU per report', terminals.cpuPerReport, 'µs', { note: `${round(100 * terminals.cpu)} % of a core` }),
      row('… answer after the disk p50', terminals.answer.p50, 'ms'), row('… answer after the disk p99', terminals.answer.p99, 'ms'),
    ] : []),
    ...(live?.batches ? [row('peak memory of the server', live.batches.peakMiB, 'MiB', { goal: goals.memory, peer: from(({ peakMiB }) => peakMiB) })] : []),
    ...(sweep ? [
      flat('sweep: cost per report against units that say nothing', sweep.silent), flat('sweep: against regions watched', sweep.regions), flat('sweep: against length of history', sweep.history),
    ] : []),
  ]
}

function latency(name: string, one: Measured, goal: { readonly p50: number; readonly p99: number }, from: (of: (one: Measured) => number) => Row['peer']): Row[] {
  return [
    row(`report made → decoded p50, ${name}`, one.age.p50, 'ms', { goal: goal.p50, peer: from(({ age }) => age.p50), limit: { what: 'quoted', value: limits.p50 }, note: note(one) }),
    row('… p99', one.age.p99, 'ms', { goal: goal.p99, peer: from(({ age }) => age.p99), limit: { what: 'quoted', value: limits.p99 } }),
    row('… at server CPU', 100 * one.cpu, '% of a core', { goal: goals.liveCpu, peer: from(({ cpu }) => 100 * cpu) }),
    row('… at bytes per position', one.bytesPerPosition, 'B', { goal: goals.liveBytes, peer: from(({ bytesPerPosition }) => bytesPerPosition), note: `${round(one.frames / one.seconds)} frames a second` }),
  ]
}

const note = (one: Measured, text = ''): string => `${text}${doubts(one)}`.trim()

function flat(figure: string, points: readonly Point[]): Row {
  const { ratio, flat } = spreadOf(points)
  const line = points.map(({ at, measured }) => `${at}: ${round(measured.cpuPerReport)} µs${doubts(measured)}`).join('; ')
  return row(figure, ratio, 'most / least', { note: `${flat ? 'flat' : 'NOT FLAT'}. ${line}` })
}
