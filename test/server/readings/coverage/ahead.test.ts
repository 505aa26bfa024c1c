// Sets of beats that are made ready before they are adopted: the same in the end, at a small part of the cost, and others are served meanwhile.
import { describe, expect, it } from 'vitest'
import { createBeatsDesk } from '../../../../server/dispatch/beats.ts'
import type { Happen } from '../../../../server/world/happen.ts'
import type { Beat } from '../../../../shared/domain/beat.ts'
import { finish } from '../../../../shared/domain/steps.ts'
import { HOUR, instant } from '../../../../shared/domain/time.ts'
import { catalogue, DISTRICT, device, smallDistrict, unit } from '../../world/given.ts'
import { emptyWorld } from '../../../../server/world/world.ts'
import { area, line, MORNING, place, point } from './given.ts'
import { adopted, engine, inOrder, play, type Engine } from './tape.ts'

/** Areas side by side, a line and a post in each. */
const many = (count: number, size: number): Beat[] => Array.from({ length: count }, (_, index) => {
  const [x, y] = [index % 10 * size, Math.floor(index / 10) * size]
  return [area(`a${index}`, x, y, size), line(`l${index}`, [[x, y], [x + size, y]]), point(`p${index}`, x + size / 2, y + size / 2)]
}).flat()

const written = (beats: readonly Beat[]): Beat[] => JSON.parse(JSON.stringify(beats)) as Beat[]

function started(beats: readonly Beat[]): Engine {
  const made = play(engine(), [adopted('first', beats, MORNING - HOUR)])
  for (const number of [1, 2]) {
    made.story.units(unit(`u${number}`, number)).devices(device(`d${number}`, number, `u${number}`))
    made.story.signedOn(`u${number}`, MORNING - HOUR)
  }
  return made
}

const walked = Array.from({ length: 300 }, (_, index) => {
  const [lon, lat] = place(index * 20, 500 + index % 7 * 90)
  return { unit: 1 + index % 2, device: 1 + index % 2, time: MORNING + index * 10_000, lon, lat }
})

describe('a set made ready before it is adopted', () => {
  it('[O50] becomes what it becomes without, whether it is the one that was made ready or another', () => {
    const first = many(20, 700)
    const second = first.flatMap((beat, index): Beat[] => (index % 9 === 0 ? [] : index % 5 === 0 && beat.tier === 'area' ? [area(beat.id, index * 100, 0, 900), area(`x${index}`, index * 100, 0, 300)] : [beat]))
    const play2 = (of: Engine, set: readonly Beat[]): unknown => {
      play(of, [adopted('second', written(set), MORNING), ...inOrder(walked)])
      return [of.coverage.show(of.state, instant(MORNING + HOUR), of.story.world, DISTRICT), of.state.sets, [...of.state.slots.values()]]
    }
    const without = play2(started(first), second)
    for (const readied of [second, many(3, 400), second.toReversed()]) {
      const made = started(first)
      finish(made.coverage.ready(made.state, written(readied), made.story.world))
      expect(play2(made, second)).toEqual(without)
    }
  })

  it('[O50] costs a small part of what it costs unready', () => {
    const beats = many(100, 1_500)
    const cost = (isReady: boolean): number => {
      const made = started(many(5, 500))
      if (isReady) finish(made.coverage.ready(made.state, beats, made.story.world))
      const set = written(beats)
      const before = process.threadCpuUsage()
      play(made, [adopted('second', set, MORNING)])
      const { user, system } = process.threadCpuUsage(before)
      return user + system
    }
    const least = (isReady: boolean): number => Math.min(...[1, 2, 3].map(() => cost(isReady)))
    expect(least(true)).toBeLessThan(least(false) / 3)
  })

  it('[O51] is checked and made ready in slices between which others are served, and checked by the catalogue that holds in the end', async () => {
    let between = (): void => undefined
    const world = emptyWorld({ ...smallDistrict(), locate: () => { between(); return smallDistrict().locate(104.75, 29.35) } })
    world.catalogue = { ...catalogue, shifts: [{ name: '甲班', from: '08:00', to: '16:00' }, { name: '乙班', from: '16:00', to: '00:00' }] }
    let turns = 0
    let done = false
    const serve = (): void => {
      turns++
      if (!done) setImmediate(serve)
    }
    const recorded: unknown[] = []
    const happen = { record: (drafts: readonly unknown[]) => { recorded.push(turns, drafts.length); return Promise.resolve([{ repeated: false }]) } } as unknown as Happen
    const steps: number[] = []
    const desk = createBeatsDesk({
      world, happen, now: () => instant(MORNING),
      * ready() {
        for (let step = 0; step < 30; step++) {
          steps.push(turns)
          for (const until = performance.now() + 3; performance.now() < until;);
          yield
        }
      },
    })
    setImmediate(serve)
    const beats = many(60, 600)
    expect(await desk.adopt({ base: null, beats }, 'k')).toMatchObject({ beats: 180, repeated: false })
    // 90 ms of work are no less than eight slices.
    expect(new Set(steps).size).toBeGreaterThan(8)
    expect(recorded).toEqual([expect.any(Number), 1])

    // The shift goes while the set is being checked.
    between = () => { world.catalogue = { ...catalogue, shifts: [{ name: '甲班', from: '08:00', to: '16:00' }] }; between = () => undefined }
    expect(await desk.weigh({ base: null, beats })).toMatchObject({ refused: 'BEATS_UNFIT', detail: expect.stringContaining('names the shift 乙班') as string })
    done = true
  })
})
