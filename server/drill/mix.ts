// What happens in a district: the article's mix of events, their levels and their hours, as data.
import type { Severity } from '../../shared/domain/event.ts'

export const groups = ['hazard', 'dispute', 'emergency', 'other'] as const
export type Group = (typeof groups)[number]

/** Source figures, not recomputed: 1 January to June 2023. The named three are 2 138 of 4 041; the rest has no name. */
export const article: Readonly<Record<Group, number>> = { hazard: 1_679, dispute: 372, emergency: 87, other: 1_903 }
export const ARTICLE_DAYS = 181
export const EVENTS_PER_DAY = (article.hazard + article.dispute + article.emergency + article.other) / ARTICLE_DAYS

/** Assumption, stated: the article says nothing of levels. */
export const levels: Readonly<Record<Group, Readonly<Record<Severity, number>>>> = {
  emergency: { 1: 0.12, 2: 0.48, 3: 0.4, 4: 0 },
  hazard: { 1: 0, 2: 0.03, 3: 0.22, 4: 0.75 },
  dispute: { 1: 0, 2: 0.05, 3: 0.3, 4: 0.65 },
  other: { 1: 0, 2: 0, 3: 0.1, 4: 0.9 },
}

/** Assumption, stated: hours of the day in the display zone, thousandths of a day's events. Office and street hours, quiet nights. */
export const rhythm: readonly number[] = [
  12, 9, 7, 6, 6, 9, 18, 36, 66, 82, 84, 70,
  48, 50, 62, 66, 64, 58, 54, 58, 58, 42, 22, 13,
]

/**
 * Category and kinds of the catalogue that each group is reported under. The 1 903 without a name in the article stay
 * without one here: 其他 is what they are, and no pie is forced to close.
 */
export const headings: Readonly<Record<Group, { readonly category: string; readonly kinds: Readonly<Record<string, number>> }>> = {
  hazard: { category: 'security', kinds: { hazard: 78, guard: 10, watch: 7, technical: 5 } },
  dispute: {
    category: 'dispute',
    kinds: { neighbour: 28, family: 22, labour: 10, property: 10, homestead: 8, economic: 6, contract: 5, construction: 4, environment: 4, medical: 2, other: 1 },
  },
  emergency: { category: 'emergency', kinds: { emergency: 1 } },
  other: { category: 'other', kinds: { other: 1 } },
}

/** The outside systems that report, by share: assumption, stated. Names as the server's drill file gives keys to. */
export const sources = { platform: 0.7, hotline: 0.2, mini: 0.1 } as const
export type SourceName = keyof typeof sources

/** Medians of each step in minutes, and how far apart they scatter (sigma of the logarithm): assumptions, stated. */
export interface Pace { readonly accept: number; readonly dispatch: number; readonly sign: number; readonly handle: number; readonly check: number; readonly spread: number }
export const paces: Readonly<Record<Group, Pace>> = {
  emergency: { accept: 2, dispatch: 2, sign: 3, handle: 70, check: 45, spread: 0.6 },
  hazard: { accept: 35, dispatch: 25, sign: 30, handle: 26 * 60, check: 8 * 60, spread: 0.9 },
  dispute: { accept: 40, dispatch: 60, sign: 60, handle: 6 * 24 * 60, check: 12 * 60, spread: 0.7 },
  other: { accept: 50, dispatch: 40, sign: 45, handle: 20 * 60, check: 10 * 60, spread: 0.9 },
}

/** Shares of lives that take a turn: assumptions, stated. */
export const turns = {
  self: 0.14, rejected: 0.025, returned: 0.03, merged: 0.015, void: 0.008, refused: 0.04, suspended: 0.015, rework: 0.07, again: 0.12,
}
