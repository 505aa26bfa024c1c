// A world kept in a snapshot and taken up again.
import { deserialize, serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { regionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import { alarmId } from '../../../shared/domain/alarm.ts'
import { evolve, evolveFixes } from '../../../server/world/evolve.ts'
import { freezeWorld, thawWorld } from '../../../server/world/keep.ts'
import type { World } from '../../../server/world/world.ts'
import { catalogue, device, DISTRICT, post, smallDistrict, Story, townCodes, unit } from './given.ts'

/** One of everything a world can hold, and things that were there and went. */
function fullStory(): Story {
  const story = new Story().units(unit('u1', 1), unit('u2', 2), unit('u3', 200), unit('u4', 4))
    .devices(device('d1', 1, 'u1', { rank: 1 }), device('d2', 2, 'u1'), device('d3', 3, 'u2'), device('d4', 150, 'u3'))
  story.entry('store-marked', { mark: 'demo', name: null })
  story.entry('catalogue-adopted', { hash: 'h', effective: instant(0), content: catalogue })
  story.entry('beats-adopted', { hash: 'b', effective: instant(3), content: { effective: instant(3), beats: [post] } })
  story.entry('gateway-registered', { gateway: { id: 'g1', name: 'g', crs: 'gcj02' } })
  story.entry('unit-retired', { unit: unitId('u4') })
  story.signedOn('u1', 5)
  story.reported('e1', { level: 1, occurred: instant(7) })
  story.reported('e2', { level: 2, occurred: instant(8) })
  story.moved('e2', 'closed')
  story.entry('sos-raised', { unit: unitId('u2'), device: deviceId('d3'), region: DISTRICT, at: instant(9), lon: null, lat: null })
  story.entry('alarm-raised', { alarm: { id: alarmId('event:e1'), kind: 'event', level: 1, about: 'e1', region: townCodes[0], since: instant(7) } })
  story.entry('alarm-raised', { alarm: { id: alarmId('event:e2'), kind: 'event', level: 2, about: 'e2', region: townCodes[0], since: instant(8) } })
  story.entry('alarm-withdrawn', { alarm: alarmId('event:e2') })
  story.fixes(0, [{ unit: 1, device: 2, time: 1_000 }, { unit: 2, device: 3, time: 1_000, lon: 104.85 }, { unit: 200, device: 150, time: 1_000, lat: 40 }])
  return story
}

const through = (world: World, district = world.district) => thawWorld(district, deserialize(serialize(freezeWorld(world))))!

describe('keep', () => {
  it('[W16] a world that was frozen and thawed equals the one that was not, and lives on in the same way', () => {
    const story = fullStory()
    const thawed = through(story.world)
    // Made when asked for.
    story.world.routes.length = 0
    story.world.registrations = thawed.registrations
    expect(thawed).toEqual(story.world)
    expect(thawed.places.constructor).toBe(story.world.places.constructor)
    story.listeners.push((happening) => {
      if (happening.is === 'entry') evolve(thawed, happening.entry)
      else evolveFixes(thawed, happening.batch)
    })
    story.moved('e2', 'handling')
    story.devices(device('d5', 5, 'u2'), device('d1', 1, 'u2'))
    story.signedOff('u1', 20)
    story.entry('sos-cleared', { unit: unitId('u2') })
    story.fixes(0, [{ unit: 1, device: 2, time: 500 }, { unit: 1, device: 2, time: 2_000, lon: 104.95 }, { unit: 2, device: 5, time: 3_000 }])
    expect(thawed).toEqual(story.world)
  })

  it('[W17] thawing takes a copy: what goes on in one world never shows in another', () => {
    const story = fullStory()
    const frozen = freezeWorld(story.world)
    const first = thawWorld(story.world.district, frozen)!
    const second = thawWorld(story.world.district, frozen)!
    story.fixes(0, [{ unit: 1, device: 2, time: 9_000, lon: 104.95 }])
    story.moved('e1', 'closed')
    expect(first).toEqual(second)
    expect(first.events.get('e1')?.stage).toBe('reported')
    expect(first.places.columns.time[1]).toBe(1_000)
  })

  it('[W18] data that is no world of this version is not thawed', () => {
    const { district } = fullStory().world
    for (const frozen of [null, undefined, 7, 'world', {}, { version: 2 }, [], [null], [{ version: 1 }], [{ version: 2 }]]) expect(thawWorld(district, frozen)).toBeUndefined()
  })

  it('[W19] with other geometry the whereabouts are judged anew', () => {
    const story = fullStory()
    const thawed = through(story.world, smallDistrict('moved', 1))
    expect(story.world.whereabouts[1]).toBe(regionCode('51030400120101'))
    expect(thawed.whereabouts[1]).toBe(regionCode('51030400220101'))
    expect(thawed.whereabouts[200]).toBeUndefined()
  })
})
