// The face that the map draws with: known and loaded before the first glyph, since the engine keeps what it first drew.

/** Families of a computed font-family in order, without quotes. */
export const familiesOf = (fontFamily: string): string[] =>
  fontFamily.split(',').map((family) => family.trim().replace(/^["']|["']$/g, '')).filter((family) => family !== '')

/**
 * Resolves when every face that these texts need is there, in both weights. A face that cannot be loaded
 * is no reason to show no map: the next family of the list serves.
 */
export async function loadFonts(fonts: Pick<FontFaceSet, 'load'>, fontFamily: string, texts: readonly string[]): Promise<void> {
  const letters = [...new Set([...texts.join(''), ...'0123456789+'])].join('')
  await Promise.allSettled([fonts.load(`400 48px ${fontFamily}`, letters), fonts.load(`700 48px ${fontFamily}`, letters)])
}
