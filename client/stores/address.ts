// The screen's address: everything a wall can be steered by, read from its URL; what cannot be read is left at its default.
import { regionCodeSchema, type RegionCode } from '../../shared/domain/region.ts'
import { sheetShifts, type SheetShift } from '../../shared/domain/sheet.ts'

export const themes = ['day', 'night', 'auto'] as const
export type Theme = (typeof themes)[number]
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

export interface Address {
  readonly scene: string
  /** null: the district that the page was served for. */
  readonly region: RegionCode | null
  /** Map layers by name; null: all that are on by default. */
  readonly layers: readonly string[] | null
  readonly theme: Theme
  /** Millimetres to the farthest viewer; millimetres of one pixel; displays beside and above one another. */
  readonly distance: number | null
  readonly pitch: number | null
  readonly modules: { readonly x: number; readonly y: number } | null
  readonly still: boolean
  readonly lang: Language
  readonly screen: string | null
  /** Of the shift sheet. */
  readonly shift: SheetShift
}

const numberWithin = (text: string | null, least: number, most: number): number | null => {
  const value = text === null || text.trim() === '' ? NaN : Number(text)
  return value >= least && value <= most ? value : null
}

const oneOf = <T extends string>(text: string | null, list: readonly T[]): T | undefined => list.find((item) => item === text)

function readModules(text: string | null): Address['modules'] {
  const parts = /^(\d{1,2})[x×](\d{1,2})$/.exec(text ?? '')
  if (!parts) return null
  const x = Number(parts[1])
  const y = Number(parts[2])
  return x >= 1 && y >= 1 ? { x, y } : null
}

/** Reads a query string such as `?scene=duty&region=510304&theme=night`. */
export function readAddress(search: string): Address {
  const params = new URLSearchParams(search)
  const region = regionCodeSchema.safeParse(params.get('region'))
  const layers = params.get('layers')
  return {
    scene: params.get('scene') ?? 'duty',
    region: region.success ? region.data : null,
    layers: layers === null ? null : layers.split(',').filter((layer) => layer !== ''),
    theme: oneOf(params.get('theme'), themes) ?? 'day',
    distance: numberWithin(params.get('distance'), 300, 100_000),
    pitch: numberWithin(params.get('pitch'), 0.05, 50),
    modules: readModules(params.get('modules')),
    still: params.has('still') && params.get('still') !== '0',
    lang: oneOf(params.get('lang'), languages) ?? 'zh-CN',
    screen: params.get('screen')?.slice(0, 64) || null,
    shift: oneOf(params.get('shift'), sheetShifts) ?? 'now',
  }
}

/** Whether the night set holds; `theme=auto` takes the hours 20–7 of the display zone for night. */
export const isNight = (theme: Theme, hour: number): boolean =>
  theme === 'night' || (theme === 'auto' && (hour >= 20 || hour < 7))
