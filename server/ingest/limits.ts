// What admission judges by: the adopted catalogue's limits, or these until one is adopted.
import type { AdmissionLimits } from '../../shared/domain/catalogue.ts'
import { DAY, MINUTE } from '../../shared/domain/time.ts'

export const defaultLimits: AdmissionLimits = {
  jump: { car: 60, motorcycle: 60, foot: 12, post: 12 },
  accuracy: 50,
  clockHours: 24,
}

/**
 * A fix time further ahead of us than this comes from a wrong clock, however small the error: nobody has been where
 * they are not yet, and such a time would hold the marker and look fresh for as long as it is ahead.
 */
export const AHEAD = 5 * MINUTE

/** How far back a fix that the device itself calls a refill is believed; older than that its clock had been reset. */
export const MEMORY = 31 * DAY

/** So many impossible fixes in a row that agree with one another are the new place: a ferry, a lorry, the end of a drift. */
export const AGREED = 3
