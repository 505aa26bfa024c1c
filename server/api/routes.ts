// Every address of the API, one value each.
import { z } from 'zod'
import type { CoverageCost, Leaving } from '../../shared/domain/coverage-cost.ts'
import type { IngestCounts } from '../../shared/domain/health.ts'
import { fromMicro } from '../../shared/domain/geo.ts'
import { orderSchema, type Order } from '../../shared/domain/order.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { regionCode, type RegionCode } from '../../shared/domain/region.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import type { Forces } from '../ingest/forces.ts'
import { eventBodySchema, importBodySchema, shiftsBodySchema, stageBodySchema } from '../ingest/event-body.ts'
import { checkinsBodySchema } from '../ingest/checkins.ts'
import type { Registry } from '../ingest/registry.ts'
import { registryBodySchema } from '../ingest/registry-body.ts'
import type { Reports } from '../ingest/reports.ts'
import type { ScreenHealth } from '../stream/screen.ts'
import { maskRelief, seesAlarm } from '../stream/see.ts'
import type { Events } from '../world/events.ts'
import type { World } from '../world/world.ts'
import type { BeatsDesk } from '../dispatch/beats.ts'
import { beatsRoutes } from './beats-routes.ts'
import { forcesRoutes } from './forces-routes.ts'
import { sheetRoutes, type MakeSheet } from './sheet-routes.ts'
import { leavingOf } from './leaving.ts'
import { ok, refused, reply, type Call, type Reply, type Route } from './route.ts'

/** Events of one answer. */
const PAGE = 1_000

export interface RouteParts {
  readonly world: World
  readonly events: Events
  readonly registry: Registry
  readonly reports: Reports
  readonly forces: Forces
  readonly epoch: string
  readonly speed: number
  now(): Instant
  counts(): IngestCounts
  readings(region: RegionCode): Readings
  readonly sheet: MakeSheet
  readonly beats: BeatsDesk
  /** What the unit's leaving at `at`, which is now, uncovers. */
  cost(unit: Unit, leaving: Leaving, at: Instant): CoverageCost
  screens(): ScreenHealth[]
  storage(): 0 | 1
  /** Stretches of tracks that the disk did not give back. */
  lost(): number
  /** Decides and records; the answer is a refusal or the seq of the last entry. */
  order(order: Order): Promise<Refusal | { readonly seq: number }>
  /** Erases the personal data kept beside an event for good; whether there was any. */
  erase(about: string): Promise<boolean>
  /** Whether a key that carries the right `drill` may write to this store; marks it the first time. */
  drill(): Promise<Refusal | undefined>
}

export function createRoutes(parts: RouteParts): Route[] {
  const { reports, registry } = parts
  return [
    {
      method: 'post', path: '/events', summary: 'Report an event', right: 'events', keyed: true, body: eventBodySchema,
      handle: guarded(parts, async ({ body, key, idempotencyKey }) => created(await reports.reportEvent(body, key, idempotencyKey))),
    },
    {
      method: 'post', path: '/events/batch', summary: 'Import events with their stages', right: 'events', body: importBodySchema,
      handle: guarded(parts, async ({ body, key }) => reply(await reports.importEvents(body, key))),
    },
    {
      method: 'post', path: '/events/:id/stage', summary: 'Move an event to another stage', right: 'events', keyed: true, body: stageBodySchema,
      handle: guarded(parts, async ({ body, key, params, idempotencyKey }) => reply(await reports.moveStage(params.id, body, key, idempotencyKey))),
    },
    {
      method: 'delete', path: '/events/:id/personal', summary: 'Erase what is known of the reporter, for good', right: 'orders',
      handle: guarded(parts, async ({ params }) => {
        const event = await parts.events.find(params.id)
        return isRefusal(event) ? refused(event) : ok({ id: event.id, erased: await parts.erase(event.id) })
      }),
    },
    {
      method: 'post', path: '/shifts', summary: 'Sign units on and off', right: 'shifts', body: shiftsBodySchema,
      handle: guarded(parts, async ({ body, key }) => reply(await reports.takeShifts(body, key))),
    },
    {
      method: 'post', path: '/checkins', summary: 'Check units in at points, also later', right: 'shifts', body: checkinsBodySchema,
      handle: guarded(parts, async ({ body, key }) => reply(await reports.takeCheckins(body, key))),
    },
    {
      method: 'post', path: '/registry', summary: 'Register or change units, devices and gateways', right: 'registry', body: registryBodySchema,
      handle: guarded(parts, async ({ body, key }) => reply(await registry.register(body, key.id))),
    },
    {
      method: 'delete', path: '/registry/:what/:id', summary: 'Take a unit or a device out of service', right: 'registry',
      handle: guarded(parts, async ({ params, key }) => {
        if (params.what !== 'units' && params.what !== 'devices') return refused(refuse('BODY_MALFORMED', 'units or devices'))
        return reply(await registry.retire(params.what, params.id, key.id))
      }),
    },
    {
      method: 'post', path: '/sos/:unit/clear', summary: 'Clear a call for help', right: 'orders', body: z.strictObject({ reason: z.string().max(200) }),
      handle: guarded(parts, async ({ body, key, params }) => {
        const order = orderSchema.safeParse({ ...(body as object), do: 'clear-sos', unit: params.unit, by: key.id })
        if (!order.success) return refused(refuse('BODY_MALFORMED', 'send {reason} with up to 200 characters'))
        return reply(await parts.order(order.data))
      }),
    },
    ...forcesRoutes(parts.forces, parts.world, (handle) => guarded(parts, handle)),
    ...beatsRoutes(parts.world, parts.beats, (handle) => guarded(parts, handle)),
    ...sheetRoutes(parts.world, parts.sheet),
    ...readRoutes(parts),
  ]
}

/** What was answered before is 200, what is new is 201. */
function created(answer: Refusal | { readonly repeated: boolean }): Reply {
  return isRefusal(answer) ? refused(answer) : ok(answer, answer.repeated ? 200 : 201)
}

/** Drill keys write only where a drill may; everybody else goes straight through. */
const guarded = (parts: RouteParts, handle: (call: Call) => Promise<Reply>) => async (call: Call): Promise<Reply> => {
  const refusal = call.key.rights.includes('drill') ? await parts.drill() : undefined
  return refusal ? refused(refusal) : handle(call)
}

function readRoutes(parts: RouteParts): Route[] {
  const { world } = parts
  return [
    {
      method: 'get', path: '/clock', summary: "The server's time", right: null,
      handle: () => ok({ at: parts.now(), speed: parts.speed, mark: world.mark, epoch: parts.epoch }),
    },
    {
      method: 'get', path: '/units', summary: 'Units with their places', right: 'read',
      handle: () => ok([...world.units.values()].map((unit) => ({ ...unit, onDuty: world.shifts.has(unit.id), place: placeOf(world, unit.number) }))),
    },
    {
      method: 'get', path: '/units/:id/cost', right: 'read',
      summary: 'What the unit uncovers when it leaves now: ?until=ISO 8601 for how long (an hour), ?lon=&lat= where to',
      handle({ params, query }) {
        const unit = world.units.get(params.id)
        const at = parts.now()
        const leaving = leavingOf(query, at)
        if (!unit) return refused(refuse('UNIT_UNKNOWN', params.id))
        return isRefusal(leaving) ? refused(leaving) : ok(parts.cost(unit, leaving, at))
      },
    },
    {
      method: 'get', path: '/events', right: 'read',
      summary: `Events in the order of their reports, ${PAGE} at a time: ?after=<id of the last one> goes on; ?open=1 for the open ones, all at once`,
      handle: async ({ query }) => (query.open === '1' ? ok([...world.open.values()]) : reply(await parts.events.page(query.after, PAGE))),
    },
    {
      method: 'get', path: '/events/:id', summary: 'An event as it stands, however long it has been closed', right: 'read',
      handle: async ({ params }) => reply(await parts.events.find(params.id)),
    },
    {
      method: 'get', path: '/alarms', summary: 'Standing alarms; ?region=code for those that a screen of it sees, and as it is told of their reliefs', right: 'read',
      handle: ({ query }) => inRegion(world, query.region, (region) => [...world.alarms.values()].filter((alarm) => seesAlarm(region, alarm)).map((alarm) => maskRelief(region, alarm))),
    },
    {
      method: 'get', path: '/alarms/recalled', right: 'read',
      summary: 'Alarms of the patrol plan that were never true, as late fixes or duty told late show: each with why and when, until its cause raises it again; ?region=code as of /alarms',
      handle: ({ query }) => inRegion(world, query.region, (region) => (
        [...world.recalled.values()].filter(({ alarm }) => seesAlarm(region, alarm)).map((one) => ({ ...one, alarm: maskRelief(region, one.alarm) })))),
    },
    {
      method: 'get', path: '/readings', summary: 'Every reading of the district now; ?region=code for those of a part of it', right: 'read',
      handle: ({ query }) => {
        const region = regionOf(world, query.region)
        return isRefusal(region) ? refused(region) : ok(parts.readings(region))
      },
    },
    { method: 'get', path: '/unregistered', summary: 'Identities that spoke without being registered', right: 'registry', handle: () => ok(parts.counts().unregistered) },
    {
      method: 'get', path: '/health', summary: 'Sources, refusals by reason, screens, storage, stretches of tracks that could not be read again', right: 'read',
      handle: () => ok({
        at: parts.now(), epoch: parts.epoch, seq: world.seq, storage: parts.storage() === 1, tracksLost: parts.lost(), mark: world.mark,
        sources: parts.counts().sources, unregistered: parts.counts().unregistered.length, screens: parts.screens(),
      }),
    },
  ]
}

/** The region that is asked for, the district when none is. */
function regionOf({ district }: World, asked = district.manifest.code as string): RegionCode | Refusal {
  const region = regionCode(asked)
  return district.regions.has(region) ? region : refuse('REGION_UNKNOWN', region)
}

function inRegion(world: World, asked: string | undefined, show: (region: RegionCode) => unknown): Reply {
  const region = regionOf(world, asked)
  return isRefusal(region) ? refused(region) : ok(show(region))
}

function placeOf(world: World, number: number): object | null {
  if (!world.places.has(number)) return null
  const { lon, lat, time, received, flags, device } = world.places.columns
  return {
    lon: fromMicro(lon[number]), lat: fromMicro(lat[number]), time: time[number], received: received[number],
    flags: flags[number], device: world.devicesByNumber.get(device[number])?.id ?? null, region: world.whereabouts[number] ?? null,
  }
}
