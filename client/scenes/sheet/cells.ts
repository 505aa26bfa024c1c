// What stands in the cells of the shift sheet: figures as people read them, each with what it is of.
import { clockText } from '../../../shared/domain/time.ts'
import type { SheetRow } from '../../../shared/domain/sheet.ts'

/** Minutes and metres, of those due; of a post the share of the time, and what is asked; a dash where there is nothing to measure. */
export function amountText({ tier, amount, asked }: Pick<SheetRow, 'tier' | 'amount' | 'asked'>): string {
  if (amount === null || amount.whole === 0) return '–'
  if (tier !== 'point') return `${Math.floor(amount.part)} / ${Math.round(amount.whole)}`
  const share = `${percent(amount.part / amount.whole)}`
  return asked === null ? share : `${share} / ${percent(asked)}`
}

/** Rounded down: 89.9 % is not 90 %. */
const percent = (share: number): string => `${Math.floor(share * 100 + 1e-9)}%`

/** An instant of the shift, which is never longer than a day: its clock time says when. */
export const lastText = ({ last }: Pick<SheetRow, 'last'>): string => (last === null ? '–' : clockText(last))

/** The shift where a row is of another one than its sheet. */
export const shiftOf = ({ shift }: Pick<SheetRow, 'shift'>): string => `${shift.name} ${clockText(shift.from)}–${clockText(shift.to)}`

/** A count that is a fault when it is not 0: 0 stands as a dot, so that the eye finds the others. */
export const faultText = (count: number): string => (count === 0 ? '·' : String(count))
