// The one shape of every map layer: it adds itself, draws what it is shown, and removes itself.
import type { Map } from 'maplibre-gl'

/**
 * `add` is called with a bare style, at the start and again after the graphics context was lost; `draw` may be called
 * any number of times after it and takes everything from `shown`; `remove` leaves nothing behind.
 */
export interface Layer<Shown> {
  add(map: Map): void
  draw(map: Map, shown: Shown): void
  remove(map: Map): void
}
