// Coverage the slow way: all fixes sorted, every beat asked about every one of them. Shares nothing with the engine but types.
import { latLngToCell, polygonToCells } from 'h3-js'
import type { AreaBeat, Beat, LineBeat, PointBeat } from '../../../../shared/domain/beat.ts'
import { fixFlag, UNKNOWN } from '../../../../shared/domain/fix.ts'
import { metresBetween } from '../../../../shared/domain/geo.ts'
import type { Catalogue } from '../../../../shared/domain/catalogue.ts'
import type { Tier } from '../../../../shared/domain/tier.ts'
import type { Happening } from '../../../../server/world/happen.ts'

const MIN = 60_000
const DAY = 1440 * MIN

interface Fix { readonly time: number; readonly lon: number; readonly lat: number; readonly on: boolean }
interface Crew { readonly from: number; readonly until: number; readonly people: number }
interface Track { readonly unit: number; readonly tier: Tier; readonly e: number; readonly fixes: readonly Fix[] }

/** One beat as it stood unchanged for some time. */
interface Version { readonly beat: Beat; readonly from: number; until: number }

/** Everything that was told, sorted. */
export interface Tape {
  readonly tracks: readonly Track[]
  /** Unit → when it was on duty. */
  readonly crews: ReadonlyMap<number, readonly Crew[]>
  readonly versions: readonly Version[]
  readonly shifts: Catalogue['shifts']
  readonly checks: readonly { readonly beat: string; readonly unit: number; readonly at: number; readonly on: boolean }[]
}

export function sorted(told: readonly Happening[]): Tape {
  const entries = told.flatMap((one) => (one.is === 'entry' ? [one.entry] : []))
  const units = new Map<string, { number: number; tier: Tier }>()
  const devices = new Map<number, number>()
  const duties = new Map<string, [number, number, number][]>()
  let shifts: Catalogue['shifts'] = []
  let sets: { from: number; beats: readonly Beat[] }[] = []
  for (const entry of entries) {
    if (entry.kind === 'unit-registered') units.set(entry.data.unit.id, entry.data.unit)
    if (entry.kind === 'device-registered') devices.set(entry.data.device.number, entry.data.device.interval)
    if (entry.kind === 'catalogue-adopted') shifts = entry.data.content.shifts
    if (entry.kind === 'shift-started') duties.set(entry.data.unit, [...duties.get(entry.data.unit) ?? [], [entry.data.at, Infinity, entry.data.people]])
    if (entry.kind === 'shift-ended') duties.get(entry.data.unit)!.at(-1)![1] = entry.data.at
    if (entry.kind === 'beats-adopted') {
      const from = Math.max(entry.data.effective, entry.committed)
      sets = [...sets.filter((set) => set.from !== from), { from, beats: entry.data.content.beats }].sort((a, b) => a.from - b.from)
    }
  }
  const onDuty = (unit: string, at: number): boolean => duties.get(unit)?.some(([from, until]) => from <= at && at < until) ?? false
  const idOf = new Map([...units].map(([id, { number }]) => [number, id]))
  const byDevice = new Map<string, Fix[]>()
  let clock = 0
  for (const one of told) {
    clock = Math.max(clock, one.is === 'entry' ? one.entry.committed : one.at)
    if (one.is === 'entry') continue
    const { batch } = one
    for (let row = 0; row < batch.length; row++) {
      const [flags, accuracy, time] = [batch.flags[row], batch.accuracy[row], Math.round(batch.time[row])]
      if (flags & fixFlag.jump || flags & fixFlag.inaccurate || (flags & fixFlag.clock && flags & fixFlag.refill)) continue
      if (accuracy !== UNKNOWN && accuracy > 500) continue
      if (time <= clock - DAY) continue
      const key = `${batch.unit[row]} ${batch.device[row]}`
      byDevice.set(key, [...byDevice.get(key) ?? [], { time, lon: batch.lon[row], lat: batch.lat[row], on: onDuty(idOf.get(batch.unit[row])!, time) }])
    }
  }
  return {
    shifts, versions: versionsOf(sets),
    crews: new Map([...duties].map(([id, spans]) => [units.get(id)!.number, spans.map(([from, until, people]) => ({ from, until, people }))])),
    tracks: [...byDevice].map(([key, fixes]) => {
      const [unit, device] = key.split(' ').map(Number)
      return { unit, tier: units.get(idOf.get(unit)!)!.tier, e: devices.get(device)! * 1000, fixes: fixes.sort((a, b) => a.time - b.time || a.lon - b.lon || a.lat - b.lat) }
    }),
    checks: entries.flatMap((entry) => (entry.kind === 'beat-checked' ? [{ beat: entry.data.beat, unit: units.get(entry.data.unit)!.number, at: entry.data.at, on: onDuty(entry.data.unit, entry.data.at) }] : [])),
  }
}

function versionsOf(sets: readonly { from: number; beats: readonly Beat[] }[]): Version[] {
  const all: Version[] = []
  sets.forEach(({ from, beats }, index) => {
    const until = sets[index + 1]?.from ?? Infinity
    for (const beat of beats) {
      const before = all.find((one) => one.until === from && JSON.stringify(one.beat) === JSON.stringify(beat))
      if (before) before.until = until
      else all.push({ beat, from, until })
    }
  })
  return all
}

export interface NaiveShift { readonly name: string; readonly from: number; readonly to: number }

/** Shifts of a beat around an instant, by adding up minutes from a midnight in Shanghai. */
export function shiftsOf({ shifts }: Tape, { shifts: names }: Beat, about: number): NaiveShift[] {
  const midnight = Date.parse(`${new Date(about + 8 * 3_600_000).toISOString().slice(0, 10)}T00:00:00+08:00`)
  const minutes = (text: string): number => Number(text.split(':')[0]) * 60 + Number(text.split(':')[1])
  const found: NaiveShift[] = []
  for (let day = -3; day <= 1; day++) {
    for (const { name, from, to } of shifts) {
      if (!names.includes(name)) continue
      const begins = midnight + day * DAY + minutes(from) * MIN
      found.push({ name, from: begins, to: begins + ((minutes(to) - minutes(from) + 1440 - 1) % 1440 + 1) * MIN })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

interface Slice { readonly from: number; readonly to: number; readonly opens: number; readonly closes: number }

function slices(shift: NaiveShift, count: number, windows: LineBeat['plan']['windows'], allowance: number): Slice[] {
  const midnight = Date.parse(`${new Date(shift.from + 8 * 3_600_000).toISOString().slice(0, 10)}T00:00:00+08:00`)
  const parts: { from: number; to: number }[] = []
  if (windows) {
    for (const { from, to } of windows) {
      for (const day of [0, DAY]) {
        const begins = midnight + day + (Number(from.slice(0, 2)) * 60 + Number(from.slice(3))) * MIN
        const ends = midnight + day + (Number(to.slice(0, 2)) * 60 + Number(to.slice(3))) * MIN
        if (begins >= shift.from && begins < shift.to) parts.push({ from: begins, to: Math.min(shift.to, ends > begins ? ends : ends + DAY) })
      }
    }
  } else {
    for (let part = 0; part < count; part++) parts.push({ from: Math.round(shift.from + (shift.to - shift.from) * part / count), to: Math.round(shift.from + (shift.to - shift.from) * (part + 1) / count) })
  }
  return parts.sort((a, b) => a.from - b.from)
    .map((part) => ({ ...part, opens: Math.max(shift.from, part.from - allowance * MIN), closes: Math.min(shift.to, part.to + allowance * MIN) }))
}

const follows = (e: number, a: Fix, b: Fix): boolean =>
  b.time - a.time <= 2 * e && b.time - a.time <= 120_000 && Math.abs(b.lon - a.lon) <= 0.6 * (b.time - a.time) && Math.abs(b.lat - a.lat) <= 0.6 * (b.time - a.time)

/** Every fix on duty of a tier in a version's time, with the one before it where the way between counts. */
function* steps({ tracks }: Tape, { beat, from, until }: Version): Generator<{ before: Fix | null; fix: Fix; unit: number }> {
  for (const { unit, tier, e, fixes } of tracks) {
    if (tier !== beat.tier) continue
    for (let index = 0; index < fixes.length; index++) {
      const fix = fixes[index]
      const before = fixes.at(index - 1)
      if (fix.on && fix.time >= from && fix.time < until) yield { before: index > 0 && before?.on && follows(e, before, fix) ? before : null, fix, unit }
    }
  }
}

/** Cell → last instant. */
export function cellsSeen(tape: Tape, version: Version & { readonly beat: AreaBeat }): Map<string, number> {
  const seen = new Map(version.beat.polygons.flatMap((polygon) => polygonToCells(polygon, 10, true)).map((id) => [id, 0]))
  const mark = (lon: number, lat: number, time: number): void => {
    const id = latLngToCell(lat / 1e6, lon / 1e6, 10)
    const last = seen.get(id)
    if (last !== undefined && time > last) seen.set(id, time)
  }
  for (const { before, fix } of steps(tape, version)) {
    if (before) {
      const parts = Math.ceil(Math.max(Math.abs(fix.lon - before.lon), Math.abs(fix.lat - before.lat)) / 200)
      for (let part = 1; part < parts; part++) {
        const share = part / parts
        mark(Math.round(before.lon + (fix.lon - before.lon) * share), Math.round(before.lat + (fix.lat - before.lat) * share), Math.round(before.time + (fix.time - before.time) * share))
      }
    }
    mark(fix.lon, fix.lat, fix.time)
  }
  return seen
}

interface Stay { readonly unit: number; readonly first: number; last: number; readonly limit: number }

const peopleOf = ({ crews }: Tape, unit: number, at: number): number => crews.get(unit)?.find(({ from, until }) => from <= at && at < until)?.people ?? 0

/** People of all units of which somebody is there at an instant, each unit once. */
const peopleAt = (tape: Tape, there: readonly { readonly unit: number; readonly from: number; readonly to: number }[], at: number): number =>
  [...new Set(there.filter(({ from, to }) => from <= at && at <= to).map(({ unit }) => unit))].reduce((sum, unit) => sum + peopleOf(tape, unit, at), 0)

/** The first of the instants at which somebody came or signed on when enough people were there. */
function firstEnough(tape: Tape, asked: number, there: readonly { readonly unit: number; readonly from: number; readonly to: number }[]): number {
  const instants = there.flatMap(({ unit, from }) => [from, ...(tape.crews.get(unit) ?? []).map((crew) => crew.from)])
  return Math.min(Infinity, ...instants.filter((at) => peopleAt(tape, there, at) >= asked))
}

/** From first to last fix inside without a fix elsewhere or a long silence between, by device. */
export function staysOf(tape: Tape, version: Version & { readonly beat: AreaBeat | PointBeat }): Stay[] {
  const { beat, from, until } = version
  const cells = beat.tier === 'area' ? new Set(beat.polygons.flatMap((polygon) => polygonToCells(polygon, 10, true))) : null
  const stays: Stay[] = []
  for (const { unit, tier, e, fixes } of tape.tracks) {
    if (tier !== beat.tier) continue
    const limit = Math.max(2 * e, 120_000)
    let open: Stay | null = null
    for (const { lon, lat, time, on } of fixes) {
      const here = on && time >= from && time < until && (beat.tier === 'area' ? cells!.has(latLngToCell(lat / 1e6, lon / 1e6, 10))
        : metresBetween(lon / 1e6, lat / 1e6, beat.place[0], beat.place[1]) <= beat.plan.radius)
      if (!here) open = null
      else if (open && time - open.last <= limit) open.last = time
      else stays.push(open = { unit, first: time, last: time, limit })
    }
  }
  return stays
}

export interface Told { readonly planned: number; readonly due: number; readonly done: number; readonly missed: number; readonly early: number; readonly late: number }

function tell(all: readonly (Slice & { readonly done: number })[], now: number): Told {
  const told = { planned: all.length, due: 0, done: 0, missed: 0, early: 0, late: 0 }
  for (const { from, to, closes, done } of all) {
    if (done > 0) {
      told.done++
      if (done <= from) told.early++
      if (done > to) told.late++
    } else if (closes <= now) told.missed++
  }
  told.due = told.done + told.missed
  return told
}

const kept = ({ from, until }: Version, slice: Slice): boolean => slice.from >= from && slice.to <= until

export function staysTold(tape: Tape, version: Version & { readonly beat: AreaBeat }, shift: NaiveShift, stays: readonly Stay[], now: number): Told {
  const { stays: count, dwell } = version.beat.plan
  return tell(slices(shift, count, undefined, 0).filter((slice) => kept(version, slice)).map((slice) => ({
    ...slice, done: firstEnough(tape, version.beat.people, stays.map(({ unit, first, last }) => ({ unit, from: Math.max(first, slice.from) + dwell * MIN, to: Math.min(last, slice.to, now) }))) < Infinity ? slice.to : 0,
  })), now)
}

export function visitsTold(tape: Tape, version: Version & { readonly beat: PointBeat }, shift: NaiveShift, stays: readonly Stay[], now: number): Told {
  const { plan, id } = version.beat
  const checks = tape.checks.filter((check) => check.on && check.beat === id && check.at >= version.from && check.at < version.until)
  let after = 0
  const told = slices(shift, plan.visits, plan.windows, plan.allowance).filter(({ from }) => from >= version.from).map((slice) => {
    const [low, high] = [Math.max(slice.opens, after), Math.min(slice.closes, now)]
    const done = firstEnough(tape, version.beat.people, [
      ...stays.map(({ unit, first, last }) => ({ unit, from: Math.max(first, low) + plan.dwell * MIN, to: Math.min(last, high) })),
      ...checks.filter(({ at }) => at > low && at <= high).map(({ unit, at }) => ({ unit, from: at, to: Math.min(high, at + plan.dwell * MIN) })),
    ])
    if (done === Infinity) return { ...slice, done: 0 }
    after = done
    return { ...slice, done }
  })
  return tell(told.filter((slice) => kept(version, slice)), now)
}

/** Seconds of the shift so far, one after the other: were enough people there? In whole seconds, so good to one a stay. */
export function mannedTold(tape: Tape, version: Version, shift: NaiveShift, stays: readonly Stay[], now: number): { part: number; whole: number } {
  const [from, to] = [Math.max(shift.from, version.from), Math.min(shift.to, version.until, now)]
  const all = stays.map(({ unit, first, last }) => ({ unit, from: first, to: last }))
  const isEnough = (at: number): boolean => peopleAt(tape, all, at) >= version.beat.people
  // When the people that are counted may have become fewer: a stay or a duty ended.
  const ends = stays.flatMap(({ unit, first, last, limit }) => [last, ...(tape.crews.get(unit) ?? []).map(({ until }) => until - 1)].filter((at) => at >= first && at <= last).map((at) => ({ at, limit })))
  const begins = stays.flatMap(({ unit, first }) => [first, ...(tape.crews.get(unit) ?? []).map((crew) => crew.from)]).filter(isEnough)
  let part = 0
  for (let second = from + 500; second < to; second += 1000) {
    // Between one who left and one who came, or now: within the silence that a stay allows.
    const next = Math.min(now, ...begins.filter((at) => at > second))
    if (isEnough(second) || ends.some(({ at, limit }) => at <= second && next - at <= limit && isEnough(at) && !begins.some((one) => one > at && one <= second))) part += 1000
  }
  return { part, whole: Math.max(0, to - from) }
}

export interface NaiveRounds { readonly covered: readonly number[]; readonly done: readonly number[]; readonly slices: readonly Slice[]; readonly length: number }

/** Points of the line a metre apart, each asked about every step. `more`: metres beyond the plan's share that make a round. */
export function roundsTold(tape: Tape, version: Version & { readonly beat: LineBeat }, shift: NaiveShift, more: number): NaiveRounds {
  const { line, plan } = version.beat
  const samples: [number, number][] = []
  let length = 0
  for (let corner = 1; corner < line.length; corner++) {
    const [a, b] = [line[corner - 1], line[corner]]
    const metres = metresBetween(a[0], a[1], b[0], b[1])
    for (let at = 0.5; at < metres; at++) samples.push([a[0] + (b[0] - a[0]) * at / metres, a[1] + (b[1] - a[1]) * at / metres])
    length += metres
  }
  const each = length / samples.length
  const hits = [...steps(tape, version)].filter(({ fix }) => fix.time > shift.from && fix.time <= shift.to).sort((a, b) => a.fix.time - b.fix.time)
    .map(({ before, fix, unit }) => ({ time: fix.time, unit, people: peopleOf(tape, unit, fix.time), samples: samples.flatMap((sample, index) => (distance(sample, before ?? fix, fix) <= plan.buffer ? [index] : [])) }))
    .filter((hit) => hit.samples.length > 0)
  let after = 0
  const windows = slices(shift, plan.rounds, plan.windows, plan.allowance).filter(({ from }) => from >= version.from)
  const covered: number[] = []
  const done = windows.map(({ opens, closes }) => {
    // Each metre's people: of every unit the most that it came with.
    const seen = new Set<number>()
    const by = new Map<number, Map<number, number>>()
    const cover = (sample: number, unit: number, people: number): void => {
      const crews = by.get(sample) ?? by.set(sample, new Map()).get(sample)!
      crews.set(unit, Math.max(people, crews.get(unit) ?? 0))
      if ([...crews.values()].reduce((sum, one) => sum + one, 0) >= version.beat.people) seen.add(sample)
    }
    let reached = 0
    for (const hit of hits) {
      if (hit.time <= Math.max(opens, after) || hit.time > closes) continue
      for (const sample of hit.samples) cover(sample, hit.unit, hit.people)
      if (reached === 0 && seen.size * each >= plan.length * length + more) reached = hit.time
    }
    covered.push(seen.size * each)
    after = Math.max(after, reached)
    return reached
  })
  return { covered, done, slices: windows, length }
}

/** Metres from a place in degrees to the straight way between two fixes, on a plane at the place. */
function distance([lon, lat]: [number, number], a: Fix, b: Fix): number {
  const east = 111_195 * Math.cos(lat * Math.PI / 180)
  const [ax, ay] = [(a.lon / 1e6 - lon) * east, (a.lat / 1e6 - lat) * 111_195]
  const [bx, by] = [(b.lon / 1e6 - lon) * east, (b.lat / 1e6 - lat) * 111_195]
  const square = (bx - ax) ** 2 + (by - ay) ** 2
  const share = square === 0 ? 0 : Math.max(0, Math.min(1, -(ax * (bx - ax) + ay * (by - ay)) / square))
  return Math.hypot(ax + share * (bx - ax), ay + share * (by - ay))
}
