// The symbols' outlines in a square of 40: what page and charts draw alike.
import type { Severity } from '../../shared/domain/event.ts'

export interface SeverityShape { readonly path: string; readonly baseline: number }

/** 1 diamond, 2 triangle, 3 square, 4 inverted triangle; `baseline` is where the numeral stands. */
export const severityShapes: Readonly<Record<Severity, SeverityShape>> = {
  1: { path: 'M20 0L40 20L20 40L0 20Z', baseline: 28 },
  2: { path: 'M20 1.5L40 38H0Z', baseline: 34.5 },
  3: { path: 'M3 3H37V37H3Z', baseline: 28 },
  4: { path: 'M0 2H40L20 38.5Z', baseline: 21.5 },
}
