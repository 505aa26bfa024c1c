// Where everything stands on a duty wall, in rem: gutters lie on bezels, panels are dropped before text would shrink.

export const panelNames = ['map', 'queue', 'tide', 'arrivals', 'towns'] as const
export type PanelName = (typeof panelNames)[number]

/** four, wide, three, two, one: columns of panels; strip: a single low row of displays. */
export type LayoutName = 'four' | 'wide' | 'three' | 'two' | 'one' | 'strip'

export interface Modules { readonly x: number; readonly y: number }

/** What every scene of a wall has: its columns, its bezels, and the alarms above its panels. */
export interface SceneLayout {
  readonly name: LayoutName
  /** rem */
  readonly width: number
  readonly height: number
  readonly columns: readonly number[]
  /** Alarm cards beside one another (band: high ones; row: low ones), or above one another (upright). */
  readonly alarms: 'band' | 'row' | 'upright'
  readonly alarmSlots: number
  /** Bezel lines in rem. */
  readonly bezels: { readonly x: readonly number[]; readonly y: readonly number[] }
}

/** A scene's panels in rows; one that does not appear is dropped. */
export interface PanelLayout<Panel extends string> extends SceneLayout {
  /** Heights of the panel rows. */
  readonly rows: readonly number[]
  readonly areas: readonly (readonly (Panel | 'sheet' | 'alarms')[])[]
  readonly panels: readonly Panel[]
}
export type Layout = PanelLayout<PanelName>

/** What was asked about and takes a place of its own: the definition of a figure, or a card of what the map shows, which the map must stay beside. */
export type Opened = 'definition' | 'card'
export const openedBy = (asked: string | null): Opened | null => (asked === null ? null : /^(unit|beat):/.test(asked) ? 'card' : 'definition')

export const MARGIN = 1.5
export const GUTTER = 1
export const ROW_GAP = 0.8
export const LINK_BAR = 2.1
export const MASTHEAD = 4.6
export const ALARM_BAND = 6.6
/** Where alarms are not the subject, the same ones as a low row. */
export const ALARM_ROW = 2.8
/** The top of the panels: everything above has its fixed place in every layout. */
export const PANELS_TOP = LINK_BAR + MASTHEAD + ROW_GAP + ALARM_BAND + ROW_GAP
/** The lowest row that still holds a title, five figures and a chart. */
const LEAST_ROW = 17
const LEAST_COLUMN = 36
/** Eight towns beside eight, under a title. */
const TOWNS_HEIGHT = 17.2
/** A row's edge is moved to a bezel that is no farther than this. */
const SNAP = 5

const lines = (length: number, parts: number): number[] => Array.from({ length: parts - 1 }, (_, index) => length * (index + 1) / parts)

/** Displays that a wall of this shape is usually made of, until its calibration says otherwise. */
function usualModules(width: number, height: number): Modules {
  if (height < 45) return { x: width >= 110 ? 3 : 1, y: 1 }
  if (width >= 220) return { x: 4, y: 2 }
  if (width >= 170) return { x: 3, y: 2 }
  return width >= 110 ? { x: 3, y: 3 } : { x: 1, y: 1 }
}

/** Edges of the columns, the bezels among them: narrow displays are taken together until a panel has room. */
function columnEdges(width: number, modules: Modules): number[] {
  if (modules.x === 1) return lines(width, width >= 220 ? 4 : width >= 110 ? 3 : width >= 70 ? 2 : 1)
  const together = Math.max(Math.ceil(LEAST_COLUMN / (width / modules.x)), Math.ceil(modules.x / 4))
  const edges: number[] = []
  for (let index = modules.x - together; index > 0; index -= together) edges.unshift(width * index / modules.x)
  return edges
}

/** Widths between the edges, with the margin outside and half a gutter on either side of each edge. */
function columnWidths(width: number, edges: readonly number[]): number[] {
  const marks = [MARGIN - GUTTER / 2, ...edges, width - MARGIN + GUTTER / 2]
  return marks.slice(1).map((edge, index) => edge - marks[index] - GUTTER)
}

function layoutName(width: number, height: number, columns: number): LayoutName {
  if (columns >= 3 && height < 45) return 'strip'
  if (columns >= 4) return 'four'
  if (columns === 3) return width >= 156 ? 'wide' : 'three'
  return columns === 2 ? 'two' : 'one'
}

/**
 * Rows of areas: the map makes room when a definition is asked for, so that nothing is covered. A card of what it shows stands
 * beside it where columns are wide, below the head of the queue; on a strip of three columns whatever is opened takes the queue's.
 */
function areasOf(name: LayoutName, columns: number, rows: number, opened: Opened | null): Layout['areas'] {
  const sheet = opened !== null
  const side = opened === 'definition' ? 'sheet' : 'map'
  const queue = opened === 'card' ? ['sheet', 'sheet'] as const : ['queue', 'towns'] as const
  switch (name) {
    case 'four': return [['arrivals', 'map', side, 'queue'], ['tide', 'map', side, queue[0]], ['tide', 'map', side, queue[1]]]
    case 'wide': return [['arrivals', 'map', 'queue'], ['tide', side, queue[0]], ['tide', side, queue[1]]]
    case 'three': return [['map', sheet ? 'sheet' : 'map', 'queue'], ['tide', 'arrivals', 'towns']]
    case 'strip': {
      const middle = Array.from({ length: columns - 2 }, (_, at) => (sheet && at > 0 ? 'sheet' as const : 'map' as const))
      return ['alarms' as const, 'tide' as const].map((left) => [left, ...middle, sheet && columns === 3 ? 'sheet' : 'queue'])
    }
    case 'two': return rows === 1 ? [['map', sheet ? 'sheet' : 'queue']] : [['map', sheet ? 'sheet' : 'queue'], ['tide', 'arrivals']]
    case 'one': return [[sheet ? 'sheet' : 'map']]
    default: return name satisfies never
  }
}

/** The bezel next to a wished edge, or the edge itself where none is near. */
export const snapped = (wanted: number, bezels: readonly number[]): number => {
  const near = bezels.filter((bezel) => Math.abs(bezel - wanted) <= SNAP).sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))
  return near[0] ?? wanted
}

/** Where one row ends and the next begins: the middle of the gap. */
function rowSplits(name: LayoutName, height: number, bezels: readonly number[]): number[] {
  if (name === 'four' || name === 'wide') {
    const upper = snapped(height / 2, bezels)
    return [upper, Math.max(upper + ROW_GAP + 12, height - MARGIN - ROW_GAP / 2 - TOWNS_HEIGHT)]
  }
  if (name === 'three' || (name === 'two' && height >= PANELS_TOP + 2 * LEAST_ROW + ROW_GAP + MARGIN)) return [snapped(height * 2 / 3, bezels)]
  return name === 'strip' ? [LINK_BAR + MASTHEAD + ROW_GAP + 19.5 + ROW_GAP / 2] : []
}

/** What all scenes of a screen of `width` × `height` rem share; `modules` as calibrated. */
export function sceneLayout(width: number, height: number, modules: Modules | null): SceneLayout {
  const displays = modules ?? usualModules(width, height)
  const columns = columnWidths(width, columnEdges(width, displays))
  const name = layoutName(width, height, columns.length)
  return {
    name, width, height, columns, bezels: { x: lines(width, displays.x), y: lines(height, displays.y) },
    alarms: name === 'strip' ? 'upright' : 'band', alarmSlots: name === 'strip' ? 3 : name === 'one' ? (width >= 62 ? 2 : 1) : columns.length,
  }
}

/** Heights of the rows between `top`, the splits and the lower margin. */
export function rowHeights(top: number, splits: readonly number[], height: number): number[] {
  const marks = [top - ROW_GAP / 2, ...splits, height - MARGIN + ROW_GAP / 2]
  return marks.slice(1).map((mark, index) => mark - marks[index] - ROW_GAP)
}

/** The layout of a duty wall; `opened`: what was asked about. */
export function layoutOf(width: number, height: number, modules: Modules | null, opened: Opened | null = null): Layout {
  const scene = sceneLayout(width, height, modules)
  const top = scene.name === 'strip' ? LINK_BAR + MASTHEAD + ROW_GAP : PANELS_TOP
  const rows = rowHeights(top, rowSplits(scene.name, height, scene.bezels.y), height)
  const areas = areasOf(scene.name, scene.columns.length, rows.length, opened)
  const present = new Set(areas.flat())
  return { ...scene, rows, areas, panels: panelNames.filter((panel) => present.has(panel)) }
}

/** The layout as a CSS grid of the whole scene below the link bar. */
export function gridOf<Panel extends string>(layout: PanelLayout<Panel>): { readonly rows: string; readonly columns: string; readonly areas: string } {
  const across = (area: string): string => `'${layout.columns.map(() => area).join(' ')}'`
  const upright = layout.alarms === 'upright'
  const fixed = upright ? [across('mast')] : [across('mast'), across('alarms')]
  const heights = upright ? [MASTHEAD] : [MASTHEAD, layout.alarms === 'row' ? ALARM_ROW : ALARM_BAND]
  return {
    rows: [...heights, ...layout.rows].map((height) => `${round(height)}rem`).join(' '),
    columns: layout.columns.map((width) => `${round(width)}rem`).join(' '),
    areas: [...fixed, ...layout.areas.map((row) => `'${row.join(' ')}'`)].join(' '),
  }
}

const round = (rem: number): number => Math.round(rem * 1000) / 1000
