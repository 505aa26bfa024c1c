// The order of knowledge, the doors of libraries and the sizes, as ARCHITECTURE.md states them.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
const block = (name: string): string => {
  const found = text.match(new RegExp('```' + name + '\\n([^`]+)```'))?.[1]
  if (found === undefined) throw new Error(`ARCHITECTURE.md has no block "${name}"`)
  return found
}

/** place ("server/ledger") → rank; equal rank = strangers. */
const ranks = new Map<string, number>()
for (const line of block('order').trim().split('\n')) {
  const [side, ...rest] = line.trim().split(/\s+/)
  rest.join(' ').split('→').forEach((group, rank) => { for (const name of group.split('·')) ranks.set(`${side}/${name.trim()}`, rank) })
}

interface Import { from: string; to: string; types: boolean }
const files = ['shared', 'server', 'client'].flatMap((side) =>
  readdirSync(join(root, side), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|vue)$/.test(name)).map((name) => `${side}/${name}`))

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8')
  const found: Import[] = []
  const forms = /(?:^|\n)\s*(import|export)\s+(type\s)?([^'"]*?)\s*from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]|new URL\(\s*['"](\.[^'"]+)['"]/g
  for (const match of source.matchAll(forms)) {
    const names = match[3] ?? ''
    const types = match[2] !== undefined || (/^\{/.test(names.trim()) && names.replace(/[{}]/g, '').split(',').map((one) => one.trim()).filter(Boolean).every((one) => one.startsWith('type ')))
    found.push({ from: file, to: match[4] ?? match[5] ?? match[6] ?? match[7], types })
  }
  return found
}
const all = files.flatMap(importsOf)
const inside = all.filter((one) => one.to.startsWith('.')).map((one) => ({ ...one, to: relative(root, resolve(root, dirname(one.from), one.to.replace(/\?.*$/, ''))) }))

/** server/ledger/sqlite.ts → server/ledger; server/main.ts → server/main. */
const place = (file: string): string => file.split('/').slice(0, 2).join('/').replace(/\.(ts|vue)$/, '')

describe('architecture', () => {
  it('[Z1] every import follows the order of knowledge', () => {
    const wrong: string[] = []
    for (const { from, to } of inside) {
      const [a, b] = [place(from), place(to)]
      const [sideA, sideB] = [from.split('/')[0], to.split('/')[0]]
      if (a === b || !files.includes(to)) continue
      if (sideA !== sideB) {
        if (sideB !== 'shared') wrong.push(`${from} imports ${to}: ${sideA} may know only itself and shared`)
        continue
      }
      const [rankA, rankB] = [ranks.get(a), ranks.get(b)]
      if (rankA === undefined || rankB === undefined) wrong.push(`${rankA === undefined ? a : b} has no place in the order of knowledge`)
      else if (rankB === rankA) wrong.push(`${from} imports ${to}: ${a} and ${b} are strangers; put what both need into shared/domain, or hand it in from app`)
      else if (rankB > rankA) wrong.push(`${from} imports ${to}: ${b} comes after ${a}; turn the arrow round or hand the value in`)
    }
    expect(wrong).toEqual([])
  })

  it('[Z2] clock, config and log are imported by app, main and anlan alone', () => {
    const wrong = inside.filter(({ from, to }) => /^server\/(clock|config|log)\.ts$/.test(to) && !/^server\/(app|main|anlan)/.test(from)).map(({ from, to }) => `${from} imports ${to}`)
    expect(wrong).toEqual([])
  })

  it('[Z3] there is no import cycle between files', () => {
    const next = new Map<string, string[]>()
    for (const { from, to } of inside) if (files.includes(to)) next.set(from, [...(next.get(from) ?? []), to])
    const done = new Set<string>()
    const cycles: string[] = []
    const walk = (file: string, path: string[]): void => {
      if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (done.has(file)) return
      for (const one of next.get(file) ?? []) walk(one, [...path, file])
      done.add(file)
    }
    for (const file of files) walk(file, [])
    expect(cycles).toEqual([])
  })

  it('[Z4] each outside library has one door', () => {
    const wrong: string[] = []
    for (const library of block('doors').trim().split(/\s+/)) {
      const doors = [...new Set(all.filter(({ to, types }) => !types && to === library).map(({ from }) => from))]
      if (doors.length !== 1) wrong.push(`${library}: ${doors.join(', ') || 'no door'}`)
    }
    expect(wrong).toEqual([])
  })

  it('[Z5] no file has over 400 lines, each opens with what it is, and none hides a warning', () => {
    const wrong: string[] = []
    for (const file of files) {
      const source = readFileSync(join(root, file), 'utf8')
      if (source.split('\n').length > 401) wrong.push(`${file} has over 400 lines`)
      if (!/^(#!.*\n)?(\/\/ |<!-- )/.test(source)) wrong.push(`${file} does not open with a line that says what it is`)
      const code = source.replace(/(?<!:)\/\/.*|\/\*[\s\S]*?\*\//g, '')
      if (/@ts-(ignore|nocheck|expect-error)|eslint-disable|disable-next/.test(source) || /\bas any\b|: any\b/.test(code)) wrong.push(`${file} hides a warning`)
    }
    expect(wrong).toEqual([])
  })

  it('[Z6] only config reads the environment, only clock reads the time of day on the server', () => {
    const wrong: string[] = []
    for (const file of files.filter((name) => name.startsWith('server/') || name.startsWith('shared/'))) {
      const source = readFileSync(join(root, file), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')
      if (/process\.env/.test(source) && !/^server\/(main|app|anlan)/.test(file)) wrong.push(`${file} reads the environment`)
      if (/Date\.now\(|new Date\(\)/.test(source) && !/^server\/(clock|drill\/)/.test(file)) wrong.push(`${file} reads the time of day`)
    }
    expect(wrong).toEqual([])
  })
})
