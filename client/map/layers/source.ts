// A GeoJSON source of points that is only re-sent when what it says has changed.
import type { Feature, Point } from 'geojson'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import { placeOf, type Spot } from '../mercator.ts'

export type PointFeature = Feature<Point, Record<string, string | number>>

export const pointAt = (spot: Spot, properties: Record<string, string | number>): PointFeature =>
  ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: placeOf(spot) } })

/** Remembers what a source holds; `said` is reset when the source is made anew. */
export class PointSource {
  readonly id: string
  #said = ''

  constructor(id: string) { this.id = id }

  add(map: Map): void {
    this.#said = ''
    map.addSource(this.id, { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, buffer: 256 })
  }

  say(map: Map, features: readonly PointFeature[]): void {
    const text = JSON.stringify(features)
    if (text === this.#said) return
    this.#said = text
    map.getSource<GeoJSONSource>(this.id)?.setData({ type: 'FeatureCollection', features: [...features] })
  }

  remove(map: Map): void {
    if (map.getSource(this.id)) map.removeSource(this.id)
  }
}
