// The tokens as charts need them: colours read from the page, text sizes in px from rem.
import type { Severity } from '../../shared/domain/event.ts'
import type { Tier } from '../../shared/domain/tier.ts'

export interface Ink {
  readonly ground: string
  readonly text: readonly [string, string, string]
  readonly rule: string
  readonly hair: string
  readonly tier: Readonly<Record<Tier, string>>
  readonly severity: Readonly<Record<Severity, string>>
  /** Neutral steps, darkest first. */
  readonly seq: readonly [string, string, string, string, string]
  readonly font: string
  /** px of one rem; the smallest text is 1.1 of it. */
  readonly rem: number
}

/** Smallest text of a wall, in rem. */
export const SMALLEST_TEXT = 1.1

/** Reads the tokens through `value`, which gives a custom property's text; getComputedStyle fits. */
export function readInk(value: (property: string) => string, rem: number): Ink {
  const token = (name: string): string => value(`--${name}`).trim()
  return {
    ground: token('bg-1'), text: [token('t-1'), token('t-2'), token('t-3')], rule: token('rule'), hair: token('hair'),
    tier: { area: token('area'), line: token('line'), point: token('point') },
    severity: { 1: token('sev-1'), 2: token('sev-2'), 3: token('sev-3'), 4: token('sev-4') },
    seq: [token('seq-0'), token('seq-1'), token('seq-2'), token('seq-3'), token('seq-4')],
    font: token('font'), rem,
  }
}

/** The style of a chart's smallest text. */
export const smallText = (ink: Ink, colour = ink.text[2]) =>
  ({ fontFamily: ink.font, fontSize: SMALLEST_TEXT * ink.rem, color: colour, fontWeight: 400 as const })
