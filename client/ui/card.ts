// What an alarm card says, in words ready to be shown.
import type { Severity } from '../../shared/domain/event.ts'

export interface Card {
  readonly id: string
  readonly level: Severity
  readonly word: string
  readonly title: string
  readonly place: string
  readonly detail: string
  readonly state: string
  readonly age: { readonly value: number; readonly unit: string }
  /** The state says no more than that it stands: left out where a card is low and narrow. */
  readonly stands?: boolean
  readonly faint: boolean
  /** It stands no more and was never true: without its level's hue. */
  readonly over?: boolean
}
