// The units: an own instanced WebGL2 layer that glides on the GPU and repaints only while something visibly moves.
import type { CustomLayerInterface, Map } from 'maplibre-gl'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Fleet } from '../fleet/fleet.ts'
import { nextFrame } from '../fleet/motion.ts'
import { foldOrigin, Markers } from '../fleet/program.ts'
import { worldSize } from '../mercator.ts'
import type { Palette } from '../palette.ts'
import type { Box } from '../place/boxes.ts'
import type { Layer } from './layer.ts'

export interface UnitsShown {
  readonly fleet: Fleet
  /** fleet.revision: a new one means a new upload. */
  readonly revision: number
  readonly palette: Palette
  readonly on: boolean
  /** Marker size in CSS px. */
  readonly size: number
  readonly lost: boolean
  /** The unit that a person chose, by its number. */
  readonly chosen: number | null
  /** Mercator; units in it are drawn elsewhere. */
  readonly hole: Box | null
  /** Server-corrected time, and the screen's steady clock in ms. */
  readonly now: () => Instant
  readonly clock: () => number
}

const ID = 'units'

export function unitsLayer(): Layer<UnitsShown> {
  let markers: Markers | null = null
  let shown: UnitsShown | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const custom = (map: Map): CustomLayerInterface => ({
    id: ID, type: 'custom', renderingMode: '2d',
    onAdd: (_map, gl) => { markers = new Markers(gl) },
    onRemove: () => { markers?.close(); markers = null },
    render: (gl, { defaultProjectionData }) => {
      if (!markers || !shown?.on) return
      const { fleet, palette, size, lost } = shown
      const clock = shown.clock()
      markers.draw(fleet, {
        palette, lost, chosen: shown.chosen === null ? -1 : fleet.rowOf(shown.chosen),
        matrix: foldOrigin(defaultProjectionData.mainMatrix, fleet.origin),
        clock: (clock - fleet.clockBase) / 1000,
        now: (shown.now() - fleet.timeBase) / 1000,
        unit: size * (gl.drawingBufferWidth / map.getContainer().clientWidth),
        hole: edges(shown.hole, fleet),
      })
      clearTimeout(timer)
      const wait = nextFrame(fleet.fastest, worldSize(map.getZoom()), fleet.until, clock)
      if (wait === 0) map.triggerRepaint()
      else if (wait < Infinity) timer = setTimeout(() => { map.triggerRepaint() }, wait)
    },
  })
  return {
    add(map) { map.addLayer(custom(map)) },
    draw(map, next) {
      const same = shown?.revision === next.revision && shown.palette === next.palette && shown.size === next.size && shown.on === next.on && shown.lost === next.lost && shown.chosen === next.chosen && sameBox(shown.hole, next.hole)
      shown = next
      if (!same) map.triggerRepaint()
    },
    remove(map) {
      clearTimeout(timer)
      if (map.getLayer(ID)) map.removeLayer(ID)
      shown = null
    },
  }
}

const edges = (hole: Box | null, { origin }: Fleet): [number, number, number, number] | null =>
  hole && [hole.x - origin.x, hole.y - origin.y, hole.x + hole.w - origin.x, hole.y + hole.h - origin.y]

const sameBox = (a: Box | null, b: Box | null): boolean =>
  a === b || (a !== null && b !== null && a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h)
