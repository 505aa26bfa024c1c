// Events and calls for help: one angular symbol each, the loudest on top, and pills for what would hide beneath.
import type { Map } from 'maplibre-gl'
import { severities } from '../../../shared/domain/event.ts'
import { fromScreen, type Camera, type Spot } from '../mercator.ts'
import type { Palette } from '../palette.ts'
import { middle } from '../place/boxes.ts'
import { EVENT_SIZE, type EventMark, type Pill } from '../place/declutter.ts'
import type { Stack } from '../place/stacks.ts'
import { IMAGE_RATIO, pillImage, severityImage } from './images.ts'
import type { Layer } from './layer.ts'
import { pointAt, PointSource, type PointFeature } from './source.ts'

export interface EventsShown {
  readonly palette: Palette
  readonly rem: number
  /** CSS families. */
  readonly font: string
  readonly marks: readonly EventMark[]
  readonly pills: readonly Pill[]
  /** Counts of units under one mark: beneath every symbol. */
  readonly stacks: readonly Stack[]
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
      const at = (spot: Spot, properties: PointFeature['properties']): PointFeature => pointAt(fromScreen(shown.camera, spot), properties)
      // Levels from 4 up to 1, so that the loudest is drawn last; a pill lies directly on its symbol.
      const symbols = shown.marks.map(({ incident: { id, level }, at: spot, box }) =>
        at(spot, { id, order: 10 - 2 * level, image: need(map, `event-${level}`, () => severityImage(level, box.w, palette, font)) }))
      const pills = shown.pills.map(({ mark: { incident: { id, level } }, text, box }) =>
        at(middle(box), { id: `${id} more`, order: 11 - 2 * level, image: need(map, `more-${text}`, () => pillImage(text, box.w, box.h, palette, font)) }))
      const stacks = shown.stacks.map(({ text, box }) =>
        at(middle(box), { id: 'stack', order: 0, image: need(map, `more-${text}`, () => pillImage(text, box.w, box.h, palette, font)) }))
      source.say(map, [...stacks, ...symbols, ...pills])
    },
    remove(map) {
      if (map.getLayer(ID)) map.removeLayer(ID)
      source.remove(map)
      renew(map)
      drawn = null
    },
  }
}
