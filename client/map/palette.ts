// The colours that the map draws with, read from the page's tokens; night and link lost come through the same door.

const tokens = {
  bg0: '--bg-0', bg1: '--bg-1', bg2: '--bg-2', bg3: '--bg-3', land: '--land', hair: '--hair', rule: '--rule',
  t1: '--t-1', t2: '--t-2', t3: '--t-3', area: '--area', line: '--line', point: '--point',
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
  return { ...palette, area: palette.t2, line: palette.t2, point: palette.t2, sev1: grey, sev2: grey, sev3: grey, sev4: grey }
}

/** #rgb or #rrggbb as three numbers 0…1 for a shader. */
export function rgb(colour: string): [number, number, number] {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1] ?? MISSING.slice(1)
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16) / 255) as [number, number, number]
}
