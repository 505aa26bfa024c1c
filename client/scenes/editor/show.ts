// How the editor says sizes, times, misfits and parts of a plan.
import type { Beat } from '../../../shared/domain/beat.ts'
import type { FieldChange } from '../../../shared/domain/beats/diff.ts'
import type { Fault } from '../../../shared/domain/beats/check.ts'
import { calendar, clockText, type Instant } from '../../../shared/domain/time.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import type { Say } from '../../words/index.ts'
import { placesText, windowsText } from './plan.ts'

/** m² of an area and metres of a line in the unit that people use; '' for a point. */
export function sizeText(say: Say, tier: Tier, size: number | null): string {
  if (size === null) return ''
  if (tier === 'area') return size >= 100_000 ? say('editor.size.km2', { n: (size / 1e6).toFixed(2) }) : say('editor.size.m2', { n: Math.round(size) })
  return size >= 1_000 ? say('editor.size.km', { n: (size / 1_000).toFixed(2) }) : say('editor.size.m', { n: Math.round(size) })
}

/** 7月1日 16:00 */
export function timeText(say: Say, at: Instant): string {
  const { month, day } = calendar(at)
  return `${say('date.day', { month, day })} ${clockText(at)}`
}

export const misfitSays = (say: Say, { is, values }: Pick<Fault, 'is' | 'values'>): string => say(`editor.misfit.${is}`, { ...values })

/** The word for a part of a beat: that of its field, or of its ground. */
export const partName = (say: Say, name: string): string =>
  (name === 'shape' || name === 'tier' || name === 'weights' ? say(`editor.${name}`) : say(`editor.form.${name}`))

const percent = new Set(['plan.cells', 'plan.length', 'plan.manned'])

/** A value of a part as the form has it. */
export function valueText(say: Say, name: string, value: unknown, region: (code: string) => string): string {
  if (value === null || value === undefined) return say('editor.preview.empty')
  if (name === 'tier') return say(`tier.${value as Beat['tier']}.short`)
  if (name === 'region') return region(String(value))
  if (name === 'priority') return say(`editor.form.priorityName[${Number(value) - 1}]`)
  if (name === 'plan.windows') return windowsText(value)
  if (name === 'rests') return placesText(value)
  if (percent.has(name)) return `${Math.round(Number(value) * 1_000) / 10}%`
  return Array.isArray(value) ? value.join(say('joins.list')) : String(value) || say('editor.preview.empty')
}

/** Parts that are said as changed, without their values. */
export const isSilent = ({ name }: FieldChange): boolean => name === 'shape' || name === 'weights'
