// A drill's day without a server or a wait: its devices through admission, world, coverage and the judgement of alarms.
import type { AlarmEnding } from '../../../shared/domain/alarm.ts'
import type { Beat } from '../../../shared/domain/beat.ts'
import type { Draft, Entry } from '../../../shared/domain/entry.ts'
import { FixBuffer } from '../../../shared/domain/fix.ts'
import type { Turn } from '../../../shared/domain/breach.ts'
import { HOUR, instant, SECOND, type Instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId, type Device } from '../../../shared/domain/unit.ts'
import { judgeAlarms } from '../../../server/dispatch/alarms.ts'
import { dutiesBetween, blockAt } from '../../../server/drill/duty.ts'
import type { Talk } from '../../../server/drill/fixes.ts'
import { groundOf, type Ground } from '../../../server/drill/ground.ts'
import { movementOf } from '../../../server/drill/movement.ts'
import { createPatrol } from '../../../server/drill/patrol.ts'
import { patrolsOf, type Patrols } from '../../../server/drill/patrols.ts'
import { roadsOf } from '../../../server/drill/roads.ts'
import { rosterOf, type Roster } from '../../../server/drill/roster.ts'
import { toldOf, type LapseLine } from '../../../server/drill/told.ts'
import type { District } from '../../../server/district/district.ts'
import { admit } from '../../../server/ingest/admit.ts'
import { ObservationBatch } from '../../../server/ingest/observation.ts'
import { Traces } from '../../../server/ingest/traces.ts'
import { createCoverage, type Coverage } from '../../../server/readings/coverage/coverage.ts'
import type { CoverageState } from '../../../server/readings/coverage/state.ts'
import { evolveFixes } from '../../../server/world/evolve.ts'
import { Story } from '../world/given.ts'
import { catalogue, realBeats, realDistrict, shifts } from './given.ts'

export interface DayAsked {
  readonly seed: number
  readonly from: Instant
  readonly to: Instant
  /** Multiply how often devices and patrols go wrong. */
  readonly faults: number
  readonly lapses: number
  /** Milliseconds between judgements. */
  readonly tick: number
  readonly units?: number
  /** Called after every judgement. */
  readonly judged?: (now: Instant, day: Playing, by: { readonly ground: Ground; readonly roster: Roster; readonly talk: Talk }) => void
}

/** One alarm as it was raised and withdrawn; `to` null = it stands at the end. Turns as told last. */
export interface AlarmSpan {
  readonly kind: string; readonly about: string; readonly from: Instant; to: Instant | null; why: AlarmEnding | null; turns: readonly Turn[]
}

export interface Playing { readonly story: Story; readonly coverage: Coverage; readonly state: CoverageState; readonly beats: readonly Beat[] }

export interface AlarmDay extends Playing {
  readonly alarms: readonly AlarmSpan[]
  readonly told: readonly LapseLine[]
  readonly fixes: number
  readonly ground: Ground
  readonly roster: Roster
  readonly patrols: Patrols
  readonly district: District
  readonly talk: Talk
}

/** Alarms as they are raised and withdrawn, those of the plan and all others. */
export interface Spans { readonly alarms: AlarmSpan[]; readonly open: Map<string, AlarmSpan> }
export const createSpans = (): Spans => ({ alarms: [], open: new Map() })

/** Notes one alarm entry or draft. */
export function noteAlarm({ alarms, open }: Spans, said: Draft | Entry, at: Instant): void {
  if (said.kind === 'alarm-raised') {
    const { id, kind, about, turns } = said.data.alarm
    const standing = open.get(id)
    if (standing) {
      standing.turns = turns ?? []
      return
    }
    const one: AlarmSpan = { kind, about, from: at, to: null, why: null, turns: turns ?? [] }
    alarms.push(one)
    open.set(id, one)
  }
  if (said.kind === 'alarm-withdrawn') {
    const { alarm, why } = said.data
    const standing = open.get(alarm)
    if (!standing) return
    standing.to = at
    standing.why = why ?? null
    open.delete(alarm)
  }
}

/** Judges the story as the server does, and records what that drafts. */
export function judgeStory({ story, coverage, state }: Playing, spans: Spans, now: Instant, listening: Instant): void {
  const drafts = judgeAlarms({
    world: story.world, sources: [], breaches: coverage.breaches(state, now, story.world, 0), now, listening,
    ending: (alarm) => coverage.ending(state, now, story.world, alarm),
  })
  for (const draft of drafts) noteAlarm(spans, draft, now)
  story.record(drafts)
}

/** Rows come to the engine as they go out, in cuts of a second; nobody is refused but by admission itself. */
export async function playAlarms(asked: DayAsked): Promise<AlarmDay> {
  const [district, beats, list] = [await realDistrict(), await realBeats(), shifts()]
  const ground = groundOf(district)
  const roads = roadsOf(Number(ground.code), ground)
  const roster = rosterOf(asked.seed, ground, asked.units ?? 325, beats)
  const patrols = patrolsOf({ seed: asked.seed, ground, roads, shifts: list, units: roster.units, beats, faults: asked.lapses })
  const movement = movementOf(asked.seed, ground, roads, list, patrols)
  const talk: Talk = { seed: asked.seed, ground, movement, faults: asked.faults, spellAt: patrols.spellAt }

  const story = new Story(district)
  const coverage = createCoverage()
  const made = { story, coverage, state: coverage.start(), beats }
  story.listeners.push((happening, world) => { made.state = coverage.step(made.state, happening, world) })
  story.entry('catalogue-adopted', { hash: 'c', effective: instant(0), content: catalogue() }, asked.from)
  story.entry('beats-adopted', { hash: 'b', effective: asked.from, content: { effective: asked.from, beats: [...beats] } }, asked.from)
  roster.units.forEach((one, index) => story.units({ id: unitId(one.id), number: index + 1, name: one.name, tier: one.tier, kind: one.kind, team: one.team, region: one.region }))
  const devices = new Map(roster.devices.map((one, index): [string, Device] => [one.id, {
    id: deviceId(one.id), number: index + 1, unit: unitId(one.unit), dialect: one.dialect, identity: one.identity, gateway: one.gateway, rank: one.rank, crs: one.crs, interval: one.interval, lenient: false,
  }]))
  story.devices(...devices.values())

  const duties = roster.units.flatMap((unit) => dutiesBetween(asked.seed, list, unit, instant(asked.from - 12 * HOUR), asked.to)
    .filter(({ to }) => to > asked.from).flatMap(({ from, to }) => [{ at: from, on: true, unit: unit.id }, { at: to, on: false, unit: unit.id }])).sort((a, b) => a.at - b.at)

  const numbers = new Map(roster.units.map((one, index) => [one.id, { number: index + 1, kind: one.kind }]))
  const traces = new Traces()
  const { limits } = catalogue()
  let buffer = new FixBuffer()
  let [fixes, now] = [0, asked.from]
  const patrol = createPatrol({ talk, roster, shifts: list, lines: {
    send(device, out) {
      const [known, unit] = [devices.get(device.id)!, numbers.get(device.unit)!]
      const said = new ObservationBatch(out.length)
      // The drill's own crs is WGS 84: what a sender turns into another one, admission turns back.
      for (const fix of out.toSorted((a, b) => a.time - b.time)) said.push(known, { at: fix.time, received: now, lon: fix.lon, lat: fix.lat, speed: fix.speed, heading: fix.heading, accuracy: fix.accuracy, valid: fix.valid, sos: fix.sos, refill: fix.refill })
      for (let row = 0; row < said.length; row++) if (admit(traces, { unit: unit.number, device: known.number, crs: 'wgs84', kind: unit.kind }, said, row, { limits, inside: () => true }, buffer) === null) fixes++
    },
    rest: () => undefined,
  } }, asked.from)

  const spans = createSpans()
  const judge = (): void => {
    judgeStory(made, spans, now, asked.from)
    asked.judged?.(now, made, { ground, roster, talk })
  }

  let due = 0
  for (let at = asked.from + SECOND; at <= asked.to; at += SECOND) {
    now = instant(at)
    for (; due < duties.length && duties[due].at <= now; due++) {
      const { at: from, on, unit } = duties[due]
      if (on) story.signedOn(unit, from)
      else if (story.world.shifts.has(unit)) story.signedOff(unit, from)
    }
    patrol.tick(now)
    if (buffer.length > 0) {
      const batch = buffer.take()
      buffer = new FixBuffer()
      evolveFixes(story.world, batch)
      made.state = coverage.step(made.state, { is: 'fixes', at: now, batch }, story.world)
    }
    if ((at - asked.from) % asked.tick === 0) judge()
  }
  const blocks = [blockAt(list, instant(asked.from - 1))]
  while (blocks.at(-1)!.to <= asked.to) blocks.push(blockAt(list, blocks.at(-1)!.to))
  const told = blocks.flatMap((block) => toldOf({ seed: asked.seed, ground, shifts: list, units: roster.units, patrols, movement }, block))
  return { ...made, alarms: spans.alarms, told, fixes, ground, roster, patrols, district, talk }
}
