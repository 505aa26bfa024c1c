// The whole picture from plain data: each thing in one view, nothing moved by what did not change, nothing live when the link is lost.
import { describe, expect, it } from 'vitest'
import { nextTick, shallowReactive, shallowRef, watch } from 'vue'
import { instant, MINUTE } from '../../../shared/domain/time.ts'
import { beatsNow } from '../../../client/map/beats.ts'
import { Fleet } from '../../../client/map/fleet/fleet.ts'
import type { Camera } from '../../../client/map/mercator.ts'
import { usePicture, type Picture, type Stage } from '../../../client/map/picture.ts'
import { crosses, holds, overlaps } from '../../../client/map/place/boxes.ts'
import type { District } from '../../../client/map/district.ts'
import type { MapCoverage, MapWords, WallMapProps } from '../../../client/map/shown.ts'
import { makeDay, makeEvents, NOON, unitsOf } from '../../e2e/map/day.ts'
import { columnsOf, set } from '../scenes/coverage.ts'
import { district, geometry } from './district.ts'

const words: MapWords = {
  area: '民警', line: '镇街', point: '保安', stale: '陈旧', lost: '失联', schematic: '示意图', inset: '城区', insetUnits: '力量', insetEvents: '事件',
  see: { left: '见左图', right: '见右图', above: '见上图', below: '见下图' }, refit: '回到全区', outOfView: (count) => `画面外 ${count}`, covered: (count) => `被遮 ${count}`,
  age: (ms) => `${Math.floor(ms / MINUTE)}分`, event: () => '事件', sos: () => '求助', placed: () => '位置 8 分前', gone: '图形中断', label: '全区',
}
type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

function open(change: Partial<WallMapProps> = {}): { props: Writable<WallMapProps>; stage: Stage; picture: Picture; fleet: Fleet; day: ReturnType<typeof makeDay> } {
  const day = makeDay(geometry, { area: 45, line: 120, point: 160 })
  const fleet = new Fleet({ x: 0.79, y: 0.41 })
  const props = shallowReactive<WallMapProps>({
    geometry, units: day.units, events: makeEvents(geometry, 40), words, now: () => NOON, beat: 0, rem: 32,
    bezels: { x: [1_280, 2_560], y: [720, 1_440] }, header: { height: 3.2, left: 22, right: 9 }, ...change,
  }) as Writable<WallMapProps>
  fleet.take(props.units, NOON, 0, false)
  const live = shallowRef<Camera | null>(null)
  const resting = shallowRef<Camera | null>(null)
  const stage: Stage = {
    district: shallowRef<District | null>(district), size: shallowRef({ width: 2_496, height: 950, left: 48, top: 477 }),
    live, resting, fleet: shallowRef(fleet), taken: shallowRef(0), clock: () => 0,
  }
  const picture = usePicture(props, stage)
  live.value = picture.arrangement.value?.home ?? null
  resting.value = live.value
  return { props, stage, picture, fleet, day }
}

describe('the picture', () => {
  it('[M15] every event stands in exactly one of the two views, or is counted there', () => {
    const { picture } = open()
    const told = [picture.main.value!, picture.part.value!].flatMap((marks) => marks.events.flatMap((mark) => [mark.incident.id, ...mark.hidden.map(({ id }) => id)]))
    expect(told.sort()).toEqual(picture.incidents.value.map(({ id }) => id).sort())
    for (const mark of picture.main.value!.events) expect(holds(picture.hole.value!, mark.place)).toBe(false)
  })

  it('[M14] on the wall no text and no symbol of either view lies across a bezel', () => {
    const { picture } = open()
    const { inset, main, part } = picture
    const lines = { x: [1_280 - 48, 2_560 - 48], y: [720 - 477, 1_440 - 477] }
    const within = (box: { x: number; y: number; w: number; h: number }): typeof box => ({ ...box, x: box.x + inset.value!.box.x, y: box.y + inset.value!.box.y })
    const boxes = [
      ...[...main.value!.names, ...main.value!.events, ...picture.mainAges.value, ...picture.callOuts.value].map(({ box }) => box),
      ...[...part.value!.names, ...part.value!.events, ...picture.partAges.value].map(({ box }) => within(box)),
      picture.caption.value!.title, picture.caption.value!.see,
    ]
    expect(boxes.length).toBeGreaterThan(40)
    expect(boxes.filter((box) => crosses(box, lines))).toEqual([])
  })

  it('[M19] only level 1 and calls for help are called out, of what is no void', () => {
    const { picture } = open()
    const loud = picture.incidents.value.filter(({ level }) => level === 1).map(({ id }) => id)
    expect(loud.length).toBeGreaterThan(0)
    expect(picture.callOuts.value.every(({ id }) => loud.includes(id))).toBe(true)
    // And no call-out covers a symbol of level 1 or 2.
    const symbols = picture.main.value!.events.filter(({ incident }) => incident.level <= 2)
    for (const { box } of picture.callOuts.value) expect(symbols.some((symbol) => overlaps(symbol.box, box))).toBe(false)
  })

  it('[M29] the call-out of a call for help says how old its place is, that of an event does not', () => {
    const { props, picture, day } = open()
    const unit = [...day.units.unitsByNumber.values()][0]
    props.events = []
    props.units = { ...day.units, version: 2, sos: new Map([[unit.id, { unit: unit.id, region: '510304', at: instant(NOON - 3 * MINUTE), lon: null, lat: null }]]) }
    expect(picture.callOuts.value.map(({ age }) => age)).toEqual(['3分 位置 8 分前'])
    props.words = { ...words, placed: () => null }
    props.units = { ...props.units, version: 3 }
    expect(picture.callOuts.value.map(({ age }) => age)).toEqual(['3分'])
  })

  it('[M21] new fixes move no name, no symbol and no panel; inline props of a caller neither', async () => {
    const { props, stage, picture, day } = open()
    let changes = 0
    watch([picture.arrangement, picture.main, picture.part], () => { changes++ })
    props.units = unitsOf(day, 2)
    stage.taken.value++
    props.header = { height: 3.2, left: 22, right: 9 }
    props.bezels = { x: [1_280, 2_560], y: [720, 1_440] }
    props.events = [...props.events]
    await nextTick()
    expect(changes).toBe(0)
    props.events = props.events.slice(1)
    await nextTick()
    expect(changes).toBe(1)
  })

  it('[M22] with the link lost no age is written beside a marker, since all have stopped', async () => {
    const { props, picture } = open()
    expect(picture.mainAges.value.length).toBeGreaterThan(3)
    props.lost = true
    await nextTick()
    expect([...picture.mainAges.value, ...picture.partAges.value]).toEqual([])
  })

  it('[M20] the legend counts what is stale and lost now, and says that the map is schematic', async () => {
    const { props, picture, fleet } = open()
    const text = (key: string): string | undefined => picture.legend.value.find((item) => item.key === key)?.text
    expect(text('stale')).toBe(`陈旧 ${fleet.count(NOON).stale}`)
    expect(text('schematic')).toBe('示意图')
    props.now = () => instant(NOON + 60 * MINUTE)
    props.beat++
    await nextTick()
    expect(text('lost')).toBe('失联 325')
  })

  it('[M15] the enlarged part steps back once the view itself is that near, and the units return to it', async () => {
    const { stage, picture } = open()
    const home = stage.live.value!
    stage.live.value = { ...home, zoom: home.zoom + 1 }
    stage.resting.value = stage.live.value
    await nextTick()
    expect([picture.inset.value, picture.hole.value, picture.part.value]).toEqual([null, null, null])
  })

  it('[M31] what stands in neither view is counted, out of sight or covered, however a person holds the view', async () => {
    const { stage, picture } = open()
    const told = (): number => [picture.main.value!, picture.part.value!].flatMap((marks) => marks.events).reduce((sum, { hidden }) => sum + 1 + hidden.length, 0)
    const all = picture.incidents.value.length
    expect([picture.unseen.value, told()]).toEqual([{ outside: 0, covered: 0 }, all])
    const home = stage.live.value!
    stage.live.value = { ...stage.live.value!, centre: { x: 0.2, y: 0.2 } }
    stage.resting.value = stage.live.value
    await nextTick()
    expect(picture.unseen.value.covered).toBe(0)
    expect(picture.unseen.value.outside + told()).toBe(all)
    // Dragged so that the east of the district comes to lie under the enlarged part.
    stage.live.value = { ...home, centre: { ...home.centre, x: home.centre.x + 0.4 * district.land.w } }
    stage.resting.value = stage.live.value
    await nextTick()
    const { outside, covered } = picture.unseen.value
    expect([covered > 0, outside + covered + told()]).toEqual([true, all])
  })

  it('[M35] voids are called out from where they stand, worst first; coverage that is off is neither placed nor called out', async () => {
    const areas = set.filter(({ tier }) => tier === 'area')
    const worth = new Map(areas.slice(10, 16).map(({ id }, index) => [id as string, index + 1]))
    const now = beatsNow(set, columnsOf(set, (id) => (worth.has(id) ? { state: 'void', worth: worth.get(id)!, minutes: 130 } : {})), NOON)
    const covering: MapCoverage = {
      set, now, levels: new Map([[areas[15].id, 2]]), opacity: 0.95, whole: true, chosen: null, marked: [],
      words: { name: ({ beat }) => beat.name, gone: () => '130 分无民警', since: '距上次到访', minutes: '分', gap: '缺口', idle: '本班不巡', tiers: { area: '面', line: '线', point: '点' } },
    }
    const { props, picture } = open({ coverage: covering, layers: ['coverage', 'towns', 'inset'] })
    const told = picture.callOuts.value.map(({ id }) => id)
    expect(told.length).toBeGreaterThan(1)
    const order = areas.slice(10, 16).reverse().map(({ id }) => `void:${id}`)
    expect(told).toEqual(order.slice(0, 4).filter((id) => told.includes(id)))
    // The one that an alarm stands for has its symbol, and is counted as no event.
    expect(picture.incidents.value.map(({ id, level }) => [id, level])).toEqual([[`void:${areas[15].id}`, 2]])
    expect([picture.ages.value !== null, picture.caption.value?.events ?? 0]).toEqual([true, 0])
    props.layers = ['towns', 'inset']
    await nextTick()
    expect([picture.callOuts.value, picture.incidents.value, picture.ages.value]).toEqual([[], [], null])
  })

  it('[M24] layers that are off are neither drawn nor placed', async () => {
    const { props, stage, picture } = open()
    props.layers = ['units']
    await nextTick()
    const marks = picture.main.value!
    expect([marks.names, marks.events, picture.mainAges.value, picture.inset.value, picture.on('units')]).toEqual([[], [], [], null, true])
    props.layers = ['towns', 'villages']
    expect(picture.legend.value.map(({ key }) => key)).toEqual(['schematic'])
    stage.live.value = stage.resting.value = { ...stage.live.value!, zoom: stage.live.value!.zoom + 2 }
    await nextTick()
    const names = picture.main.value!.names.map(({ text }) => text)
    expect(names.some((name) => name.endsWith('村'))).toBe(true)
  })
})
