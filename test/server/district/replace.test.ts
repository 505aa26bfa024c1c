// Replacing a folder whole or not at all.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { replaceFolder } from '../../../server/district/importing/replace.ts'
import { newFolder } from './sheet.ts'

const files = new Map([['a.txt', 'new'], ['b.txt', 'new too']])

it('[G27] a folder is replaced whole, its parents made where missing, and nothing is left beside it', async () => {
  const root = await newFolder()
  const folder = join(root, 'deep', 'er', 'district')
  await replaceFolder(folder, files, () => Promise.resolve())
  await writeFile(join(folder, 'stale.txt'), 'x')
  await replaceFolder(folder, files, () => Promise.resolve())
  expect((await readdir(folder)).sort()).toEqual(['a.txt', 'b.txt'])
  expect(await readFile(join(folder, 'b.txt'), 'utf8')).toBe('new too')
  expect(await readdir(join(root, 'deep', 'er'))).toEqual(['district'])
})

it('[G32] files that do not prove good never reach the folder, and leave nothing behind', async () => {
  const root = await newFolder()
  const folder = join(root, 'district')
  await mkdir(folder)
  await writeFile(join(folder, 'a.txt'), 'old')
  let seen = ''
  const prove = async (made: string): Promise<never> => {
    seen = await readFile(join(made, 'a.txt'), 'utf8')
    throw new Error('no good')
  }
  await expect(replaceFolder(folder, files, prove)).rejects.toThrow('no good')
  expect(seen).toBe('new')
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('old')
  expect(await readdir(root)).toEqual(['district'])
})

it('[G32] what a crash left beside the folder does not hinder the next replacement', async () => {
  const root = await newFolder()
  const folder = join(root, 'district')
  await mkdir(`${folder}.old`)
  await writeFile(join(`${folder}.old`, 'a.txt'), 'older')
  await replaceFolder(folder, files, () => Promise.resolve())
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('new')
  expect(await readdir(root)).toEqual(['district'])
})
