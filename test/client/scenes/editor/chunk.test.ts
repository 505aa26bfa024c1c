// What a wall carries: nothing of the editor is reached from the page but through the import that a desk makes.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')

/** Files and libraries that a file's own imports reach, types left out; what is imported only when asked for is not followed. */
function reached(from: string, seen = new Set<string>()): Set<string> {
  const file = relative(root, from)
  if (seen.has(file) || !existsSync(from)) return seen
  seen.add(file)
  const source = readFileSync(from, 'utf8')
  for (const [, type, names, to] of source.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:([^'"]*?)\s*from\s*)?['"]([^'"]+)['"]/g)) {
    const onlyTypes = type !== undefined || (names !== undefined && /^\{/.test(names) && names.replace(/[{}]/g, '').split(',').map((one) => one.trim()).filter(Boolean).every((one) => one.startsWith('type ')))
    if (onlyTypes) continue
    if (to.startsWith('.')) reached(join(dirname(from), to), seen)
    else seen.add(to)
  }
  return seen
}

it('[U32] a wall fetches nothing of the editor, its words or its pen', () => {
  const wall = [...reached(join(root, 'client/main.ts'))]
  expect(wall).toContain('client/scenes/Patrol.vue')
  expect(wall).toContain('maplibre-gl')
  const own = [...reached(join(root, 'client/scenes/Editor.vue'))]
  expect(own).toContain('terra-draw')
  expect(own).toContain('client/words/editor.zh-CN.ts')
  expect(wall.filter((file) => /terra-draw|[Ee]ditor|PlanMap|map\/pen|layers\/plan|words\/later|domain\/beats\//.test(file))).toEqual([])
})
