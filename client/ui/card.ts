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
  readonly faint: boolean
  /** It stands no more and was never true: without its level's hue. */
  readonly over?: boolean
}
