// Turns what a report says into observations for admission.
import type { Instant } from '../../../../shared/domain/time.ts'
import type { Observation } from '../../observation.ts'
import type { Batch } from './batch.ts'
import { alarmBit, statusBit, type Location } from './location.ts'

/**
 * Undefined when the report's time is no date, since a place without its time is worth nothing; a call for help is
 * taken whatever the rest says. A time of all zeros means a terminal without a clock: the received time rules.
 */
export function observe(location: Location, received: Instant, refill: boolean): Observation | undefined {
  const sos = (location.alarm & alarmBit.sos) !== 0
  // From memory there is no "now": a report without a time would be drawn where the unit was long ago.
  if (!sos && (location.unreadable || (refill && location.time === null))) return undefined
  return {
    at: location.time, received,
    lon: location.lon, lat: location.lat, speed: location.speed, heading: location.heading, accuracy: null,
    valid: (location.status & statusBit.fixed) !== 0, sos, refill,
  }
}

/** The batch's observations, and how many of its items had to be left out for want of a time. */
export function observeBatch(batch: Batch, received: Instant): { observations: Observation[]; timeless: number } {
  const observations: Observation[] = []
  for (const location of batch.locations) {
    const observation = observe(location, received, batch.refill)
    if (observation) observations.push(observation)
  }
  return { observations, timeless: batch.locations.length - observations.length }
}
