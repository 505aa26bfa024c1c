// What both ends of a frame expect of each unit: four simple guesses at its next place, the one that has erred least is used.
//
// Standing still; going on as between the last two places; and two alpha–beta filters (R. Kalata, "The tracking index",
// 1984), a calm one for places that scatter and a quick one for places that turn. Only +, −, × and whole-number steps
// are used, which every JavaScript engine computes alike: the two ends must never drift apart by a bit.
/** Numbers kept of a unit, by their place in its stretch of `state`. */
const LON = 0, LAT = 1, TIME = 2, STEP = 3, VX = 4, VY = 5, CALM = 6, QUICK = 10, ERROR = 14, FLAGS = 18, HEADING = 19
/** Of each filter: how far its own place is from the last one told, and its velocity. */
const DX = 0, DY = 1, DVX = 2, DVY = 3
const STRIDE = 20

const gains = [{ at: CALM, place: 0.35, pace: 0.06 }, { at: QUICK, place: 0.7, pace: 0.3 }] as const
/** What a unit is expected to err by at first: millionths of a degree, both axes together. */
const FIRST_ERROR = 128
/** Velocities in a keyframe count in these: millionths of a degree a second. */
const PACE = 0.25
const MAX_PACE = 2 ** 20
/** Errors that contexts are told apart by: half octaves from 1/16 on. */
export const CONTEXTS = 48
/** A velocity is believed no longer than this; seconds. */
const REACH = 120
/** Reports closer than this tell little about velocity; seconds. */
const CLOSE = 0.5

/** A unit's motion as a keyframe tells it. */
export interface Told { readonly best: number; readonly error: number; readonly vx: number; readonly vy: number }

export class Motion {
  #state = new Float64Array(64 * STRIDE)
  /** By unit number: 1 + its place among the stretches, 0 = not known. */
  #slots = new Int32Array(256)
  readonly #free: number[] = []
  #used = 0
  #count = 0
  /** What `expect` found out about the unit asked last. */
  best = 0
  context = 0
  lon = 0
  lat = 0

  /** Units known. */
  get count(): number { return this.#count }

  has(unit: number): boolean { return unit < this.#slots.length && this.#slots[unit] > 0 }

  #at(unit: number): number { return (this.#slots[unit] - 1) * STRIDE }

  lonOf(unit: number): number { return this.#state[this.#at(unit) + LON] }
  latOf(unit: number): number { return this.#state[this.#at(unit) + LAT] }
  timeOf(unit: number): number { return this.#state[this.#at(unit) + TIME] }
  /** Milliseconds between the last two places told, 0 = only one yet. */
  stepOf(unit: number): number { return this.#state[this.#at(unit) + STEP] }

  flagsOf(unit: number): number { return this.#state[this.#at(unit) + FLAGS] }
  /** Degrees from north as shown last, UNKNOWN before any. */
  headingOf(unit: number): number { return this.#state[this.#at(unit) + HEADING] }

  /** What is shown of a unit beside its place. */
  wear(unit: number, flags: number, heading: number): void {
    const at = this.#at(unit)
    this.#state[at + FLAGS] = flags
    this.#state[at + HEADING] = heading
  }

  /** The calm filter's velocity in millionths of a degree a second, east and north. */
  eastOf(unit: number): number { return this.#state[this.#at(unit) + CALM + DVX] }
  northOf(unit: number): number { return this.#state[this.#at(unit) + CALM + DVY] }

  /** Sets best, context, lon and lat to what is expected of a known unit at `time`. */
  expect(unit: number, time: number): void {
    const state = this.#state
    const at = this.#at(unit)
    let best = 0
    for (let guess = 1; guess < 4; guess++) if (state[at + ERROR + guess] < state[at + ERROR + best]) best = guess
    const seconds = reach(time - state[at + TIME])
    this.best = best
    this.context = contextOf(state[at + ERROR + best])
    // Nobody is expected off the earth, so that what is left always fits a remainder.
    this.lon = within(180_000_000, state[at + LON] + Math.round(offset(state, at, best, 0, seconds)))
    this.lat = within(90_000_000, state[at + LAT] + Math.round(offset(state, at, best, 1, seconds)))
  }

  /** A known unit's next place; whole millionths of a degree. */
  move(unit: number, time: number, lon: number, lat: number): void {
    const state = this.#state
    const at = this.#at(unit)
    const passed = time - state[at + TIME]
    const seconds = reach(passed)
    const dx = lon - state[at + LON]
    const dy = lat - state[at + LAT]
    for (let guess = 0; guess < 4; guess++) {
      const error = Math.abs(dx - offset(state, at, guess, 0, seconds)) + Math.abs(dy - offset(state, at, guess, 1, seconds))
      state[at + ERROR + guess] += (error - state[at + ERROR + guess]) * 0.125
    }
    const pace = seconds < CLOSE ? CLOSE : seconds
    // What was missed over a long silence says little about the second after it: corrected as if over the longer of the two.
    const lately = Math.max(pace, reach(state[at + STEP]))
    for (let which = 0; which < 2; which++) {
      const gain = gains[which]
      const f = at + gain.at
      const ex = state[f + DX] + state[f + DVX] * seconds - dx
      const ey = state[f + DY] + state[f + DVY] * seconds - dy
      state[f + DX] = ex * (1 - gain.place)
      state[f + DY] = ey * (1 - gain.place)
      state[f + DVX] -= ex * gain.pace / lately
      state[f + DVY] -= ey * gain.pace / lately
    }
    if (seconds > 0) {
      state[at + VX] = dx / pace
      state[at + VY] = dy / pace
    }
    if (passed > 0) state[at + STEP] = passed
    state[at + TIME] = time
    state[at + LON] = lon
    state[at + LAT] = lat
  }

  /** A unit told for the first time, or anew: a keyframe's words, or nothing known of its motion. */
  begin(unit: number, place: { readonly time: number; readonly lon: number; readonly lat: number; readonly step: number }, told: Told | null): void {
    const at = this.#take(unit)
    const state = this.#state
    state.fill(0, at, at + FLAGS)
    state[at + LON] = place.lon
    state[at + LAT] = place.lat
    state[at + TIME] = place.time
    state[at + STEP] = place.step
    const error = told ? errorOf(told.error) : FIRST_ERROR
    for (let guess = 0; guess < 4; guess++) state[at + ERROR + guess] = error * (told && guess !== told.best ? 1.5 : 1)
    if (!told) return
    for (const [from, value] of [[VX, told.vx], [VY, told.vy]] as const) state[at + from] = value * PACE
    for (const { at: filter } of gains) {
      state[at + filter + DVX] = told.vx * PACE
      state[at + filter + DVY] = told.vy * PACE
    }
  }

  /** What a keyframe says of a known unit's motion; `begin` with it is where both ends go on from. */
  tell(unit: number): Told {
    const state = this.#state
    const at = this.#at(unit)
    this.expect(unit, state[at + TIME])
    const from = this.best < 2 ? at + VX : at + (this.best === 2 ? CALM : QUICK) + DVX
    return { best: this.best, error: this.context, vx: paceOf(state[from]), vy: paceOf(state[from + 1]) }
  }

  forget(unit: number): void {
    if (!this.has(unit)) return
    this.#free.push(this.#slots[unit])
    this.#slots[unit] = 0
    this.#count--
  }

  /** The numbers of all known units, ascending. */
  known(): number[] {
    const units: number[] = []
    for (let unit = 0; unit < this.#slots.length; unit++) if (this.#slots[unit] > 0) units.push(unit)
    return units
  }

  #take(unit: number): number {
    if (unit >= this.#slots.length) {
      const grown = new Int32Array(Math.max(this.#slots.length * 2, unit + 1))
      grown.set(this.#slots)
      this.#slots = grown
    }
    if (this.#slots[unit] === 0) {
      this.#slots[unit] = this.#free.pop() ?? ++this.#used
      this.#count++
      if (this.#used * STRIDE > this.#state.length) {
        const grown = new Float64Array(this.#state.length * 2)
        grown.set(this.#state)
        this.#state = grown
      }
    }
    return this.#at(unit)
  }
}

/** Where a guess sees the unit after so many seconds, from the place told last. */
function offset(state: Float64Array, at: number, guess: number, axis: 0 | 1, seconds: number): number {
  if (guess === 0) return 0
  if (guess === 1) return state[at + VX + axis] * seconds
  const filter = at + (guess === 2 ? CALM : QUICK) + axis
  return state[filter] + state[filter + DVX] * seconds
}

const within = (most: number, value: number): number => Math.max(-most, Math.min(most, value))

const reach = (milliseconds: number): number => (milliseconds <= 0 ? 0 : milliseconds > REACH * 1_000 ? REACH : milliseconds / 1_000)

const paceOf = (value: number): number => Math.max(-MAX_PACE, Math.min(MAX_PACE, Math.round(value / PACE)))

/** Half octaves of an error from 1/16 on. */
function contextOf(error: number): number {
  const scaled = error >= 2 ** 26 ? 2 ** 30 : Math.floor(error * 16)
  if (scaled < 2) return 0
  const octave = 31 - Math.clz32(scaled)
  return Math.min(CONTEXTS - 1, octave * 2 + ((scaled >> (octave - 1)) & 1))
}

/** The middle of each context. */
const middles = Float64Array.from({ length: CONTEXTS }, (_, context) => {
  let octave = 1 / 16
  for (let doubled = 0; doubled < context >> 1; doubled++) octave *= 2
  return context < 2 ? octave : octave * ((context & 1) === 1 ? 1.75 : 1.25)
})
const errorOf = (context: number): number => middles[Math.min(context, CONTEXTS - 1)]
