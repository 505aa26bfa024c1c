// Undo 撤销: the states that a thing went through, one step an edit.

export interface History<State> {
  readonly past: readonly State[]
  readonly now: State
  readonly future: readonly State[]
}

/** Steps that can be taken back. */
export const MOST_STEPS = 200

export const begin = <State>(now: State): History<State> => ({ past: [], now, future: [] })

/** One more step; what was taken back before is gone. Nothing happens when nothing changed. */
export const step = <State>(history: History<State>, next: State): History<State> =>
  (next === history.now ? history : { past: [...history.past, history.now].slice(-MOST_STEPS), now: next, future: [] })

export function undo<State>({ past, now, future }: History<State>): History<State> {
  return past.length === 0 ? { past, now, future } : { past: past.slice(0, -1), now: past[past.length - 1], future: [now, ...future] }
}

export function redo<State>({ past, now, future }: History<State>): History<State> {
  return future.length === 0 ? { past, now, future } : { past: [...past, now], now: future[0], future: future.slice(1) }
}
