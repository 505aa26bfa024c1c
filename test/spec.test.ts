// SPEC.md and the tests' titles hold the same promises, both ways.
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

it('[Z7] every promise of SPEC.md has a test, and every test title names a promise of SPEC.md', () => {
  const promised = new Set([...readFileSync(join(root, 'SPEC.md'), 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map((match) => match[1]))
  const tested = new Set<string>()
  const nameless: string[] = []
  for (const file of readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'))) {
    const source = readFileSync(join(root, 'test', file), 'utf8')
    for (const [, , title] of source.matchAll(/(?<![\w.])(it|test)(?:\.each\([\s\S]*?\))?\(\s*['"`]((?:[^'"`\\]|\\.)*)/g)) {
      const ids = [...title.matchAll(/\[([A-Z]\d+)\]/g)].map((match) => match[1])
      if (ids.length === 0) nameless.push(`${file}: ${title}`)
      for (const id of ids) tested.add(id)
    }
  }
  expect(nameless, 'titles without a promise').toEqual([])
  expect([...promised].filter((id) => !tested.has(id)), 'promises without a test').toEqual([])
  expect([...tested].filter((id) => !promised.has(id)), 'tests of what is not promised').toEqual([])
})
