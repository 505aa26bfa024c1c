// What the wall map shows, computed: where everything stands in both views for what is known now. Draws nothing itself.
import { computed, type ComputedRef, type Ref } from 'vue'
import { voidsOf } from './beats.ts'
import { shapesOfBeats, type BeatShapes } from './coverage.ts'
import { arrange, type Arrangement, type Inset } from './arrange.ts'
import type { District } from './district.ts'
import { visible } from './fit.ts'
import type { Fleet } from './fleet/fleet.ts'
import type { Size } from './page.ts'
import { fromScreen, toScreen, type Camera, type Spot } from './mercator.ts'
import { placeAges, type AgeWish } from './place/ages.ts'
import { boxToScreen, grow, holds, noBezels, type Bezels, type Box } from './place/boxes.ts'
import { placeCallOuts, type CallOut, type CallOutWish } from './place/callouts.ts'
import { placeCaption } from './place/captions.ts'
import { declutter, placePills, type EventMark, type Pill } from './place/declutter.ts'
import { focusOf, incidentsOf, loudestFirst, voidIncidents, type Incident } from './place/incidents.ts'
import { blockLegend, flowLegend, legendSize, type LegendItem, type LegendPlace } from './place/legend.ts'
import { placeNames } from './place/names.ts'
import type { Room, TextMark } from './place/room.ts'
import { placeStacks, type Stack } from './place/stacks.ts'
import { lies } from './shapes.ts'
import { mapLayerNames, type MapLayerName, type WallMapProps } from './shown.ts'

/** What the picture is computed from besides the props. */
export interface Stage {
  readonly district: Ref<District | null>
  readonly size: Ref<Size | null>
  /** The main view's camera as it moves, and as it last came to rest. */
  readonly live: Ref<Camera | null>
  readonly resting: Ref<Camera | null>
  readonly fleet: Ref<Fleet | null>
  /** Changes when the fleet was packed anew, or when some marker's freshness changed. */
  readonly taken: Ref<number>
  /** The screen's steady clock, ms. */
  readonly clock: () => number
}

/** One view's marks, placed for `camera`. */
export interface Marks {
  readonly camera: Camera
  readonly room: Room
  readonly names: readonly TextMark[]
  readonly events: readonly EventMark[]
  readonly pills: readonly Pill[]
}

export interface Picture {
  readonly on: (layer: MapLayerName) => boolean
  readonly arrangement: ComputedRef<Arrangement | null>
  /** The enlarged part while it is shown. */
  readonly inset: ComputedRef<Inset | null>
  /** Where it was taken from, in the panel, as the view moves. */
  readonly hole: ComputedRef<Box | null>
  readonly main: ComputedRef<Marks | null>
  readonly part: ComputedRef<Marks | null>
  readonly mainAges: ComputedRef<readonly TextMark[]>
  readonly partAges: ComputedRef<readonly TextMark[]>
  readonly mainStacks: ComputedRef<readonly Stack[]>
  readonly partStacks: ComputedRef<readonly Stack[]>
  readonly callOuts: ComputedRef<readonly CallOut[]>
  readonly legend: ComputedRef<readonly LegendPlace[]>
  /** Where the block of ages stands; null while coverage is not the subject. */
  readonly ages: ComputedRef<Spot | null>
  /** The shapes of the set; null while none is known. */
  readonly beats: ComputedRef<BeatShapes | null>
  readonly caption: ComputedRef<{ readonly see: Box; readonly title: Box; readonly units: number; readonly events: number } | null>
  readonly incidents: ComputedRef<readonly Incident[]>
  readonly focus: ComputedRef<string>
  /** Incidents that stand in neither view: out of sight of the main one, or in it but under what lies over it. */
  readonly unseen: ComputedRef<{ readonly outside: number; readonly covered: number }>
}

/** Markers are this many px at rem 32; a little larger where the map is (LOOK 7). */
export const UNIT_SIZE = { main: 22, part: 25 } as const
const NAME_REM = 1.125
/** Voids that are called out at most: those whose gap is worth most. */
const MOST_VOIDS = 4
/** Two words of two and two counts of three digits beside one another. */
const CAPTION_REM = 10.5
/** The enlarged part has nothing to add once the main view is this much nearer than home. */
const NEAR = 0.6

export function usePicture(props: WallMapProps, stage: Stage): Picture {
  // Through texts and back: a caller that writes these objects inline makes new ones at every turn, and nothing may move for that.
  const layerKey = computed(() => (props.layers ?? mapLayerNames.filter((name) => name !== 'grids' && name !== 'villages')).join(' '))
  const headerKey = computed(() => JSON.stringify(props.header ?? { height: 0, left: 0, right: 0 }))
  const bezelKey = computed(() => JSON.stringify(props.bezels ?? noBezels))
  const chosen = computed(() => new Set(layerKey.value.split(' ')))
  const on = (layer: MapLayerName): boolean => chosen.value.has(layer)
  const px = (rem: number): number => rem * props.rem

  const bezels = computed((): Bezels => {
    const size = stage.size.value
    return size ? shifted(JSON.parse(bezelKey.value) as Bezels, { x: size.left, y: size.top }) : noBezels
  })
  const header = computed((): Box[] => {
    const { height, left, right } = JSON.parse(headerKey.value) as NonNullable<WallMapProps['header']>
    const width = stage.size.value?.width ?? 0
    return height === 0 ? [] : [{ x: 0, y: 0, w: px(left), h: px(height) }, { x: width - px(right), y: 0, w: px(right), h: px(height) }].filter((box) => box.w > 0)
  })
  // A new set means new shapes; ages alone do not.
  const set = computed(() => props.coverage?.set ?? null)
  const beats = computed(() => (set.value ? shapesOfBeats(set.value) : null))
  const voids = computed(() => (on('coverage') && props.coverage ? voidsOf(props.coverage.now) : []))
  const subject = computed(() => on('coverage') && props.coverage?.whole === true)
  // Counts are read on the beat alone: no digit on a wall changes faster (LOOK 9).
  const counts = computed(() => { void props.beat; return stage.fleet.value?.count(props.now()) })
  const legendItems = computed((): LegendItem[] => {
    const { words } = props
    const counted = (word: string, count: number | undefined): string => `${word} ${count ?? 0}`
    return [
      ...(on('units') ? [
        ...(['area', 'line', 'point'] as const).map((key) => ({ key, text: words[key], widest: words[key] })),
        { key: 'stale' as const, text: counted(words.stale, counts.value?.stale), widest: `${words.stale} 000` },
        { key: 'lost' as const, text: counted(words.lost, counts.value?.lost), widest: `${words.lost} 000` },
      ] : []),
      ...(on('coverage') && props.coverage ? [
        ...(subject.value ? [] : [{ key: 'ages' as const, text: props.coverage.words.since, widest: props.coverage.words.since }]),
        { key: 'idle' as const, text: props.coverage.words.idle, widest: props.coverage.words.idle },
      ] : []),
      ...(stage.district.value?.geometry.manifest.schematic ? [{ key: 'schematic' as const, text: words.schematic, widest: words.schematic }] : []),
    ]
  })
  // The legend's size does not follow its counts, so that nothing is arranged anew when one changes.
  const legendKey = computed(() => JSON.stringify(legendItems.value.map(({ key, widest }) => ({ key, text: '', widest }))))

  const arrangement = computed(() => {
    const size = stage.size.value
    const district = stage.district.value
    if (!size || !district || size.width < 1 || size.height < 1) return null
    const items = JSON.parse(legendKey.value) as LegendItem[]
    const legend = (x: number, room: number): { w: number; h: number } => {
      return subject.value ? blockLegend(items, x, room, bezels.value, props.rem) : legendSize(items, x, room, bezels.value, props.rem)
    }
    const panel = { width: size.width, height: size.height, rem: props.rem, taken: header.value, legend }
    return arrange(panel, district.outline, district.land, on('inset') ? district.part : null)
  })
  const nearBy = computed(() => arrangement.value !== null && stage.live.value !== null && stage.live.value.zoom > arrangement.value.home.zoom + NEAR)
  const inset = computed(() => (nearBy.value ? null : arrangement.value?.inset ?? null))
  const holeIn = (camera: Camera | null): Box | null => (inset.value && camera ? boxToScreen(camera, inset.value.bounds) : null)
  const hole = computed(() => holeIn(stage.live.value))

  const mainRoom = computed((): Room | null => {
    const camera = stage.resting.value
    if (!camera || !arrangement.value) return null
    const taken = [...header.value, arrangement.value.legend, ...(inset.value ? [inset.value.box] : [])].map((box) => grow(box, px(0.3)))
    const open = holeIn(camera)
    return { camera, bezels: bezels.value, view: grow({ x: 0, y: 0, w: camera.width, h: camera.height }, -px(0.3)), blocked: open ? [...taken, open] : taken }
  })
  const title = computed((): Box | null => {
    if (!inset.value) return null
    const { camera, box } = inset.value
    const within = grow({ x: 0, y: 0, w: box.w, h: box.h }, -px(0.5))
    return placeCaption(px(CAPTION_REM), px(2.9), { within, bezels: shifted(bezels.value, box), onLand: landTest(stage.district.value, camera) }, 1)
  })
  const partRoom = computed((): Room | null => {
    if (!inset.value || !title.value) return null
    const { camera, box } = inset.value
    return { camera, bezels: shifted(bezels.value, box), view: grow({ x: 0, y: 0, w: box.w, h: box.h }, -px(0.15)), blocked: [title.value] }
  })

  // The same list again when nothing about it changed, so that fixes of other units move no symbol and no name.
  const incidents = computed((before?: readonly Incident[]): readonly Incident[] => {
    const district = stage.district.value
    const events = district && on('events') ? incidentsOf(props.events, props.units, district.centres, props.words) : []
    const gaps = beats.value && props.coverage ? voidIncidents(voids.value, props.coverage.levels, beats.value.spots, props.coverage.words.name) : []
    const next = gaps.length > 0 ? loudestFirst([...events, ...gaps]) : events
    return before && JSON.stringify(before) === JSON.stringify(next) ? before : next
  })
  const namesIn = (room: Room, symbols: readonly { readonly box: Box }[]): TextMark[] => {
    const district = stage.district.value
    if (!district) return []
    const avoided = symbols.map((symbol) => symbol.box)
    const towns = on('towns') ? placeNames(district.towns, room, { size: px(NAME_REM), strict: false, beside: [], avoided }) : []
    if (!on('villages')) return towns
    return [...towns, ...placeNames(district.villages, room, { size: px(1.1), strict: true, beside: towns, avoided })]
  }
  /** `under`: whether symbols may stand under what blocks texts. */
  const marksIn = (room: Room | null, under: boolean): Marks | null => {
    if (!room) return null
    const events = declutter(incidents.value, under ? { ...room, blocked: [] } : room, props.rem)
    const pills = placePills(events, room, props.rem)
    return { camera: room.camera, room, events, pills, names: namesIn(room, [...events, ...pills]) }
  }
  const main = computed(() => marksIn(mainRoom.value, false))
  // A symbol may stand under the inset's title rather than be left out.
  const part = computed(() => marksIn(partRoom.value, true))

  const callOuts = computed(() => {
    void props.beat
    const room = mainRoom.value
    if (!room || !main.value) return []
    const now = props.now()
    const placed = ({ kind, about }: Incident): string | null => (kind === 'sos' ? props.words.placed(about) : null)
    const offset = inset.value?.box ?? { x: 0, y: 0 }
    const loud = [...main.value.events.map((mark) => wishOf(mark, { x: 0, y: 0 })), ...(part.value?.events ?? []).map((mark) => wishOf(mark, offset))]
    const wishes = loud.filter(({ mark }) => mark.incident.level === 1 && mark.incident.kind !== 'void')
      .map(({ mark, at }): CallOutWish => ({ id: mark.incident.id, at, radius: mark.box.w / 2, name: mark.incident.title, age: [props.words.age(now - mark.incident.since), placed(mark.incident)].filter((text) => text !== null).join(' ') }))
    const names = [...main.value.names.map((mark) => mark.box), ...(part.value?.names ?? []).map((mark) => moved(mark.box, offset))]
    const calm = loud.filter(({ mark }) => mark.incident.level > 2).map(boxAt)
    const frame = inset.value ? rim(inset.value.box, px(0.4)) : []
    return placeCallOuts([...wishes, ...voidWishes(loud, room.camera, offset)], {
      view: room.view, bezels: room.bezels, rem: props.rem, avoided: [...names, ...calm, ...frame],
      blocked: [...header.value, arrangement.value!.legend, ...loud.filter(({ mark }) => mark.incident.level <= 2).map(boxAt), ...(title.value ? [moved(title.value, offset)] : [])],
      onLand: (at) => (inset.value && holds(inset.value.box, at)
        ? landTest(stage.district.value, inset.value.camera)({ x: at.x - offset.x, y: at.y - offset.y })
        : landTest(stage.district.value, room.camera)(at)),
    })
  })

  /** The worst voids that cover ground or that an alarm stands for, each from its symbol or, where no alarm has judged, from its own middle. */
  const voidWishes = (loud: readonly { mark: EventMark; at: Spot }[], camera: Camera, offset: Spot): CallOutWish[] => voids.value.filter(({ beat }) => beat.tier === 'area' || props.coverage?.levels.has(beat.id)).slice(0, MOST_VOIDS).flatMap((now) => {
    const { id } = now.beat
    const spot = beats.value?.spots.get(id)
    if (!spot || !props.coverage) return []
    const symbol = loud.find(({ mark }) => mark.incident.id === `void:${id}`)
    const part = inset.value && holds(inset.value.bounds, spot) ? inset.value : null
    const own = toScreen(part?.camera ?? camera, spot)
    return [{
      id: `void:${id}`, at: symbol?.at ?? (part ? { x: own.x + offset.x, y: own.y + offset.y } : own), radius: symbol ? symbol.mark.box.w / 2 : px(0.25),
      name: props.coverage.words.name(now), age: props.coverage.words.gone(now),
    }]
  })

  const takenIn = (marks: Marks, offset: Spot): Box[] => [
    ...marks.names.map((mark) => mark.box), ...callOuts.value.map((callOut) => moved(callOut.box, { x: -offset.x, y: -offset.y })),
    ...[...marks.events, ...marks.pills].map((symbol) => symbol.box),
  ]
  const stacksIn = (marks: Marks | null, size: number, hidden: Box | null, offset: Spot): Stack[] => {
    void props.beat
    const fleet = stage.fleet.value
    if (!marks || !fleet || !on('units')) return []
    const spots: Spot[] = []
    for (let row = 0; row < fleet.drawn; row++) {
      const at = toScreen(marks.camera, fleet.at(row, stage.clock()))
      if (holds(marks.room.view, at) && !(hidden && holds(hidden, at))) spots.push(at)
    }
    return placeStacks(spots, marks.room, takenIn(marks, offset), (size * props.rem) / 32, props.rem)
  }
  const insetAt = (): Spot => inset.value?.box ?? { x: 0, y: 0 }
  const mainStacks = computed(() => stacksIn(main.value, UNIT_SIZE.main, holeIn(stage.resting.value), { x: 0, y: 0 }))
  const partStacks = computed(() => stacksIn(part.value, UNIT_SIZE.part, null, insetAt()))

  const agesIn = (marks: Marks | null, stacks: readonly Stack[], size: number, hidden: Box | null, offset: Spot): TextMark[] => {
    void props.beat
    void stage.taken.value
    const fleet = stage.fleet.value
    if (!marks || !fleet || !on('ages') || !on('units') || props.lost) return []
    const taken = [...takenIn(marks, offset), ...stacks.map((stack) => stack.box)]
    return placeAges(ageWishes(fleet, marks, hidden), marks.room, taken, (size * props.rem * 0.6) / 32, px(NAME_REM))
  }
  const ageWishes = (fleet: Fleet, marks: Marks, hidden: Box | null): AgeWish[] => {
    const now = props.now()
    const wishes: AgeWish[] = []
    for (let row = 0; row < fleet.drawn && wishes.length < 200; row++) {
      const state = fleet.freshness(row, now)
      if (state === 'live' || state === 'aging') continue
      const at = toScreen(marks.camera, fleet.at(row, stage.clock()))
      if (holds(marks.room.view, at) && !(hidden && holds(hidden, at))) wishes.push({ at, text: props.words.age(now - fleet.times[row]) })
    }
    return wishes
  }
  const mainAges = computed(() => agesIn(main.value, mainStacks.value, UNIT_SIZE.main, holeIn(stage.resting.value), { x: 0, y: 0 }))
  const partAges = computed(() => agesIn(part.value, partStacks.value, UNIT_SIZE.part, null, insetAt()))

  const block = computed(() => {
    if (!subject.value || !arrangement.value) return null
    const { x, w } = arrangement.value.legend
    return blockLegend(legendItems.value, x, w + 1, bezels.value, props.rem)
  })
  const caption = computed(() => {
    const district = stage.district.value
    if (!inset.value || !title.value || !hole.value || !stage.live.value) return null
    void props.beat
    const see = placeCaption(px(3.6), px(1.6), { within: grow(hole.value, -px(0.3)), bezels: bezels.value, onLand: landTest(district, stage.live.value) }, 0.6)
    return { see, title: moved(title.value, inset.value.box), units: stage.fleet.value?.countWithin(inset.value.bounds, props.now(), stage.clock()) ?? 0, events: eventsOf(part.value) }
  })
  const unseen = computed(() => {
    const camera = stage.resting.value
    const told = new Set([main.value, part.value].flatMap((marks) => marks?.events ?? []).flatMap((mark) => [mark.incident, ...mark.hidden]).map(({ id }) => id))
    const rest = camera && main.value ? incidents.value.filter(({ id }) => !told.has(id)) : []
    const outside = rest.filter(({ spot }) => camera && !visible(camera, spot, 0)).length
    return { outside, covered: rest.length - outside }
  })

  return {
    on, arrangement, inset, hole, main, part, mainAges, partAges, mainStacks, partStacks, callOuts, caption, incidents, unseen, beats,
    ages: computed(() => (block.value && arrangement.value ? { x: block.value.x, y: arrangement.value.legend.y } : null)),
    legend: computed(() => {
      if (!arrangement.value) return []
      const { x, y, w } = arrangement.value.legend
      const flow = block.value?.flow ?? { x, room: w, y: 0 }
      return flowLegend(legendItems.value, flow.x, flow.room + 1, bezels.value, props.rem).map((place) => ({ ...place, y: place.y + y + flow.y }))
    }),
    focus: computed(() => props.focus ?? focusOf(incidents.value)),
  }
}

const shifted = (bezels: Bezels, by: Spot): Bezels => ({ x: bezels.x.map((x) => x - by.x), y: bezels.y.map((y) => y - by.y) })
const moved = (box: Box, by: Spot): Box => ({ ...box, x: box.x + by.x, y: box.y + by.y })
const wishOf = (mark: EventMark, by: Spot): { mark: EventMark; at: Spot } => ({ mark, at: { x: mark.at.x + by.x, y: mark.at.y + by.y } })
const boxAt = ({ mark, at }: { mark: EventMark; at: Spot }): Box => ({ ...mark.box, x: at.x - mark.box.w / 2, y: at.y - mark.box.h / 2 })
/** Events and calls for help: voids are beats, and counted as such. */
const eventsOf = (marks: Marks | null): number => (marks?.events ?? []).flatMap((mark) => [mark.incident, ...mark.hidden]).filter(({ kind }) => kind !== 'void').length

/** A frame's four sides as thin boxes. */
const rim = (box: Box, width: number): Box[] => [
  { ...box, h: width }, { ...box, y: box.y + box.h - width, h: width }, { ...box, w: width }, { ...box, x: box.x + box.w - width, w: width },
]

const landTest = (district: District | null, camera: Camera) => (at: Spot): boolean => {
  const spot = fromScreen(camera, at)
  return district?.towns.some((town) => lies(town, spot)) ?? false
}
