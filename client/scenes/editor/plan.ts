// The plan form: which fields a tier has, what stands in each, and the beat that follows from what was typed.
import { beatSchema, type Beat } from '../../../shared/domain/beat.ts'
import type { Tier } from '../../../shared/domain/tier.ts'

/** percent: a share typed as 0–100; windows: "09:00-11:00 13:00-15:00", empty for equal parts; manned: a percent or empty. */
export type FieldKind = 'text' | 'number' | 'percent' | 'manned' | 'windows'

export interface Field { readonly name: string; readonly kind: FieldKind }

const common: readonly Field[] = [{ name: 'id', kind: 'text' }, { name: 'name', kind: 'text' }, { name: 'team', kind: 'text' }]
const always: readonly Field[] = [{ name: 'people', kind: 'number' }, { name: 'interval', kind: 'number' }]

/** Fields that are typed; region, priority and shifts are chosen. */
export const fieldsOfTier: Readonly<Record<Tier, { readonly head: readonly Field[]; readonly plan: readonly Field[] }>> = {
  area: { head: common, plan: [...always, { name: 'plan.stays', kind: 'number' }, { name: 'plan.dwell', kind: 'number' }, { name: 'plan.cells', kind: 'percent' }] },
  line: {
    head: common,
    plan: [...always, { name: 'plan.rounds', kind: 'number' }, { name: 'plan.length', kind: 'percent' }, { name: 'plan.allowance', kind: 'number' }, { name: 'plan.buffer', kind: 'number' }, { name: 'plan.windows', kind: 'windows' }],
  },
  point: {
    head: common,
    plan: [...always, { name: 'plan.visits', kind: 'number' }, { name: 'plan.dwell', kind: 'number' }, { name: 'plan.allowance', kind: 'number' }, { name: 'plan.radius', kind: 'number' }, { name: 'plan.manned', kind: 'manned' }, { name: 'plan.windows', kind: 'windows' }],
  },
}

interface Window { readonly from: string; readonly to: string }

function valueIn(beat: Beat, name: string): unknown {
  const [first, second] = name.split('.')
  const value = (beat as unknown as Record<string, unknown>)[first]
  return second === undefined ? value : (value as Record<string, unknown>)[second]
}

/** What stands in a field. */
export function textOf(beat: Beat, { name, kind }: Field): string {
  const value = valueIn(beat, name)
  switch (kind) {
    case 'text': return String(value ?? '')
    case 'number': return value === undefined ? '' : String(value)
    case 'percent':
    case 'manned': return typeof value === 'number' ? String(Math.round(value * 1_000) / 10) : ''
    case 'windows': return windowsText(value)
    default: return kind satisfies never
  }
}

export const windowsText = (value: unknown): string =>
  (Array.isArray(value) ? (value as Window[]).map(({ from, to }) => `${from}-${to}`).join(' ') : '')

/** Numbers as people type them, full-width digits too; NaN for what is none. */
const numberIn = (text: string): number => {
  const plain = text.normalize('NFKC').trim()
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN
}

/** Commas, spaces and full-width signs part windows; undefined for none, null for what cannot be read. */
function windowsIn(text: string): Window[] | undefined | null {
  const parts = text.normalize('NFKC').replace(/[—–~\u81f3]/g, '-').split(/[\s,;、]+/).filter((part) => part !== '')
  if (parts.length === 0) return undefined
  const read = parts.map((part) => /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$/.exec(part))
  return read.some((one) => one === null) ? null : read.map((one) => ({ from: one![1].padStart(5, '0'), to: one![2].padStart(5, '0') }))
}

function valueOf(text: string, kind: FieldKind): unknown {
  switch (kind) {
    case 'text': return text.trim()
    case 'number': return numberIn(text)
    case 'percent': return numberIn(text) / 100
    case 'manned': return text.trim() === '' ? null : numberIn(text) / 100
    case 'windows': return windowsIn(text)
    default: return kind satisfies never
  }
}

/** The beat with what was typed, or null when no beat can have that: the field says so and keeps the text. */
export const typed = (beat: Beat, field: Field, text: string): Beat | null => withValue(beat, field.name, valueOf(text, field.kind))

/** The beat with another value in a field, or null when the schema of beats does not take it. */
export function withValue(beat: Beat, name: string, value: unknown): Beat | null {
  const [first, second] = name.split('.')
  const parsed = beatSchema.safeParse(second === undefined ? { ...beat, [first]: value } : { ...beat, plan: { ...beat.plan, [second]: value } })
  return parsed.success ? parsed.data : null
}
