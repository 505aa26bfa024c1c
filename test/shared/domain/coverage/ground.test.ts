// The geometry of beats: cells, lines in metres, unions of intervals, and look-ups that miss nothing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellFinder } from '../../../../shared/domain/coverage/cell-finder.ts'
import { cellAt, cellsOf } from '../../../../shared/domain/coverage/cells.ts'
import { ground, shapeOf } from '../../../../shared/domain/coverage/ground.ts'
import { measure, within } from '../../../../shared/domain/coverage/polyline.ts'
import { addSpan, lengthOf } from '../../../../shared/domain/coverage/spans.ts'
import { metresBetween } from '../../../../shared/domain/geo.ts'
import { area, line, place, point } from '../../../server/readings/coverage/given.ts'
import { seeded } from '../../../seeded.ts'

const micro = (x: number, y: number): [number, number] => { const [lon, lat] = place(x, y); return [Math.round(lon * 1e6), Math.round(lat * 1e6)] }

describe('cells', () => {
  it('[O3] neighbouring areas share no cell, an area too small for a middle has those that it touches, weights are 1 unless said', () => {
    const [left, right] = [cellsOf(area('a', 0, 0, 1000)), cellsOf(area('b', 1000, 0, 1000))]
    expect(left.ids.length).toBeGreaterThan(50)
    expect(left.ids.filter((id) => right.ids.includes(id))).toEqual([])
    const tiny = cellsOf(area('c', 500, 500, 5))
    expect(tiny.ids).toContain(cellAt(...micro(502, 502)))
    expect(tiny.ids.length).toBeLessThan(4)
    const [first, second] = left.ids
    expect([...cellsOf({ ...area('a', 0, 0, 1000), weights: { [first]: 0, [second]: 3 } }).weights.slice(0, 3)]).toEqual([0, 3, 1])
  })

  it('[O20] the cell of a place is the one that the grid says, on every side of a border, in several parts of the world', () => {
    const next = seeded(20)
    for (const [lon, lat] of [[104.75, 29.35], [87.6, 43.8], [110.2, 18.3], [-120, 48]]) {
      const cells = cellsOf({ polygons: [[[[lon, lat], [lon + 0.03, lat], [lon + 0.03, lat + 0.03], [lon, lat + 0.03], [lon, lat]]]], weights: {} })
      const numbers = new Map(cells.ids.map((id, cell) => [id, cell]))
      const finder = cellFinder(new Map([[7, cells]]))
      for (let n = 0; n < 20_000; n++) {
        const [x, y] = [Math.round((lon - 0.005 + next() * 0.04) * 1e6), Math.round((lat - 0.005 + next() * 0.04) * 1e6)]
        const cell = numbers.get(cellAt(x, y))
        expect(finder.at(x, y)).toEqual(cell === undefined ? [] : [7, cell])
      }
    }
  })
})

describe('lines', () => {
  const bent = line('l', [[0, 0], [700, 100], [1500, 900]], { buffer: 30 })

  it('[O5] a line is as long as it is on the globe, to a metre', () => {
    const corners = bent.line
    const long = corners.slice(1).reduce((sum, to, index) => sum + metresBetween(...corners[index], ...to), 0)
    expect(measure(corners).length).toBeCloseTo(long, 0)
  })

  it('[O5] a step covers what lies within the buffer of it, as points a metre apart say', () => {
    const measured = measure(bent.line)
    const { plane } = measured
    const out = new Float64Array(2)
    const corner = fc.tuple(fc.integer({ min: -200, max: 1700 }), fc.integer({ min: -200, max: 1100 }))
    fc.assert(fc.property(corner, fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }), ([x, y], dx, dy) => {
      const [a, b] = [micro(x, y), micro(x + dx, y + dy)].map(([lon, lat]) => [(lon - plane.lon) * plane.east, (lat - plane.lat) * plane.north])
      const spans: number[] = []
      for (let piece = 0; piece < measured.metres.length; piece++) {
        if (within(measured, piece, { ax: a[0], ay: a[1], bx: b[0], by: b[1] }, 30, out)) addSpan(spans, out[0], out[1])
      }
      let metres = 0
      for (let piece = 0; piece < measured.metres.length; piece++) {
        for (let at = 0.5; at < measured.metres[piece]; at++) {
          const [px, py] = [measured.x[piece] + measured.dx[piece] * at, measured.y[piece] + measured.dy[piece] * at]
          const square = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
          const share = square === 0 ? 0 : Math.max(0, Math.min(1, ((px - a[0]) * (b[0] - a[0]) + (py - a[1]) * (b[1] - a[1])) / square))
          if (Math.hypot(px - a[0] - share * (b[0] - a[0]), py - a[1] - share * (b[1] - a[1])) <= 30) metres++
        }
      }
      expect(Math.abs(lengthOf(spans) - metres)).toBeLessThan(4)
    }), { numRuns: 300, seed: 5 })
  })

  it('[O5] a union of intervals is the same in whatever order it is put together', () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 20 }))
    fc.assert(fc.property(fc.array(interval, { maxLength: 30 }), fc.integer(), (intervals, shuffle) => {
      const put = (list: readonly (readonly [number, number])[]): number[] => {
        const spans: number[] = []
        for (const [from, length] of list) addSpan(spans, from, from + length)
        return spans
      }
      const next = seeded(shuffle)
      const spans = put(intervals)
      expect(put(intervals.map((one) => [one, next()] as const).sort((a, b) => a[1] - b[1]).map(([one]) => one))).toEqual(spans)
      for (let at = 0; at < 120; at += 0.5) {
        const held = spans.some((_, index) => index % 2 === 0 && spans[index] <= at && at <= spans[index + 1])
        expect(held).toBe(intervals.some(([from, length]) => from <= at && at <= from + length))
      }
    }), { seed: 6 })
  })
})

describe('the ground', () => {
  it('[O18] looking up finds every beat that asking all of them finds', () => {
    const next = seeded(3)
    const beats = Array.from({ length: 300 }, (_, index) => {
      const [x, y] = [next() * 6_000, next() * 6_000]
      if (index % 3 === 0) return point(`p${index}`, x, y, { radius: 10 + next() * 300 })
      return line(`l${index}`, [[x, y], [x + next() * 900, y + next() * 900], [x + next() * 900, y - next() * 900]], { buffer: 5 + next() * 100 })
    })
    const all = ground(new Map(beats.map((beat, number) => [number, shapeOf(beat)])))
    const lines = beats.map((beat) => (beat.tier === 'line' ? { measured: measure(beat.line), buffer: beat.plan.buffer } : null))
    const out = new Float64Array(2)
    let found = 0
    for (let n = 0; n < 1_500; n++) {
      const [x, y] = [next() * 6_000, next() * 6_000]
      const [a, b] = [micro(x, y), micro(x + (next() - 0.5) * 800, y + (next() - 0.5) * 800)]
      const told: string[] = []
      all.along(...a, ...b, (beat, from, to) => told.push(`${beat} ${from} ${to}`))
      all.points(...b, (beat) => told.push(`${beat}`))
      const asked = beats.flatMap((beat, number) => {
        if (beat.tier === 'point') return metresBetween(b[0] / 1e6, b[1] / 1e6, ...beat.place) <= beat.plan.radius ? [`${number}`] : []
        const { measured, buffer } = lines[number]!
        const { plane: { lon, lat, east, north } } = measured
        const step = { ax: (a[0] - lon) * east, ay: (a[1] - lat) * north, bx: (b[0] - lon) * east, by: (b[1] - lat) * north }
        return Array.from(measured.metres, (_, piece) => (within(measured, piece, step, buffer, out) ? [`${number} ${out[0]} ${out[1]}`] : [])).flat()
      })
      expect(told.sort()).toEqual(asked.sort())
      found += told.length
    }
    expect(found).toBeGreaterThan(1_000)
  })
})
