// The one door to maplibre-gl: makes a flat, north-up map without tiles, glyph server or any outside request.
import { Map as Engine, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { StyleSpecification } from 'maplibre-gl'
import { placeOf, type Camera } from './mercator.ts'

export interface EngineWish {
  readonly container: HTMLElement
  readonly camera: Camera
  /** CSS font families for all text. */
  readonly font: string
  readonly background: string
  /** What the map is called for those who hear it. */
  readonly label: string
  /** Whether people may move it. */
  readonly movable: boolean
}

/** Walls are up to 7680 px wide; the engine's own limit of 4096 would silently blur them. */
const LARGEST_CANVAS: [number, number] = [16_384, 16_384]

/** A bare style: everything else is added by the layers. */
export const bareStyle = (background: string): StyleSpecification => ({
  version: 8, sources: {}, layers: [{ id: 'background', type: 'background', paint: { 'background-color': background } }],
})

export function openEngine(wish: EngineWish): Engine {
  setWorkerUrl(workerUrl)
  const map = new Engine({
    container: wish.container,
    style: bareStyle(wish.background),
    center: placeOf(wish.camera.centre), zoom: wish.camera.zoom,
    interactive: wish.movable,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, boxZoom: false, doubleClickZoom: false,
    attributionControl: false, fadeDuration: 0, renderWorldCopies: false, trackResize: false, maxTileCacheSize: 64,
    minZoom: 4, maxZoom: 18,
    locale: { 'Map.Title': wish.label },
    localIdeographFontFamily: wish.font,
    maxCanvasSize: LARGEST_CANVAS,
    canvasContextAttributes: { antialias: false, powerPreference: 'high-performance' },
  })
  if (wish.movable) {
    map.touchZoomRotate.disableRotation()
    map.keyboard.disableRotation()
  }
  return map
}
