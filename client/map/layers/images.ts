// The images of event symbols and count pills, drawn from the tokens at twice the screen's resolution.
import type { Severity } from '../../../shared/domain/event.ts'
import type { Palette } from '../palette.ts'

/** Pixels of an image per CSS px. */
export const IMAGE_RATIO = 2

/** Outlines on a field of 40 × 40, and where the numeral's baseline stands (LOOK 4). */
const outlines: Readonly<Record<Severity, { readonly points: readonly (readonly [number, number])[]; readonly baseline: number }>> = {
  1: { points: [[20, 0], [40, 20], [20, 40], [0, 20]], baseline: 28 },
  2: { points: [[20, 1.5], [40, 38], [0, 38]], baseline: 34.5 },
  3: { points: [[3, 3], [37, 3], [37, 37], [3, 37]], baseline: 28 },
  4: { points: [[0, 2], [40, 2], [20, 38.5]], baseline: 21.5 },
}

/** A level's symbol, `size` CSS px across, with a halo of the wall's colour. `font` is a CSS family list. */
export function severityImage(level: Severity, size: number, palette: Palette, font: string): ImageData {
  const margin = 5
  const scale = (size * IMAGE_RATIO) / 40
  const brush = canvas(Math.ceil((40 + 2 * margin) * scale))
  brush.scale(scale, scale)
  brush.translate(margin, margin)
  const { points, baseline } = outlines[level]
  brush.beginPath()
  for (const [x, y] of points) brush.lineTo(x, y)
  brush.closePath()
  brush.lineJoin = 'round'
  brush.lineWidth = 7
  brush.strokeStyle = palette.bg0
  brush.stroke()
  brush.fillStyle = palette[`sev${level}`]
  brush.fill()
  brush.font = `700 22px ${font}`
  brush.textAlign = 'center'
  brush.fillStyle = palette.ink
  brush.fillText(String(level), 20, baseline)
  return brush.getImageData(0, 0, brush.canvas.width, brush.canvas.height)
}

/** A pill that says how many stand under one mark; `w` × `h` CSS px. */
export function pillImage(text: string, w: number, h: number, palette: Palette, font: string): ImageData {
  const edge = h * 0.06
  const brush = canvas(Math.ceil(w * IMAGE_RATIO), Math.ceil(h * IMAGE_RATIO))
  brush.scale(IMAGE_RATIO, IMAGE_RATIO)
  brush.beginPath()
  brush.roundRect(edge, edge, w - 2 * edge, h - 2 * edge, h / 2)
  brush.fillStyle = palette.bg2
  brush.fill()
  brush.lineWidth = edge
  brush.strokeStyle = palette.t3
  brush.stroke()
  brush.font = `400 ${h * 0.8}px ${font}`
  brush.textAlign = 'center'
  brush.fillStyle = palette.t1
  brush.fillText(text, w / 2, h * 0.79)
  return brush.getImageData(0, 0, brush.canvas.width, brush.canvas.height)
}

function canvas(width: number, height = width): CanvasRenderingContext2D {
  const element = document.createElement('canvas')
  element.width = width
  element.height = height
  const brush = element.getContext('2d', { willReadFrequently: true })
  if (!brush) throw new Error('the browser gives no 2D canvas')
  return brush
}
