// The colours that the map draws with, read from the page's tokens; night and link lost come through the same door.
import type { Tier } from '../../shared/domain/tier.ts'

const tokens = {
  bg0: '--bg-0', bg1: '--bg-1', bg2: '--bg-2', bg3: '--bg-3', land: '--land', hair: '--hair', rule: '--rule',
  t1: '--t-1', t2: '--t-2', t3: '--t-3', area: '--area', line: '--line', point: '--point',
  area0: '--area-0', area1: '--area-1', area2: '--area-2', area3: '--area-3', area4: '--area-4',
  line0: '--line-0', line1: '--line-1', line2: '--line-2', line3: '--line-3', line4: '--line-4',
  point0: '--point-0', point1: '--point-1', point2: '--point-2', point3: '--point-3', point4: '--point-4',
  sev1: '--sev-1', sev2: '--sev-2', sev3: '--sev-3', sev4: '--sev-4',
  ink: '--ink',
} as const

/** One CSS colour per token, as written in the style sheet (#rrggbb). */
export type Palette = Readonly<Record<keyof typeof tokens, string>>

/** What is drawn with while no style sheet answers: a token that is missing must not make the map vanish. */
const MISSING = '#93a1ad'

/**
 * Reads every token through `read` (a computed style's getPropertyValue).
 * With the link lost all hues are withdrawn here too, whatever the style sheet says of them.
 */
export function readPalette(read: (name: string) => string, lost: boolean): Palette {
  const palette = Object.fromEntries(Object.entries(tokens).map(([key, name]) => [key, read(name).trim() || MISSING])) as Record<keyof typeof tokens, string>
  if (!lost) return palette
  const grey = palette.t3
  const steps = Object.fromEntries(Object.entries(palette).filter(([key]) => /^(area|line|point)\d$/.test(key)).map(([key, colour]) => [key, withoutHue(colour)]))
  return { ...palette, ...steps, area: palette.t2, line: palette.t2, point: palette.t2, sev1: grey, sev2: grey, sev3: grey, sev4: grey }
}

/** The grey that is as bright: ages stay readable without their hue. */
function withoutHue(colour: string): string {
  const [r, g, b] = rgb(colour)
  const part = Math.round((0.2126 * r + 0.7152 * g + 0.0722 * b) * 255).toString(16).padStart(2, '0')
  return `#${part}${part}${part}`
}

/** A tier's five steps of age, youngest first. */
export const stepColours = (palette: Palette, tier: Tier): readonly [string, string, string, string, string] =>
  [palette[`${tier}0`], palette[`${tier}1`], palette[`${tier}2`], palette[`${tier}3`], palette[`${tier}4`]]

/** #rgb or #rrggbb as three numbers 0…1 for a shader. */
export function rgb(colour: string): [number, number, number] {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1] ?? MISSING.slice(1)
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16) / 255) as [number, number, number]
}
