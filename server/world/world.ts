// The world 态势: everything that is so now = fold of the ledger + the latest fixes.
import type { BeatsInForce } from '../../shared/domain/beats-in-force.ts'
import type { GridEvent } from '../../shared/domain/event.ts'
import type { Binding } from '../../shared/domain/binding.ts'
import { Places } from '../../shared/domain/places.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import { emptySituation, type Situation } from '../../shared/domain/situation.ts'
import type { Team, TeamDuty } from '../../shared/domain/team.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Device, Gateway, Unit } from '../../shared/domain/unit.ts'
import type { District } from '../district/district.ts'
import { Spots } from './spots.ts'

/** `alone`: the unit has no other device, so that its place is this device's newest. */
export interface Route { readonly device: Device; readonly unit: number; readonly alone: boolean }

export interface World extends Situation {
  readonly district: District
  /** Sets of beats by the instant that each holds from, oldest first: those over lately, the one in force, those to come. */
  beats: readonly BeatsInForce[]
  /** Hash of the set that the server's own folder gave last; null before. */
  folderBeats: string | null
  /** Seq of the last entry folded in. */
  seq: number
  /** Those of `events` whose stage is open, so that judging them never walks the closed ones. */
  readonly open: Map<string, GridEvent>
  /** The others of `events`, the one whose last entry is oldest first: each leaves some time after CLOSED_STAY entries more. */
  readonly closed: Map<string, GridEvent>
  /** When each source of events was last heard by reporting one. */
  readonly reporters: Map<string, Instant>
  /** Seq of the last entry about each alarm, by alarm id: makes the keys of the next ones (dispatch/alarms). Gone with an event's alarm. */
  readonly alarmSeq: Map<string, number>
  /** Seq of the entry that raised each standing call for help, by unit id. */
  readonly sosSeq: Map<string, number>
  /** Teams of mass prevention by id, and the duty of each that is under way. */
  readonly teams: Map<string, Team>
  readonly duties: Map<string, TeamDuty>
  /** Call sign → the grids that this officer or grid member is bound to, in the order of binding; nobody without any. */
  readonly bindings: Map<string, readonly Binding[]>
  readonly unitsByNumber: Map<number, Unit>
  readonly devices: Map<string, Device>
  readonly devicesByNumber: Map<number, Device>
  /** Unit id → its devices, highest rank first. */
  readonly devicesOfUnit: Map<string, Device[]>
  readonly gateways: Map<string, Gateway>
  /** The highest numbers ever given; they are never given again. */
  numbers: { unit: number; device: number }
  /** The place of each unit, by unit number: the newest fresh fix of its highest-ranked device. */
  readonly places: Places
  /** The newest usable fix of each device, by device number. */
  readonly devicePlaces: Places
  /** What moving a unit by a device's fix asks of the registry, by device number; made when asked for, dropped with every change. */
  readonly routes: (Route | undefined)[]
  /** Goes up with every unit or device that comes, changes or goes: what is reckoned from all of them holds until then. */
  registrations: number
  /** Looks regions up for units; remembers, and is no part of what is so. */
  readonly spots: Spots
  /** The finest region of each unit's place, by unit number; undefined outside the district. */
  readonly whereabouts: (RegionCode | undefined)[]
}

export const emptyWorld = (district: District): World => ({
  ...emptySituation(), district, beats: [], folderBeats: null, seq: 0, open: new Map(), closed: new Map(), reporters: new Map(), alarmSeq: new Map(), sosSeq: new Map(),
  teams: new Map(), duties: new Map(), bindings: new Map(),
  unitsByNumber: new Map(), devices: new Map(), devicesByNumber: new Map(), devicesOfUnit: new Map(), gateways: new Map(),
  numbers: { unit: 0, device: 0 }, places: new Places(), devicePlaces: new Places(), routes: [], registrations: 0, spots: new Spots(district), whereabouts: [],
})
