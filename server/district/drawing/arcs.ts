// The borders between shares as arcs that both sides hold in common, smoothed without ever crossing one another.
import { toMicro } from '../../../shared/domain/geo.ts'
import { findContacts, type Edge } from '../../../shared/domain/geometry/contact.ts'
import type { Dot } from '../../../shared/domain/geometry/loop.ts'
import { SIDES, sideOf, type Mesh } from './mesh.ts'

/** A border: `left` lies left of it, `right` right (-1 = outside). Ends are corners of the mesh; a closed arc has one end. */
export interface Arc { readonly left: number; readonly right: number; readonly from: number; readonly to: number; readonly dots: readonly Dot[] }

type Place = readonly [number, number]
interface Line { readonly left: number; readonly right: number; readonly corners: readonly number[] }

/** Chains the mesh's edges between cells of different shares from one meeting of three shares to the next. */
export function traceLines(mesh: Mesh, share: Int32Array): Line[] {
  const onward = new Map<number, { to: number; left: number; right: number }[]>()
  const degree = new Map<number, number>()
  for (let cell = 0; cell < share.length; cell++) {
    for (let side = 0; side < SIDES; side++) {
      const next = mesh.beyond[cell * SIDES + side]
      if (next === -1 || share[next] >= share[cell]) continue
      const [from, to] = sideOf(mesh, cell, side)
      onward.set(from, [...(onward.get(from) ?? []), { to, left: share[cell], right: share[next] }])
      for (const end of [from, to]) degree.set(end, (degree.get(end) ?? 0) + 1)
    }
  }
  const lines: Line[] = []
  const trace = (start: number, first: { to: number; left: number; right: number }): void => {
    const corners = [start, first.to]
    while (degree.get(corners[corners.length - 1]) === 2 && corners[corners.length - 1] !== start) {
      const here = corners[corners.length - 1]
      const step = onward.get(here)?.pop()
      if (!step) throw new Error('a border ends in the middle of nowhere')
      corners.push(step.to)
    }
    lines.push({ left: first.left, right: first.right, corners })
  }
  const starts = [...onward.keys()]
  const traceAll = (start: number): void => {
    for (let step = onward.get(start)?.pop(); step; step = onward.get(start)?.pop()) trace(start, step)
  }
  // First the lines between meetings of three shares; what is left then runs in circles.
  for (const start of starts) if (degree.get(start) === 3) traceAll(start)
  for (const start of starts) traceAll(start)
  return lines
}

/** Draws every dot towards its neighbours; the ends stay. */
function smooth(line: readonly Place[]): Place[] {
  return line.map((place, at): Place => at === 0 || at === line.length - 1
    ? place
    : [(line[at - 1][0] + 2 * place[0] + line[at + 1][0]) / 4, (line[at - 1][1] + 2 * place[1] + line[at + 1][1]) / 4])
}

/** Leaves out, one after the other, the dot that changes the line least, while it changes less than `least` km². */
function thin(line: readonly Place[], least: number, fewest: number): Place[] {
  const kept = [...line]
  const weigh = (at: number): number => Math.abs(
    (kept[at][0] - kept[at - 1][0]) * (kept[at + 1][1] - kept[at - 1][1]) - (kept[at][1] - kept[at - 1][1]) * (kept[at + 1][0] - kept[at - 1][0]),
  ) / 2
  while (kept.length > fewest) {
    let lightest = -1
    let weight = least
    for (let at = 1; at < kept.length - 1; at++) {
      const own = weigh(at)
      if (own < weight) { weight = own; lightest = at }
    }
    if (lightest === -1) return kept
    kept.splice(lightest, 1)
  }
  return kept
}

/** km in the sketch's plane → whole millionths of a degree. */
export type Project = (x: number, y: number) => Dot

/**
 * Smooths and thins all lines. Where that makes two of them meet, those are drawn again with less and less
 * of it, down to the mesh's own edges, which never meet.
 */
export function drawArcs(mesh: Mesh, lines: readonly Line[], project: Project, least: number): Arc[] {
  const plain = lines.map(({ corners }) => corners.map((corner): Place => [mesh.cornerX[corner], mesh.cornerY[corner]]))
  const care = lines.map(() => 3)
  for (;;) {
    const arcs = lines.map(({ left, right, corners }, at): Arc => {
      let line: readonly Place[] = plain[at]
      for (let round = 0; round < care[at]; round++) line = smooth(line)
      if (care[at] > 0) line = thin(line, least * care[at] / 3, corners[0] === corners[corners.length - 1] ? 9 : 2)
      return { left, right, from: corners[0], to: corners[corners.length - 1], dots: line.map(([x, y]) => project(x, y)) }
    })
    const owner: number[] = []
    const edges = arcs.flatMap(({ dots }, at) => dots.slice(1).map((dot, before): Edge => { owner.push(at); return [dots[before], dot] }))
    const tangled = new Set(findContacts(edges).flat().map((edge) => owner[edge]))
    if (tangled.size === 0) return arcs
    if ([...tangled].every((at) => care[at] === 0)) throw new Error('the mesh crosses itself')
    for (const at of tangled) care[at] = Math.max(0, care[at] - 1)
  }
}

/** Flattens the sketch's plane onto the sphere around its own latitude. */
export function projection(bbox: readonly [number, number, number, number]): { project: Project; width: number; height: number } {
  const degree = 6_371.0088 * Math.PI / 180
  const shrink = Math.cos((bbox[1] + bbox[3]) / 2 * Math.PI / 180)
  return {
    project: (x, y) => [toMicro(bbox[0] + x / (degree * shrink)), toMicro(bbox[1] + y / degree)],
    width: (bbox[2] - bbox[0]) * degree * shrink,
    height: (bbox[3] - bbox[1]) * degree,
  }
}
