// Which views stand: a view whose graphics context is gone must not look alive, and is made anew when the browser keeps it away.

export type ViewName = 'main' | 'part'

export interface StandingWish {
  /** A view's picture is gone. */
  readonly onLost: () => void
  /** The main view stands, and no view is gone: also after a fault that passed. */
  readonly onStands: () => void
  /** Makes the view anew. */
  readonly reopen: (view: ViewName) => void
  /** Runs after so many ms; answers how to call it off. */
  readonly wait: (run: () => void, ms: number) => () => void
}

/** ms within which a browser usually gives a lost context back. */
export const RESTORED = 10_000

export class Standing {
  readonly #wish: StandingWish
  readonly #gone = new Map<ViewName, () => void>()
  #drawn = false

  constructor(wish: StandingWish) { this.#wish = wish }

  /** The view's graphics context is gone; it is made anew every so often until it stands again. */
  lose(view: ViewName): void {
    this.#found(view)
    this.#gone.set(view, this.#wish.wait(() => {
      this.lose(view)
      this.#wish.reopen(view)
    }, RESTORED))
    this.#wish.onLost()
  }

  /** The view drew a whole picture. */
  stand(view: ViewName): void {
    this.#found(view)
    if (view === 'main') this.#drawn = true
    if (this.#drawn && this.#gone.size === 0) this.#wish.onStands()
  }

  /** The view is shown no more: it cannot be missed. */
  forget(view: ViewName): void {
    if (this.#found(view) && this.#drawn && this.#gone.size === 0) this.#wish.onStands()
  }

  /** The page closes: nothing is waited for any more. */
  close(): void {
    for (const callOff of this.#gone.values()) callOff()
    this.#gone.clear()
  }

  #found(view: ViewName): boolean {
    this.#gone.get(view)?.()
    return this.#gone.delete(view)
  }
}
