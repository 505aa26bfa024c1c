// Alarms 告警: which causes stand now, and the entries that bring the standing alarms up to them.
import { isDeepStrictEqual } from 'node:util'
import { breachKinds, type Breach } from '../../shared/domain/breach.ts'
import { alarmId, type Alarm, type AlarmEnding, type AlarmId } from '../../shared/domain/alarm.ts'
import type { Draft } from '../../shared/domain/entry.ts'
import { freshness } from '../../shared/domain/freshness.ts'
import type { SourceHealth } from '../../shared/domain/reading.ts'
import type { LngLat } from '../../shared/domain/geo.ts'
import { regionCode } from '../../shared/domain/region.ts'
import type { Tier } from '../../shared/domain/tier.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import type { Device } from '../../shared/domain/unit.ts'
import { reliefFor } from '../world/relief.ts'
import type { World } from '../world/world.ts'

/** Who drafts alarm entries. */
const BY = 'alarms'

/**
 * Raised for open events of level 1 and 2, standing calls for help (level 1), sources that fell silent (level 2) and
 * breaches of the patrol plan once they are firm;
 * withdrawn when the cause is gone. Once its drafts are in the world the next call gives none.
 * The key of a draft names the alarm's last entry, or the event's when its alarm is raised anew, so that the same judgement
 * made twice (also over a crash) is one entry.
 * `listening` is when this server began to hear its sources: silence before that is its own.
 */
export function judgeAlarms({ world, sources, breaches, ending, now, listening }: Facts): Draft[] {
  const causes = new Map<string, Alarm>()
  for (const alarm of [...ofSos(world), ...ofEvents(world), ...ofSources(world, sources, now, listening), ...ofBreaches(world, breaches, now)]) causes.set(alarm.id, alarm)
  const raised = [...causes.values()].filter((alarm) => isNews(world.alarms.get(alarm.id), alarm)).sort(byGravity)
  const gone = [...world.alarms.values()].filter(({ id }) => !causes.has(id)).sort(byGravity)
  const next = (kind: string, id: AlarmId, cause = 0): string => `${kind}:${id}:${world.alarmSeq.get(id) ?? cause}`
  return [
    ...raised.map((alarm): Draft => ({
      kind: 'alarm-raised', data: { alarm }, by: BY, about: alarm.id, received: now, key: next('alarm-raised', alarm.id, world.open.get(alarm.about)?.version),
    })),
    ...gone.map((alarm): Draft => ({
      kind: 'alarm-withdrawn', data: { alarm: alarm.id, ...(isBreach(alarm) ? { why: ending(alarm) } : {}) }, by: BY, about: alarm.id, received: now, key: next('alarm-withdrawn', alarm.id),
    })),
  ]
}

export interface Facts {
  readonly world: World
  readonly sources: readonly SourceHealth[]
  readonly breaches: readonly Breach[]
  /** Why an alarm of the patrol plan stands no more. */
  ending(alarm: Alarm): AlarmEnding
  readonly now: Instant
  readonly listening: Instant
}

const idOf = (kind: Alarm['kind'], about: string): AlarmId => alarmId(`${kind}:${about}`)

const byGravity = (a: Alarm, b: Alarm): number => a.level - b.level || a.since - b.since || (a.id < b.id ? -1 : 1)

/** A standing alarm is raised anew when what a person must know of it changed; a call for help also when it is another call. */
const isNews = (standing: Alarm | undefined, alarm: Alarm): boolean =>
  !standing || standing.level !== alarm.level || standing.region !== alarm.region || (alarm.kind === 'sos' && standing.since !== alarm.since)
  || !isDeepStrictEqual(standing.turns, alarm.turns)

function* ofEvents(world: World): Iterable<Alarm> {
  for (const { id, level, region, occurred } of world.open.values()) {
    if (level <= 2) yield { id: idOf('event', id), kind: 'event', level, about: id, region, since: occurred }
  }
}

function* ofSos(world: World): Iterable<Alarm> {
  for (const { unit, region, at } of world.sos.values()) {
    yield { id: idOf('sos', unit), kind: 'sos', level: 1, about: unit, region: regionCode(region), since: at }
  }
}

const isBreach = ({ kind }: Alarm): boolean => breachKinds.some((one) => one === kind)

/** What is not firm keeps an alarm that stands and raises none, so that one on the border does not flap. */
function* ofBreaches(world: World, breaches: readonly Breach[], now: Instant): Iterable<Alarm> {
  for (const { kind, about, name, tier, region, level, since, place, firm, turns, beat } of breaches) {
    const id = idOf(kind, about)
    const standing = world.alarms.get(id)
    if (standing) yield { ...standing, level, region, ...(turns ? { turns: [...turns] } : {}) }
    else if (firm) yield { id, kind, level, about, region, since, name, tier, ...(turns ? { turns: [...turns] } : {}), ...(beat === undefined ? {} : { beat }), ...(kind === 'void' ? { relief: comes(world, tier, place, now) } : {}) }
  }
}

/** The unit that could be there first, and where it belongs: only screens there are told its name. */
function comes(world: World, tier: Tier, place: LngLat, now: Instant): Alarm['relief'] {
  const relief = reliefFor(world, tier, place, now)
  return relief && { ...relief, home: world.units.get(relief.unit)?.region }
}

function* ofSources(world: World, sources: readonly SourceHealth[], now: Instant, listening: Instant): Iterable<Alarm> {
  for (const source of sources) {
    const id = idOf('source', source.id)
    const standing = world.alarms.get(id)
    if (standing) {
      // A source that flaps between silence and a single message keeps its one alarm until it keeps its rhythm again.
      if (source.interval !== null && source.freshness !== 'live') yield standing
    } else if (isSilent(world, source, now, listening)) {
      yield { id, kind: 'source', level: 2, about: source.id, region: world.district.manifest.code, since: source.last ?? now }
    }
  }
}

/** Lost, by its own rhythm and also counted from when we began to listen, and somebody was to be heard through it. */
function isSilent(world: World, { id, interval, last, freshness: state }: SourceHealth, now: Instant, listening: Instant): boolean {
  if (interval === null || state !== 'lost') return false
  if (freshness(instant(Math.max(last ?? 0, listening)), interval, now) !== 'lost') return false
  return last !== null || isExpected(world, id)
}

/** Whether a unit on duty has a device that speaks through the source: a dialect, or a gateway with or without its prefix. */
function isExpected(world: World, source: string): boolean {
  const speaks = ({ dialect, gateway }: Device): boolean => dialect === source || (gateway !== null && (gateway === source || `gateway:${gateway}` === source))
  for (const unit of world.shifts.keys()) if (world.devicesOfUnit.get(unit)?.some(speaks)) return true
  return false
}
