// Every reading computed again the long way, from the list of all that happened: what the real ones are compared with.
import { isOpen, severities, type Severity } from '../../../shared/domain/event.ts'
import { fixFlag } from '../../../shared/domain/fix.ts'
import type { ArrivalsReading, OpenReading, RegionsReading } from '../../../shared/domain/reading.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import { evolve, evolveFixes } from '../../../server/world/evolve.ts'
import type { Happening } from '../../../server/world/happen.ts'
import { emptyWorld, type World } from '../../../server/world/world.ts'
import { DISTRICT, smallDistrict } from '../world/given.ts'

const MIN = 60_000
const HOURS = 60 * MIN
const DAYS = 24 * HOURS

const calendar = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3,
})

/** The display zone as the system's own calendar knows it: the year, and the rest of an ISO text after it. */
function shanghai(at: number): { year: number; rest: string } {
  const of = Object.fromEntries(calendar.formatToParts(at).map(({ type, value }) => [type, value]))
  return { year: Number(of.year), rest: `-${of.month}-${of.day}T${of.hour}:${of.minute}:${of.second}.${of.fractionalSecond}` }
}
const newYear = (year: number): number => Date.parse(`${year}-01-01T00:00:00+08:00`)

/** The district is everything; a part of it is what its code begins. */
const lies = (code: string | undefined, region: RegionCode): boolean => region === DISTRICT || (code ?? '').slice(0, region.length) === region

interface Report { readonly id: string; readonly at: number; readonly category: string; readonly level: Severity; region: string }

/** All that was ever reported, each where it was last said to be. */
function reports(told: readonly Happening[]): Report[] {
  const all: Report[] = []
  for (const happening of told) {
    if (happening.is !== 'entry') continue
    const { entry } = happening
    if (entry.kind === 'event-reported') {
      const { id, occurred, category, level, region } = entry.data.event
      all.push({ id, at: occurred, category, level, region })
    }
    if (entry.kind === 'event-relocated') for (const one of all) if (one.id === entry.data.event) one.region = entry.data.region
  }
  return all
}
const reportsIn = (told: readonly Happening[], region: RegionCode): Report[] => reports(told).filter((one) => lies(one.region, region))

/** A unit is of the regions where it belongs and where it is. */
const isOf = (world: World, number: number, region: RegionCode): boolean => {
  const unit = [...world.units.values()].find((one) => one.number === number)
  return region === DISTRICT || (unit !== undefined && (lies(unit.region, region) || lies(world.whereabouts[number], region)))
}

type Window = ArrivalsReading['windows']['1h']

export function naiveWindows(told: readonly Happening[], now: number, region: RegionCode = DISTRICT): Record<string, Pick<Window, 'total' | 'byLevel' | 'before'> & { byCategory: Record<string, number> }> {
  const all = reports(told)
  const here = reportsIn(told, region)
  const first = Math.min(...all.map(({ at }) => at))
  const window = (inside: (at: number) => boolean, before: (at: number) => boolean, beforeFrom: number) => {
    const counted = here.filter(({ at }) => inside(at))
    const byCategory: Record<string, number> = { livelihood: 0, dispute: 0, security: 0 }
    for (const { category } of all) byCategory[category] ??= 0
    const byLevel: Record<Severity, number> = { 1: 0, 2: 0, 3: 0, 4: 0 }
    for (const { category, level } of counted) {
      byCategory[category]++
      byLevel[level]++
    }
    return { total: counted.length, byCategory, byLevel, before: first > beforeFrom ? null : here.filter(({ at }) => before(at)).length }
  }
  const rolling = (span: number) => window((at) => at > now - span && at <= now, (at) => at > now - 2 * span && at <= now - span, now - 2 * span)
  const { year, rest } = shanghai(now)
  const yearAgo = rest.startsWith('-02-29') ? Date.parse(`${year - 1}-03-01T00:00:00+08:00`) : Date.parse(`${year - 1}${rest}+08:00`)
  return {
    '5m': rolling(5 * MIN), '1h': rolling(HOURS), '24h': rolling(DAYS), '7d': rolling(7 * DAYS),
    ytd: window((at) => at >= newYear(year) && at <= now, (at) => at >= newYear(year - 1) && at <= yearAgo, newYear(year - 1)),
  }
}

export function naiveSeries(told: readonly Happening[], now: number, step: number, count: number, region: RegionCode = DISTRICT): Record<string, number[]> {
  const series: Record<string, number[]> = {}
  const here = reportsIn(told, region)
  for (const code of ['livelihood', 'dispute', 'security', ...reports(told).map(({ category }) => category)]) {
    series[code] = Array.from({ length: count }, (_, index) => {
      const to = now - (count - 1 - index) * step
      return here.filter(({ at, category }) => category === code && at > to - step && at <= to).length
    })
  }
  return series
}

export const naiveMarks = (told: readonly Happening[], now: number, region: RegionCode = DISTRICT): { at: number; level: number }[] =>
  reportsIn(told, region).filter(({ at }) => at > now - DAYS && at <= now)
    .map(({ at, level }) => ({ at, level })).sort((a, b) => a.at - b.at || b.level - a.level).slice(-400)

export function naiveOpen(world: World, now: number, region: RegionCode = DISTRICT): Pick<OpenReading, 'total' | 'byStage' | 'byLevel' | 'ages' | 'medianAge' | 'oldest'> {
  const open = [...world.events.values()].filter((event) => isOpen(event.stage) && lies(event.region, region))
  const age = (occurred: number): number => Math.max(0, now - occurred)
  const classOf = (ms: number): number => [15 * MIN, HOURS, 4 * HOURS, DAYS, 7 * DAYS].filter((upTo) => ms > upTo).length
  const ages = open.map(({ occurred }) => age(occurred)).sort((a, b) => a - b)
  const half = (ages.length - 1) / 2
  const oldest = (list: typeof open) => list.map(({ occurred }) => occurred).sort((a, b) => a - b)[0] ?? null
  return {
    total: open.length,
    byStage: Object.fromEntries([...new Set(open.map(({ stage }) => stage))].map((stage) => {
      const there = open.filter((event) => event.stage === stage)
      return [stage, { count: there.length, oldest: oldest(there) }]
    })),
    byLevel: { 1: 0, 2: 0, 3: 0, 4: 0, ...Object.fromEntries(severities.map((level) => [level, open.filter((event) => event.level === level).length])) },
    ages: [15 * MIN, HOURS, 4 * HOURS, DAYS, 7 * DAYS, null].map((upTo, index) => ({
      upTo,
      byLevel: severities.map((level) => open.filter((event) => event.level === level && classOf(age(event.occurred)) === index).length) as [number, number, number, number],
    })),
    medianAge: ages.length > 0 ? (ages[Math.floor(half)] + ages[Math.ceil(half)]) / 2 : null,
    oldest: oldest(open),
  }
}

/** The regions right below, then the one shown for what lies in none of them. */
export function naiveRegions(world: World, now: number, shown: RegionCode = DISTRICT): RegionsReading['rows'] {
  const below = [...smallDistrict().regions.values()].filter(({ parent }) => parent === shown).map(({ code }) => code).sort()
  const within = [...world.events.values()].filter((event) => lies(event.region, shown))
  return [...below, shown].map((region) => {
    const here = within.filter((event) => region === shown ? !below.some((one) => lies(event.region, one)) : lies(event.region, region))
    const between = (from: number, to: number): number => here.filter(({ occurred }) => occurred > from && occurred <= to).length
    return {
      region, last24h: between(now - DAYS, now), before24h: between(now - 2 * DAYS, now - DAYS),
      open: severities.map((level) => here.filter((event) => event.level === level && isOpen(event.stage)).length) as [number, number, number, number],
    }
  })
}

/** Freshness said once more: live and aging reach to five intervals. */
function sharesOf(world: World, now: number, region: RegionCode): Record<Tier, number | null> {
  const counts = naiveTiers(world, now, region)
  const share = (tier: Tier) => counts[tier].onDuty > 0 ? counts[tier].fresh / counts[tier].onDuty : null
  return { area: share('area'), line: share('line'), point: share('point') }
}

export function naiveTiers(world: World, now: number, region: RegionCode) {
  const of = (tier: Tier) => {
    const registered = [...world.units.values()].filter((unit) => unit.tier === tier && isOf(world, unit.number, region))
    const onDuty = registered.filter(({ id }) => world.shifts.has(id))
    const fresh = onDuty.filter((unit) => {
      const ranks = [...world.devices.values()].filter((device) => device.unit === unit.id).sort((a, b) => a.rank - b.rank || a.number - b.number)
      return world.places.has(unit.number) && now - world.places.columns.time[unit.number] <= 5_000 * (ranks[0]?.interval ?? 0)
    })
    return { registered: registered.length, onDuty: onDuty.length, fresh: fresh.length }
  }
  return { area: of('area'), line: of('line'), point: of('point') }
}

/** Replays everything and looks at each quarter boundary before the first happening that lies beyond it. */
export function naiveHistory(told: readonly Happening[], now: number, region: RegionCode = DISTRICT): Record<Tier, (number | null)[]> {
  const world = emptyWorld(smallDistrict())
  const samples = new Map<number, Record<Tier, number | null>>()
  let reached: number | null = null
  const pass = (at: number): void => {
    if (reached !== null) {
      for (let end = Math.ceil(reached / (15 * MIN)) * 15 * MIN; end < at; end += 15 * MIN) samples.set(end, sharesOf(world, end, region))
    }
    reached = Math.max(reached ?? at, at)
  }
  for (const happening of told) {
    pass(happening.is === 'fixes' ? happening.at : happening.entry.committed)
    if (happening.is === 'fixes') evolveFixes(world, happening.batch)
    else evolve(world, happening.entry)
  }
  pass(now)
  const last = Math.ceil(now / (15 * MIN)) - 1
  const ends = Array.from({ length: 95 }, (_, index) => (last - 94 + index) * 15 * MIN)
  const current = sharesOf(world, now, region)
  const history = (tier: Tier) => [...ends.map((end) => samples.get(end)?.[tier] ?? null), current[tier]]
  return { area: history('area'), line: history('line'), point: history('point') }
}

export function naiveFixes(told: readonly Happening[], world: World, now: number, region: RegionCode = DISTRICT) {
  const to = Math.floor(now / 1_000) * 1_000
  const then = emptyWorld(smallDistrict())
  const rows = told.flatMap((happening) => {
    if (happening.is !== 'fixes') {
      evolve(then, happening.entry)
      return []
    }
    const { batch } = happening
    evolveFixes(then, batch)
    return Array.from({ length: batch.length }, (_, row) => ({
      received: batch.received[row], time: batch.time[row], flags: batch.flags[row], unit: batch.unit[row],
    })).filter(({ unit }) => isOf(then, unit, region))
  })
  const within = (span: number) => rows.filter(({ received }) => received > to - span && received <= to)
  const rank = (values: number[], share: number): number | null => {
    const sorted = [...values].sort((a, b) => a - b)
    return sorted.find((_, index) => (index + 1) / sorted.length >= share) ?? null
  }
  const spread = (values: number[]) => ({ p50: rank(values, 0.5), p95: rank(values, 0.95) })
  const onDuty = [...world.units.values()].filter(({ id, number }) => world.shifts.has(id) && world.places.has(number) && isOf(world, number, region))
  return {
    from: to - MIN, to, numerator: within(MIN).length, perSecond: within(MIN).length / 60, lastHour: within(HOURS).length,
    age: spread(onDuty.map(({ number }) => Math.max(0, now - world.places.columns.time[number]))),
    delay: spread(within(MIN).filter(({ flags }) => !(flags & (fixFlag.clock | fixFlag.refill))).map(({ received, time }) => Math.max(0, received - time))),
  }
}
