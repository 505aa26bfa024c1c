// Beats on the map: ages in steps, voids in their order, marks inside their beats, and a legend that crosses no bezel.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageStep, AGE_STEPS, beatsNow, voidsOf } from '../../../client/map/beats.ts'
import { shapesOfBeats, spotOfBeat } from '../../../client/map/coverage.ts'
import { mercatorX, mercatorY, toScreen, type Camera } from '../../../client/map/mercator.ts'
import { readPalette, rgb, stepColours } from '../../../client/map/palette.ts'
import { voidIncidents } from '../../../client/map/place/incidents.ts'
import { AGES_BLOCK, blockLegend, flowLegend, type LegendItem } from '../../../client/map/place/legend.ts'
import { surrounds } from '../../../client/map/shapes.ts'
import { tiers } from '../../../shared/domain/tier.ts'
import { MINUTE } from '../../../shared/domain/time.ts'
import { NOW } from '../given.ts'
import { columnsOf, set } from '../scenes/coverage.ts'

describe('ages', () => {
  it('[S42] fall into five steps, every limit included; who is there is the youngest, never is the oldest', () => {
    expect(AGE_STEPS.map((minutes) => [ageStep(minutes * MINUTE), ageStep(minutes * MINUTE + 1)])).toEqual([[0, 1], [1, 2], [2, 3], [3, 4]])
    expect([ageStep(0), ageStep(null)]).toEqual([0, 4])
    const [here, never, clock] = beatsNow(set, columnsOf(set.slice(0, 3), (id) => (id === set[0].id ? { present: 1, minutes: 300 } : { minutes: id === set[1].id ? null : -5 })), NOW)
    expect([here.age, here.step, never.age, never.last, never.step]).toEqual([0, 0, null, null, 4])
    // A visit a little ahead of the screen's clock is now, not before it.
    expect(clock.age).toBe(0)
  })

  it('[S43] join reading and set by id: what one of the two does not know is left out, and nothing stands under another’s name', () => {
    fc.assert(fc.property(fc.shuffledSubarray([...set.slice(0, 40)]), fc.subarray([...set.slice(0, 40)]), (read, known) => {
      const minutes = new Map(read.map(({ id }, index) => [id as string, index]))
      const now = beatsNow(known, columnsOf([...read, { id: 'unknown' }], (id) => ({ minutes: minutes.get(id) ?? 0 })), NOW)
      expect(now.map(({ beat }) => beat.id)).toEqual(read.filter((beat) => known.includes(beat)).map(({ id }) => id))
      for (const { beat, last } of now) expect(Math.floor((NOW - last!) / MINUTE)).toBe(minutes.get(beat.id))
    }))
  })
})

describe('voids', () => {
  const some = set.slice(0, 4)
  const figures = { [some[0].id]: { state: 'void', worth: 5, minutes: 200 }, [some[1].id]: { state: 'met', minutes: 400 }, [some[2].id]: { state: 'void', worth: 9, minutes: 130 }, [some[3].id]: { state: 'void', worth: 5, minutes: null } } as const
  const now = beatsNow(set, columnsOf(some, (id) => figures[id]), NOW)

  it('[M33] come by what their gap is worth, then the longest without anybody; only where an alarm stands is there a symbol, of its level', () => {
    expect(voidsOf(now).map(({ beat }) => beat.id)).toEqual([some[2].id, some[3].id, some[0].id])
    const { spots } = shapesOfBeats(set)
    const marked = voidIncidents(voidsOf(now), new Map([[some[0].id, 2], [some[1].id, 1]]), spots, ({ beat }) => beat.name)
    expect(marked.map(({ id, level, title, since }) => [id, level, title, since])).toEqual([[`void:${some[0].id}`, 2, some[0].name, Math.floor((NOW - 200 * MINUTE) / 1_000) * 1_000]])
  })
})

describe('shapes of beats', () => {
  it('[M32] every mark stands inside its area, on its line or at its point', () => {
    for (const beat of set) {
      const at = spotOfBeat(beat)
      if (beat.tier === 'area') {
        const rings = beat.polygons.flat().map((ring) => Float64Array.from(ring.flatMap(([lon, lat]) => [mercatorX(lon), mercatorY(lat)])))
        expect(rings.reduce((inside, ring) => inside !== surrounds(ring, at), false), beat.name).toBe(true)
      } else if (beat.tier === 'line') {
        const camera: Camera = { centre: at, zoom: 14, width: 2_000, height: 2_000 }
        const spots = beat.line.map(([lon, lat]) => toScreen(camera, { x: mercatorX(lon), y: mercatorY(lat) }))
        const nearest = Math.min(...spots.slice(1).map((to, index) => {
          const [dx, dy] = [to.x - spots[index].x, to.y - spots[index].y]
          const along = Math.min(1, Math.max(0, ((1_000 - spots[index].x) * dx + (1_000 - spots[index].y) * dy) / (dx * dx + dy * dy || 1)))
          return Math.hypot(spots[index].x + along * dx - 1_000, spots[index].y + along * dy - 1_000)
        }))
        expect(nearest, beat.name).toBeLessThan(1)
      } else expect(at).toEqual({ x: mercatorX(beat.place[0]), y: mercatorY(beat.place[1]) })
    }
    const { area, line, point, numbers } = shapesOfBeats(set)
    expect([area, line, point].map(({ features }) => features.length)).toEqual([36, 48, 120])
    for (const { features } of [area, line, point]) for (const { id, properties } of features) expect(set[id as number].id).toBe(properties.beat)
    expect(numbers.size).toBe(set.length)
  })
})

describe('the legend of ages', () => {
  it('[M34] stands whole within its room and across no bezel, its items beside or below it', () => {
    const items: LegendItem[] = [{ key: 'idle', text: '本班不巡', widest: '本班不巡' }, { key: 'schematic', text: '示意图', widest: '示意图' }]
    fc.assert(fc.property(fc.integer({ min: 12, max: 40 }), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 60, max: 120 }), fc.integer({ min: 0, max: 3_000 }), (rem, x, wide, line) => {
      const bezels = { x: [line], y: [] }
      const legend = blockLegend(items, x, wide * rem, bezels, rem)
      const block = { from: legend.x, to: legend.x + AGES_BLOCK.w * rem }
      expect(line > block.from && line < block.to).toBe(false)
      expect(block.from).toBeGreaterThanOrEqual(x)
      expect(block.to).toBeLessThanOrEqual(x + legend.w + 0.001)
      for (const place of flowLegend(items, legend.flow.x, legend.flow.room, bezels, rem)) {
        const y = place.y + legend.flow.y
        expect(place.x >= block.to || y >= AGES_BLOCK.h * rem - 0.001).toBe(true)
        expect(y).toBeLessThan(legend.h)
      }
    }))
  })
})

describe('the palette of ages', () => {
  it('[M8] keeps no hue of a step once the link is lost, and their order of brightness', () => {
    const tokens: Record<string, string> = { '--area-0': '#86d4cf', '--area-1': '#5da39f', '--area-2': '#386a6d', '--area-3': '#284b52', '--area-4': '#1f3840' }
    const lost = readPalette((name) => tokens[name] ?? '', true)
    for (const tier of tiers) for (const colour of stepColours(lost, tier)) expect(new Set(rgb(colour)).size).toBe(1)
    const bright = stepColours(lost, 'area').map((colour) => rgb(colour)[0])
    expect(bright).toEqual([...bright].sort((a, b) => b - a))
  })
})
