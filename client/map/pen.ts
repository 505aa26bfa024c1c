// The one door to terra-draw: draws a shape on the map, or moves the corners of shapes that are there.
import type { Map } from 'maplibre-gl'
import {
  TerraDraw, TerraDrawLineStringMode, TerraDrawPointMode, TerraDrawPolygonMode, TerraDrawSelectMode,
  type GeoJSONStoreFeatures, type GeoJSONStoreGeometries, type HexColor, type SnapToCustom,
} from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'

export type Stroke = 'polygon' | 'linestring' | 'point'
/** One ring, one line or one place; GeoJSON's own shapes. */
export type PenShape = GeoJSONStoreGeometries

export interface PenWish {
  readonly map: Map
  /** #rrggbb: what is drawn, and the ground that it has to stand out from. */
  readonly colour: string
  readonly ground: string
  /** Where the pointer is meant to be, `reach` being the metres of some px; null where nothing is near. */
  snap(place: [number, number], reach: number): [number, number] | null
  /** A shape was drawn to its end; the pen has put it away. */
  onDrawn(shape: PenShape): void
  /** Corners of the shapes handed to `edit` were moved, added or taken away: all of them, in their order. */
  onMoved(shapes: readonly PenShape[]): void
  /** What is being drawn or moved looks like this now; not to be kept. */
  onSketch(shapes: readonly PenShape[]): void
}

/** px within which a pointer means a neighbour's corner or edge. */
const REACH = 14
const guidance = ['midPoint', 'selectionPoint', 'closingPoint', 'snappingPoint', 'coordinatePoint', 'edited']

export class Pen {
  readonly #draw: TerraDraw
  readonly #wish: PenWish
  #ids: (string | number)[] = []
  #dirty = false
  readonly #settle = (): void => { setTimeout(() => { this.#commit() }, 0) }

  constructor(wish: PenWish) {
    this.#wish = wish
    const { colour, ground } = { colour: wish.colour as HexColor, ground: wish.ground as HexColor }
    const toCustom: SnapToCustom = ({ lng, lat }) => wish.snap([lng, lat], this.#reach(lat)) ?? undefined
    const snapping = { toCustom }
    const corner = { PointColor: colour, PointOutlineColor: ground, PointOutlineWidth: 2, PointWidth: 6 }
    const coordinates = { midpoints: true, draggable: true, deletable: true, snappable: snapping }
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: wish.map, coordinatePrecision: 6, prefixId: 'pen' }),
      modes: [
        new TerraDrawPolygonMode({
          snapping, showCoordinatePoints: true, pointerDistance: REACH,
          styles: {
            fillColor: colour, fillOpacity: 0.16, outlineColor: colour, outlineWidth: 3, closingPointColor: colour, closingPointOutlineColor: ground, closingPointWidth: 8, closingPointOutlineWidth: 3,
            snappingPointColor: ground, snappingPointOutlineColor: colour, snappingPointOutlineWidth: 3, snappingPointWidth: 7, coordinatePointColor: colour, coordinatePointWidth: 5, coordinatePointOutlineColor: ground, coordinatePointOutlineWidth: 2,
          },
        }),
        new TerraDrawLineStringMode({
          snapping, showCoordinatePoints: true, pointerDistance: REACH,
          styles: {
            lineStringColor: colour, lineStringWidth: 4, closingPointColor: colour, closingPointOutlineColor: ground, closingPointWidth: 8, closingPointOutlineWidth: 3,
            snappingPointColor: ground, snappingPointOutlineColor: colour, snappingPointOutlineWidth: 3, snappingPointWidth: 7, coordinatePointColor: colour, coordinatePointWidth: 5, coordinatePointOutlineColor: ground, coordinatePointOutlineWidth: 2,
          },
        }),
        new TerraDrawPointMode({ styles: { pointColor: colour, pointWidth: 8, pointOutlineColor: ground, pointOutlineWidth: 3 } }),
        new TerraDrawSelectMode({
          pointerDistance: REACH, allowManualDeselection: false, keyEvents: { deselect: null, delete: null, rotate: null, scale: null },
          flags: {
            polygon: { feature: { draggable: false, coordinates } }, linestring: { feature: { draggable: false, coordinates } },
            point: { feature: { draggable: true, coordinates: { snappable: snapping } } },
          },
          styles: {
            selectedPolygonColor: colour, selectedPolygonFillOpacity: 0.12, selectedPolygonOutlineColor: colour, selectedPolygonOutlineWidth: 3, selectedLineStringColor: colour, selectedLineStringWidth: 4,
            selectedPointColor: colour, selectedPointOutlineColor: ground, selectedPointOutlineWidth: corner.PointOutlineWidth, selectedPointWidth: 8,
            selectionPointColor: colour, selectionPointOutlineColor: ground, selectionPointOutlineWidth: corner.PointOutlineWidth, selectionPointWidth: corner.PointWidth,
            midPointColor: ground, midPointOutlineColor: colour, midPointOutlineWidth: 2, midPointWidth: 4,
          },
        }),
      ],
    })
    this.#draw.start()
    this.#draw.on('finish', (id, { action }) => {
      if (action === 'draw') this.#finished(id)
      else this.#commit()
    })
    this.#draw.on('change', (ids, type) => {
      if (type !== 'create' && type !== 'update') return
      if (this.#ids.length === 0) wish.onSketch(this.#drawing())
      else if (ids.some((id) => this.#ids.includes(id))) {
        this.#dirty = true
        wish.onSketch(this.#shapes())
      }
    })
    // Taking a corner away ends without a word.
    for (const event of ['pointerup', 'contextmenu'] as const) wish.map.getCanvas().addEventListener(event, this.#settle)
  }

  draw(stroke: Stroke): void {
    this.rest()
    this.#draw.setMode(stroke)
  }

  /** Shows the shapes with their corners, the first one ready to be moved; the others with a click. */
  edit(shapes: readonly PenShape[]): void {
    this.rest()
    const features = shapes.map((geometry): GeoJSONStoreFeatures => ({ type: 'Feature', id: this.#draw.getFeatureId(), geometry, properties: { mode: modeOf(geometry) } }))
    this.#draw.setMode('select')
    this.#draw.addFeatures(features)
    this.#ids = features.flatMap(({ id }) => (id !== undefined && this.#draw.hasFeature(id) ? [id] : []))
    this.#dirty = false
    if (this.#ids.length > 0) this.#draw.selectFeature(this.#ids[0])
  }

  /** Puts everything away. */
  rest(): void {
    this.#ids = []
    this.#dirty = false
    this.#draw.setMode('static')
    this.#draw.clear()
  }

  close(): void {
    for (const event of ['pointerup', 'contextmenu'] as const) this.#wish.map.getCanvas().removeEventListener(event, this.#settle)
    this.#draw.stop()
  }

  #finished(id: string | number): void {
    const shape = this.#draw.getSnapshotFeature(id)?.geometry
    // It has not done with it in this turn.
    setTimeout(() => {
      if (this.#draw.hasFeature(id)) this.#draw.removeFeatures([id])
      if (shape) this.#wish.onDrawn(shape)
    }, 0)
  }

  #commit(): void {
    if (!this.#dirty || this.#ids.length === 0) return
    this.#dirty = false
    this.#wish.onMoved(this.#shapes())
  }

  #shapes(): PenShape[] {
    return this.#ids.flatMap((id) => this.#draw.getSnapshotFeature(id)?.geometry ?? [])
  }

  #drawing(): PenShape[] {
    return this.#draw.getSnapshot().filter(({ properties }) => !guidance.some((name) => properties[name] === true)).map(({ geometry }) => geometry)
  }

  #reach(lat: number): number {
    const perPx = (40_075_017 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** this.#wish.map.getZoom())
    return REACH * perPx
  }
}

const modeOf = ({ type }: PenShape): Stroke => (type === 'Polygon' ? 'polygon' : type === 'LineString' ? 'linestring' : 'point')
