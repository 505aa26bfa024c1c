// Coverage beside the drill's own fixes, minute by minute: cells and metres worked out plainly from what devices measured.
import { latLngToCell, polygonToCells } from 'h3-js'
import type { AreaBeat, LineBeat } from '../../../shared/domain/beat.ts'
import { MINUTE, type Instant } from '../../../shared/domain/time.ts'
import { blockAt } from '../../../server/drill/duty.ts'
import { distance, type Ground, type Spot } from '../../../server/drill/ground.ts'
import type { Talk } from '../../../server/drill/fixes.ts'
import type { Roster } from '../../../server/drill/roster.ts'
import { onTrack, trackOf } from '../../../server/drill/track.ts'
import { windowsIn } from '../../../server/drill/windows.ts'
import type { Playing } from './alarm-day.ts'
import { seenOf, type Seen } from './delivered.ts'
import { shifts } from './given.ts'

export interface CoverageTruth {
  readonly compare: (now: Instant, day: Playing, by: { readonly ground: Ground; readonly roster: Roster; readonly talk: Talk }) => void
  readonly wrong: () => readonly string[]
  readonly minutes: () => number
  /** Figures of beats that were compared. */
  readonly compared: () => number
}

/** Metres between two marks of a line. */
const MARK = 3
/** What a mark at each end of a part, and the globe for a plane, can make of a length. */
const METRES = 10

export function coverageTruth(from: Instant, to: Instant): CoverageTruth {
  const wrong: string[] = []
  let [minutes, compared] = [0, 0]
  let truth: ReturnType<typeof play> | undefined
  return {
    wrong: () => wrong, minutes: () => minutes, compared: () => compared,
    compare(now, day, { ground, roster, talk }) {
      if ((now - from) % MINUTE !== 0) return
      truth ??= play(ground, roster, talk, day, from, to)
      truth.on(now)
      minutes++
      for (const { beat, now: stands } of day.coverage.judge(day.state, now, day.story.world)) {
        if (!stands?.due) continue
        if (beat.tier === 'area') {
          const { part, whole } = truth.cells(beat, now)
          compared++
          const one = Math.max(1, ...Object.values(beat.weights))
          if (Math.abs(stands.due.cells.part - part) > one || stands.due.cells.whole !== whole) wrong.push(`${beat.id} at ${now}: ${stands.due.cells.part} of ${stands.due.cells.whole}, truly ${part} of ${whole}`)
        }
        if (beat.tier === 'line') {
          const metres = truth.metres(beat, now)
          compared++
          if (Math.abs(stands.due.length.part - metres) > METRES) wrong.push(`${beat.id} at ${now}: ${stands.due.length.part} m, truly ${metres}`)
        }
      }
    },
  }
}

function play(ground: Ground, roster: Roster, talk: Talk, { beats }: Playing, from: Instant, to: Instant) {
  const { plane } = ground
  const list = shifts()
  /** When the server could know of it: at once, or when a blind phone speaks again. */
  const heard = (tier: 'area' | 'line'): { at: number; one: Seen }[] => [...Map.groupBy(seenOf(talk, roster, list, tier, from, to), ({ unit }) => unit).values()].flatMap((own) => own.map((one) => {
    const blind = talk.spellAt?.(one.unit, one.at as Instant)
    return { one, at: blind ? own.find(({ at }) => at >= blind.to)?.at ?? Infinity : one.at }
  })).sort((a, b) => a.at - b.at)
  const police = heard('area')
  const teams = heard('line')
  let [p, t] = [0, 0]
  const last = new Map<string, number>()
  const cells = new Map(beats.filter((beat) => beat.tier === 'area').map((beat) => [beat.id, beat.polygons.flatMap((polygon) => polygonToCells(polygon, 10, true))]))
  const lines = beats.filter((beat) => beat.tier === 'line').map((beat) => {
    const track = trackOf(beat.line.map((place) => plane.spot(...place)))
    const marks = Array.from({ length: Math.ceil(track.length / MARK) }, (_, n) => onTrack(track, Math.min(track.length, (n + 0.5) * MARK)).spot)
    const [xs, ys] = [marks.map(({ x }) => x), marks.map(({ y }) => y)]
    const block = blockAt(list, from)
    const rounds = windowsIn(block, beat.plan.rounds, beat.plan.windows).map((window) => ({
      from: window.from, opens: window.from - beat.plan.allowance * MINUTE, closes: window.to + beat.plan.allowance * MINUTE, met: new Set<number>(),
    }))
    return { beat, marks, each: track.length / marks.length, rounds, box: { west: Math.min(...xs), east: Math.max(...xs), south: Math.min(...ys), north: Math.max(...ys) } }
  })

  function seePolice({ at, spot, before }: Seen): void {
    const [lon, lat] = plane.place(spot)
    last.set(latLngToCell(lat, lon, 10), at)
    if (!before) return
    const [lonA, latA] = plane.place(before.spot)
    const parts = Math.ceil(Math.max(Math.abs(lon - lonA), Math.abs(lat - latA)) * 1e6 / 200)
    for (let part = 1; part < parts; part++) {
      const cell = latLngToCell(latA + (lat - latA) * part / parts, lonA + (lon - lonA) * part / parts, 10)
      const time = before.at + (at - before.at) * part / parts
      last.set(cell, Math.max(last.get(cell) ?? 0, time))
    }
  }
  function seeTeam({ at, spot, before }: Seen): void {
    const a = before?.spot ?? spot
    for (const { beat: { plan: { buffer } }, marks, rounds, box } of lines) {
      if (Math.min(a.x, spot.x) > box.east + buffer || Math.max(a.x, spot.x) < box.west - buffer || Math.min(a.y, spot.y) > box.north + buffer || Math.max(a.y, spot.y) < box.south - buffer) continue
      for (const { opens, closes, met } of rounds) {
        if (at <= opens || at > closes) continue
        marks.forEach((mark, n) => { if (!met.has(n) && fromWay(mark, a, spot) <= buffer) met.add(n) })
      }
    }
  }
  return {
    on(now: number): void {
      for (; p < police.length && police[p].at <= now; p++) seePolice(police[p].one)
      for (; t < teams.length && teams[t].at <= now; t++) seeTeam(teams[t].one)
    },
    cells({ id, interval, weights }: AreaBeat, now: number): { part: number; whole: number } {
      let [part, whole] = [0, 0]
      for (const cell of cells.get(id) ?? []) {
        const weight = weights[cell] ?? 1
        whole += weight
        if ((last.get(cell) ?? 0) > now - interval * MINUTE) part += weight
      }
      return { part, whole }
    },
    metres({ id }: LineBeat, now: number): number {
      const line = lines.find(({ beat }) => beat.id === id)!
      return line.rounds.filter(({ from: begins, met }) => begins < now || met.size > 0).reduce((sum, { met }) => sum + met.size * line.each, 0)
    },
  }
}

/** Metres from a spot to the straight way between two others. */
function fromWay(spot: Spot, a: Spot, b: Spot): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const square = dx * dx + dy * dy
  const share = square === 0 ? 0 : Math.max(0, Math.min(1, ((spot.x - a.x) * dx + (spot.y - a.y) * dy) / square))
  return distance(spot, { x: a.x + share * dx, y: a.y + share * dy })
}

