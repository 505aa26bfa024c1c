// The events of a day: the article's mix, the stated rhythm and levels, places that the server must find.
import { beforeAll, describe, expect, it } from 'vitest'
import { stageMoves, type Stage } from '../../../shared/domain/event.ts'
import { calendar, DAY, HOUR, instant, MINUTE, startOfDay } from '../../../shared/domain/time.ts'
import { eventsBetween, eventsOfDay, LATE_SHARE, PLACE_SHARE, type DrillEvent } from '../../../server/drill/day.ts'
import type { Ground } from '../../../server/drill/ground.ts'
import { article, EVENTS_PER_DAY, groups, headings, levels, rhythm, sources } from '../../../server/drill/mix.ts'
import { endOf, eventBody, importItem, moveBody, moveKey } from '../../../server/drill/report.ts'
import { eventBodySchema, importItemSchema, stageBodySchema } from '../../../server/ingest/event-body.ts'
import { toWgs84 } from '../../../shared/domain/geo.ts'
import { catalogue, MORNING, SEED, squareDistrict, squareGround } from './given.ts'

const DAYS = 365
let ground: Ground
let year: DrillEvent[]
beforeAll(() => {
  ground = squareGround()
  year = Array.from({ length: DAYS }, (_, day) => eventsOfDay(SEED, ground, instant(MORNING + day * DAY))).flat()
})
const part = (is: (event: DrillEvent) => boolean): number => year.filter(is).length / year.length

describe('events', () => {
  it('[X8] half a year holds the article\'s 4 041 events in its mix, the unnamed 47 % included', () => {
    expect(Object.values(article).reduce((sum, n) => sum + n, 0)).toBe(4_041)
    expect(year.length / DAYS).toBeGreaterThan(EVENTS_PER_DAY * 0.96)
    expect(year.length / DAYS).toBeLessThan(EVENTS_PER_DAY * 1.04)
    for (const group of groups) expect(Math.abs(part((event) => event.group === group) - article[group] / 4_041)).toBeLessThan(0.012)
    expect(part(({ category }) => category === 'other')).toBeCloseTo(0.471, 1)
  })

  it('[X9] hours follow the stated rhythm, whose parts add up to a day', () => {
    expect(rhythm.reduce((sum, n) => sum + n, 0)).toBe(1_000)
    expect(rhythm).toHaveLength(24)
    rhythm.forEach((weight, hour) => {
      expect(Math.abs(part(({ occurred }) => calendar(occurred).hour === hour) - weight / 1_000)).toBeLessThan(0.012)
    })
  })

  it('[X9] levels and sources come in their stated shares', () => {
    for (const group of groups) {
      const own = year.filter((event) => event.group === group)
      for (const level of [1, 2, 3, 4] as const) {
        const tolerance = 3 * Math.sqrt(0.25 / own.length)
        expect(Math.abs(own.filter((event) => event.level === level).length / own.length - levels[group][level])).toBeLessThan(tolerance)
      }
    }
    for (const [source, weight] of Object.entries(sources)) expect(part((event) => event.source === source)).toBeCloseTo(weight, 1)
  })

  it('[X10] categories and kinds are those of the district\'s catalogue', () => {
    const known = new Map(catalogue().categories.map(({ code, kinds }) => [code, kinds.map((kind) => kind.code)]))
    for (const { category, kinds } of Object.values(headings)) for (const kind of Object.keys(kinds)) expect(known.get(category)).toContain(kind)
  })

  it('[X10] the API takes every report and every move, and finds the region that the drill meant', () => {
    const district = squareDistrict()
    for (const event of year.slice(0, 600)) {
      const body = eventBodySchema.safeParse(eventBody(event))
      expect(body.error).toBeUndefined()
      if (event.place) {
        expect(body.data!.region ?? null).toBeNull()
        expect(district.locate(...toWgs84(body.data!.crs, body.data!.lon!, body.data!.lat!))).toBe(event.region)
      } else {
        expect(district.regions.has(event.region)).toBe(true)
      }
      for (const move of event.moves) expect(stageBodySchema.safeParse(moveBody(move)).error).toBeUndefined()
      expect(importItemSchema.safeParse(importItem(event, instant(Infinity))).error).toBeUndefined()
    }
    expect(part(({ place }) => place !== null)).toBeCloseTo(PLACE_SHARE, 1)
    expect(year.some(({ region }) => region.length === 6)).toBe(true)
  })

  it('[X1] a day is the same in every run, however the days are cut', () => {
    const from = instant(startOfDay(MORNING) - 1)
    const to = instant(MORNING + 2.5 * DAY)
    const whole = eventsBetween(SEED, ground, from, to)
    const middle = instant(MORNING + 0.7 * DAY)
    expect([...eventsBetween(SEED, ground, from, middle), ...eventsBetween(SEED, ground, middle, to)]).toEqual(whole)
    expect(eventsOfDay(SEED + 1, ground, MORNING)).not.toEqual(eventsOfDay(SEED, ground, MORNING))
    expect(new Set(year.map(({ key }) => key)).size).toBe(year.length)
    expect(year.every(({ key }) => /^[\x21-\x7e]{1,88}$/.test(key))).toBe(true)
  })

  it('[X11] reports follow what happened, mostly within the hour and sometimes hours late', () => {
    expect(year.every(({ occurred, reported }) => reported > occurred && reported - occurred <= 20 * HOUR)).toBe(true)
    expect(part(({ occurred, reported }) => reported - occurred > HOUR)).toBeLessThan(LATE_SHARE + 0.02)
    expect(part(({ occurred, reported }) => reported - occurred > HOUR)).toBeGreaterThan(LATE_SHARE - 0.03)
    expect(year.filter(({ group }) => group === 'emergency').every(({ occurred, reported }) => reported - occurred <= HOUR)).toBe(true)
  })
})

describe('lives of events', () => {
  it('[X12] every move is allowed by the canonical machine and comes after the one before', () => {
    for (const { moves, reported } of year) {
      let [stage, at]: [Stage, number] = ['reported', reported]
      for (const move of moves) {
        if (!stageMoves[stage].includes(move.to) || move.at <= at) expect.fail(`${stage} → ${move.to} at ${move.at} after ${at}`)
        ;[stage, at] = [move.to, move.at]
      }
      expect(['archived', 'closed', 'rejected', 'merged', 'void']).toContain(stage)
    }
  })

  it('[X12] urgent events move in minutes at any hour, the others in office hours', () => {
    const accepted = (is: (event: DrillEvent) => boolean): number[] => year.filter(is)
      .flatMap(({ moves, reported }) => (moves[0].to === 'accepted' ? [moves[0].at - reported] : [])).sort((a, b) => a - b)
    const urgent = accepted(({ level, group }) => level <= 2 || group === 'emergency')
    expect(urgent[Math.floor(urgent.length / 2)]).toBeLessThan(15 * MINUTE)
    for (const { level, group, moves } of year) {
      if (level <= 2 || group === 'emergency') continue
      for (const { at } of moves) {
        const { hour } = calendar(at)
        if (hour < 8 || hour >= 20) expect.fail(`moved at ${hour} o'clock`)
      }
    }
  })

  it('[X12] rework, refusal, return, suspension and solving on the spot all occur, each in its share', () => {
    const has = (...path: Stage[]): number => part(({ moves }) => {
      const way = ['reported', ...moves.map(({ to }) => to)]
      return way.some((_, i) => path.every((stage, k) => way[i + k] === stage))
    })
    expect(has('handled', 'handling')).toBeGreaterThan(0.03)
    expect(has('handled', 'handling')).toBeLessThan(0.1)
    for (const path of [['dispatched', 'accepted'], ['draft', 'reported'], ['handling', 'suspended'], ['reported', 'closed'], ['rejected'], ['merged'], ['void']] as Stage[][]) {
      expect(has(...path)).toBeGreaterThan(0)
      expect(has(...path)).toBeLessThan(0.2)
    }
  })

  it('[X12] at any time some dozens are open: the load of a real district', () => {
    const at = instant(MORNING + 300 * DAY)
    const open = year.filter((event) => event.reported <= at && !event.moves.some((move) => move.at <= at && ['closed', 'rejected', 'merged', 'void'].includes(move.to)))
    expect(open.length).toBeGreaterThan(25)
    expect(open.length).toBeLessThan(140)
  })

  it('[X13] an import holds exactly the moves made so far, under the keys that later moves go on from', () => {
    const event = year.find(({ moves }) => moves.length > 4)!
    const item = importItemSchema.parse(importItem(event, event.moves[2].at))
    expect(item.stages.map(({ to }) => to)).toEqual(event.moves.slice(0, 3).map(({ to }) => to))
    expect(moveKey(event.key, 3)).toBe(`${event.key}#4`)
    expect(endOf(event)).toBe(event.moves[event.moves.length - 1].at)
    expect(endOf({ ...event, moves: [] })).toBe(event.reported)
  })
})
