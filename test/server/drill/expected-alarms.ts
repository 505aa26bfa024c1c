// What alarms a day's lapses must come to, and when: out of ground truth and the plan alone, by the published definitions.
import { latLngToCell, polygonToCells } from 'h3-js'
import type { Beat, LineBeat } from '../../../shared/domain/beat.ts'
import { instant, MINUTE, HOUR, SECOND, type Instant } from '../../../shared/domain/time.ts'
import { blockAt } from '../../../server/drill/duty.ts'
import type { Talk } from '../../../server/drill/fixes.ts'
import { distance } from '../../../server/drill/ground.ts'
import type { LapseLine } from '../../../server/drill/told.ts'
import { onTrack, trackOf } from '../../../server/drill/track.ts'
import { seenOf } from './delivered.ts'
import type { AlarmDay, AlarmSpan } from './alarm-day.ts'
import { shifts } from './given.ts'

/** One alarm that must be: raised and withdrawn at these instants, give or take what fixes and looks are apart. */
export interface Expected { readonly kind: string; readonly about: string; readonly from: number; readonly to: number; readonly why: string; readonly turns: readonly number[]; readonly slack: number }

/** Ms of two fixes of the slowest device that tells, and of a gateway's gathering. */
const SLACK = { void: 65 * SECOND, left: 125 * SECOND, missed: 5 * SECOND, untimely: 125 * SECOND, outside: 125 * SECOND, idle: 185 * SECOND, overstay: 185 * SECOND }

/** What was played, as the drill tells it. */
export type Played = Pick<AlarmDay, 'beats' | 'told' | 'roster' | 'ground'>

export function expectedAlarms(day: Played, talk: Talk, from: Instant, to: Instant): Expected[] {
  return [...voids(day, talk, from, to), ...day.told.flatMap((lapse): Expected[] => {
    const beat = day.beats.find(({ id }) => id === lapse.beat)!
    const unit = lapse.units[0]
    const told = (kind: keyof typeof SLACK, about: string, from: number, to: number, why = 'ended', turns: number[] = []): Expected[] => (from < to ? [{ kind, about, from, to, why, turns, slack: SLACK[kind] }] : [])
    switch (lapse.kind) {
      // Told by what devices measured: at the edge of an area a way between two fixes decides.
      case 'empty': return []
      case 'left': return told('left', beat.id, lapse.from + 10 * MINUTE, lapse.to)
      case 'missed':
      case 'early':
      case 'late': return turned(beat, lapse, (closes, number, until) => told('missed', beat.id, closes, until, 'over', [number]))
      case 'tardy': return turned(beat, lapse, (_, number, until) => told('untimely', beat.id, doneAt(day, talk, beat, lapse), until, 'over', [number]))
      // The round was walked; only the server could not know.
      case 'refill': return turned(beat, lapse, (closes, number) => told('missed', beat.id, closes, lapse.to, 'refilled', [number]).map((one) => ({ ...one, slack: SLACK.untimely })))
      case 'stray': return told('outside', unit, lapse.from + 5 * MINUTE, lapse.to)
      case 'loiter': return told('idle', unit, lapse.from + ((beat as LineBeat).plan.stand! + 1) * MINUTE, lapse.to)
      case 'overstay': return told('overstay', unit, lapse.from + ((beat.tier === 'point' ? beat.plan.longest : undefined)! + 1) * MINUTE, lapse.to)
      case 'rim':
      case 'border': return []
      default: return lapse.kind satisfies never
    }
  })]
}

/** When nobody was in an area that a lapse left empty, fix by fix and every 200 millionths of a degree between two that make a way. */
function voids(day: Played, talk: Talk, from: Instant, to: Instant): Expected[] {
  const emptied = new Set(day.told.filter(({ kind }) => kind === 'empty').map(({ beat }) => beat))
  const areas = day.beats.filter((beat) => beat.tier === 'area').filter(({ id }) => emptied.has(id))
    .map((beat) => ({ beat, cells: new Set(beat.polygons.flatMap((polygon) => polygonToCells(polygon, 10, true))), last: from as number }))
  const found: Expected[] = []
  const visit = (area: (typeof areas)[number], at: number): void => {
    const begins = area.last + (area.beat.interval + 1) * MINUTE
    if (begins < at) found.push({ kind: 'void', about: area.beat.id, from: begins, to: at, why: 'ended', turns: [], slack: SLACK.void })
    area.last = at
  }
  for (const { at, spot, before } of seenOf(talk, day.roster, shifts(), 'area', from, to)) {
    const [lon, lat] = day.ground.plane.place(spot)
    const [lonA, latA] = before ? day.ground.plane.place(before.spot) : [lon, lat]
    const parts = Math.max(1, Math.ceil(Math.max(Math.abs(lon - lonA), Math.abs(lat - latA)) * 1e6 / 200))
    for (let part = 1; part <= parts; part++) {
      const cell = latLngToCell(latA + (lat - latA) * part / parts, lonA + (lon - lonA) * part / parts, 10)
      for (const area of areas) if (area.cells.has(cell)) visit(area, at)
    }
  }
  for (const area of areas) visit(area, to + area.beat.interval * MINUTE)
  return found.filter((one) => one.from < to)
}

/** The instant from which a round counts no more, its number in the shift, and until when one that went wrong is told of. */
function turned(beat: Beat, { due }: LapseLine, tell: (closes: number, number: number, until: number) => Expected[]): Expected[] {
  if (beat.tier !== 'line' || !due) return []
  const block = blockAt(shifts(), instant(due.from))
  const own = beat.plan.windows!.map(({ from }) => clockIn(from, block.from)).filter((at) => at < block.to).sort((a, b) => a - b)
  const closes = due.to + beat.plan.allowance * MINUTE
  return tell(closes, own.indexOf(due.from) + 1, Math.max(block.to, closes + HOUR))
}

function clockIn(text: string, from: number): number {
  const midnight = Date.parse(`${new Date(from + 8 * HOUR).toISOString().slice(0, 10)}T${text}:00+08:00`)
  return midnight < from ? midnight + 24 * HOUR : midnight
}

/** When the last of the part that a round needs was walked, mark by mark, by anybody of the line's team. */
function doneAt(day: Played, talk: Talk, beat: Beat, { due, to }: LapseLine): number {
  if (beat.tier !== 'line' || !due) return 0
  const track = trackOf(beat.line.map((place) => day.ground.plane.spot(...place)))
  const marks = Array.from({ length: Math.ceil(track.length / 10) }, (_, n) => onTrack(track, Math.min(track.length, n * 10 + 5)).spot)
  const units = day.roster.units.filter(({ squad }) => squad?.beats[0] === beat.id)
  const met = new Set<number>()
  for (let at = due.from - beat.plan.allowance * MINUTE; at <= to; at += 10 * SECOND) {
    for (const unit of units) {
      const { spot } = talk.movement.motion(unit, instant(at))
      marks.forEach((mark, n) => { if (distance(mark, spot) <= beat.plan.buffer) met.add(n) })
    }
    if (met.size / marks.length >= beat.plan.length) return at
  }
  return to
}

/** What differs between the alarms that were and those that must have been within [from, to]; empty when they agree. */
export function alarmDifferences(alarms: readonly AlarmSpan[], expected: readonly Expected[], { from, to, tick }: { readonly from: Instant; readonly to: Instant; readonly tick: number }): string[] {
  const left = new Set(alarms)
  const wrong: string[] = []
  const text = (at: number | null): string => (at === null ? 'now' : new Date(at + 8 * HOUR).toISOString().slice(8, 19))
  for (const one of expected) {
    // Too near the ends of what was played to say.
    const isSure = one.from + one.slack + tick < to && one.from - one.slack > from && one.to - one.from > one.slack + tick
    const found = [...left].find(({ kind, about, from: raised }) => kind === one.kind && about === one.about && Math.abs(raised - one.from) <= one.slack + tick)
    if (!found) {
      if (isSure) wrong.push(`not raised: ${one.kind} ${one.about} ${text(one.from)}`)
      continue
    }
    left.delete(found)
    const ends = one.to + one.slack + tick < to
    if (ends ? found.to === null || Math.abs(found.to - one.to) > one.slack + tick : found.to !== null && found.to < one.to - one.slack) wrong.push(`${one.kind} ${one.about} withdrawn ${text(found.to)}, not ${text(one.to)}`)
    if (found.to !== null && found.why !== one.why) wrong.push(`${one.kind} ${one.about} withdrawn as ${found.why ?? 'nothing'}, not ${one.why}`)
    if (found.turns.map(({ number }) => number).join() !== one.turns.join()) wrong.push(`${one.kind} ${one.about} of rounds ${found.turns.map(({ number }) => number).join()}, not ${one.turns.join()}`)
  }
  for (const one of left) wrong.push(`unknown to truth: ${one.kind} ${one.about} ${text(one.from)}–${text(one.to)}`)
  return wrong
}

/** Alarms raised in the fullest ten minutes, in all, and the share of ten-minute stretches with more than ten: a flood by ISA-18.2. */
export function alarmRate(alarms: readonly AlarmSpan[], from: number, to: number): { readonly most: number; readonly mean: number; readonly flood: number } {
  const counts = Array.from({ length: Math.ceil((to - from) / (10 * MINUTE)) }, (_, n) => alarms.filter((one) => Math.floor((one.from - from) / (10 * MINUTE)) === n).length)
  return { most: Math.max(...counts), mean: counts.reduce((sum, one) => sum + one, 0) / counts.length, flood: counts.filter((count) => count > 10).length / counts.length }
}


/** What differs between two lists of alarms of the same stretch, in words: instants within `slack` ms are the same. */
export function sameAlarms(found: readonly AlarmSpan[], expected: readonly AlarmSpan[], slack: number): string[] {
  const left = new Set(found)
  const say = ({ kind, about, from, to, why, turns }: AlarmSpan): string => `${kind} ${about} ${new Date(from).toISOString()}–${to === null ? 'now' : new Date(to).toISOString()} ${why ?? 'standing'} ${turns.map(({ number }) => number).join()}`
  const near = (a: number | null, b: number | null): boolean => a === b || (a !== null && b !== null && Math.abs(a - b) <= slack)
  const missing = expected.filter((one) => {
    const same = [...left].find((other) => other.kind === one.kind && other.about === one.about && near(other.from, one.from) && near(other.to, one.to) && other.why === one.why && other.turns.map(({ number }) => number).join() === one.turns.map(({ number }) => number).join())
    if (same) left.delete(same)
    return !same
  })
  return [...missing.map((one) => `not there: ${say(one)}`), ...[...left].map((one) => `not told: ${say(one)}`)]
}
