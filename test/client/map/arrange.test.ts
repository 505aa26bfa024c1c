// Where district, inset and legend stand on every wall, and the manners of the view.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange, MAGNIFY, walk } from '../../../client/map/arrange.ts'
import { fitIncidents, mind, startManners, visible, type Manners, type Occasion } from '../../../client/map/fit.ts'
import { fromScreen, placeOf, spotOf, toScreen, worldSize } from '../../../client/map/mercator.ts'
import { boxToScreen, encloses, holds, overlaps } from '../../../client/map/place/boxes.ts'
import { leaders } from '../../../client/map/place/captions.ts'
import { arranged, district, panelOf, walls, type Wall } from './district.ts'

const names = Object.keys(walls) as Wall[]

describe('the arrangement', () => {
  it.each(names)('[M9] %s: the district is whole, and no part of it lies under title, legend or inset', (wall) => {
    const panel = panelOf(wall)
    const { home, inset, legend } = arranged(wall)
    const clear = [...panel.taken, legend, ...(inset ? [inset.box] : [])]
    for (const spot of district.outline) {
      const at = toScreen(home, spot)
      expect(holds({ x: 0, y: 0, w: panel.width, h: panel.height }, at)).toBe(true)
      expect(clear.some((box) => holds(box, at))).toBe(false)
    }
    expect(clear.every((box, index) => clear.every((other, at) => at === index || !overlaps(box, other)))).toBe(true)
  })

  it.each(names)('[M10] %s: the urban towns are always enlarged 1.9 times, whole, beside the place they were taken from', (wall) => {
    const panel = panelOf(wall)
    const { home, inset } = arranged(wall)
    if (!inset) throw new Error('no inset')
    expect(worldSize(inset.camera.zoom) / worldSize(home.zoom)).toBeCloseTo(MAGNIFY, 6)
    for (const town of district.towns.filter((one) => district.geometry.manifest.inset.includes(one.region.code))) {
      expect(encloses(inset.bounds, town.bounds), town.region.name).toBe(true)
    }
    expect(encloses({ x: 0, y: 0, w: panel.width, h: panel.height }, inset.box)).toBe(true)
    const hole = boxToScreen(home, inset.bounds)
    expect(overlaps(hole, inset.box)).toBe(false)
    expect([hole.w * MAGNIFY, hole.h * MAGNIFY].map(Math.round)).toEqual([inset.box.w, inset.box.h])
    for (const [from, to] of leaders(hole, inset.box, inset.side)) expect(Math.hypot(from.x - to.x, from.y - to.y)).toBeGreaterThan(0)
  })

  it('[M9] any district in any panel is shown whole, with an inset or without', () => {
    const side = fc.integer({ min: 300, max: 4_000 })
    fc.assert(fc.property(side, side, fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), (width, height, w, h) => {
      const land = { x: 0.79, y: 0.41, w: w * 1e-5, h: h * 1e-5 }
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]].map(([fx, fy]) => ({ x: land.x + land.w * fx, y: land.y + land.h * fy }))
      const part = { x: land.x, y: land.y, w: land.w / 4, h: land.h / 4 }
      const panel = { width, height, rem: 16, taken: [], legend: (): { w: number; h: number } => ({ w: 200, h: 30 }) }
      const { home } = arrange(panel, walk([corners], land.w / 20), land, part)
      for (const corner of corners) expect(visible(home, corner, -0.5)).toBe(true)
    }), { numRuns: 15 })
  })

  it('[M9] points along the edge are nowhere further apart than asked', () => {
    const line = [{ x: 0, y: 0 }, { x: 1, y: 0 }, { x: 1.001, y: 0 }, { x: 1.002, y: 0.5 }]
    const spots = walk([line], 0.1)
    for (let at = 1; at < spots.length; at++) expect(Math.hypot(spots[at].x - spots[at - 1].x, spots[at].y - spots[at - 1].y)).toBeLessThan(0.11)
  })

  it('[M9] screen and map turn into one another exactly', () => {
    const { home } = arranged('16:9')
    const [lon, lat] = placeOf(fromScreen(home, toScreen(home, spotOf([104.8, 29.4]))))
    expect([lon, lat].map((degrees) => Math.round(degrees * 1e9) / 1e9)).toEqual([104.8, 29.4])
  })
})

describe('the view\'s manners', () => {
  const after = (...occasions: Occasion[]): { manners: Manners; fits: boolean[] } => {
    let manners = startManners
    const fits = occasions.map((occasion) => { const answer = mind(manners, occasion); manners = answer.manners; return answer.fit })
    return { manners, fits }
  }

  it('[M11] fits itself only when the set of incidents changes', () => {
    expect(after({ is: 'focus', focus: 'e1' }, { is: 'focus', focus: 'e1' }, { is: 'focus', focus: 'e1 e2' }).fits).toEqual([true, false, true])
  })

  it('[M11] a gesture holds the view through every change, and one control gives it back', () => {
    const { fits, manners } = after({ is: 'gesture' }, { is: 'focus', focus: 'e1' }, { is: 'resize' }, { is: 'refit' }, { is: 'focus', focus: 'e2' })
    expect(fits).toEqual([false, false, false, true, true])
    expect(manners).toEqual({ locked: false, focus: 'e2' })
  })

  it('[M12] stays at home while every incident is in the panel, and takes the district along when one is not', () => {
    const { home } = arranged('8:3')
    const inside = district.towns[9].centre
    expect(fitIncidents(home, district.land, [inside], 64)).toBe(home)
    const outside = { x: district.land.x + district.land.w * 1.6, y: inside.y }
    const out = fitIncidents(home, district.land, [inside, outside], 64)
    expect(out.zoom).toBeLessThan(home.zoom)
    for (const spot of [inside, outside, ...district.outline]) expect(visible(out, spot, 0)).toBe(true)
    // A place on another continent is a wrong number, not a reason to lose the district.
    expect(fitIncidents(home, district.land, [{ x: 0.1, y: 0.3 }], 64)).toBe(home)
  })
})
