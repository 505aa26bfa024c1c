// What ingest counts about itself: per source what was admitted, what was refused and why, and who spoke unregistered.
import type { IngestCounts, SourceCount } from '../../shared/domain/health.ts'
import type { RefusalCode } from '../../shared/domain/refusal.ts'
import { instant, MINUTE, SECOND, type Instant } from '../../shared/domain/time.ts'
import { dialects, type Device, type Dialect } from '../../shared/domain/unit.ts'
import type { World } from '../world/world.ts'
import { Rolling } from './rolling.ts'
import { Strangers } from './strangers.ts'

/** A source's id: a dialect's name, "gateway:" or "events:" and the id of what speaks. */
export type SourceId = string

/** A fix through a gateway counts at the gateway, any other at its dialect: each counts once, so that totals are sums. */
export const sourceOf = (device: Pick<Device, 'dialect' | 'gateway'>): SourceId =>
  device.dialect === 'batch' && device.gateway !== null ? gatewaySource(device.gateway) : device.dialect
export const gatewaySource = (id: string): SourceId => `gateway:${id}`
export const eventSource = (id: string): SourceId => `events:${id}`

interface Tally {
  name: string | null
  last: Instant | null
  connections: number
  admitted: number
  readonly lastMinute: Rolling
  readonly refused: Partial<Record<RefusalCode, number>>
  readonly refusedLastHour: Rolling
}

const newTally = (): Tally => ({
  name: null, last: null, connections: 0, admitted: 0,
  lastMinute: new Rolling(SECOND, 60), refused: {}, refusedLastHour: new Rolling(MINUTE, 60),
})

export interface Counts {
  admitted(source: SourceId, count: number): void
  refused(source: SourceId, code: RefusalCode, count?: number): void
  /** A sign of life without a fix. */
  seen(source: SourceId): void
  named(source: SourceId, name: string): void
  connected(dialect: Dialect, change: 1 | -1): void
  readonly strangers: Strangers
  show(now: Instant): IngestCounts
}

/** Starts from what the world remembers, so that a source which fell silent before a restart is still known to be silent. */
export function createCounts({ world, now }: { world: World; now(): Instant }): Counts {
  const tallies = new Map<SourceId, Tally>()
  const strangers = new Strangers()
  const tally = (source: SourceId): Tally => {
    const found = tallies.get(source) ?? newTally()
    tallies.set(source, found)
    return found
  }
  const heard = (source: SourceId, at: number): void => {
    const found = tally(source)
    if (found.last === null || found.last < at) found.last = instant(at)
  }
  for (const device of world.devices.values()) {
    if (!world.devicePlaces.has(device.number)) continue
    const received = world.devicePlaces.columns.received[device.number]
    heard(sourceOf(device), received)
    heard(device.dialect, received)
  }
  let intervals = { of: -1, by: new Map<SourceId, number>() }
  for (const [source, at] of world.reporters) heard(eventSource(source), at)

  return {
    strangers,
    admitted(source, count) {
      if (count === 0) return
      const found = tally(source)
      found.admitted += count
      found.lastMinute.add(now(), count)
      found.last = now()
    },
    refused(source, code, count = 1) {
      const found = tally(source)
      found.refused[code] = (found.refused[code] ?? 0) + count
      found.refusedLastHour.add(now(), count)
    },
    seen: (source) => { tally(source).last = now() },
    named: (source, name) => { tally(source).name = name },
    connected: (dialect, change) => { tally(dialect).connections += change },
    show(at) {
      if (intervals.of !== world.registrations) intervals = { of: world.registrations, by: intervalsOf(world) }
      const shown = (id: SourceId, kind: SourceCount['kind'], name: string): SourceCount => {
        const found = tallies.get(id) ?? newTally()
        return {
          id, kind, name, last: found.last, interval: intervals.by.get(id) ?? null, connections: found.connections,
          admitted: found.admitted, admittedLastMinute: found.lastMinute.sum(at),
          refused: { ...found.refused }, refusedLastHour: found.refusedLastHour.sum(at),
        }
      }
      const events = [...tallies.keys()].filter((id) => id.startsWith('events:')).sort()
      return {
        sources: [
          ...dialects.map((dialect) => shown(dialect, 'dialect', dialect)),
          ...[...world.gateways.values()].map((gateway) => shown(gatewaySource(gateway.id), 'gateway', gateway.name)),
          ...events.map((id) => shown(id, 'events', tallies.get(id)?.name ?? id.slice('events:'.length))),
        ],
        unregistered: strangers.list(),
      }
    },
  }
}

/**
 * The shortest rhythm of the devices behind each source: what a silence is measured by. The batch dialect has none of
 * its own: each gateway has, and one silence must not be two alarms.
 */
function intervalsOf(world: World): Map<SourceId, number> {
  const shortest = new Map<SourceId, number>()
  for (const device of world.devices.values()) {
    const id = sourceOf(device)
    shortest.set(id, Math.min(shortest.get(id) ?? Infinity, device.interval))
  }
  return shortest
}
