// The alarms that a truth file comes to when it is told again, without a server: every fix as it was sent and answered, every sign-on, every call for help.
import { FixBuffer } from '../../../shared/domain/fix.ts'
import { breachKinds } from '../../../shared/domain/breach.ts'
import type { Beat } from '../../../shared/domain/beat.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId, type Device } from '../../../shared/domain/unit.ts'
import type { Roster } from '../../../server/drill/roster.ts'
import type { FixLine, Line } from '../../../server/drill/truth.ts'
import { admit } from '../../../server/ingest/admit.ts'
import { ObservationBatch } from '../../../server/ingest/observation.ts'
import { Traces } from '../../../server/ingest/traces.ts'
import { createCoverage } from '../../../server/readings/coverage/coverage.ts'
import { evolveFixes } from '../../../server/world/evolve.ts'
import { Story } from '../world/given.ts'
import { createSpans, judgeStory, type AlarmSpan } from './alarm-day.ts'
import { catalogue, realDistrict } from './given.ts'

export interface Retold {
  readonly lines: readonly Line[]
  readonly beats: readonly Beat[]
  readonly roster: Roster
  readonly from: Instant
  readonly to: Instant
  /** ms between ticks, and from a tick to its judgement. */
  readonly step: number
  readonly judged: number
}

/** Alarms of the plan, judged once after every tick before `to`. What was not taken, was not heard. */
export async function retold({ lines, beats, roster, from, to, step, judged }: Retold): Promise<AlarmSpan[]> {
  const story = new Story(await realDistrict())
  const coverage = createCoverage()
  const made = { story, coverage, state: coverage.start(), beats }
  story.listeners.push((happening, world) => { made.state = coverage.step(made.state, happening, world) })
  story.entry('catalogue-adopted', { hash: 'c', effective: instant(0), content: catalogue() }, from)
  story.entry('beats-adopted', { hash: 'b', effective: from, content: { effective: from, beats: [...beats] } }, from)
  roster.units.forEach((one, index) => story.units({ id: unitId(one.id), number: index + 1, name: one.name, tier: one.tier, kind: one.kind, team: one.team, region: one.region }))
  const units = new Map(roster.units.map((one, index) => [one.id, { number: index + 1, kind: one.kind, region: one.region }]))
  const devices = new Map(roster.devices.map((one, index): [string, Device] => [one.id, {
    id: deviceId(one.id), number: index + 1, unit: unitId(one.unit), dialect: one.dialect, identity: one.identity, gateway: one.gateway, rank: one.rank, crs: one.crs, interval: one.interval, lenient: false,
  }]))
  story.devices(...devices.values())
  const sent = new Map(lines.flatMap((line) => (line.is === 'fix' ? [[line.n, line] as const] : [])))
  const traces = new Traces()
  const { limits } = catalogue()

  /** Everything of one tick, then the judgement that follows it. */
  const turn = (own: readonly Line[], now: Instant): void => {
    const buffer = new FixBuffer()
    const heard = own.flatMap((line) => (line.is === 'answer' && line.taken ? sent.get(line.n) ?? [] : []))
    for (const line of own) {
      if (line.is === 'shift' && line.refused === null) {
        if (line.do === 'on') story.signedOn(line.unit, line.moved)
        else story.signedOff(line.unit, line.moved)
      }
      if (line.is === 'sos-cleared' && line.refused === null) story.entry('sos-cleared', { unit: unitId(line.unit) }, now)
    }
    for (const fix of heard) {
      hear(fix, now, buffer)
      if (fix.sos && !story.world.sos.has(fix.unit)) story.entry('sos-raised', { unit: unitId(fix.unit), device: deviceId(fix.device), region: units.get(fix.unit)!.region, at: instant(fix.time), lon: null, lat: null }, now)
    }
    if (buffer.length === 0) return
    const batch = buffer.take()
    evolveFixes(story.world, batch)
    made.state = coverage.step(made.state, { is: 'fixes', at: now, batch }, story.world)
  }

  const hear = (fix: FixLine, now: Instant, buffer: FixBuffer): void => {
    const [device, unit] = [devices.get(fix.device)!, units.get(fix.unit)!]
    const said = new ObservationBatch(1)
    // Truth is in WGS 84 whatever the device spoke.
    said.push(device, { at: instant(fix.time), received: now, lon: fix.lon, lat: fix.lat, speed: null, heading: null, accuracy: fix.accuracy, valid: fix.valid, sos: fix.sos, refill: fix.refill })
    admit(traces, { unit: unit.number, device: device.number, crs: 'wgs84', kind: unit.kind }, said, 0, { limits, inside: () => true }, buffer)
  }

  const spans = createSpans()
  const queue = timed(lines, from)
  let next = 0
  for (let at = from as number; at < to; at += step) {
    const own: Line[] = []
    for (; next < queue.length && queue[next].at <= at; next++) own.push(queue[next].line)
    turn(own, instant(at))
    judgeStory(made, spans, instant(at + judged), from)
  }
  return spans.alarms.filter(({ kind }) => breachKinds.some((one) => one === kind))
}

/** Each line with the time it was written: that of the newest line that says one. */
function timed(lines: readonly Line[], from: number): { readonly at: number; readonly line: Line }[] {
  let at = from
  return lines.map((line) => {
    if (line.is === 'answer') at = Math.max(at, line.at)
    if (line.is === 'fix') at = Math.max(at, line.sent)
    return { at, line }
  })
}
