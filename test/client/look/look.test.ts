// The look as rules that can be checked without eyes: the face, the hues, the stillness.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const files = (folder: string, kind: RegExp): string[] => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name)
  return statSync(path).isDirectory() ? files(path, kind) : kind.test(name) ? [path] : []
})
const tokens = readFileSync('client/look/tokens.css', 'utf8')
const set = (selector: string): Record<string, string> => {
  const body = tokens.slice(tokens.indexOf(`${selector} {`)).split('}')[0]
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]))
}
const luminance = (hex: string): number => {
  const channel = (at: number) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
const contrast = (a: string, b: string): number => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

describe('face', () => {
  it('[S1] covers every character of the words, the names and the catalogue', () => {
    const covered = new Set(readFileSync('public/fonts/characters.txt', 'utf8'))
    const texts = [...files('client/words', /\.ts$/), ...files('server/district/data', /\.json$/)].map((path) => readFileSync(path, 'utf8'))
    for (const path of files('public/district', /\.(json|geojson)$/)) {
      texts.push([...readFileSync(path, 'utf8').matchAll(/"(?:name|short|city|colour)": ?"([^"]+)"/g)].map(([, name]) => name).join(''))
    }
    const missing = [...new Set(texts.join(''))].filter((character) => character >= ' ' && !covered.has(character))
    expect(missing.join('')).toBe('')
  })

  it('[S1] stands in the repository in two weights with its licence, each under 700 kB', () => {
    for (const weight of [400, 700]) {
      const path = `public/fonts/anlan-sans-sc-${weight}.woff2`
      expect(readFileSync(path).subarray(0, 4).toString('latin1')).toBe('wOF2')
      expect(statSync(path).size).toBeLessThan(700_000)
    }
    expect(readFileSync('public/fonts/OFL.txt', 'utf8')).toContain('SIL OPEN FONT LICENSE Version 1.1')
    expect(existsSync('public/fonts/README.md')).toBe(true)
  })
})

describe('colour', () => {
  it('[S6] keeps text readable on every plane, by day and by night', () => {
    const day = set(':root')
    for (const plane of ['bg-0', 'bg-1', 'bg-2']) {
      expect(contrast(day['t-1'], day[plane])).toBeGreaterThan(13)
      expect(contrast(day['t-2'], day[plane])).toBeGreaterThan(8)
      expect(contrast(day['t-3'], day[plane])).toBeGreaterThan(5.8)
    }
    for (const level of [1, 2, 3, 4]) expect(contrast(day.ink, day[`sev-${level}`])).toBeGreaterThan(5.3)
    const night = set("[data-dim='night']")
    for (const plane of ['bg-0', 'bg-1', 'bg-2']) {
      expect(contrast(night['t-1'], night[plane])).toBeGreaterThan(8.8)
      expect(contrast(night['t-3'], night[plane])).toBeGreaterThan(4.2)
    }
  })

  it('[S6] lets no page part but alarms, marks and charts touch the hues of severity', () => {
    const parts = files('client', /\.vue$/).filter((path) => !path.startsWith('client/map'))
    const users = parts.filter((path) => readFileSync(path, 'utf8').includes('--sev-'))
    expect(users.sort()).toEqual(['client/ui/AlarmCard.vue', 'client/ui/SeverityMark.vue'])
  })

  it('[S6] withdraws all hues of severity when the link is lost', () => {
    const lost = set("[data-link='lost']")
    expect(new Set([1, 2, 3, 4].map((level) => lost[`sev-${level}`])).size).toBe(1)
  })
})

describe('stillness', () => {
  it('[S7] has no endless animation, no scaled canvas and no request to elsewhere', () => {
    for (const path of files('client', /\.(vue|css|html)$/)) {
      const text = readFileSync(path, 'utf8')
      expect(text, path).not.toMatch(/@keyframes|infinite|<animate/)
      expect(text, path).not.toMatch(/transform:[^;]*scale/)
      expect(text, path).not.toMatch(/(?:src|href)="https?:/)
    }
  })

  it('[S7] writes no text smaller than the smallest size', () => {
    for (const path of files('client', /\.(vue|css)$/)) {
      for (const [, size] of readFileSync(path, 'utf8').matchAll(/font-size:\s*([\d.]+)rem/g)) expect(Number(size), path).toBeGreaterThanOrEqual(1.1)
    }
  })
})
