// The command `anlan district import`, run as a person runs it.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { loadDistrict } from '../../../server/district/load.ts'
import { box, feature, fileOf, villages } from './sheet.ts'

const program = new URL('../../../server/anlan.ts', import.meta.url).pathname
const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> => new Promise((resolve) => {
  execFile(process.execPath, [program, 'district', 'import', ...args], (error, out, err) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err })
  })
})

it('[G35] the command prints every repair and what it made, and refuses with file, feature and reason, exit code 1 and the old district unchanged', async () => {
  const file = await fileOf([feature('990001001001', box(0, 0).toReversed()), ...villages().slice(1)])
  const out = join(dirname(file), 'district')
  const made = await run(file, '--crs', 'cgcs2000', '--code-property', 'code', '--name-property', 'name', '--name', '示例区', '--source', '示例来源', '--out', out)
  expect(made.err).toBe('')
  expect(made.out).toContain('feature 1 (990001001001): winding turned × 1\n')
  expect(made.out).toContain(`示例区 990001: 7 regions → ${out}\n`)
  expect(made.code).toBe(0)
  const { hash, manifest } = await loadDistrict(out)
  expect(manifest).toMatchObject({ name: '示例区', source: '示例来源' })

  const broken = await fileOf([feature('990001001001', box(0, 0)), feature('990001001002', box(0.5, 0))])
  const refused = await run(broken, '--crs', 'wgs84', '--out', out)
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toMatch(new RegExp(`^refused: ${broken}, feature 1 \\(990001001001\\): overlaps feature 2 \\(990001001002\\) by \\d+ m²\n`))
  expect(refused.err).toContain(`${out} is unchanged`)
  const unknown = await run(broken, '--crs', 'beijing54', '--out', out)
  expect(unknown).toMatchObject({ code: 1, out: '' })
  expect(unknown.err).toContain('unknown crs beijing54; say one of wgs84, cgcs2000, gcj02, bd09')
  expect((await loadDistrict(out)).hash).toBe(hash)
  expect(await readFile(join(out, 'district.json'), 'utf8')).toContain('示例区')
})
