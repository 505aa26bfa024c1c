// Days told to the engine: what walkers send, in order or as badly as devices and networks bring it.
import type { Beat } from '../../../../shared/domain/beat.ts'
import { fixFlag } from '../../../../shared/domain/fix.ts'
import { HOUR, instant, MINUTE } from '../../../../shared/domain/time.ts'
import { unitId } from '../../../../shared/domain/unit.ts'
import type { Archive } from '../../../../server/readings/coverage/archive.ts'
import { createCoverage, type Coverage } from '../../../../server/readings/coverage/coverage.ts'
import type { CoverageState } from '../../../../server/readings/coverage/state.ts'
import { seeded } from '../../../seeded.ts'
import { catalogue, device, smallDistrict, Story, townCodes, unit, type FixSaid } from '../../world/given.ts'
import { MORNING, SHIFTS, someBeats, walk, walkers } from './given.ts'

/** Something that is told at an instant of the server's clock. */
export interface Told { readonly at: number; readonly duty?: true; readonly tell: (story: Story) => void }

export interface Engine { readonly story: Story; readonly coverage: Coverage; state: CoverageState }

export function engine(archive?: Archive): Engine {
  const made: Engine = { story: new Story({ ...smallDistrict(), locate: () => undefined }), coverage: createCoverage(archive), state: createCoverage().start() }
  made.story.listeners.push((happening, world) => { made.state = made.coverage.step(made.state, happening, world) })
  return made
}

export const adopted = (hash: string, beats: readonly Beat[], effective: number, at = effective): Told =>
  ({ at, tell: (story) => story.entry('beats-adopted', { hash, effective: instant(effective), content: { effective: instant(effective), beats: [...beats] } }, at) })

export const checkedIn = (beat: Beat, number: number, at: number): Told =>
  ({ at: at + 1, tell: (story) => story.entry('beat-checked', { beat: beat.id, unit: unitId(`u${number}`), at: instant(at), way: 'nfc' }, at + 1) })

/** Shifts, units of one to three people, devices; one unit in five signs off for an hour, and one sign-on in three is heard of late. */
export function roster(seed: number, each: number, beats: readonly Beat[]): Told[] {
  const next = seeded(seed + 77)
  const told: Told[] = [
    { at: MORNING - HOUR, tell: (story) => story.entry('catalogue-adopted', { hash: 'c', effective: instant(MORNING - HOUR), content: { ...catalogue, shifts: SHIFTS } }, MORNING - HOUR) },
    adopted('first', beats, MORNING - HOUR),
  ]
  for (const { number, tier, interval } of walkers(each)) {
    told.push({ at: MORNING - HOUR, tell: (story) => story.units(unit(`u${number}`, number, { tier, region: townCodes[0] })).devices(device(`d${number}`, number, `u${number}`, { interval })) })
    const people = (): number => 1 + Math.floor(next() * 3)
    const [first, second] = [people(), people()]
    const on = MORNING + (next() - 0.3) * 20 * MINUTE
    told.push({ duty: true, at: next() < 0.3 ? on + next() * HOUR : on, tell: (story) => story.signedOn(`u${number}`, Math.round(on), first) })
    if (next() < 0.2) {
      const off = MORNING + (1 + next() * 3) * HOUR
      told.push({ duty: true, at: off + next() * 10 * MINUTE, tell: (story) => story.signedOff(`u${number}`, Math.round(off)) })
      told.push({ duty: true, at: off + HOUR, tell: (story) => story.signedOn(`u${number}`, Math.round(off + HOUR), second) })
    }
  }
  return told
}

/** Fixes one by one as they were made. */
export const inOrder = (fixes: readonly FixSaid[]): Told[] =>
  [...fixes].sort((a, b) => a.time - b.time).map((fix) => ({ at: fix.time, tell: (story) => story.fixes(fix.time, [fix]) }))

/** The same fixes minutes and hours late, whole outages at once, in batches of any size; flagged as admission flags them. */
export function asTheyCome(fixes: readonly FixSaid[], seed: number): Told[] {
  const next = seeded(seed)
  const outages = new Map<number, { from: number; until: number; back: number }>()
  const received = [...fixes].sort((a, b) => a.time - b.time).map((fix) => {
    let outage = outages.get(fix.device)
    if ((!outage || fix.time > outage.until) && next() < 0.01) {
      const until = fix.time + next() * 40 * MINUTE
      outages.set(fix.device, outage = { from: fix.time, until, back: until + next() * 90 * MINUTE })
    }
    const kept = outage && fix.time <= outage.until && next() < 0.9
    return { ...fix, received: Math.round(kept ? outage!.back : fix.time + next() * (next() < 0.05 ? 5 * MINUTE : 4_000)), memory: kept }
  }).sort((a, b) => a.received - b.received)
  const newest = new Map<number, number>()
  const told: Told[] = []
  for (let from = 0; from < received.length;) {
    const rows = received.slice(from, from += 1 + Math.floor(next() * next() * 40)).map((fix) => {
      const late = fix.time < (newest.get(fix.device) ?? 0)
      newest.set(fix.device, Math.max(fix.time, newest.get(fix.device) ?? 0))
      // A refill is flagged, but not so that it would be one of those whose time is not believed.
      return { ...fix, flags: (fix.flags ?? 0) | (late ? fixFlag.late : 0) | (fix.memory && !((fix.flags ?? 0) & fixFlag.clock) ? fixFlag.refill : 0) }
    })
    const at = rows.at(-1)!.received
    told.push({ at, tell: (story) => story.fixes(at, rows) })
  }
  return told
}

/** Twice as often, so that there are full stretches to put late ones into. */
export const twice = (fixes: readonly FixSaid[]): FixSaid[] => fixes.flatMap((fix) => [fix, { ...fix, time: fix.time + 3_000 }])

export function play(into: Engine, told: readonly Told[]): Engine {
  for (const { tell } of [...told].map((one, index) => ({ ...one, index })).sort((a, b) => a.at - b.at || a.index - b.index)) tell(into.story)
  return into
}

export interface Day { readonly beats: readonly Beat[]; readonly roster: readonly Told[]; readonly fixes: readonly FixSaid[] }

/** Some hours of a small district: a second set of beats comes into force on the way, with some of the beats as they were. */
export function day(seed: number, hours: number, each = 2): Day {
  const next = seeded(seed + 5)
  const beats = someBeats(seed)
  const other = someBeats(seed + 1)
  const changed = beats.map((beat, index) => (next() < 0.4 ? other[index] : beat)).filter(() => next() < 0.9)
  const change = MORNING + Math.round(hours * 0.6 * HOUR)
  const point = beats.find(({ tier }) => tier === 'point')!
  return {
    beats,
    roster: [
      ...roster(seed, each, beats), adopted('second', changed, change, change - 30 * MINUTE),
      ...[0.3, 0.31, 0.7].map((part) => checkedIn(point, 1 + 2 * each, Math.round(MORNING + hours * part * HOUR))),
    ],
    fixes: walkers(each).flatMap((one) => walk(one, seed, MORNING - 10 * MINUTE, MORNING + hours * HOUR)),
  }
}
