// Words that come with the scene that says them, so that no other page carries them.
import { editorEn } from './editor.en.ts'
import { editorZh } from './editor.zh-CN.ts'

export const editorWords = { 'zh-CN': editorZh, en: editorEn } as const
