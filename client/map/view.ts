// One view of the district: an engine and its layers. A wall has two, the whole and the enlarged part.
import type { Map } from 'maplibre-gl'
import { openEngine, type EngineWish } from './engine.ts'
import { coverageLayer, pickable, type CoverageShown } from './layers/coverage.ts'
import { eventsLayer, type EventsShown } from './layers/events.ts'
import { groundLayer, type GroundShown } from './layers/ground.ts'
import { textsLayer, type TextsShown } from './layers/texts.ts'
import { unitsLayer, type UnitsShown } from './layers/units.ts'
import { placeOf, spotOf, type Camera } from './mercator.ts'
import { unitAt, type Reach } from './pick.ts'

export interface ViewShown {
  readonly ground: GroundShown
  readonly coverage: CoverageShown
  readonly units: UnitsShown
  readonly ages: TextsShown
  readonly names: TextsShown
  readonly events: EventsShown
  /** How far from a pointer units are still meant. */
  readonly reach: Reach
}

export interface ViewWish extends EngineWish {
  /** A person began to move the view. */
  readonly onGesture: () => void
  readonly onMove: (camera: Camera) => void
  /** The view came to rest after a move. */
  readonly onRest: (camera: Camera) => void
  /** A whole picture stands: the first, the first after the graphics were lost, or the first after a fault. */
  readonly onReady: () => void
  /** The graphics context is gone, and the picture with it. */
  readonly onLost: () => void
  /** The engine could not do something; what it said. */
  readonly onFault: (reason: string) => void
  /** A person picked something, or pointed where there is nothing. */
  readonly onPick: (pointed: Pointed) => void
}

/** A unit by its number, which goes before the ground below it; a beat by its id. */
export type Pointed = { readonly is: 'unit'; readonly unit: number } | { readonly is: 'beat'; readonly beat: string } | { readonly is: 'nothing' }

/** px around a click within which a thin mark is still meant. */
const REACH = 8

/** ms after a fault within which an idle engine does not mean that it passed. */
const PASSED = 1_000

export class View {
  readonly #map: Map
  readonly #ground = groundLayer()
  readonly #coverage = coverageLayer()
  readonly #units = unitsLayer()
  readonly #ages = textsLayer('ages', 't2')
  readonly #names = textsLayer('names', 't1')
  readonly #events = eventsLayer()
  /** Bottom to top (LOOK 7). */
  readonly #layers = [this.#ground, this.#coverage, this.#units, this.#ages, this.#names, this.#events]
  #shown: ViewShown | null = null
  #standing = false
  /** The next whole picture is to be told; not before this moment (the page's steady clock, ms). */
  #awaited = true
  #soonest = 0
  #closed = false

  constructor(wish: ViewWish) {
    const map = openEngine(wish)
    this.#map = map
    map.on('error', (event) => {
      this.#awaited = true
      this.#soonest = performance.now() + PASSED
      wish.onFault(event.error.message)
    })
    map.on('style.load', () => { this.#rebuild() })
    map.on('webglcontextlost', () => {
      // An engine that is closed gives its context back by losing it.
      if (this.#closed) return
      this.#standing = false
      this.#awaited = true
      wish.onLost()
    })
    map.on('movestart', (event) => { if (event.originalEvent) wish.onGesture() })
    map.on('move', () => { wish.onMove(this.camera()) })
    map.on('moveend', () => { wish.onRest(this.camera()) })
    map.on('click', ({ point: { x, y }, originalEvent }) => {
      wish.onPick(this.#at(x, y, 'pointerType' in originalEvent && originalEvent.pointerType === 'touch'))
    })
    map.on('idle', () => {
      if (!this.#awaited || !this.#standing || performance.now() < this.#soonest) return
      this.#awaited = false
      wish.onReady()
    })
  }

  /** Draws now, or as soon as the style stands. */
  draw(shown: ViewShown): void {
    this.#shown = shown
    if (!this.#standing) return
    this.#ground.draw(this.#map, shown.ground)
    this.#coverage.draw(this.#map, shown.coverage)
    this.#units.draw(this.#map, shown.units)
    this.#ages.draw(this.#map, shown.ages)
    this.#names.draw(this.#map, shown.names)
    this.#events.draw(this.#map, shown.events)
  }

  camera(): Camera {
    const { lng, lat } = this.#map.getCenter()
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer()
    return { centre: spotOf([lng, lat]), zoom: this.#map.getZoom(), width, height }
  }

  /** Goes there at once; its container must have the camera's size. */
  jump(camera: Camera): void {
    this.#map.resize()
    this.#map.jumpTo({ center: placeOf(camera.centre), zoom: camera.zoom })
  }

  /** Draws the same once more: a marker's freshness changed. */
  repaint(): void { this.#map.triggerRepaint() }

  close(): void {
    // With the graphics context the engine lost its style, and our layers with it.
    if (this.#standing) for (const layer of this.#layers) layer.remove(this.#map)
    this.#standing = false
    this.#closed = true
    this.#map.remove()
  }

  #at(x: number, y: number, touched: boolean): Pointed {
    const { units, reach } = this.#shown ?? {}
    const unit = units?.on && reach ? unitAt(units.fleet, {
      camera: this.camera(), at: { x, y }, reach: touched ? reach.touch : reach.mouse, hole: units.hole, clock: units.clock(), chosen: units.chosen,
    }) : null
    if (unit !== null) return { is: 'unit', unit }
    const beat = this.#beatAt(x, y)
    return beat === null ? { is: 'nothing' } : { is: 'beat', beat }
  }

  /** The beat that is drawn there: a point before a line, a line before the area below it. */
  #beatAt(x: number, y: number): string | null {
    if (!this.#standing) return null
    for (const layer of pickable) {
      const reach = layer === 'coverage-fill' ? 0 : REACH
      const [found] = this.#map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers: [layer] })
      if (typeof found?.properties.beat === 'string') return found.properties.beat
    }
    return null
  }

  /** Also after the graphics context was lost and given back: the engine restores its own style, but no layer of ours. */
  #rebuild(): void {
    for (const layer of this.#layers) layer.remove(this.#map)
    for (const layer of this.#layers) layer.add(this.#map)
    this.#standing = true
    if (this.#shown) this.draw(this.#shown)
  }
}
