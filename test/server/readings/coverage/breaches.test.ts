// When a beat breaks its plan: from the minute on that it is so, until somebody has been there.
import { expect, it } from 'vitest'
import type { Beat } from '../../../../shared/domain/beat.ts'
import { fixFlag } from '../../../../shared/domain/fix.ts'
import { HOUR, instant, MINUTE, SECOND } from '../../../../shared/domain/time.ts'
import type { Tier } from '../../../../shared/domain/tier.ts'
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
    story.fixes(more.at ?? time, [{ unit: 1, device: 1, time, lon, lat, flags: more.flags ?? 0 }])
  }
  const stand = (from: number, to: number, x: number, y: number) => { for (let time = MORNING + from * MINUTE; time <= MORNING + to * MINUTE; time += 10 * SECOND) fix(time, x, y) }
  const at = (minute: number) => {
    const now = instant(MORNING + minute * MINUTE)
    return breachesOf(made.coverage.judge(made.state, now, story.world), now).map(({ kind, firm, since, level }) => [kind, firm, (since - MORNING) / MINUTE, level])
  }
  return { fix, stand, at }
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
