// The words: both languages say the same things, and nothing is asked for that neither says.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../../../client/words/en.ts'
import { createWords } from '../../../client/words/index.ts'
import { editorWords } from '../../../client/words/later.ts'
import { zhCN } from '../../../client/words/zh-CN.ts'
import { refusals } from '../../../shared/domain/refusal.ts'

const leaves = (words: unknown, path = ''): [string, string][] =>
  typeof words === 'string' ? [[path, words]]
    : Object.entries(words as object).flatMap(([key, value]) => leaves(value, Array.isArray(words) ? `${path}[${key}]` : path ? `${path}.${key}` : key))

const sources = (folder: string): string[] => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name)
  return statSync(path).isDirectory() ? sources(path) : /\.(ts|vue)$/.test(name) ? [path] : []
})

describe('words', () => {
  it('[S2] says the same keys with the same blanks in both languages', () => {
    const chinese = new Map(leaves({ ...zhCN, ...editorWords['zh-CN'] }))
    const english = new Map(leaves({ ...en, ...editorWords.en }))
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
    const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    for (const [key, text] of chinese) {
      expect(text.length, key).toBeGreaterThan(0)
      // Which of month and day comes first is the language's own affair.
      expect(blanks(english.get(key) ?? ''), key).toEqual(blanks(text))
    }
  })

  it('[S2] has a sentence for every refusal code', () => {
    expect(Object.keys(zhCN.refusal).sort()).toEqual([...Object.keys(refusals), 'unknown'].sort())
    for (const sentence of Object.values(zhCN.refusal)) expect(sentence).toMatch(/[\u4e00-\u9fff]/)
  })

  it('[S3] is never asked for a word that it does not have', () => {
    const known = new Set(leaves({ ...zhCN, ...editorWords['zh-CN'] }).map(([key]) => key))
    const nodes = [...known]
    const missing: string[] = []
    for (const path of sources('client').filter((file) => !file.startsWith('client/words'))) {
      for (const [, key] of readFileSync(path, 'utf8').matchAll(/\b(?:say|t)\(\s*['`]([\w.[\]${}\- ]+?)['`]/g)) {
        const open = key.indexOf('${')
        const found = open < 0 ? known.has(key) : nodes.some((node) => node.startsWith(key.slice(0, open)))
        if (!found) missing.push(`${path}: ${key}`)
      }
    }
    expect(missing).toEqual([])
  })

  it('[S3] answers keys with hyphens and places in a list', () => {
    const { t } = createWords('zh-CN').global
    expect(t('dialect.owntracks-http')).toBe('手机直报')
    expect(t('slot[4]')).toBe('待核查')
    expect(t('queue.rest', { n: 9 })).toBe('其余 9 件')
  })

  it('[S4] holds Chinese for people in the words alone, client/words and what the workbook says too in shared/words', () => {
    const spoken = ['client', 'shared', 'server/api'].flatMap(sources).filter((file) => !/^(client|shared)\/words\//.test(file)).flatMap((path) => {
      const text = readFileSync(path, 'utf8').replace(/<!--[\s\S]*?-->/g, '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
      return /[\u4e00-\u9fff]/.test(text.replaceAll(zhCN.brand, '')) ? [path] : []
    })
    expect(spoken).toEqual([])
  })
})
