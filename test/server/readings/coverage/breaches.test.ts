// When a beat breaks its plan: from the minute on that it is so, until somebody has been there.
import { expect, it } from 'vitest'
import type { Beat } from '../../../../shared/domain/beat.ts'
import { fixFlag } from '../../../../shared/domain/fix.ts'
import { HOUR, instant, MINUTE, SECOND } from '../../../../shared/domain/time.ts'
import type { Tier } from '../../../../shared/domain/tier.ts'
import { alarmId, type Alarm } from '../../../../shared/domain/alarm.ts'
import { breachesOf } from '../../../../server/readings/coverage/breaches.ts'
import { catalogue, device, unit } from '../../world/given.ts'
import { area, line, MORNING, place, point, SHIFTS } from './given.ts'
import { adopted, engine, play } from './tape.ts'

function given(tier: Tier, beat: Beat) {
  const made = engine()
  const { story } = made
  story.entry('catalogue-adopted', { hash: 'c', effective: instant(0), content: { ...catalogue, shifts: SHIFTS } }, MORNING - HOUR)
  play(made, [adopted('first', [beat], MORNING - HOUR)])
  story.units(unit('u1', 1, { tier })).devices(device('d1', 1, 'u1', { interval: 10 }))
  story.signedOn('u1', MORNING - HOUR)
  const fix = (time: number, x: number, y: number, more: { at?: number; flags?: number } = {}) => {
    const [lon, lat] = place(x, y)
    story.fixes(more.at ?? time, [{ unit: 1, device: 1, time, lon, lat, received: more.at ?? time, flags: more.flags ?? 0 }])
  }
  const stand = (from: number, to: number, x: number, y: number) => { for (let time = MORNING + from * MINUTE; time <= MORNING + to * MINUTE; time += 10 * SECOND) fix(time, x, y) }
  const at = (minute: number) => {
    const now = instant(MORNING + minute * MINUTE)
    return breachesOf(made.coverage.judge(made.state, now, story.world), now).map(({ kind, firm, since, level }) => [kind, firm, (since - MORNING) / MINUTE, level])
  }
  const turns = (minute: number) => {
    const now = instant(MORNING + minute * MINUTE)
    return breachesOf(made.coverage.judge(made.state, now, story.world), now).map(({ kind, turns: told }) => [kind, told?.map(({ number, from, to }) => [number, (from - MORNING) / MINUTE, (to - MORNING) / MINUTE])])
  }
  const ending = (kind: Alarm['kind'], since: number, minute: number) => made.coverage.ending(made.state, instant(MORNING + minute * MINUTE), story.world,
    { id: alarmId(`${kind}:${beat.id}`), kind, level: 3, about: beat.id, region: beat.region, since: instant(MORNING + since * MINUTE) })
  return { fix, stand, at, turns, ending, made }
}

it('[O23] an area is void from its own interval on, firm a minute later, and no longer once somebody is there', () => {
  const { stand, at } = given('area', area('a', 0, 0, 600, { interval: 60, priority: 1 }))
  stand(0, 20, 300, 300)
  expect(at(80)).toEqual([])
  expect(at(80.5)).toEqual([['void', false, 20, 2]])
  expect(at(81.5)).toEqual([['void', true, 20, 2]])
  stand(85, 86, 300, 300)
  expect(at(86)).toEqual([])
})

it('[O23] a post to be manned is left after five minutes, firm after ten, and grave once its interval is over; one that is only visited is void instead', () => {
  const post = given('point', point('p', 0, 0, { manned: 0.5, visits: 0 }, { interval: 30, priority: 1 }))
  post.stand(0, 20, 0, 0)
  expect(post.at(24)).toEqual([])
  expect(post.at(26)).toEqual([['left', false, 20, 3]])
  expect(post.at(31)).toEqual([['left', true, 20, 3]])
  expect(post.at(51)).toEqual([['left', true, 20, 2]])
  // Somebody who walks along the rim is back time and again: no absence is long enough.
  for (let minute = 51; minute < 80; minute += 1) post.fix(MORNING + minute * MINUTE, minute % 4 === 0 ? 20 : 90, 0)
  expect(post.at(80)).toEqual([])
  const visited = given('point', point('p', 0, 0, { manned: null, visits: 1 }, { interval: 30 }))
  visited.stand(0, 20, 0, 0)
  expect(visited.at(60)).toEqual([['void', true, 20, 3]])
})

it('[O23] a round whose window closed without it is missed until a refill shows that it was walked', () => {
  const made = given('line', line('l', [[0, 0], [300, 0]], { rounds: 8, allowance: 0 }, { interval: 600 }))
  const walk = (from: number, more = {}) => { for (let step = 0; step <= 30; step++) made.fix(MORNING + from * MINUTE + step * 10 * SECOND, step * 10, 0, more) }
  walk(10)
  expect(made.at(59)).toEqual([])
  walk(130)
  expect(made.at(131).map(([kind]) => kind)).toEqual(['missed'])
  walk(70, { at: MORNING + 140 * MINUTE, flags: fixFlag.refill | fixFlag.late })
  expect(made.at(141)).toEqual([])
})

it('[O30] missed and untimely rounds are told by number and window, those of the shift before for an hour', () => {
  const made = given('line', line('l', [[0, 0], [300, 0]], { rounds: 8, allowance: 20, length: 0.95 }, { interval: 600 }))
  const walk = (from: number) => { for (let step = 0; step <= 30; step++) made.fix(MORNING + from * MINUTE + step * 10 * SECOND, step * 10, 0) }
  walk(65)
  expect(made.turns(81)).toEqual([['untimely', [[1, 0, 60]]]])
  walk(125)
  expect(made.turns(201)).toEqual([['missed', [[3, 120, 180]]], ['untimely', [[1, 0, 60], [2, 60, 120]]]])
  for (const from of [210, 270, 330, 390]) walk(from)
  // The eighth round closes with its shift, the next shift's first is not over yet.
  expect(made.turns(479)).toEqual([['missed', [[3, 120, 180]]], ['untimely', [[1, 0, 60], [2, 60, 120]]]])
  expect(made.turns(530)).toEqual([['missed', [[8, 420, 480]]]])
  expect(made.turns(541)).toEqual([])
})

it('[O31] a withdrawal says whether it ended, was made up for by late fixes, or its shift or plan is over', () => {
  const refill = { flags: fixFlag.refill | fixFlag.late }
  const post = given('point', point('p', 0, 0, { manned: 0.5, visits: 0 }, { interval: 30 }))
  post.stand(0, 20, 0, 0)
  post.stand(40, 41, 0, 0)
  expect(post.ending('left', 20, 41)).toBe('ended')
  for (let time = 21; time < 40; time++) post.fix(MORNING + time * MINUTE, 0, 0, { at: MORNING + 42 * MINUTE, ...refill })
  expect(post.ending('left', 20, 42)).toBe('refilled')
  expect(post.ending('left', 20, 17 * 60)).toBe('over')
  play(post.made, [adopted('other', [point('p', 0, 0, { manned: 0.6, visits: 0 })], MORNING + 50 * MINUTE)])
  expect(post.ending('left', 20, 51)).toBe('plan')

  const round = given('line', line('l', [[0, 0], [300, 0]], { rounds: 8, allowance: 0 }, { interval: 600 }))
  for (let step = 0; step <= 30; step++) round.fix(MORNING + 10 * MINUTE + step * 10 * SECOND, step * 10, 0, { at: MORNING + 70 * MINUTE, ...refill })
  expect(round.ending('missed', 60, 70)).toBe('refilled')
  expect(round.ending('missed', 60, 70 + 480)).toBe('over')

  const late = given('point', point('p', 0, 0, { manned: 0.5, visits: 0 }, { interval: 30 }))
  late.stand(0, 20, 0, 0)
  late.made.story.signedOff('u1', MORNING + 21 * MINUTE)
  late.stand(21.1, 40, 0, 0)
  late.made.story.signedOn('u1', MORNING + 21 * MINUTE + SECOND)
  expect(late.ending('left', 20, 40)).toBe('corrected')
})
