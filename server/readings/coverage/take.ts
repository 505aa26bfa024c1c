// Takes fixes in: those in order cost a look at the ground each; late ones are set aside until the batch is through.
import { fixFlag, UNKNOWN, type FixBatch } from '../../../shared/domain/fix.ts'
import type { World } from '../../world/world.ts'
import { claim, knowsWay, type Work } from './claims.ts'
import { isWithin } from './duty.ts'
import { groundAt } from './field.ts'
import { goOn, keepPresence, longestSilence } from './presences.ts'
import { takeLate, type Late } from './repair.ts'
import { REPAIRED, type CoverageState } from './state.ts'
import { append, emptyTrack, type Track } from './track.ts'

/** Tenths of a metre: what is less accurate says nothing about coverage. */
const ACCURATE = 500

/** Whether the row is a place at a time that is believed: not a jump, accurate or of unknown accuracy, no memory under a wrong clock. */
function isSound({ flags, accuracy }: FixBatch, row: number): boolean {
  const of = flags[row]
  if ((of & (fixFlag.jump | fixFlag.inaccurate)) !== 0 || (of & (fixFlag.clock | fixFlag.refill)) === (fixFlag.clock | fixFlag.refill)) return false
  return accuracy[row] === UNKNOWN || accuracy[row] <= ACCURATE
}

export function takeFixes(work: Work, batch: FixBatch, world: World): void {
  const { state, field } = work
  if (field.grounds.length === 0) return
  const senders = sendersOf(state)
  let late: Map<Track, Late[]> | undefined
  for (let row = 0; row < batch.length; row++) {
    const time = Math.round(batch.time[row])
    if (!isSound(batch, row) || time <= state.at - REPAIRED || !groundAt(field, time)) continue
    const sender = senderOf(state, senders, batch.unit[row], batch.device[row], world)
    if (!sender) continue
    const { track } = sender
    if (time > track.time) {
      advance(work, sender, time, batch.lon[row], batch.lat[row])
      continue
    }
    late ??= new Map()
    const one = { time, lon: batch.lon[row], lat: batch.lat[row] }
    const others = late.get(track)
    if (others) others.push(one)
    else late.set(track, [one])
  }
  if (late) for (const [track, rows] of late) takeLate(work, track, rows)
}

/** Goes on to a fix that is newer than all others of the track. */
function advance(work: Work, { track, duty }: Sender, time: number, lon: number, lat: number): void {
  const { state, step } = work
  const counts = isWithin(duty, time)
  append(track, time, lon, lat, work.field.archive)
  if (counts) {
    step.track = track
    step.time = time
    step.lon = lon
    step.lat = lat
    step.way = track.counts && knowsWay(track.interval, track.time, track.lon, track.lat, time, lon, lat)
    step.timeA = track.time
    step.lonA = track.lon
    step.latA = track.lat
    claim(work)
  } else work.inside.length = 0
  if (track.inside.length > 0 || work.inside.length > 0) {
    goOn(track, track.time, time, longestSilence(track.interval), work.inside, (slot, first, last) => keepPresence(state, track, slot, first, last))
  }
  track.time = time
  track.lon = lon
  track.lat = lat
  track.counts = counts
}

/** Who sends by a device: its track, and when the unit is on duty. */
interface Sender { readonly track: Track; readonly duty: readonly number[] | undefined }

/** By device number, until an entry changes who or when. */
const known = new WeakMap<CoverageState, (Sender | undefined)[]>()

function sendersOf(state: CoverageState): (Sender | undefined)[] {
  let senders = known.get(state)
  if (!senders) known.set(state, senders = [])
  return senders
}

/** Tracks or duties have changed: they are looked up anew. */
export const forgetSenders = (state: CoverageState): void => { known.delete(state) }

function senderOf(state: CoverageState, senders: (Sender | undefined)[], unit: number, device: number, world: World): Sender | undefined {
  const sender = senders[device]
  if (sender?.track.unit === unit) return sender
  const track = trackOf(state, unit, device, world)
  return track && (senders[device] = { track, duty: state.duty.get(unit) })
}

/** The track of a device in the hands of a unit; undefined for rows of unknown, retired and re-assigned devices that have none. */
function trackOf(state: CoverageState, unit: number, device: number, world: World): Track | undefined {
  const numbers = state.tracksOf.get(unit)
  if (numbers) for (const number of numbers) if (state.tracks[number].device === device) return state.tracks[number]
  const [owner, sender] = [world.unitsByNumber.get(unit), world.devicesByNumber.get(device)]
  if (!owner || sender?.unit !== owner.id) return undefined
  const track = emptyTrack(state.tracks.length, unit, device, owner.tier, sender.interval)
  state.tracks.push(track)
  if (numbers) numbers.push(track.number)
  else state.tracksOf.set(unit, [track.number])
  return track
}
