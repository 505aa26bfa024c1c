// Rows of a list beside bezels: a row whose text a bezel would cross starts below it instead.

export interface PlacedRow { readonly index: number; readonly top: number }

/**
 * Places rows of `height` from `top` down to `bottom` (px of the page). A row keeps `inset` clear at its own top and
 * bottom, where a bezel may run. Answers the rows that fit, in order.
 */
export function placeRows(count: number, top: number, bottom: number, height: number, bezels: readonly number[], inset: number): PlacedRow[] {
  const placed: PlacedRow[] = []
  let at = top
  for (let index = 0; index < count; index++) {
    const crossing = bezels.find((bezel) => bezel > at + inset && bezel < at + height - inset)
    if (crossing !== undefined) at = crossing - inset / 2
    if (at + height > bottom + 0.5) break
    placed.push({ index, top: at - top })
    at += height
  }
  return placed
}
