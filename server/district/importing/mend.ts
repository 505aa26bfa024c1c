// Mends the rings of one feature until they are polygons that everything after can trust.
import { Unusable } from '../../../shared/domain/geojson.ts'
import { edgesOf, findContacts } from '../../../shared/domain/geometry/contact.ts'
import { dissolve } from '../../../shared/domain/geometry/dissolve.ts'
import { placeLabel } from '../geometry/label.ts'
import { areaOf, holds, signedArea, squareMetres, turn, type Dot, type Loop, type LoopPolygon } from '../../../shared/domain/geometry/loop.ts'
import { MOST_CONTACTS, NEGLIGIBLE, REPAIRABLE } from './limits.ts'
import type { RepairBook } from './repair.ts'

const same = (a: Dot, b: Dot): boolean => a[0] === b[0] && a[1] === b[1]

const tooMuch = (change: number, area: number): boolean => Math.abs(change) > Math.max(NEGLIGIBLE, area * REPAIRABLE)

/** Closes, drops repetitions and spikes. A ring may come out empty. */
function cleanRing(ring: readonly Dot[], label: string, book: RepairBook): Loop {
  if (!same(ring[0], ring[ring.length - 1])) book.note(label, 'ring-closed')
  const open = same(ring[0], ring[ring.length - 1]) ? ring.slice(0, -1) : ring
  const dots: Dot[] = []
  for (const dot of open) {
    if (dots.length > 0 && same(dots[dots.length - 1], dot)) book.note(label, 'corner-repeated')
    else dots.push(dot)
  }
  while (dots.length > 1 && same(dots[0], dots[dots.length - 1])) {
    dots.pop()
    book.note(label, 'corner-repeated')
  }
  return withoutSpikes(dots, label, book)
}

/** A spike goes out and comes back the same way: a → b → towards a. */
function isSpike(a: Dot, b: Dot, c: Dot): boolean {
  return turn(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0
}

function withoutSpikes(dots: readonly Dot[], label: string, book: RepairBook): Loop {
  const kept: Dot[] = []
  const settle = (dot: Dot): void => {
    while (kept.length >= 2 && isSpike(kept[kept.length - 2], kept[kept.length - 1], dot)) {
      kept.pop()
      book.note(label, 'spike-removed')
    }
    if (kept.length === 0 || !same(kept[kept.length - 1], dot)) kept.push(dot)
  }
  for (const dot of dots) settle(dot)
  // Where the ring closes there may be spikes at the last dot and at the first.
  let first = 0
  for (;;) {
    const size = kept.length - first
    if (size < 3) return []
    const last = kept.length - 1
    if (same(kept[last], kept[first])) kept.pop()
    else if (isSpike(kept[last - 1], kept[last], kept[first])) {
      kept.pop()
      book.note(label, 'spike-removed')
    } else if (isSpike(kept[last], kept[first], kept[first + 1])) {
      first++
      book.note(label, 'spike-removed')
    } else return kept.slice(first)
  }
}

/** Simple anticlockwise polygons of one ring: parted where it touches itself, refused where it really crosses itself. */
function untangle(loop: Loop, label: string, book: RepairBook): LoopPolygon[] {
  const repeated = new Set(loop.map(([x, y]) => `${x},${y}`)).size < loop.length
  const contacts = findContacts(edgesOf(loop), MOST_CONTACTS)
  const area = signedArea(loop)
  const upright = area < 0 ? loop.toReversed() : loop
  if (!repeated && contacts.length === 0) return area === 0 ? [] : [[upright]]
  const parted = contacts.length < MOST_CONTACTS ? dissolve([upright]) : undefined
  const change = parted === undefined ? Infinity : areaOf(parted) - Math.abs(squareMetres(loop))
  if (parted === undefined || tooMuch(change, areaOf(parted))) {
    const [x, y] = contacts.length > 0 ? loop[contacts[0][0]] : loop[0]
    throw new Unusable(label, `has a ring that crosses itself near [${x / 1e6}, ${y / 1e6}] and cannot be mended without guessing`)
  }
  if (parted.length > 0) book.note(label, Math.abs(change) > 1 ? 'loop-removed' : 'ring-parted')
  return parted
}

/** What one polygon of the file covers, as anticlockwise outer loops and clockwise holes. */
function mendPolygon(rings: readonly (readonly Dot[])[], label: string, book: RepairBook): Loop[] {
  const [outer, ...holes] = rings.map((ring, at) => {
    const loop = cleanRing(ring, label, book)
    const simple = untangle(loop, label, book)
    if (simple.length === 0) book.note(label, at === 0 ? 'part-empty' : 'hole-empty')
    return { clockwise: signedArea(loop) < 0, simple }
  })
  if (outer.clockwise) book.note(label, 'winding-turned')
  const loops = outer.simple.flat()
  for (const hole of holes) {
    for (const loop of hole.simple.flat()) {
      // Judged by a place well inside the loop, because its corners and edges may touch the polygon's border.
      const [x, y] = placeLabel([[signedArea(loop) < 0 ? loop.toReversed() : loop]]) ?? loop[0]
      const inside = outer.simple.some(([around]) => holds(around, x, y))
      loops.push(inside ? loop.toReversed() : loop)
      if (!inside) book.note(label, 'hole-freed')
      if (hole.clockwise !== inside) book.note(label, 'winding-turned')
    }
  }
  return loops
}

/** Everything that polygons of a file cover, dissolved; Unusable when parts overlap or a hole crosses its border. */
export function mend(polygons: readonly (readonly (readonly Dot[])[])[], label: string, book: RepairBook): LoopPolygon[] {
  const loops = polygons.flatMap((rings) => mendPolygon(rings, label, book))
  const merged = merge(loops, label, 'has parts that overlap, or a hole that crosses its border')
  const parts = loops.filter((loop) => signedArea(loop) > 0).length
  if (merged.length < parts) book.note(label, 'parts-dissolved', parts - merged.length)
  if (merged.length === 0) throw new Unusable(label, 'covers no area')
  return merged
}

/** Dissolves loops that are meant to cover nothing twice. */
export function merge(loops: readonly Loop[], label: string, complaint: string): LoopPolygon[] {
  const [only] = loops
  if (loops.length === 1 && signedArea(only) > 0) return [[only]]
  const merged = dissolve(loops)
  const meant = loops.reduce((sum, loop) => sum + squareMetres(loop), 0)
  if (merged === undefined || tooMuch(areaOf(merged) - meant, meant)) throw new Unusable(label, complaint)
  return merged
}
