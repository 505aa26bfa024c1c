// The plan form: which fields a tier has, what stands in each, and the beat that follows from what was typed.
import { beatSchema, type Beat } from '../../../shared/domain/beat.ts'
import { fromMicro, toMicro } from '../../../shared/domain/geo.ts'
import type { Tier } from '../../../shared/domain/tier.ts'

/**
 * percent: a share typed as 0–100; manned: a percent or empty; most: a number, or empty for no limit; windows: "09:00-11:00
 * 13:00-15:00", empty for equal parts; places: "104.76930,29.37405 104.771,29.38", longitude first, empty for none.
 */
export type FieldKind = 'text' | 'number' | 'percent' | 'manned' | 'most' | 'windows' | 'places'

export interface Field { readonly name: string; readonly kind: FieldKind }

const common: readonly Field[] = [{ name: 'id', kind: 'text' }, { name: 'name', kind: 'text' }, { name: 'team', kind: 'text' }]
const always: readonly Field[] = [{ name: 'people', kind: 'number' }, { name: 'interval', kind: 'number' }]
const stand: Field = { name: 'plan.stand', kind: 'most' }
const rests: Field = { name: 'rests', kind: 'places' }

/** Fields that are typed; region, priority and shifts are chosen. */
export const fieldsOfTier: Readonly<Record<Tier, { readonly head: readonly Field[]; readonly plan: readonly Field[] }>> = {
  area: { head: common, plan: [...always, { name: 'plan.stays', kind: 'number' }, { name: 'plan.dwell', kind: 'number' }, { name: 'plan.cells', kind: 'percent' }, stand, rests] },
  line: {
    head: common,
    plan: [...always, { name: 'plan.rounds', kind: 'number' }, { name: 'plan.length', kind: 'percent' }, { name: 'plan.allowance', kind: 'number' }, { name: 'plan.buffer', kind: 'number' }, stand, { name: 'plan.windows', kind: 'windows' }, rests],
  },
  point: {
    head: common,
    plan: [...always, { name: 'plan.visits', kind: 'number' }, { name: 'plan.dwell', kind: 'number' }, { name: 'plan.allowance', kind: 'number' }, { name: 'plan.radius', kind: 'number' }, { name: 'plan.manned', kind: 'manned' }, { name: 'plan.longest', kind: 'most' }, { name: 'plan.windows', kind: 'windows' }, rests],
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
    case 'number':
    case 'most': return value === undefined ? '' : String(value)
    case 'percent':
    case 'manned': return typeof value === 'number' ? String(Math.round(value * 1_000) / 10) : ''
    case 'windows': return windowsText(value)
    case 'places': return placesText(value)
    default: return kind satisfies never
  }
}

export const windowsText = (value: unknown): string =>
  (Array.isArray(value) ? (value as Window[]).map(({ from, to }) => `${from}-${to}`).join(' ') : '')

export const placesText = (value: unknown): string =>
  (Array.isArray(value) ? (value as (readonly number[])[]).map((place) => place.join()).join(' ') : '')

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

/** Pairs of longitude and latitude in degrees, whatever parts them; undefined for none, null for what cannot be read. */
function placesIn(text: string): [number, number][] | undefined | null {
  const parts = text.normalize('NFKC').split(/[\s,;、]+/).filter((part) => part !== '')
  if (parts.length === 0) return undefined
  if (parts.length % 2 === 1 || !parts.every((part) => /^-?\d+(\.\d+)?$/.test(part))) return null
  const degrees = parts.map((part) => fromMicro(toMicro(Number(part))))
  return Array.from({ length: degrees.length / 2 }, (_, at) => [degrees[at * 2], degrees[at * 2 + 1]])
}

function valueOf(text: string, kind: FieldKind): unknown {
  switch (kind) {
    case 'text': return text.trim()
    case 'number': return numberIn(text)
    case 'percent': return numberIn(text) / 100
    case 'manned': return text.trim() === '' ? null : numberIn(text) / 100
    case 'most': return text.trim() === '' ? undefined : numberIn(text)
    case 'windows': return windowsIn(text)
    case 'places': return placesIn(text)
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
