// fold: (mirror, frame) → mirror. In place, deterministic; a frame that does not fit is answered, never guessed at.
import { isOpen } from '../domain/event.ts'
import { emptySituation, evolveSituation } from '../domain/situation.ts'
import { instant } from '../domain/time.ts'
import type { DecodedFixes } from './fixes.ts'
import type { EntriesFrame, Frame, Kept, PictureFrame, ShownEntry, ShownUnit } from './frame.ts'
import type { Unit } from '../domain/unit.ts'
import type { Mirror } from './mirror.ts'

/** 'applied'; 'repeated' = seen already; 'gap' = rejoin with (epoch, seq); 'key' = a keyframe is needed first; 'bad' = damaged. */
export type Folded = 'applied' | 'repeated' | 'gap' | 'key' | 'bad'

/** Applies one frame of the `frame` event. */
export function fold(mirror: Mirror, frame: Frame): Folded {
  switch (frame.kind) {
    case 'picture': return foldPicture(mirror, frame)
    case 'entries': return foldEntries(mirror, frame)
    case 'guests':
      for (const unit of frame.left) forgetUnit(mirror, mirror.units.get(unit))
      for (const one of frame.entered) enter(mirror, one)
      return 'applied'
    case 'resumed':
      mirror.resumed = frame
      if (frame.kept) keep(mirror, frame.kept)
      return 'applied'
    case 'readings':
      mirror.at = frame.at
      mirror.readings = { ...mirror.readings, ...frame.values }
      return 'applied'
    case 'beat':
      mirror.at = frame.at
      mirror.beat = frame.beat
      return frame.seq > mirror.seq ? 'gap' : 'applied'
    default: return frame satisfies never
  }
}

function foldPicture(mirror: Mirror, frame: PictureFrame): Folded {
  Object.assign(mirror, emptySituation(), {
    epoch: frame.epoch, seq: frame.seq, region: frame.region, at: frame.at, speed: frame.speed,
    unpaired: frame.unpaired, mark: frame.mark, catalogue: frame.catalogue, readings: { ...frame.readings },
    intervals: new Map(Object.entries(frame.intervals).map(([number, e]) => [Number(number), e])),
    unitsByNumber: new Map(frame.units.map((unit) => [unit.number, unit])),
  })
  mirror.retired.clear()
  for (const unit of frame.units) mirror.units.set(unit.id, unit)
  for (const shift of frame.shifts) mirror.shifts.set(shift.unit, shift)
  for (const event of frame.events) mirror.events.set(event.id, event)
  for (const sos of frame.sos) mirror.sos.set(sos.unit, sos)
  for (const alarm of frame.alarms) mirror.alarms.set(alarm.id, alarm)
  for (const one of frame.recalled) mirror.recalled.set(one.alarm.id, one)
  return 'applied'
}

function foldEntries(mirror: Mirror, frame: EntriesFrame): Folded {
  if (frame.to <= mirror.seq) return 'repeated'
  if (frame.from > mirror.seq) return 'gap'
  for (const entry of frame.entries) if (entry.seq > mirror.seq) foldEntry(mirror, entry)
  for (const [number, interval] of Object.entries(frame.intervals)) mirror.intervals.set(Number(number), interval)
  mirror.seq = frame.to
  return 'applied'
}

function foldEntry(mirror: Mirror, entry: ShownEntry): void {
  switch (entry.kind) {
    case 'event-entered':
      mirror.events.set(entry.event.id, entry.event)
      return
    case 'event-left':
      mirror.events.delete(entry.event)
      return
    case 'unit-entered':
      enter(mirror, entry)
      return
    case 'unit-left':
      forgetUnit(mirror, mirror.units.get(entry.unit))
      return
    default:
      if (entry.kind === 'unit-registered') mirror.unitsByNumber.set(entry.data.unit.number, entry.data.unit)
      if (entry.kind === 'unit-retired') retireUnit(mirror, entry.data.unit)
      evolveSituation(mirror, entry)
      // Screens hold open events only: one that reopens comes whole again, as event-entered.
      if (entry.kind === 'event-moved' && !isOpen(entry.data.to)) mirror.events.delete(entry.data.event)
  }
}

/** A unit as it stands now, with its duty: what entries from before said of it counts no more. */
function enter(mirror: Mirror, { unit, shift, interval }: ShownUnit): void {
  const before = mirror.units.get(unit.id)
  // Registered anew while the screen was away, it has another number.
  if (before && before.number !== unit.number) forgetUnit(mirror, before)
  mirror.units.set(unit.id, unit)
  mirror.unitsByNumber.set(unit.number, unit)
  if (shift) mirror.shifts.set(unit.id, shift)
  else mirror.shifts.delete(unit.id)
  if (interval > 0) mirror.intervals.set(unit.number, interval)
  else mirror.intervals.delete(unit.number)
}

/** Nothing stays of a unit that left: neither its card nor its duty nor its place. It may come back. */
function forgetUnit(mirror: Mirror, unit: Unit | undefined): void {
  if (!unit) return
  mirror.units.delete(unit.id)
  mirror.shifts.delete(unit.id)
  mirror.unitsByNumber.delete(unit.number)
  mirror.intervals.delete(unit.number)
  mirror.places.forget(unit.number)
}

function retireUnit(mirror: Mirror, id: string): void {
  const unit = mirror.units.get(id)
  if (unit) mirror.retired.add(unit.number)
  forgetUnit(mirror, unit)
}

/** Lets go of what ended or left the region while the screen was away. */
function keep(mirror: Mirror, { units, calls, alarms, guests }: Kept): void {
  const [numbers, calling, standing] = [new Set(units), new Set(calls), new Set(alarms)]
  for (const unit of [...mirror.units.values()]) if (!numbers.has(unit.number)) forgetUnit(mirror, unit)
  for (const id of [...mirror.shifts.keys()]) if (!mirror.units.has(id)) mirror.shifts.delete(id)
  for (const id of [...mirror.sos.keys()]) if (!calling.has(id)) mirror.sos.delete(id)
  for (const told of [mirror.alarms, mirror.recalled]) for (const id of [...told.keys()]) if (!standing.has(id)) told.delete(id)
  for (const one of guests) enter(mirror, one)
}

/** Applies one binary frame of the `fixes` event. A damaged frame changes nothing and answers 'bad'. */
export function foldFixes(mirror: Mirror, bytes: Uint8Array): Folded {
  const frame = mirror.fixes.decode(bytes)
  if (typeof frame === 'string') return frame
  putFixes(mirror, frame)
  return 'applied'
}

/** Moves the mirror's places by a frame that has been decoded, here or in a worker. */
export function putFixes(mirror: Mirror, { at, key, rows, gone, seq }: DecodedFixes): void {
  if (key) for (const number of mirror.places.known()) mirror.places.forget(number)
  for (let row = 0; row < rows.length; row++) mirror.places.show(rows, row)
  for (const number of gone) mirror.places.forget(number)
  for (const number of mirror.retired) mirror.places.forget(number)
  mirror.fixesSeq = seq
  mirror.at = instant(at)
}
