// How large a file may be, and how much two areas may disagree before a person has to look.

/** Bytes of an imported file. */
export const MOST_BYTES = 128 * 1024 * 1024
/** Degrees that a district spans at most, either way. */
export const WIDEST = 3

/** Places where a ring may touch or cross itself and still be worth mending. */
export const MOST_CONTACTS = 5_000

/** Share of a ring's or feature's area that a repair may change. */
export const REPAIRABLE = 0.01
/** m² below which a change of area is never worth a refusal. */
export const NEGLIGIBLE = 50
/** Share of the smaller of two neighbours that they may have in common. */
export const MOST_OVERLAP = 0.02
/** m² up to which a hole in a region derived from its parts is a sliver between them. */
export const SLIVER = 10_000
