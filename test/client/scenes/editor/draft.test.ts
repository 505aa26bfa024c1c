// The draft's pure parts: undo, plan form, new beats, what changes, files out and in, and the draft kept on the machine.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { freeId, freeName, keepDraft, newBeat, readDraft, regionFor, withShape, type Kept } from '../../../../client/scenes/editor/draft.ts'
import { begin, MOST_STEPS, redo, step, undo } from '../../../../client/scenes/editor/history.ts'
import { landOf, type EditorLand } from '../../../../client/scenes/editor/land.ts'
import { fieldsOfTier, textOf, typed, withValue } from '../../../../client/scenes/editor/plan.ts'
import { effectiveOf, heldAt, localText } from '../../../../client/scenes/editor/server.ts'
import type { Outlines } from '../../../../client/stores/district.ts'
import { beatId, type AreaBeat, type Beat, type LineBeat, type PointBeat } from '../../../../shared/domain/beat.ts'
import { checkBeats } from '../../../../shared/domain/beats/check.ts'
import { carryOver, changesOf, sizeOf } from '../../../../shared/domain/beats/diff.ts'
import { readBeats } from '../../../../shared/domain/beats/read.ts'
import { beatsGeoJson } from '../../../../shared/domain/beats/write.ts'
import { catalogueSchema } from '../../../../shared/domain/catalogue.ts'
import { regionCode } from '../../../../shared/domain/region.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { loadBeats } from '../../../../server/district/beats/load.ts'
import { loadDistrict } from '../../../../server/district/load.ts'

const folder = 'public/district/510304'
const json = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
let beats: readonly Beat[]
let land: EditorLand
let [area, line, point]: Beat[] = []
beforeAll(async () => {
  beats = (await loadBeats(folder))!.beats
  land = landOf(['outline', 'towns', 'villages', 'grids'].map((name) => json(`${name}.geojson`) as Outlines), regionCode('510304'), catalogueSchema.parse(json('catalogue.json')))
  ;[area, line, point] = (['area', 'line', 'point'] as const).map((tier) => beats.find((beat) => beat.tier === tier)!)
})

describe('undo', () => {
  it('[U23] takes whole edits back and does them again, and a new edit ends what was taken back', () => {
    const two = step(step(begin(0), 1), 2)
    expect(undo(two).now).toBe(1)
    expect(undo(undo(undo(two)))).toEqual({ past: [], now: 0, future: [1, 2] })
    expect(redo(undo(two))).toEqual(two)
    expect(redo(two)).toEqual(two)
    expect(step(undo(two), 3)).toEqual({ past: [0, 1], now: 3, future: [] })
    expect(step(two, 2)).toBe(two)
    const many = Array.from({ length: MOST_STEPS + 50 }, (_, at) => at + 1).reduce((history, next) => step(history, next), begin(0))
    expect(many.past).toHaveLength(MOST_STEPS)
  })
})

describe('the check in the browser', () => {
  it('[U24] is the server’s own: the same district as the page loads it gives the same answer, right or wrong', async () => {
    const district = await loadDistrict(folder)
    const wrong: Beat[] = [
      { ...(area as AreaBeat), id: beatId('X1'), polygons: [[[[104.76, 29.37], [104.764, 29.374], [104.764, 29.37], [104.76, 29.374], [104.76, 29.37]]]] },
      { ...(line as LineBeat), id: beatId('X2'), line: [[104.76, 29.37], [105.9, 29.37]] }, { ...(point as PointBeat), place: [103, 29] }, { ...line, id: beatId('X3'), shifts: ['早班'] },
    ]
    const set = { beats: [...beats, ...wrong] }
    expect(checkBeats(set, land, land.catalogue)).toEqual(checkBeats(set, district, land.catalogue))
    expect(checkBeats(set, land, land.catalogue).map(({ is }) => is)).toEqual(['crosses', 'place', 'twin', 'place', 'shift'])
    expect(checkBeats({ beats: [...beats] }, land, land.catalogue)).toEqual([])
  })
})

describe('a new beat', () => {
  it('[U25] has an id and name of its own, the town that holds it, and the plan and team of the tier there', () => {
    const drawn = { tier: 'area', polygons: (area as AreaBeat).polygons } as const
    const made = newBeat(drawn, beats, land, '新巡区1', ['甲班'])
    expect(made).toMatchObject({ id: 'A37', name: '新巡区1', tier: 'area', region: area.region, team: area.team, plan: area.plan, shifts: area.shifts, weights: {} })
    expect(checkBeats({ beats: [...beats.filter((beat) => beat !== area), made] }, land, land.catalogue)).toEqual([])
    expect(regionFor({ tier: 'point', place: (point as PointBeat).place }, land)).toBe(point.region)
    expect(regionFor({ tier: 'point', place: [100, 20] }, land)).toBe('510304')
    for (const first of [drawn, { tier: 'line', line: (line as LineBeat).line }, { tier: 'point', place: (point as PointBeat).place }] as const) {
      expect(checkBeats({ beats: [newBeat(first, [], land, '第一个', ['甲班'])] }, land, land.catalogue)).toEqual([])
    }
    expect(freeId([], 'point')).toBe('P01')
    expect(freeName(beats, area.name)).toBe(`${area.name}2`)
    expect(withShape(line, drawn)).toBeNull()
  })
})

describe('the plan form', () => {
  it('[U26] every field says what stands there, and what it says is taken as it was', () => {
    for (const beat of beats) {
      const { head, plan } = fieldsOfTier[beat.tier]
      for (const field of [...head, ...plan]) expect(typed(beat, field, textOf(beat, field)), `${beat.id} ${field.name}`).toEqual(beat)
    }
  })

  it('[U26] numbers, shares and windows are taken as people type them, and what no beat can have is not', () => {
    const field = (name: string) => fieldsOfTier.line.plan.find((one) => one.name === name)!
    expect(typed(line, field('plan.rounds'), ' ３ ')).toMatchObject({ plan: { rounds: 3 } })
    expect(typed(line, field('plan.length'), '87.5')).toMatchObject({ plan: { length: 0.875 } })
    expect(typed(line, field('plan.windows'), '9:00–11:00，13：00至15：00')).toMatchObject({ plan: { windows: [{ from: '09:00', to: '11:00' }, { from: '13:00', to: '15:00' }] } })
    expect((typed(line, field('plan.windows'), ' ') as LineBeat).plan.windows).toBeUndefined()
    expect(typed(point, fieldsOfTier.point.plan.find(({ name }) => name === 'plan.manned')!, '')).toMatchObject({ plan: { manned: null } })
    for (const [name, text] of [['plan.rounds', '0'], ['plan.rounds', 'x'], ['plan.length', '101'], ['plan.windows', '9-11'], ['plan.windows', '25:00-26:00'], ['people', '1.5'], ['interval', '']]) {
      expect(typed(line, field(name), text), `${name} ${text}`).toBeNull()
    }
    expect(typed(line, fieldsOfTier.line.head[0], '线 1')).toBeNull()
    expect(withValue(line, 'shifts', [])).toBeNull()
  })
})

describe('rests, standing and stays in the form', () => {
  const fieldOf = (beat: Beat, name: string) => fieldsOfTier[beat.tier].plan.find((one) => one.name === name)!

  it('[U35] every tier has its places of rest, areas and lines the longest stand, points the longest visit; empty is no limit and no place', () => {
    for (const [beat, most] of [[area, 'plan.stand'], [line, 'plan.stand'], [point, 'plan.longest']] as const) {
      const [, key] = most.split('.')
      expect(fieldsOfTier[beat.tier].plan.filter(({ kind }) => kind === 'most').map(({ name }) => name)).toEqual([most])
      expect(typed(beat, fieldOf(beat, most), ' ４５ ')).toMatchObject({ plan: { [key]: 45 } })
      const without = typed(beat, fieldOf(beat, most), '')!
      expect([(without.plan as Record<string, unknown>)[key], textOf(without, fieldOf(beat, most))]).toEqual([undefined, ''])
      for (const text of ['0', '-5', 'x', '1441']) expect(typed(beat, fieldOf(beat, most), text), text).toBeNull()

      const rests = fieldOf(beat, 'rests')
      expect(typed(beat, rests, '104.76930，29.3740551；104.78 29.38')!.rests).toEqual([[104.7693, 29.374055], [104.78, 29.38]])
      expect(textOf(typed(beat, rests, '104.7693,29.374')!, rests)).toBe('104.7693,29.374')
      expect(typed(beat, rests, ' ')!.rests).toBeUndefined()
      for (const text of ['104.7', '29.37,104.76', '104.7,x', Array.from({ length: 10 }, () => '104.7,29.3').join(' ')]) expect(typed(beat, rests, text), text).toBeNull()
    }
  })

  it('[U36] a place of rest outside the district, and a visit that must end before it is one, do not fit: the browser says so as the server does', async () => {
    const district = await loadDistrict(folder)
    const guard = point as PointBeat
    const wrong: Beat[] = [
      { ...line, rests: [...line.rests ?? [], [104.5, 29.2]] }, { ...guard, plan: { ...guard.plan, visits: 4, manned: null, dwell: 10, longest: 9.5 } },
      { ...guard, id: beatId('P98'), plan: { ...guard.plan, visits: 4, manned: null, dwell: 10, longest: 10 } }, { ...guard, id: beatId('P99'), plan: { ...guard.plan, visits: 0, dwell: 10, longest: 9 } },
    ]
    const told = checkBeats({ beats: wrong }, land, land.catalogue)
    expect(told).toMatchObject([{ at: 0, is: 'rest', values: { at: '104.5, 29.2' }, spot: [104.5, 29.2] }, { at: 1, is: 'longest', values: { longest: 9.5, dwell: 10 } }])
    expect(checkBeats({ beats: wrong }, district, land.catalogue)).toEqual(told)
  })

  it('[U38] the preview says them before and after', () => {
    const after = beats.map((beat) => (beat.id === line.id ? typed(typed(beat, fieldOf(beat, 'rests'), '104.78,29.38')!, fieldOf(beat, 'plan.stand'), '')! : beat))
    const [{ fields, is }] = changesOf(beats, after)
    expect([is, fields]).toEqual(['changed', [{ name: 'rests', before: line.rests, after: [[104.78, 29.38]] }, { name: 'plan.stand', before: 45, after: null }]])
  })
})

describe('what changes', () => {
  it('[U27] is said beat by beat: added, changed with every part before and after, removed; and nothing where nothing changed', () => {
    const longer = { ...(line as LineBeat), team: '新队', plan: { ...(line as LineBeat).plan, rounds: 5 }, line: (line as LineBeat).line.slice(1) }
    const added: Beat = { ...area, id: beatId('A99') }
    const after = [...beats.filter(({ id }) => id !== point.id).map((beat) => (beat.id === line.id ? longer : beat)), added]
    const changes = changesOf(beats, after)
    expect(changes.map(({ is, id }) => [is, id])).toEqual([['changed', line.id], ['added', 'A99'], ['removed', point.id]])
    expect(changes[0].fields.map(({ name }) => name)).toEqual(['team', 'shape', 'plan.rounds'])
    expect(changes[0].fields[2]).toEqual({ name: 'plan.rounds', before: 2, after: 5 })
    expect(changes[0].size.before).toBeGreaterThan(changes[0].size.after!)
    expect(changes[1].size).toEqual({ before: null, after: sizeOf(area) })
    expect(changes[2].size).toEqual({ before: null, after: null })
    // Members in another order, as the ledger has them, are the same beat.
    const turned = (value: unknown): unknown => (Array.isArray(value) ? value.map(turned) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([name, one]) => [name, turned(one)])) : value)
    expect(changesOf(beats, turned(beats) as Beat[])).toEqual([])
  })

  it('[U28] carried over to another set: mine stand, theirs stay, and those that both changed are named', () => {
    const [a, b, c] = beats
    const mine = [{ ...a, name: '我的' }, ...beats.slice(2), { ...a, id: beatId('N1') }]
    const theirs = [{ ...a, name: '他的' }, b, { ...c, name: '他的三' }, ...beats.slice(3)]
    const carried = carryOver(beats, mine, theirs)
    expect(carried.both).toEqual([a.id])
    expect(carried.beats.map(({ id }) => id)).toEqual([a.id, ...beats.slice(2).map(({ id }) => id), 'N1'])
    expect([carried.beats[0].name, carried.beats[1].name]).toEqual(['我的', '他的三'])
    expect(carryOver(beats, beats, theirs)).toEqual({ beats: theirs, both: [] })
  })
})

it('[U29] a file that was exported is imported as it was, weights and holes too', () => {
  expect(readBeats(beatsGeoJson(beats), 'wgs84').map(({ beat }) => beat)).toEqual(beats)
})

describe('the draft on this machine', () => {
  const shelf = () => {
    const held = new Map<string, string>()
    return { held, getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => { held.set(key, value) }, removeItem: (key: string) => { held.delete(key) } }
  }

  it('[U30] comes back as it was for its district, and no other; what cannot be read or kept does no harm', () => {
    const own = shelf()
    const draft: Kept = { district: '510304', base: { hash: 'h', from: 5 }, effective: '2026-07-01T08:00', before: [...beats], beats: beats.slice(1) }
    expect(keepDraft(own, draft)).toBe(true)
    expect(readDraft(own, '510304')).toEqual(draft)
    expect(readDraft(own, '510302')).toBeNull()
    own.held.set([...own.held.keys()][0], '{"district":')
    expect(readDraft(own, '510304')).toBeNull()
    keepDraft(own, null)
    expect(own.held.size).toBe(0)
    expect(keepDraft({ ...own, setItem: () => { throw new Error('full') } }, draft)).toBe(false)
  })

  it('[U31] its time is the district’s, and it knows which set holds then and until when', () => {
    const at = Date.parse('2026-07-01T08:00:00+08:00')
    expect(effectiveOf('2026-07-01T08:00')).toBe(at)
    expect(effectiveOf('')).toBeNull()
    expect(effectiveOf('2026-02-30T08:00')).toBeUndefined()
    expect(localText(instant(at))).toBe('2026-07-01T08:00')
    const sets = [{ hash: 'a', from: instant(10), beats: 1 }, { hash: 'b', from: instant(20), beats: 1 }]
    expect([9, 10, 20].map((time) => heldAt(sets, instant(time))).map(({ set, until }) => [set?.hash, until])).toEqual([[undefined, 10], ['a', 20], ['b', null]])
  })
})
