// Texts that stand where they were placed: names of regions, ages of markers. The engine places nothing itself.
import { fromScreen, type Camera } from '../mercator.ts'
import { middle } from '../place/boxes.ts'
import type { TextMark } from '../place/room.ts'
import type { Palette } from '../palette.ts'
import type { Layer } from './layer.ts'
import { pointAt, PointSource } from './source.ts'

export interface TextsShown {
  readonly palette: Palette
  readonly rem: number
  /** Families in CSS order. */
  readonly fonts: readonly string[]
  readonly texts: readonly TextMark[]
  /** The camera that the texts were placed for. */
  readonly camera: Camera
}

export function textsLayer(id: string, colour: 't1' | 't2'): Layer<TextsShown> {
  const source = new PointSource(id)
  let drawn: TextsShown | null = null
  return {
    add(map) {
      drawn = null
      source.add(map)
      map.addLayer({
        id, type: 'symbol', source: id,
        layout: {
          'text-field': ['get', 'text'], 'text-size': ['get', 'size'], 'text-anchor': 'center', 'text-max-width': 99,
          'text-allow-overlap': true, 'text-ignore-placement': true, 'text-padding': 0,
        },
      })
    },
    draw(map, shown) {
      if (drawn?.palette !== shown.palette || drawn.rem !== shown.rem) {
        map.setPaintProperty(id, 'text-color', shown.palette[colour])
        map.setPaintProperty(id, 'text-halo-color', shown.palette.bg0)
        map.setPaintProperty(id, 'text-halo-width', (3.5 * shown.rem) / 32)
      }
      if (drawn?.fonts !== shown.fonts) map.setLayoutProperty(id, 'text-font', [...shown.fonts])
      if (drawn?.texts !== shown.texts) {
        source.say(map, shown.texts.map((mark) => pointAt(fromScreen(shown.camera, middle(mark.box)), { text: mark.text, size: mark.size })))
      }
      drawn = shown
    },
    remove(map) {
      if (map.getLayer(id)) map.removeLayer(id)
      source.remove(map)
      drawn = null
    },
  }
}
