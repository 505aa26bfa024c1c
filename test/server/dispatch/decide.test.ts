// Orders decided: given a world, an order makes drafts or is refused.
import { describe, expect, it } from 'vitest'
import { entryData } from '../../../shared/domain/entry.ts'
import { orderSchema } from '../../../shared/domain/order.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import { decide } from '../../../server/dispatch/decide.ts'
import { DISTRICT, Story, unit } from '../world/given.ts'

const now = instant(5_000)
const clear = (id: string, reason = 'met on the spot', by = 'desk') => ({ do: 'clear-sos' as const, by, unit: unitId(id), reason })

function calling(): Story {
  const story = new Story().units(unit('u1', 1), unit('u2', 2))
  story.entry('sos-raised', { unit: unitId('u1'), device: deviceId('d1'), region: DISTRICT, at: now, lon: null, lat: null })
  return story
}

const drafted = (story: Story, order: ReturnType<typeof clear>) => {
  const answer = decide(story.world, order, now)
  if (isRefusal(answer)) throw new Error(answer.refused)
  return answer
}

describe('clear-sos', () => {
  it('[B12] a standing call is cleared by a person with a reason', () => {
    const story = calling()
    const drafts = drafted(story, clear('u1'))
    expect(drafts).toEqual([{ kind: 'sos-cleared', data: { unit: 'u1' }, personal: { 'sos-cleared': 'met on the spot' }, by: 'desk', about: 'u1', received: now, key: `sos-cleared:u1:${story.world.seq}` }])
    expect(entryData['sos-cleared'].safeParse(drafts[0].data).success).toBe(true)
    story.record(drafts)
    expect(story.world.sos.size).toBe(0)
  })

  it('[B13] no call is refused as SOS_NONE, no unit as UNIT_UNKNOWN, but a call outlives its unit', () => {
    const story = calling()
    expect(decide(story.world, clear('u2'), now)).toEqual({ refused: 'SOS_NONE', detail: 'u2' })
    expect(decide(story.world, clear('u9'), now)).toEqual({ refused: 'UNIT_UNKNOWN', detail: 'u9' })
    story.entry('unit-retired', { unit: unitId('u1') })
    expect(drafted(story, clear('u1'))).toHaveLength(1)
  })

  it('[B14] of two who clear the same call the second clears nothing newer', () => {
    const story = calling()
    const second = drafted(story, clear('u1', 'false alarm', 'phone'))
    story.record(drafted(story, clear('u1')))
    story.entry('sos-raised', { unit: unitId('u1'), device: deviceId('d1'), region: DISTRICT, at: now, lon: null, lat: null })
    story.record(second)
    expect(story.world.sos.has('u1')).toBe(true)
    story.record(drafted(story, clear('u1')))
    expect(story.world.sos.has('u1')).toBe(false)
  })

  it('[B15] an order is checked word by word: what is missing, too long or unknown is no order', () => {
    expect(orderSchema.parse({ ...clear('u1'), reason: '  seen to  ' })).toEqual(clear('u1', 'seen to'))
    for (const wrong of [{ ...clear('u1'), reason: ' ' }, { ...clear('u1'), reason: 'x'.repeat(201) }, { ...clear('u1'), by: '' }, { ...clear('a b') }, { do: 'clear', unit: 'u1' }, null]) {
      expect(orderSchema.safeParse(wrong).success).toBe(false)
    }
  })
})
