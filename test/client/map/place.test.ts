// Names, symbols, ages, call-outs and legend: nothing across a bezel, nothing lost, nothing over another.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventId, type GridEvent, type Severity } from '../../../shared/domain/event.ts'
import { Places } from '../../../shared/domain/places.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'
import { unitId } from '../../../shared/domain/unit.ts'
import { fromScreen, toScreen } from '../../../client/map/mercator.ts'
import { MOST_AGES, placeAges } from '../../../client/map/place/ages.ts'
import { crosses, encloses, middle, overlaps, shared, type Bezels, type Box } from '../../../client/map/place/boxes.ts'
import { MOST_CALLOUTS, placeCallOuts, type CallOutRoom } from '../../../client/map/place/callouts.ts'
import { placeCaption } from '../../../client/map/place/captions.ts'
import { declutter, placePills } from '../../../client/map/place/declutter.ts'
import { centreOf, focusOf, incidentsOf, type Incident } from '../../../client/map/place/incidents.ts'
import { flowLegend, legendSize, type LegendItem } from '../../../client/map/place/legend.ts'
import { placeNames } from '../../../client/map/place/names.ts'
import { placeStacks } from '../../../client/map/place/stacks.ts'
import { lies } from '../../../client/map/shapes.ts'
import { arranged, district, panelOf, roomOf, walls, type Wall } from './district.ts'

const rem = 32
const camera = { centre: { x: 0.5, y: 0.5 }, zoom: 1, width: 1_600, height: 900 }
const bezels: Bezels = { x: [533, 1_066], y: [450] }
const room = roomOf(camera, bezels)
const spotAt = (x: number, y: number): { x: number; y: number } => fromScreen(camera, { x, y })
const incident = (id: number, level: Severity, x: number, y: number): Incident =>
  ({ id: `e${id}`, kind: 'event', about: `e${id}`, level, spot: spotAt(x, y), since: instant(id), title: '' })
const some = fc.array(fc.record({ level: fc.constantFrom<Severity>(1, 2, 3, 4), x: fc.integer({ min: 30, max: 1_570 }), y: fc.integer({ min: 30, max: 870 }) }), { maxLength: 120 })
const incidents = some.map((list) => list.map(({ level, x, y }, id) => incident(id, level, x, y)).sort((a, b) => a.level - b.level))
const apart = (boxes: readonly Box[]): boolean => boxes.every((box, index) => boxes.slice(index + 1).every((other) => !overlaps(box, other)))

describe('event symbols', () => {
  it('[M13] every level 1 and 2 is drawn, every other is drawn or counted exactly once', () => {
    fc.assert(fc.property(incidents, (list) => {
      const marks = declutter(list, room, rem)
      const told = marks.flatMap((mark) => [mark.incident, ...mark.hidden]).map(({ id }) => id)
      expect(told.sort()).toEqual(list.map(({ id }) => id).sort())
      expect(marks.flatMap((mark) => mark.hidden).every(({ level }) => level > 2)).toBe(true)
    }), { numRuns: 60 })
  })

  it('[M13] twenty level 1 events at one place are all to be seen, and told from one another', () => {
    const marks = declutter(Array.from({ length: 20 }, (_, id) => incident(id, 1, 300, 250)), room, rem)
    expect(marks).toHaveLength(20)
    for (const mark of marks) for (const other of marks) if (mark !== other) expect(shared(mark.box, other.box)).toBeLessThan(0.6 * mark.box.w ** 2)
  })

  it('[M14] no symbol lies across a bezel or leaves the view', () => {
    fc.assert(fc.property(incidents, (list) => {
      const marks = declutter(list, room, rem)
      for (const { box } of marks) expect([crosses(box, bezels), encloses(room.view, box)]).toEqual([false, true])
      for (const { box } of placePills(marks, room, rem)) expect(crosses(box, bezels)).toBe(false)
    }), { numRuns: 60 })
  })

  it('[M13] what a pill counts is what hides under its mark', () => {
    const marks = declutter([incident(0, 3, 300, 250), incident(1, 4, 302, 250), incident(2, 4, 304, 251), incident(3, 4, 700, 250)], room, rem)
    expect(marks.map((mark) => mark.incident.id)).toEqual(['e0', 'e3'])
    expect(placePills(marks, room, rem).map(({ text }) => text)).toEqual(['+2'])
  })

  it('[M15] an incident in the part shown enlarged is left to the other view', () => {
    const blocked = [{ x: 200, y: 200, w: 200, h: 200 }]
    expect(declutter([incident(0, 1, 300, 250), incident(1, 1, 900, 250)], { ...room, blocked }, rem).map(({ incident: { id } }) => id)).toEqual(['e1'])
  })
})

describe('incidents', () => {
  const event = (id: string, level: Severity, occurred: number, place: Partial<GridEvent>): GridEvent => ({
    id: eventId(id), category: 'fire', kind: null, level, region: regionCode('510304'), lon: null, lat: null, occurred: instant(occurred), source: 's', ref: null,
    stage: 'reported', since: instant(occurred), received: instant(occurred), version: 1, rework: 0, owner: null, ...place,
  })
  const units = { places: new Places(), unitsByNumber: new Map(), onDuty: null, region: null, intervals: new Map(), sos: new Map([['u1', { unit: unitId('u1'), region: '510304100', at: instant(9), lon: null, lat: null }]]), version: 1 }
  const words = { event: (one: GridEvent) => one.id, sos: () => 'sos' }

  it('[M16] calls for help come first, then levels, then the oldest; a place not said is its region\'s centre', () => {
    const list = incidentsOf([event('b', 2, 5, { lon: 104.8, lat: 29.4 }), event('a', 1, 8, { region: regionCode('510304100201') }), event('c', 2, 4, { lon: 104.8, lat: 29.4 })], units, district.centres, words)
    expect(list.map(({ id }) => id)).toEqual(['sos:u1', 'a', 'c', 'b'])
    expect(list[0].spot).toEqual(district.centres.get('510304100'))
    expect(list[1].spot).toEqual(district.centres.get('510304100201'))
    expect(focusOf(list)).toBe('a b c sos:u1')
  })

  it('[M16] a grid stands at its village when grids are not loaded; a bare district code is no place', () => {
    expect(centreOf(district.centres, '51030410020102')).toEqual(district.centres.get('510304100201'))
    expect(centreOf(district.centres, '510304')).toBeNull()
    expect(incidentsOf([event('x', 1, 1, {})], { ...units, sos: new Map() }, district.centres, words)).toEqual([])
  })
})

describe('texts', () => {
  it.each(Object.keys(walls) as Wall[])('[M17] %s: every town outside the inset has its name, inside it, over no other and across no bezel', (wall) => {
    const { home, inset, legend } = arranged(wall)
    const panel = panelOf(wall)
    const hole = { x: toScreen(home, inset!.bounds).x, y: toScreen(home, inset!.bounds).y, w: inset!.box.w / 1.9, h: inset!.box.h / 1.9 }
    const names = placeNames(district.towns, roomOf(home, panel.bezels, [inset!.box, legend, hole, ...panel.taken]), { size: 36, strict: false, beside: [], avoided: [] })
    for (const name of names) {
      expect(crosses(name.box, panel.bezels), name.text).toBe(false)
      expect(lies(district.towns.find((town) => town.region.short === name.text)!, fromScreen(home, middle(name.box))), name.text).toBe(true)
    }
    expect(apart(names.map((name) => name.box))).toBe(true)
    expect(names.length).toBeGreaterThanOrEqual(district.towns.length - district.geometry.manifest.inset.length - 1)
  })

  it('[M18] ages stand beside their markers, over nothing, across no bezel, and never more than fit', () => {
    const points = fc.array(fc.record({ x: fc.integer({ min: 0, max: 1_600 }), y: fc.integer({ min: 0, max: 900 }) }), { maxLength: 200 })
    fc.assert(fc.property(points, (list) => {
      const taken = [{ x: 700, y: 300, w: 200, h: 200 }]
      const ages = placeAges(list.map((at) => ({ at, text: '12分' })), room, taken, 14, 36)
      expect(ages.length).toBeLessThanOrEqual(MOST_AGES)
      expect(apart([...taken, ...ages.map((age) => age.box)])).toBe(true)
      for (const { box } of ages) expect([crosses(box, bezels), encloses(room.view, box)]).toEqual([false, true])
    }), { numRuns: 40 })
  })

  const callOutRoom = (onLand: CallOutRoom['onLand']): CallOutRoom => ({ view: room.view, bezels, rem, blocked: [{ x: 0, y: 0, w: 400, h: 100 }], avoided: [], onLand })
  it('[M19] call-outs stand apart, off the land when water is near, across no bezel', () => {
    const list = fc.array(fc.record({ x: fc.integer({ min: 60, max: 1_540 }), y: fc.integer({ min: 60, max: 840 }) }), { minLength: 1, maxLength: 12 })
    fc.assert(fc.property(list, (places) => {
      const found = placeCallOuts(places.map((at, id) => ({ id: String(id), at, radius: 29, name: '电动自行车棚起火', age: '5分' })), callOutRoom(() => true))
      expect(found.length).toBeLessThanOrEqual(MOST_CALLOUTS)
      expect(apart([{ x: 0, y: 0, w: 400, h: 100 }, ...found.map(({ box }) => box)])).toBe(true)
      for (const { box } of found) expect([crosses(box, bezels), encloses(room.view, box)]).toEqual([false, true])
    }), { numRuns: 30 })
    const [one] = placeCallOuts([{ id: 'a', at: { x: 800, y: 400 }, radius: 29, name: '起火', age: '5分' }], callOutRoom((at) => at.y > 300))
    expect(one.box.y + one.box.h).toBeLessThanOrEqual(310)
  })

  it('[M19] a caption looks for water, and takes the lowest place where all is water', () => {
    const within = { x: 100, y: 100, w: 600, h: 400 }
    const caption = placeCaption(120, 50, { within, bezels: { x: [], y: [] }, onLand: (at) => at.x > 300 }, 1)
    expect(caption.x + caption.w).toBeLessThanOrEqual(310)
    expect(placeCaption(120, 50, { within, bezels: { x: [], y: [] }, onLand: () => false }, 1)).toEqual({ x: 580, y: 450, w: 120, h: 50 })
  })

  const items = (count: number): LegendItem[] => [
    { key: 'area', text: '民警', widest: '民警' }, { key: 'line', text: '镇街', widest: '镇街' }, { key: 'point', text: '保安', widest: '保安' },
    { key: 'stale', text: `位置陈旧 ${count}`, widest: '位置陈旧 000' }, { key: 'lost', text: `失联 ${count}`, widest: '失联 000' }, { key: 'schematic', text: '示意图', widest: '示意图' },
  ]
  it('[M20] the legend steps over bezels, wraps when it must, and does not move when a count grows', () => {
    for (const line of [100, 250, 400, 700, 900]) {
      const places = flowLegend(items(3), 32, 2_000, { x: [line], y: [] }, rem)
      places.forEach((place, index) => {
        const end = places[index + 1]?.x ?? legendSize(items(3), 32, 2_000, { x: [line], y: [] }, rem).w + 32
        expect(place.x < line && end - 1.1 * rem > line + 0.7 * rem).toBe(false)
      })
    }
    const at = (count: number): number[][] => flowLegend(items(count), 32, 900, { x: [], y: [] }, rem).map(({ x, y }) => [x, y])
    expect(at(987)).toEqual(at(1))
    expect(legendSize(items(1), 32, 900, { x: [], y: [] }, rem).h).toBeCloseTo(2 * 1.9 * rem, 6)
  })
})

describe('stacks', () => {
  it('[M28] four or more units on one spot are counted in a pill, fewer are not; no pill lies over another or a bezel', () => {
    const at = (x: number, y: number, count: number): { x: number; y: number }[] => Array.from({ length: count }, (_, index) => ({ x: x + (index % 3), y: y + (index % 2) }))
    const stacks = placeStacks([...at(200, 200, 7), ...at(500, 200, 3), ...at(1_100, 446, 4)], room, [], 22, rem)
    expect(stacks.map(({ text }) => text)).toEqual(['7', '4'])
    for (const { box } of stacks) expect([crosses(box, bezels), encloses(room.view, box)]).toEqual([false, true])
    const crowd = fc.array(fc.record({ x: fc.integer({ min: 0, max: 300 }), y: fc.integer({ min: 0, max: 200 }) }), { maxLength: 300 })
    fc.assert(fc.property(crowd, (spots) => {
      const found = placeStacks(spots, room, [], 22, rem)
      expect(apart(found.map(({ box }) => box))).toBe(true)
      expect(found.reduce((sum, { text }) => sum + Number(text), 0)).toBeLessThanOrEqual(spots.length)
    }), { numRuns: 40 })
  })
})
