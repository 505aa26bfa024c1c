// Beats from GeoJSON: taken as drawn, or refused with file, feature and reason while the old ones stay.
import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Beat, BeatSet, LineBeat } from '../../../../shared/domain/beat.ts'
import type { Catalogue } from '../../../../shared/domain/catalogue.ts'
import { fromMicro, metresBetween, toMicro } from '../../../../shared/domain/geo.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { checkBeats } from '../../../../shared/domain/beats/check.ts'
import { misfitText } from '../../../../shared/domain/beats/misfits.ts'
import { importBeats, type BeatsOrder } from '../../../../server/district/beats/import.ts'
import { beatsText, BEATS, loadBeats } from '../../../../server/district/beats/load.ts'
import type { District } from '../../../../server/district/district.ts'
import { loadDistrict } from '../../../../server/district/load.ts'

const drawn = 'public/district/510304'
const AT = instant(1_780_000_000_000)
let set: BeatSet
let district: District
let catalogue: Catalogue
let [area, line, point]: Beat[] = []

beforeAll(async () => {
  set = (await loadBeats(drawn))!
  district = await loadDistrict(drawn)
  catalogue = JSON.parse(await readFile(`${drawn}/catalogue.json`, 'utf8')) as Catalogue
  ;[area, line, point] = (['area', 'line', 'point'] as const).map((tier) => set.beats.find((beat) => beat.tier === tier)!)
})

interface Feature { type: string; properties: Record<string, unknown>; geometry: unknown }
function featureOf(beat: Beat): Feature {
  const geometry = beat.tier === 'area' ? { type: 'MultiPolygon', coordinates: beat.polygons }
    : beat.tier === 'line' ? { type: 'LineString', coordinates: beat.line } : { type: 'Point', coordinates: beat.place }
  const { id, tier, name, region, team, priority, shifts, people, interval, plan, rests } = beat
  return { type: 'Feature', properties: { id, tier, name, region, team, priority, shifts, people, interval, plan, ...(rests ? { rests } : {}), ...(beat.tier === 'area' ? { weights: beat.weights } : {}) }, geometry }
}
const changed = (beat: Beat, properties: Record<string, unknown>, geometry?: unknown): Feature => {
  const feature = featureOf(beat)
  return { ...feature, properties: { ...feature.properties, ...properties }, geometry: geometry ?? feature.geometry }
}

/** A copy of the district's folder, and a file of the features in it. */
async function given(content: readonly unknown[] | string): Promise<BeatsOrder> {
  const folder = join(await mkdtemp(join(tmpdir(), 'beats-')), 'district')
  await cp(drawn, folder, { recursive: true })
  const file = join(folder, '..', 'beats.geojson')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify({ type: 'FeatureCollection', features: content }))
  return { file, crs: 'wgs84', folder, effective: AT }
}

describe('import', () => {
  it('[U13] the drawn beats go out as GeoJSON and come back as they were, from their new time on', { timeout: 60_000 }, async () => {
    const order = await given(set.beats.map(featureOf))
    const made = await importBeats(order)
    expect(made).toEqual({ ...set, effective: AT })
    expect(await loadBeats(order.folder)).toEqual(made)
    expect((await readdir(order.folder)).sort()).toEqual((await readdir(drawn)).sort())
    expect((await loadDistrict(order.folder)).hash).toBe(district.hash)
  })

  it('[U13] properties are read as drawing programs write them, and places are brought to WGS 84', async () => {
    const order = await given([
      changed(line, { shifts: '甲班， 乙班', plan: JSON.stringify({ ...line.plan, windows: undefined }), interval: '300', priority: undefined, people: null }),
      { ...changed(point, { id: undefined, shifts: '["甲班"]' }), id: 'P-x' },
    ])
    const made = await importBeats(order) as BeatSet
    expect(made.beats[0]).toMatchObject({ id: line.id, shifts: ['甲班', '乙班'], interval: 300, priority: 2, people: 1, plan: { rounds: 2, buffer: 30 } })
    expect(made.beats[1]).toMatchObject({ id: 'P-x', shifts: ['甲班'] })
    const shifted = await importBeats({ ...order, crs: 'gcj02' }) as BeatSet
    const [a, b] = [(made.beats[0] as LineBeat).line[0], (shifted.beats[0] as LineBeat).line[0]]
    expect(metresBetween(...a, ...b)).toBeGreaterThan(200)
    expect(metresBetween(...a, ...b)).toBeLessThan(700)
    // The first line's base is where it begins, in whatever coordinates.
    expect(shifted.beats[0].rests).toEqual([b])
  })

  const refused: [string, () => readonly unknown[] | string, string | null, RegExp][] = [
    ['no JSON', () => '{"type":', null, /^is not JSON/],
    ['no features', () => [], null, /^has no features/],
    ['no tier', () => [changed(line, { tier: 'wall' })], 'feature 1 (L01)', /^has the tier "wall"; say area, line or point/],
    ['another geometry', () => [changed(line, {}, { type: 'Point', coordinates: [104.8, 29.4] })], 'feature 1 (L01)', /^is a "Point"; a beat of the tier line is a LineString/],
    ['swapped axes', () => [changed(point, {}, { type: 'Point', coordinates: [29.4, 104.8] })], 'feature 1 (P01)', /longitude and latitude look swapped/],
    ['no place', () => [changed(line, {}, { type: 'LineString', coordinates: [[104.8, 'x']] })], 'feature 1 (L01)', /has a corner that is no \[longitude, latitude\]/],
    ['an open ring', () => [changed(area, {}, { type: 'Polygon', coordinates: [[[104.8, 29.4], [104.81, 29.4], [104.81, 29.41], [104.8, 29.41]]] })], 'feature 1 (A01)', /ring that does not end where it began/],
    ['a bad plan', () => [changed(line, { plan: { rounds: 0 } })], 'feature 1 (L01)', /^has no good plan\.rounds/],
    ['a bad id', () => [changed(line, { id: '线 1' })], 'feature 1 (线 1)', /^has no good id/],
    ['an unknown region', () => [featureOf(area), changed(line, { region: '510304999' })], 'feature 2 (L01)', /^names the region 510304999, which the district does not have/],
    ['an unknown shift', () => [changed(line, { shifts: ['早班'] })], 'feature 1 (L01)', /^names the shift 早班; the catalogue has 甲班, 乙班, 丙班/],
    ['windows outside the shifts', () => [changed(line, { shifts: ['丙班'], plan: { ...line.plan, windows: [{ from: '09:00', to: '11:00' }] } })], 'feature 1 (L01)', /^has 0 windows that begin in 丙班, not 2/],
    ['the same id twice', () => [featureOf(line), featureOf(point), featureOf(line)], 'feature 3 (L01)', /^has the id of beat 1/],
  ]
  it.each(refused)('[U14] %s is refused with feature and reason', async (_, content, feature, reason) => {
    const order = await given(content())
    const before = await readFile(join(order.folder, BEATS), 'utf8')
    const answer = await importBeats(order)
    expect(answer).toEqual([{ file: order.file, feature, reason: expect.stringMatching(reason) }])
    expect(await readFile(join(order.folder, BEATS), 'utf8') === before).toBe(true)
  })

  it('[U14] all refusals of a readable file are said at once', async () => {
    const order = await given([changed(line, { region: '510304999' }), featureOf(point), changed(point, { id: 'P02', shifts: ['早班'] })])
    expect(await importBeats(order)).toMatchObject([{ feature: 'feature 1 (L01)' }, { feature: 'feature 3 (P02)' }])
  })

  it('[B22] areas that lie over one another are refused, each pair once', async () => {
    const order = await given([featureOf(area), changed(area, { id: 'A98' }), changed(area, { id: 'A99', shifts: ['丙班'] })])
    expect(await importBeats(order)).toMatchObject([
      { feature: 'feature 2 (A98)', reason: expect.stringMatching(/^covers \d+ m² \(100 % of the smaller of the two\) that .* \(A01\) covers too in 甲班/) },
      { feature: 'feature 3 (A99)', reason: expect.stringMatching(/that .* \(A01\) covers too in 丙班/) }, { feature: 'feature 3 (A99)', reason: expect.stringMatching(/that .* \(A98\) covers too in 丙班/) },
    ])
  })

  it('[U14] a folder that is no district, or that cannot be written, is refused with the reason', async () => {
    const order = await given([featureOf(line)])
    expect(await importBeats({ ...order, folder: '/nowhere' })).toMatchObject([{ file: '/nowhere/district.json', feature: null }])
    expect(await importBeats({ ...order, file: '/nowhere.geojson' })).toMatchObject([{ file: '/nowhere.geojson', reason: 'there is no such file' }])
    const { uid } = { uid: process.getuid?.() }
    await chmod(order.folder, 0o555)
    // Who is root may write everywhere.
    if (uid !== 0) expect(await importBeats(order)).toMatchObject([{ reason: expect.stringContaining('EACCES') }])
    await chmod(order.folder, 0o755)
  })
})

describe('check', () => {
  const misfits = (...beats: Beat[]): string[] => checkBeats({ beats }, district, catalogue).map(misfitText)
  const [w, s, e, n] = [104.76, 29.37, 104.764, 29.374]
  const drawnArea = (ring: readonly [number, number][], holes: readonly (readonly [number, number][])[] = []): Beat =>
    ({ ...area, region: district.manifest.code, polygons: [[ring, ...holes].map((one) => [...one, one[0]].map(([x, y]): [number, number] => [fromMicro(toMicro(x)), fromMicro(toMicro(y))]))] } as Beat)

  it('[U15] the drawn beats fit their district', () => {
    expect(checkBeats(set, district, catalogue)).toEqual([])
  })

  it('[U15] areas that cross themselves, are tiny, have holes beside them or lie outside do not fit', () => {
    const square: [number, number][] = [[w, s], [e, s], [e, n], [w, n]]
    expect(misfits(drawnArea(square))).toEqual([])
    expect(misfits(drawnArea([...square].reverse()))).toEqual([])
    expect(misfits(drawnArea([[w, s], [e, n], [e, s], [w, n]]))).toEqual([expect.stringContaining('crosses or touches itself near [104.76')])
    expect(misfits(drawnArea(square, [[[w + 0.01, s], [w + 0.011, s], [w + 0.011, s + 0.001]]]))).toEqual(['has a hole outside its polygon'])
    expect(misfits(drawnArea([[w, s], [w + 1e-5, s], [w, s + 1e-5]]))).toEqual([expect.stringMatching(/^covers \d m², less than 2500 m²$/)])
    const [west] = district.manifest.bbox
    expect(misfits(drawnArea([[west - 0.2, s], [west - 0.1, s], [west - 0.1, n], [west - 0.2, n]]))).toEqual([expect.stringMatching(/^lies outside the district by 100 %/)])
    expect(misfits(drawnArea([[west - 0.02, s], [e, s], [e, n], [west - 0.02, n]]))).toEqual([expect.stringMatching(/^lies outside the district by \d\d %/)])
  })

  it('[U15] lines and points outside, too short, or in another region do not fit', () => {
    const [lon, lat] = (line as LineBeat).line[0]
    expect(misfits({ ...line, line: [[lon, lat], [lon + 0.0005, lat]] } as Beat)).toEqual([expect.stringMatching(/^is 4\d m long, less than 100 m$/)])
    expect(misfits({ ...line, line: [[lon, lat], [lon + 1, lat]] } as Beat)).toEqual([expect.stringContaining('lies outside the district at')])
    expect(misfits({ ...point, place: [103, 29] } as Beat)).toEqual(['lies outside the district at [103, 29]'])
    const other = [...district.regions.values()].find(({ level, code }) => level === 'town' && !point.region.startsWith(code))!
    expect(misfits({ ...point, region: other.code })).toEqual([expect.stringMatching(/^lies in .*网格, not in its region/)])
  })
})

it('[U16] the command says what it made or every refusal, with exit code 1 and the old beats unchanged', { timeout: 60_000 }, async () => {
  const program = new URL('../../../../server/anlan.ts', import.meta.url).pathname
  const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> => new Promise((resolve) => {
    execFile(process.execPath, [program, 'beats', 'import', ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err })
    })
  })
  const order = await given([featureOf(area), featureOf(line), featureOf(point)])
  const made = await run(order.file, '--district', order.folder, '--effective', '2026-05-01T00:00:00+08:00')
  expect(made).toEqual({ code: 0, err: '', out: `1 areas, 1 lines, 1 points → ${order.folder}; the server takes them at its next start\n` })
  expect((await loadBeats(order.folder))?.effective).toBe(Date.UTC(2026, 3, 30, 16))
  const before = beatsText((await loadBeats(order.folder))!)
  await writeFile(order.file, JSON.stringify({ type: 'FeatureCollection', features: [changed(line, { region: '510304999' }), changed(point, { shifts: ['早班'] })] }))
  const refused = await run(order.file, '--district', order.folder)
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err.split('\n')).toEqual([
    `refused: ${order.file}, feature 1 (L01): names the region 510304999, which the district does not have`,
    `refused: ${order.file}, feature 2 (P01): names the shift 早班; the catalogue has 甲班, 乙班, 丙班`, `${order.folder} is unchanged`, '',
  ])
  expect((await run(order.file, '--crs', 'beijing54')).err).toContain('unknown crs beijing54')
  expect((await run(order.file, '--effective', 'soon')).err).toContain('soon is no time')
  expect(await readFile(join(order.folder, BEATS), 'utf8')).toBe(before)
})
