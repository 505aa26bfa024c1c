// One drill plays a store at a time: who comes later takes the watch over, and who had it notices and goes.
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'

export interface Watch {
  /** Gives the watch back, unless somebody has taken it. */
  leave(): void
}

/** Takes the watch at once; `relieved` is called once when another drill has taken it. */
export function takeWatch(file: string, relieved: () => void, every = 1_000): Watch {
  const mine = randomUUID()
  writeFileSync(file, mine, { mode: 0o600 })
  const holder = (): string | null => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return null
    }
  }
  const timer = setInterval(() => {
    const now = holder()
    // Being written this moment, or swept away with its folder: nobody has taken it.
    if (now === mine || now === null || now === '') return
    clearInterval(timer)
    relieved()
  }, every)
  timer.unref()
  return {
    leave() {
      clearInterval(timer)
      if (holder() === mine) rmSync(file, { force: true })
    },
  }
}
