// Draws the schematic beats of a district beside its map: `node server/drill/draw.ts`. Seeded: run twice, nothing changes.
import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { beatId, beatSetSchema, type AreaBeat, type Beat, type BeatSet, type LineBeat, type PointBeat } from '../../shared/domain/beat.ts'
import { catalogueSchema, type Catalogue } from '../../shared/domain/catalogue.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { beatsText } from '../district/beats/load.ts'
import type { District } from '../district/district.ts'
import { loadDistrict } from '../district/load.ts'
import { drawAreas } from './drawing/areas.ts'
import { cellsOf, reachable, touredCells, weigh } from './drawing/cells.ts'
import { drawLines, rounded } from './drawing/lines.ts'
import { drawPoints } from './drawing/points.ts'
import { groundOf, type Ground } from './ground.ts'
import names from './names.json' with { type: 'json' }
import { roadsOf, type Roads } from './roads.ts'
import { stationOf, tourOf, TOUR_M } from './tour.ts'

/** What the drill's roster can cover in every shift: one car a town, two teams a line, guards for every post. */
const COUNT = { area: 36, line: 48, point: 120, manned: 48 }
/** Valid from the first day that a drill plays: midnight of 1 January 2026 in the display zone. */
const EFFECTIVE: Instant = instant(Date.UTC(2025, 11, 31, 16))

/** What a cell on a patrol road weighs by priority; other cells in reach weigh 1. */
const ROAD_WEIGHT = { 1: 100, 2: 80, 3: 60 } as const
/** Of what a tour can see at best, the share that the plan asks for: receivers err, and a car may be called away. */
const CELLS_ASKED = 0.8

/** Minutes that a patrol may stand in one place, a stay of 16 included, and that a visit of some ten may last. */
const STAND = 45
const LONGEST = 30

interface Sheet { readonly district: District; readonly ground: Ground; readonly roads: Roads; readonly shifts: Catalogue['shifts']; readonly seed: number }

export function drawBeats(district: District, catalogue: Catalogue): BeatSet {
  const ground = groundOf(district)
  const seed = Number(district.manifest.code)
  const sheet = { district, ground, roads: roadsOf(seed, ground), shifts: catalogue.shifts, seed }
  const beats: Beat[] = [...areaBeats(sheet), ...lineBeats(sheet), ...pointBeats(sheet)]
  return beatSetSchema.parse({ effective: EFFECTIVE, beats })
}

const numbered = (letter: string, at: number): ReturnType<typeof beatId> => beatId(`${letter}${String(at + 1).padStart(2, '0')}`)
const startHour = (shift: Catalogue['shifts'][number]): number => Number(shift.from.slice(0, 2))
const allShifts = ({ shifts }: Sheet): string[] => shifts.map(({ name }) => name)
/** Shifts that begin after five in the morning and before ten in the evening. */
const wakingShifts = ({ shifts }: Sheet): string[] => shifts.filter((shift) => startHour(shift) >= 5 && startHour(shift) < 22).map(({ name }) => name)

function areaBeats(sheet: Sheet): AreaBeat[] {
  const { district, ground, roads } = sheet
  const shifts = allShifts(sheet)
  const drawn = drawAreas(district, ground, COUNT.area).map(({ town, name, polygons }, at): AreaBeat => ({
    id: numbered('A', at), tier: 'area', name, region: town.region.code, team: `${town.region.short}${names.team.area}`,
    priority: town.urban ? 1 : name.endsWith('中片') ? 2 : 3, shifts, people: 2, interval: 120, polygons, weights: {}, plan: { cells: 0, stays: 4, dwell: 10, stand: STAND },
  }))
  const reached = new Map<number, Set<string>>()
  return ground.towns.flatMap((town) => {
    const own = drawn.filter(({ region }) => region === town.region.code)
    const home = stationOf(roads, ground, town.region)
    const tour = tourOf(roads, ground, town.region.code, home, own, town.urban ? TOUR_M.urban : TOUR_M.rural)
    const toured = touredCells(ground, tour ? [tour] : [])
    const near = reached.get(roads.piece[home]) ?? reachable(ground, roads, home)
    reached.set(roads.piece[home], near)
    const rests = [rounded(ground.plane.place(roads.nodes[home]))]
    return own.map((beat): AreaBeat => {
      const cells = cellsOf(beat)
      const weights = weigh(cells, toured, near, ROAD_WEIGHT[beat.priority])
      const seen = cells.reduce((sum, cell) => sum + (toured.has(cell) ? ROAD_WEIGHT[beat.priority] : 0), 0)
      const all = cells.reduce((sum, cell) => sum + (weights[cell] ?? 1), 0)
      return { ...beat, rests, weights, plan: { ...beat.plan, cells: Math.floor((seen / all) * CELLS_ASKED * 20) / 20 } }
    })
  })
}

/** Two windows in every shift of eight hours, an hour or two from its ends, so that no round is under way at a relief. */
const WINDOWS = [{ after: 60, long: 120 }, { after: 300, long: 120 }]

function windowsOf(sheet: Sheet, due: readonly string[]): { from: string; to: string }[] {
  const clock = (minutes: number): string => `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return sheet.shifts.filter(({ name }) => due.includes(name)).flatMap((shift) => WINDOWS.map(({ after, long }) => {
    const from = startHour(shift) * 60 + Number(shift.from.slice(3)) + after
    return { from: clock(from), to: clock(from + long) }
  }))
}

function lineBeats(sheet: Sheet): LineBeat[] {
  const drawn = drawLines(sheet.seed, sheet.ground, sheet.roads, COUNT.line)
  // The first line of every town is walked at night too.
  const byTown = Map.groupBy(drawn, ({ town }) => town)
  return drawn.map(({ town, line }, at): LineBeat => {
    const first = byTown.get(town)?.[0].line === line
    const shifts = first ? allShifts(sheet) : wakingShifts(sheet)
    return {
      id: numbered('L', at), tier: 'line', name: `线${String(at + 1).padStart(2, '0')} ${town.region.short}`, region: town.region.code,
      team: `${town.region.short}${names.team.line}`, priority: first ? 1 : town.urban ? 2 : 3, shifts, people: 2, interval: 300, line,
      plan: { rounds: WINDOWS.length, windows: windowsOf(sheet, shifts), buffer: 30, length: 0.85, allowance: 15, stand: STAND }, rests: [line[0]],
    }
  })
}

/** Every so many manned posts is a school: nobody is there at night. */
const SCHOOL_EVERY = 6
/** Of the visited posts, those that are visited at night too. */
const NIGHT_VISITS = 44

function pointBeats(sheet: Sheet): PointBeat[] {
  return drawPoints(sheet.seed, sheet.ground, COUNT.point, COUNT.manned).map(({ town, village, place, manned, rank }, at): PointBeat => {
    const night = manned ? rank % SCHOOL_EVERY !== SCHOOL_EVERY - 1 : rank < COUNT.manned + NIGHT_VISITS
    return {
      id: numbered('P', at), tier: 'point', name: `点${String(at + 1).padStart(2, '0')} ${town.region.short}`, region: village.region.code,
      team: `${village.region.short}${names.team.point}`, priority: rank < COUNT.manned / 2 ? 1 : rank < COUNT.point / 2 ? 2 : 3,
      shifts: night ? allShifts(sheet) : wakingShifts(sheet), people: 1, interval: manned ? 15 : 180, place,
      plan: { visits: manned ? 0 : 4, radius: 60, dwell: 5, allowance: 15, manned: manned ? 0.9 : null, ...(manned ? {} : { longest: LONGEST }) },
    }
  })
}

async function main(): Promise<void> {
  const folder = new URL(`../../public/district/${process.argv[2] ?? '510304'}/`, import.meta.url)
  const catalogue = catalogueSchema.parse(JSON.parse(await readFile(new URL('catalogue.json', folder), 'utf8')))
  const text = beatsText(drawBeats(await loadDistrict(folder.pathname), catalogue))
  await writeFile(new URL('beats.json', folder), text)
  console.log(`beats.json ${Math.round(Buffer.byteLength(text) / 1024)} kB`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
