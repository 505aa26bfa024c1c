// What the wall map is given and what it says back: plain data, so that it is drawn and tested without a store or a socket.
import type { FeatureCollection, MultiPolygon, Point, Polygon } from 'geojson'
import type { ShownBeat } from '../../shared/domain/beat.ts'
import type { GridEvent, Severity } from '../../shared/domain/event.ts'
import type { Places } from '../../shared/domain/places.ts'
import type { DistrictManifest, Region, RegionCode } from '../../shared/domain/region.ts'
import type { Sos } from '../../shared/domain/situation.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import type { BeatNow } from './beats.ts'

/** Regions of one level as /district/<code>/*.geojson serves them. */
export type RegionFeatures = FeatureCollection<Polygon | MultiPolygon, Region>
export type PointFeatures<Properties> = FeatureCollection<Point, Properties>

/** The district's outlines, fetched by the caller. A new object means a new district: the map is drawn anew. */
export interface MapGeometry {
  readonly manifest: DistrictManifest
  readonly towns: RegionFeatures
  readonly villages: RegionFeatures
  /** Only needed while the layer `grids` is on. */
  readonly grids: RegionFeatures | null
}

/** Units as the mirror holds them. Columns are read only when `version` changes. */
export interface MapUnits {
  /** mirror.places: columns by unit number. */
  readonly places: Places
  /** mirror.unitsByNumber. */
  readonly unitsByNumber: ReadonlyMap<number, Unit>
  /** Ids of the units that are signed on (mirror.shifts has a `has`); the others are not drawn. null draws all. */
  readonly onDuty: { has(unit: string): boolean } | null
  /** The region that the screen watches: units of elsewhere get no fixes here and are not missing. null: all are expected. */
  readonly region: RegionCode | null
  /** mirror.intervals: expected seconds between fixes by unit number; 30 when not said. */
  readonly intervals: ReadonlyMap<number, number>
  /** mirror.sos by unit id: such a unit becomes a level-1 diamond. */
  readonly sos: ReadonlyMap<string, Sos>
  /** Any number that changes whenever fixes, units, shifts or calls for help changed. */
  readonly version: number
}

/** Layers that a screen may turn on or off; all but `villages` and `grids` are on unless named otherwise. */
export const mapLayerNames = ['coverage', 'units', 'events', 'ages', 'towns', 'villages', 'grids', 'inset'] as const
export type MapLayerName = (typeof mapLayerNames)[number]

/** The words that the map shows; it has none of its own. */
export interface MapWords {
  /** Legend: 民警, 镇街, 保安, 位置陈旧, 失联. */
  readonly area: string
  readonly line: string
  readonly point: string
  readonly stale: string
  readonly lost: string
  /** 示意图, shown whenever the geometry is schematic. */
  readonly schematic: string
  /** Title of the enlarged part (城区) and its two counts (力量, 事件). */
  readonly inset: string
  readonly insetUnits: string
  readonly insetEvents: string
  /** Where the enlarged part stands, written where it was taken from: 见左图 见右图 见上图 见下图. */
  readonly see: { readonly left: string; readonly right: string; readonly above: string; readonly below: string }
  /** The control that takes the view back: 回到全区; and what it adds when incidents stand in neither view: 画面外 2 起, 被遮 1 起. */
  readonly refit: string
  readonly outOfView: (count: number) => string
  readonly covered: (count: number) => string
  /** An age as a mark carries it: 12分, 3小时, 2天. */
  readonly age: (ms: number) => string
  /** What the call-out of an event says in bold: the category's or sub-type's name. */
  readonly event: (event: GridEvent) => string
  /** What the call-out of a call for help says in bold: 面07 求助. */
  readonly sos: (unit: Unit | undefined, sos: Sos) => string
  /** What must be said of the place of a unit that calls for help: 位置 8 分前; null while it is fresh. */
  readonly placed: (unit: string) => string | null
  /** The graphics of this page are gone: 图形中断. */
  readonly gone: string
  /** The map as a whole, for those who hear it. */
  readonly label: string
}

/** What the map is given of coverage. A new `set` means new shapes; everything else is only painted anew. */
export interface MapCoverage {
  readonly set: readonly ShownBeat[]
  readonly now: readonly BeatNow[]
  /** Levels of standing alarms by beat id: the hue of a void's edge, and its symbol. */
  readonly levels: ReadonlyMap<string, Severity>
  /** 0.95 where coverage is the subject, 0.40–0.45 where it is the ground. */
  readonly opacity: number
  /** Lines and points too, whatever their state; otherwise only those that are void. */
  readonly whole: boolean
  readonly chosen: string | null
  /** Beats that are marked, whatever their state: those that would fall void without the chosen unit. */
  readonly marked: readonly string[]
  readonly words: CoverageWords
}

export interface CoverageWords {
  /** The bold line of a void's call-out, and the line below it: 团结北片, 134 分无民警. */
  readonly name: (now: BeatNow) => string
  readonly gone: (now: BeatNow) => string
  /** Legend: 距上次到访, 分, 缺口, 本班不巡. */
  readonly since: string
  readonly minutes: string
  readonly gap: string
  readonly idle: string
  readonly tiers: { readonly area: string; readonly line: string; readonly point: string }
}

export interface WallMapProps {
  readonly geometry: MapGeometry
  readonly units: MapUnits
  /** Open events only. */
  readonly events: readonly GridEvent[]
  readonly words: MapWords
  /** Beats as they stand now; null or left out: none are known, and none are drawn. */
  readonly coverage?: MapCoverage | null
  /** Server-corrected time; called when something is drawn. */
  readonly now: () => Instant
  /** The server beat (2 s): ages, counts and call-outs are stepped on it. */
  readonly beat: number
  /** Link lost: hues are withdrawn and nothing looks live. */
  readonly lost?: boolean
  /** px of one rem. */
  readonly rem: number
  /** Bezel lines in px of the page (viewport): no text or symbol crosses them. */
  readonly bezels?: { readonly x: readonly number[]; readonly y: readonly number[] }
  /** Room in rem that the panel's own title and as-of take in the upper corners. */
  readonly header?: { readonly height: number; readonly left: number; readonly right: number }
  /** Layers that are on; without it all but `grids`. */
  readonly layers?: readonly MapLayerName[]
  /** Names the set of incidents; the view fits itself anew only when it changes. Default: ids of open level 1–2 events and calls for help. */
  readonly focus?: string
  /** The unit that a person chose, by its number: in a ring that goes with it. */
  readonly chosen?: number | null
  /** mm of one px, where it was measured: how far from a pointer a unit is still meant. */
  readonly pitch?: number | null
  /** No glide: data-still or prefers-reduced-motion (the latter is also read here). */
  readonly still?: boolean
}

export interface WallMapEmits {
  /** A person picked a beat. */
  beat: [id: string]
  /** A person picked a unit. */
  unit: [id: string]
  /** A person pointed where neither a unit nor a beat is. */
  beside: []
  /** A gesture took the view (true) or the view was given back (false). */
  lock: [locked: boolean]
  /** A whole picture was drawn: the first, or the first after a fault. */
  ready: []
  /** The map cannot be drawn, or not in part, until `ready` says otherwise: the engine's own words, or `words.gone`. */
  fault: [reason: string]
}
