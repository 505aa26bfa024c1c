// What the side sheet says of one figure.

export interface Explanation {
  readonly title: string
  readonly figure: number | null
  readonly unit: string
  /** In words, and in symbols or empty. */
  readonly formula: string
  readonly symbols: string
  readonly window: string
  readonly asOf: string
  readonly numerator: number | null
  readonly denominator: number | null
  readonly source: string
  readonly parts: readonly { readonly label: string; readonly value: number }[]
  /** Further facts in words. */
  readonly notes?: readonly { readonly label: string; readonly text: string }[]
  /** The parts do not add up to the figure. */
  readonly loose: boolean
}
