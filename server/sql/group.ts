// Group commit: while one commit is on its way to the disk, everything that comes in waits together for the next.

interface Call<Item, Answer> {
  readonly items: readonly Item[]
  readonly done: (answers: readonly Answer[]) => void
  readonly failed: (error: unknown) => void
}

export interface Group<Item, Answer> {
  /** Resolves with one answer an item, in order, when the commit that took them all is answered. */
  add(items: readonly Item[]): Promise<readonly Answer[]>
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>
}

/**
 * `send` commits many items at once and answers each in order. Calls are never split; a group stops growing at `most`
 * items, so that one commit stays short.
 */
export function groupCommit<Item, Answer>(send: (items: readonly Item[]) => Promise<readonly Answer[]>, most: number): Group<Item, Answer> {
  let waiting: Call<Item, Answer>[] = []
  let running: Promise<void> | null = null

  const takeCalls = (): Call<Item, Answer>[] => {
    let items = 0
    let count = 0
    while (count < waiting.length && (count === 0 || items + waiting[count].items.length <= most)) items += waiting[count++].items.length
    const taken = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return taken
  }

  const commitOnce = async (): Promise<void> => {
    const calls = takeCalls()
    try {
      const answers = await send(calls.flatMap((call) => call.items))
      let at = 0
      for (const { items, done } of calls) done(answers.slice(at, at += items.length))
    } catch (error) {
      for (const { failed } of calls) failed(error)
    }
  }

  const run = async (): Promise<void> => {
    // What is asked in the same turn of the loop belongs to the same commit.
    await Promise.resolve()
    while (waiting.length > 0) await commitOnce()
    running = null
  }

  return {
    add: (items) => new Promise((done, failed) => {
      waiting.push({ items, done, failed })
      running ??= run()
    }),
    idle: async () => { await running },
  }
}
