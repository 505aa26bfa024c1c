// What the fixes of a played day cover, worked out the slow and plain way: every fix against every beat of its tier.
import { latLngToCell, polygonToCells } from 'h3-js'
import type { AreaBeat, Beat, LineBeat, PointBeat } from '../../../shared/domain/beat.ts'
import { HOUR, instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import { blockAt, dutiesBetween } from '../../../server/drill/duty.ts'
import { nextBeat, saidAt, type Talk } from '../../../server/drill/fixes.ts'
import { distance, type Spot } from '../../../server/drill/ground.ts'
import { covers } from '../../../server/drill/inside.ts'
import type { Roster } from '../../../server/drill/roster.ts'
import { windowsIn } from '../../../server/drill/windows.ts'
import { onTrack, trackOf } from '../../../server/drill/track.ts'
import type { Shifts } from './given.ts'

/** A measured place of one on duty, and the place before when the path between them counts. */
export interface Seen { readonly at: number; readonly unit: string; readonly team: string; readonly spot: Spot; readonly before: Seen | null }

const PATH_MS = 120_000

/** Every fix of a tier that is accurate and on duty, in order of time. */
export function seenOf(talk: Talk, roster: Roster, shifts: Shifts, tier: Beat['tier'], from: Instant, to: Instant): Seen[] {
  const seen: Seen[] = []
  for (const device of roster.devices) {
    const unit = roster.units.find(({ id }) => id === device.unit)!
    if (unit.tier !== tier) continue
    const duties = dutiesBetween(talk.seed, shifts, unit, instant(from - 12 * HOUR), to)
    let before: Seen | null = null
    for (let at = nextBeat(talk.seed, device, from); at < to; at = nextBeat(talk.seed, device, at)) {
      if (!duties.some((duty) => duty.from <= at && at < duty.to)) { before = null; continue }
      const said = saidAt(talk, unit, device, at)
      if (said.is === 'silent' || !said.fix.valid) continue
      const counts: boolean = before !== null && at - before.at <= Math.min(2_000 * device.interval, PATH_MS)
      const one: Seen = { at, unit: unit.id, team: unit.team, spot: talk.ground.plane.spot(said.fix.lon, said.fix.lat), before: counts && before ? { ...before, before: null } : null }
      seen.push(one)
      before = one
    }
  }
  return seen.sort((a, b) => a.at - b.at)
}

/** The places of a path, `step` metres apart, the last one included. */
function along({ spot, before }: Seen, step: number): Spot[] {
  if (!before) return [spot]
  const parts = Math.max(1, Math.ceil(distance(before.spot, spot) / step))
  return Array.from({ length: parts }, (_, n) => {
    const f = (n + 1) / parts
    return { x: before.spot.x + (spot.x - before.spot.x) * f, y: before.spot.y + (spot.y - before.spot.y) * f }
  })
}

export interface Short { readonly beat: string; readonly at: number; readonly what: string }

interface Look { readonly talk: Talk; readonly shifts: Shifts; readonly from: Instant; readonly to: Instant }
const dueAt = (beat: Beat, shifts: Shifts, at: number): boolean => beat.shifts.includes(blockAt(shifts, at as Instant).name)

/** Where an area had too few of its cells, nobody for too long, or too few stays in a shift. */
export function shortAreas(beats: readonly AreaBeat[], seen: readonly Seen[], { talk, shifts, from, to }: Look): Short[] {
  const short: Short[] = []
  const { plane } = talk.ground
  const owner = new Map<string, number>()
  beats.forEach((beat, index) => { for (const polygon of beat.polygons) for (const cell of polygonToCells(polygon, 10, true)) owner.set(cell, index) })
  const cells = beats.map((): { cell: string; weight: number }[] => [])
  for (const [cell, index] of owner) cells[index].push({ cell, weight: beats[index].weights[cell] ?? 1 })
  const all = cells.map((list) => list.reduce((sum, { weight }) => sum + weight, 0))
  const last = new Map<string, number>()
  const present = beats.map(() => from as number)
  let next = 0
  for (let at = from as number; at < to; at += 5 * MINUTE) {
    for (; next < seen.length && seen[next].at <= at; next++) {
      for (const spot of along(seen[next], 40)) {
        const [lon, lat] = plane.place(spot)
        last.set(latLngToCell(lat, lon, 10), seen[next].at)
      }
      const [lon, lat] = plane.place(seen[next].spot)
      const index = owner.get(latLngToCell(lat, lon, 10))
      if (index !== undefined) present[index] = seen[next].at
    }
    beats.forEach((beat, index) => {
      if (at < from + beat.interval * MINUTE || !dueAt(beat, shifts, at)) return
      if (at - present[index] > beat.interval * MINUTE) short.push({ beat: beat.id, at, what: 'nobody' })
      const there = cells[index].reduce((sum, { cell, weight }) => sum + ((last.get(cell) ?? 0) > at - beat.interval * MINUTE ? weight : 0), 0) / all[index]
      if (there < beat.plan.cells) short.push({ beat: beat.id, at, what: `cells ${there.toFixed(3)} of ${beat.plan.cells}` })
    })
  }
  return short
}

/** Stays, each with its beat: a unit kept within 50 m of where it came to stand for as long as the beat's dwell. */
export function staysOf(beats: readonly AreaBeat[], seen: readonly Seen[], talk: Talk): { beat: string; from: number; to: number }[] {
  const stays: { beat: string; from: number; to: number }[] = []
  for (const own of Map.groupBy(seen, ({ unit }) => unit).values()) {
    let first = own[0]
    let last = own[0]
    for (const one of own) {
      if (distance(first.spot, one.spot) <= 50) { last = one; continue }
      if (last.at - first.at > 5 * MINUTE) {
        const beat = beats.find((known) => covers(known, ...talk.ground.plane.place(last.spot)))
        if (beat && last.at - first.at >= (beat.plan.dwell - 0.5) * MINUTE) stays.push({ beat: beat.id, from: first.at, to: last.at })
      }
      [first, last] = [one, one]
    }
  }
  return stays
}

/** Rounds of a line that were not walked in their window, and times when nobody was on it for too long. */
export function shortLines(beats: readonly LineBeat[], seen: readonly Seen[], { talk, shifts, from, to }: Look): Short[] {
  return beats.flatMap((beat) => {
    const track = trackOf(beat.line.map((place) => talk.ground.plane.spot(...place)))
    const marks = Array.from({ length: Math.ceil(track.length / 10) }, (_, n) => onTrack(track, n * 10 + 5).spot)
    const own = seen.filter(({ team, spot }) => team === beat.team && marks.some((mark) => distance(mark, spot) < 300))
    const short: Short[] = []
    let on = from as number
    for (const { at, spot } of own) {
      if (!marks.some((mark) => distance(mark, spot) <= beat.plan.buffer)) continue
      if (dueAt(beat, shifts, at) && dueAt(beat, shifts, on) && at - on > beat.interval * MINUTE) short.push({ beat: beat.id, at, what: 'nobody' })
      on = at
    }
    for (let block = blockAt(shifts, from); block.from < to; block = blockAt(shifts, block.to)) {
      if (!beat.shifts.includes(block.name)) continue
      for (const window of windowsIn(block, beat.plan.rounds, beat.plan.windows)) {
        if (window.from < from || window.to > to) continue
        const met = new Set<number>()
        for (const one of own) {
          if (one.at < window.from || one.at > window.to) continue
          for (const spot of along(one, 20)) marks.forEach((mark, n) => { if (distance(mark, spot) <= beat.plan.buffer) met.add(n) })
        }
        if (met.size / marks.length < beat.plan.length) short.push({ beat: beat.id, at: window.from, what: `round ${(met.size / marks.length).toFixed(2)}` })
      }
    }
    return short
  })
}

/** Visits that were not made in their window, posts that were not manned enough, and times when nobody was there for too long. */
export function shortPoints(beats: readonly PointBeat[], seen: readonly Seen[], { talk, shifts, from, to }: Look): Short[] {
  return beats.flatMap((beat) => {
    const post = talk.ground.plane.spot(...beat.place)
    const own = seen.filter(({ team, spot }) => team === beat.team && distance(spot, post) <= beat.plan.radius).map(({ at }) => at)
    const short: Short[] = []
    for (let block = blockAt(shifts, from); block.to <= to; block = blockAt(shifts, block.to)) {
      if (block.from < from || !beat.shifts.includes(block.name)) continue
      for (const window of windowsIn(block, beat.plan.visits, beat.plan.windows)) {
        const there = own.filter((at) => at >= window.from && at <= window.to)
        if (there.length === 0 || there[there.length - 1] - there[0] < beat.plan.dwell * MINUTE) short.push({ beat: beat.id, at: window.from, what: 'visit' })
      }
      if (beat.plan.manned !== null) {
        const minutes = new Set(own.filter((at) => at >= block.from && at < block.to).map((at) => Math.floor(at / MINUTE))).size
        if (minutes < ((block.to - block.from) / MINUTE) * beat.plan.manned) short.push({ beat: beat.id, at: block.from, what: `manned ${minutes} min` })
      }
      let last = block.from as number
      for (const at of [...own.filter((one) => one >= block.from && one < block.to), block.to]) {
        if (at - last > beat.interval * MINUTE) short.push({ beat: beat.id, at: last, what: `nobody for ${Math.round((at - last) / MINUTE)} min` })
        last = at
      }
    }
    return short
  })
}
