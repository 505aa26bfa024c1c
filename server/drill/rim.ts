// What the drill needs of the outside world besides the server: a steady clock, waiting, a voice, and the word to stop.
import type { Door } from './door.ts'
import { Unanswered } from './senders/sender.ts'

export interface Rim {
  /** Milliseconds of a clock that nobody sets. */
  steady(): number
  /** Waits real milliseconds, or until the drill is stopped. */
  wait(ms: number): Promise<void>
  /**
   * Between two ticks: waits real milliseconds. `answered` resolves when all that was played has been answered; a rim whose time
   * somebody drives waits for that first, so that nothing comes later than it was measured.
   */
  pause(ms: number, answered: () => Promise<unknown>): Promise<void>
  /** One line for whoever watches. */
  say(text: string): void
  /** A send or a call found nobody; said now and then, not each time. */
  trouble(why: string): void
  stopped(): boolean
}

/** The real world; `stop` ends every wait. */
export function createRim(write: (line: string) => void): Rim & { stop(): void } {
  const waits = new Set<() => void>()
  let stopped = false
  let troubles = 0
  let told = -Infinity
  const say = (text: string): void => { write(`drill: ${text}`) }
  const wait = (ms: number): Promise<void> => new Promise((resolve) => {
    if (stopped) return void resolve()
    const done = (): void => {
      clearTimeout(timer)
      waits.delete(done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    waits.add(done)
  })
  return {
    steady: () => performance.now(), wait, pause: wait,
    say,
    trouble(why) {
      troubles++
      if (performance.now() - told < 30_000) return
      told = performance.now()
      say(`not answered (${troubles} times so far), trying again: ${why}`)
    },
    stopped: () => stopped,
    stop() {
      stopped = true
      for (const done of [...waits]) done()
    },
  }
}

/** Asks until somebody answers; undefined when the drill was stopped first. Errors other than Unanswered are passed on. */
export async function untilAnswered<T>(rim: Rim, door: Door, ask: () => Promise<T>): Promise<T | undefined> {
  for (let wait = 300; !rim.stopped(); wait = Math.min(5_000, wait * 1.6)) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      rim.trouble(error.message)
      await rim.wait(wait)
      door.refresh()
    }
  }
  return undefined
}
