// Events and calls for help: one angular symbol each, the loudest on top, and pills for what would hide beneath.
import type { Map } from 'maplibre-gl'
import { severities } from '../../../shared/domain/event.ts'
import { fromScreen, type Camera } from '../mercator.ts'
import type { Palette } from '../palette.ts'
import { middle, type Box } from '../place/boxes.ts'
import { EVENT_SIZE, type EventMark } from '../place/declutter.ts'
import { IMAGE_RATIO, pillImage, severityImage } from './images.ts'
import type { Layer } from './layer.ts'
import { pointAt, PointSource, type PointFeature } from './source.ts'

export interface EventsShown {
  readonly palette: Palette
  readonly rem: number
  /** CSS families. */
  readonly font: string
  readonly marks: readonly EventMark[]
  /** The camera that the marks were placed for. */
  readonly camera: Camera
}

const ID = 'events'

export function eventsLayer(): Layer<EventsShown> {
  const source = new PointSource(ID)
  let drawn: EventsShown | null = null
  let series = 0
  let images = new Set<string>()
  const renew = (map: Map): void => {
    for (const id of images) if (map.hasImage(id)) map.removeImage(id)
    images = new Set()
    series++
  }
  const need = (map: Map, id: string, draw: () => ImageData): string => {
    const full = `${id}/${series}`
    if (!images.has(full)) {
      map.addImage(full, draw(), { pixelRatio: IMAGE_RATIO })
      images.add(full)
    }
    return full
  }
  return {
    add(map) {
      drawn = null
      images = new Set()
      source.add(map)
      map.addLayer({
        id: ID, type: 'symbol', source: ID,
        layout: {
          'icon-image': ['get', 'image'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-padding': 0,
          'symbol-sort-key': ['get', 'order'],
        },
      })
    },
    draw(map, shown) {
      const { palette, rem, font } = shown
      if (drawn?.palette !== palette || drawn.rem !== rem || drawn.font !== font) {
        renew(map)
        for (const level of severities) need(map, `event-${level}`, () => severityImage(level, (EVENT_SIZE[level] * rem) / 32, palette, font))
      }
      drawn = shown
      source.say(map, shown.marks.flatMap((mark): PointFeature[] => {
        const { level, id } = mark.incident
        // Levels from 4 up to 1, so that the loudest is drawn last; a pill lies directly on its symbol.
        const order = 10 - 2 * level
        const symbol = pointAt(fromScreen(shown.camera, mark.at), { id, image: need(map, `event-${level}`, () => severityImage(level, mark.box.w, palette, font)), order })
        const pill = pillOf(mark, rem)
        if (!pill) return [symbol]
        const image = need(map, `more-${pill.text}`, () => pillImage(pill.text, pill.box.w, pill.box.h, palette, font))
        return [symbol, pointAt(fromScreen(shown.camera, middle(pill.box)), { id: `${id} more`, image, order: order + 1 })]
      }))
    },
    remove(map) {
      if (map.getLayer(ID)) map.removeLayer(ID)
      source.remove(map)
      renew(map)
      drawn = null
    },
  }
}

/** The pill beside a mark that others hide under: +3. */
export function pillOf(mark: EventMark, rem: number): { readonly text: string; readonly box: Box } | null {
  const more = mark.hidden.length
  if (more === 0) return null
  const text = more > 99 ? '99+' : `+${more}`
  const h = rem * 1.36
  const w = h * (0.5 + text.length * 0.46)
  return { text, box: { x: mark.box.x + mark.box.w * 0.86, y: mark.at.y - h / 2, w, h } }
}
