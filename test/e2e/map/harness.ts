// A page that shows the wall map alone, in the panel of a wall of any size, with a made-up moment.
import { createApp, h, shallowReactive, type Component } from 'vue'
import '../../../client/look/tokens.css'
import '../../../client/look/fonts.css'
import '../../../client/look/base.css'
import '@fontsource-variable/noto-sans-sc'
import { MINUTE, instant } from '../../../shared/domain/time.ts'
import type { DistrictManifest } from '../../../shared/domain/region.ts'
import type { MapWords, RegionFeatures, WallMapProps } from '../../../client/map/shown.ts'
import { makeDay, makeEvents, NOON, put, unitsOf } from './day.ts'

const query = new URLSearchParams(location.search)
const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise)
const rem = number('rem', 32)
document.documentElement.style.fontSize = `${rem}px`
if (query.get('dim')) document.documentElement.dataset.dim = query.get('dim') ?? ''
if (query.get('lost')) document.documentElement.dataset.link = 'lost'

const panel = document.querySelector<HTMLElement>('#panel')!
const [left, top, width, height] = (query.get('panel') ?? '1.5,14.9,78,29.7').split(',').map((text) => Number(text) * rem)
Object.assign(panel.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` })
const lines = (name: string, otherwise: string): number[] => (query.get(name) ?? otherwise).split(',').filter((text) => text !== '').map((text) => Number(text) * rem)

const fetchJson = async (name: string): Promise<unknown> => (await fetch(`/district/510304/${name}`)).json()
const geometry = {
  manifest: await fetchJson('district.json') as DistrictManifest,
  towns: await fetchJson('towns.geojson') as RegionFeatures,
  villages: await fetchJson('villages.geojson') as RegionFeatures,
  grids: query.get('grids') ? await fetchJson('grids.geojson') as RegionFeatures : null,
}
const [area, line, point] = (query.get('units') ?? '45,120,160').split(',').map(Number)
const day = makeDay(geometry, { area, line, point })
if (query.get('sos')) day.sos.set('area-3', { unit: day.byNumber.get(4)!.id, region: '510304', at: instant(NOON - MINUTE), lon: null, lat: null })

const words: MapWords = {
  area: '民警', line: '镇街', point: '保安', stale: '位置陈旧', lost: '失联', schematic: '示意图', inset: '城区', insetUnits: '力量', insetEvents: '事件',
  see: { left: '见左图', right: '见右图', above: '见上图', below: '见下图' }, refit: '回到全区', outOfView: (count) => `画面外 ${count} 起`, covered: (count) => `被遮 ${count} 起`,
  age: (ms) => (ms < 60 * MINUTE ? `${Math.floor(ms / MINUTE)}分` : `${Math.floor(ms / (60 * MINUTE))}时`),
  event: () => '电动自行车棚起火', sos: (unit) => `${unit?.name ?? ''} 求助`, placed: () => null, gone: '图形中断', label: '全区态势图',
}
let skew = 0
const began = performance.now()
const props = shallowReactive<WallMapProps & Record<string, unknown>>({
  geometry, units: day.units, events: makeEvents(geometry, number('events', 14)), words, beat: 0, rem,
  now: () => instant(NOON + performance.now() - began + skew), lost: query.get('lost') !== null,
  bezels: { x: lines('bx', '40,80'), y: lines('by', '22.5,45') }, header: { height: 3.1, left: 17, right: 7.5 },
  layers: query.get('layers') ? query.get('layers')!.split(',') as WallMapProps['layers'] : undefined,
})

const said: unknown[][] = []
/** What a test may do and see. */
const harness = {
  props, said, ready: false, day, put,
  skip(ms: number): void { skew += ms; (props as { beat: number }).beat++ },
  show(): void { (props as { units: unknown }).units = unitsOf(day, props.units.version + 1) },
}
declare global { interface Window { harness: typeof harness } }
window.harness = harness

/** Puts the map into the panel. */
export function mount(map: Component): void {
  createApp({
    render: () => [
      h(map, {
        ...props,
        onReady: () => { harness.ready = true },
        onLock: (locked: boolean) => said.push(['lock', locked]),
        onFault: (reason: string) => said.push(['fault', reason]),
      }),
      h('header', [h('b', '全区态势'), h('span', '在岗 111 / 120'), h('span', '● 21:36')]),
    ],
  }).mount(panel)
}
