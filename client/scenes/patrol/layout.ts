// Where everything stands on a patrol wall, in rem: the duty wall's columns and bezels, low alarms, and its own panels.
import { ALARM_ROW, LINK_BAR, MARGIN, MASTHEAD, ROW_GAP, rowHeights, sceneLayout, snapped, type LayoutName, type Modules, type Opened, type PanelLayout } from '../duty/layout.ts'

export const panelNames = ['map', 'matrix', 'area', 'line', 'point', 'forces'] as const
export type PanelName = (typeof panelNames)[number]
export type Layout = PanelLayout<PanelName>

export const PANELS_TOP = LINK_BAR + MASTHEAD + ROW_GAP + ALARM_ROW + ROW_GAP
/** The lowest row that holds a tier's figures, three gaps and its day. */
const LEAST_ROW = 17
/** Figures and gaps of a tier beside its day. */
const LEAST_WIDE_ROW = 15
/** Teams by kind under a title, beside officers and stars. */
const FORCES_HEIGHT = 14.4

/** Rows of areas: the map makes room when a definition is asked for, so that nothing is covered; a card of what it shows stands beside it, where columns are wide. */
function areasOf(name: LayoutName, columns: number, rows: number, opened: Opened | null): Layout['areas'] {
  const sheet = opened !== null
  const side = sheet ? 'sheet' : 'map'
  const wide = opened === 'definition' ? 'sheet' : 'map'
  const matrix = opened === 'card' ? 'sheet' : 'matrix'
  switch (name) {
    case 'four': return [['area', 'map', wide, 'point'], ['line', 'map', wide, matrix], ...(rows > 2 ? [['forces', 'map', wide, matrix] as const] : [])]
    case 'wide': return [['area', 'map', 'point'], ['line', wide, matrix], ...(rows > 2 ? [['forces', wide, matrix] as const] : [])]
    case 'three': return [['map', side, 'matrix'], ['area', 'line', 'point']]
    case 'strip': return [['map', ...Array.from({ length: columns - 2 }, () => side), 'matrix'] as const]
    case 'two': return rows === 1 ? [['map', sheet ? 'sheet' : 'matrix']] : [['map', sheet ? 'sheet' : 'matrix'], ['area', 'line']]
    case 'one': return [[side]]
    default: return name satisfies never
  }
}

function rowSplits(name: LayoutName, height: number, bezels: readonly number[]): number[] {
  if (name === 'four' || name === 'wide') {
    const upper = snapped(height / 2, bezels)
    const lower = height - MARGIN - ROW_GAP / 2 - FORCES_HEIGHT
    return lower - upper - ROW_GAP >= LEAST_WIDE_ROW ? [upper, lower] : [upper]
  }
  const high = height >= PANELS_TOP + 2 * LEAST_ROW + ROW_GAP
  return name === 'three' || (name === 'two' && high) ? [snapped(height * 2 / 3, bezels)] : []
}

/** The layout of a screen of `width` × `height` rem; `modules` as calibrated; `opened`: what was asked about. */
export function layoutOf(width: number, height: number, modules: Modules | null, opened: Opened | null = null): Layout {
  const scene = sceneLayout(width, height, modules)
  const rows = rowHeights(PANELS_TOP, rowSplits(scene.name, height, scene.bezels.y), height)
  const areas = areasOf(scene.name, scene.columns.length, rows.length, opened)
  const present = new Set(areas.flat())
  return {
    ...scene, alarms: 'row', alarmSlots: scene.name === 'one' ? 1 : scene.columns.length, rows, areas,
    panels: panelNames.filter((panel) => present.has(panel)),
  }
}
