// Days for fast-check: anything that can happen to a small district, in any order, late, at edges, over the turn of the year.
import fc from 'fast-check'
import { severities, stages } from '../../../shared/domain/event.ts'
import { fixFlag } from '../../../shared/domain/fix.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { tiers } from '../../../shared/domain/tier.ts'
import { instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import { at, catalogue, device, smallDistrict, townCodes, unit, type Story } from '../world/given.ts'

const MIN = 60_000
const HOURS = 60 * MIN
const DAYS = 24 * HOURS

/** Instants whose neighbourhood is worth a day: turns of the year in the display zone, a leap day, any day. */
export const starts = [at('2026-12-31T23:50:00+08:00'), at('2028-02-28T23:50:00+08:00'), at('2027-02-27T20:00:00+08:00'), at('2026-07-15T09:07:13+08:00')]

/** Every region of the small district, coarse to fine, and some that it does not know: a town, another grid's, another district. */
export const regions = [...smallDistrict().regions.keys()]
const anywhere = fc.constantFrom(...regions, ...townCodes, regionCode('510304999'), regionCode('510304001201007'), regionCode('510303'))
/** Degrees east of the middles of the three towns, twice in the first, and outside of the district. */
const lon = fc.constantFrom(104.75, 104.76, 104.85, 104.95, 105.2)

/** How far back an event may have happened when it is reported: at the edges of windows, and late by up to years. */
const back = fc.oneof(
  fc.constantFrom(0, 1, MIN, 5 * MIN, HOURS, DAYS, 2 * DAYS, 7 * DAYS, 14 * DAYS, -MIN),
  fc.integer({ min: 0, max: 3 * DAYS }), fc.integer({ min: 0, max: 800 * DAYS }),
)

const id = fc.integer({ min: 1, max: 6 })
const op = fc.oneof(
  { weight: 5, arbitrary: fc.record({
    do: fc.constant('report' as const), back, level: fc.constantFrom(...severities), category: fc.constantFrom('livelihood', 'dispute', 'old-name'),
    region: anywhere,
  }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), event: fc.nat(20), to: fc.constantFrom(...stages) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('relocate' as const), event: fc.nat(20), to: anywhere }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('on' as const, 'off' as const), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unit' as const), id, tier: fc.constantFrom(...tiers), region: fc.constantFrom(...regions) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('device' as const), id, of: id, rank: fc.nat(2), interval: fc.constantFrom(10, 60, 600) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('retire-unit' as const, 'retire-device' as const), id }) },
  { weight: 6, arbitrary: fc.record({
    do: fc.constant('fixes' as const),
    rows: fc.array(fc.record({ id, lon, age: fc.constantFrom(0, 0, 300, 4_000, -2_000, HOURS), flags: fc.constantFrom(0, 0, 0, fixFlag.refill, fixFlag.clock, fixFlag.late) }), { minLength: 1, maxLength: 6 }),
  }) },
)

const pause = fc.constantFrom(0, 1, 999, 1_000, 20_000, MIN, 5 * MIN, 15 * MIN, 15 * MIN - 1, 7 * HOURS)

export const dayArb = fc.record({ start: fc.constantFrom(...starts), ops: fc.array(fc.record({ pause, op }), { minLength: 5, maxLength: 60 }) })
export type Day = typeof dayArb extends fc.Arbitrary<infer Value> ? Value : never

/** Tells the day; `after` is called with the time after each thing that happened. */
export function tell(day: Day, story: Story, after: (now: number, index: number) => void): void {
  let now: number = day.start
  let events = 0
  story.entry('catalogue-adopted', { hash: 'h', effective: instant(0), content: catalogue }, now)
  for (let n = 1; n <= 4; n++) {
    story.entry('unit-registered', { unit: unit(`u${n}`, n, { tier: tiers[n % 3], region: regions[(3 * n) % regions.length] }) }, now)
    story.entry('device-registered', { device: device(`d${n}`, n, `u${n}`, { interval: [10, 60, 600][n % 3] }) }, now)
    story.signedOn(`u${n}`, now)
  }
  day.ops.forEach(({ pause: ms, op: one }, index) => {
    now += ms
    const event = `e${'event' in one && events > 0 ? one.event % events : 0}`
    switch (one.do) {
      case 'report':
        story.reported(`e${events++}`, { occurred: instant(now - one.back), level: one.level, category: one.category, region: one.region }, now)
        break
      case 'move': story.moved(event, one.to, now); break
      case 'relocate': story.relocated(event, one.to, now); break
      case 'on': story.signedOn(`u${one.id}`, now); break
      case 'off': story.signedOff(`u${one.id}`, now); break
      case 'unit': story.entry('unit-registered', { unit: unit(`u${one.id}`, one.id, { tier: one.tier, region: one.region }) }, now); break
      case 'device': story.entry('device-registered', { device: device(`d${one.id}`, one.id, `u${one.of}`, { rank: one.rank, interval: one.interval }) }, now); break
      case 'retire-unit': story.entry('unit-retired', { unit: unitId(`u${one.id}`) }, now); break
      case 'retire-device': story.entry('device-retired', { device: deviceId(`d${one.id}`) }, now); break
      case 'fixes': {
        const numberOf = (number: number) => story.world.units.get(story.world.devices.get(`d${number}`)?.unit ?? '')?.number ?? number
        story.fixes(now, one.rows.map((row) => ({ unit: numberOf(row.id), device: row.id, time: now - row.age, received: now - 100, flags: row.flags, lon: row.lon })))
        break
      }
      default: one satisfies never
    }
    after(now, index)
  })
}
