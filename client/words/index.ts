// The words as vue-i18n serves them, and the one shape in which other folders ask for a word.
import { createI18n } from 'vue-i18n'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

/** Asks for a word by its key, with what it says inside. */
export type Say = (key: string, values?: Record<string, string | number>) => string

export const createWords = (locale: 'zh-CN' | 'en') => createI18n({
  legacy: false as const, locale, fallbackLocale: 'zh-CN', messages: { 'zh-CN': zhCN, en }, warnHtmlMessage: true,
})
