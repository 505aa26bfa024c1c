// Patterns that fill what has no age: hatching where nobody came, sparse dots where nobody is due.
import type { Palette } from '../palette.ts'
import { IMAGE_RATIO } from './images.ts'

/** Diagonal strokes on the wall's colour; `size` CSS px from one to the next. */
export function hatchImage(size: number, palette: Palette): ImageData {
  const { brush, side } = tile(size)
  brush.fillStyle = palette.bg0
  brush.fillRect(0, 0, side, side)
  brush.strokeStyle = palette.rule
  brush.lineWidth = side * 0.14
  for (const at of [-side, 0, side]) {
    brush.beginPath()
    brush.moveTo(at, side)
    brush.lineTo(at + side, 0)
    brush.stroke()
  }
  return brush.getImageData(0, 0, side, side)
}

export function dotsImage(size: number, palette: Palette): ImageData {
  const { brush, side } = tile(size)
  brush.fillStyle = palette.rule
  for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]]) {
    brush.beginPath()
    brush.arc(x * side, y * side, side * 0.06, 0, 2 * Math.PI)
    brush.fill()
  }
  return brush.getImageData(0, 0, side, side)
}

/** Whole pixels, so that tiles meet without a seam. */
function tile(size: number): { readonly brush: CanvasRenderingContext2D; readonly side: number } {
  const side = Math.max(4, Math.round(size * IMAGE_RATIO))
  const element = document.createElement('canvas')
  element.width = side
  element.height = side
  const brush = element.getContext('2d', { willReadFrequently: true })
  if (!brush) throw new Error('the browser gives no 2D canvas')
  return { brush, side }
}
