// The beats store: asked once for a set, patient when refused, never without the last good one while there is a plan.
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useBeats, type Ask } from '../../../client/stores/beats.ts'
import { loadBeats } from '../../../server/district/beats/load.ts'
import { forScreens } from '../../../shared/domain/beat.ts'

const shown = forScreens((await loadBeats('public/district/510304'))!.beats)
const gives = (body: unknown): Ask => async () => ({ ok: true, status: 200, json: async () => structuredClone(body) })
beforeEach(() => { setActivePinia(createPinia()) })

describe('the beats store', () => {
  it('[S41] asks once for a set, and says when there is none', async () => {
    const store = useBeats()
    const asked: string[] = []
    const ask: Ask = async (hash) => { asked.push(hash); return gives(shown)(hash) }
    await store.follow(null, 0, ask)
    expect([store.state, asked]).toEqual(['none', []])
    await Promise.all([store.follow('a', 0, ask), store.follow('a', 10, ask)])
    await store.follow('a', 90_000, ask)
    expect([store.state, asked, store.beats.length]).toEqual(['here', ['a'], shown.length])
    await store.follow(null, 100_000, ask)
    expect([store.state, store.beats]).toEqual(['none', []])
  })

  it('[S41] keeps the last good set while the next one does not come, asks again with ever more patience, and takes it when it comes', async () => {
    const store = useBeats()
    await store.follow('a', 0, gives(shown))
    const at: number[] = []
    for (let mono = 0; mono < 300_000; mono += 1_000) await store.follow('b', mono, async () => { at.push(mono); return { ok: false, status: 404, json: async () => ({}) } })
    expect(at).toEqual([0, 2_000, 6_000, 14_000, 30_000, 62_000, 122_000, 182_000, 242_000])
    expect([store.state, store.fault, store.beats.length]).toEqual(['behind', '404', shown.length])
    await store.follow('b', 302_000, gives(shown.slice(0, 3)))
    expect([store.state, store.fault, store.beats.length]).toEqual(['here', null, 3])
  })

  it('[S41] takes no set that is not one, and no answer that a newer set has overtaken', async () => {
    const store = useBeats()
    await store.follow('a', 0, gives([{ id: 'x', tier: 'area' }]))
    expect([store.state, typeof store.fault]).toEqual(['fetching', 'string'])
    let release = (): void => undefined
    const slow = store.follow('b', 10_000, async () => { await new Promise<void>((done) => { release = done }); return gives(shown)('b') as never })
    await store.follow('c', 11_000, gives(shown.slice(0, 5)))
    release()
    await slow
    expect([store.set?.hash, store.beats.length]).toEqual(['c', 5])
  })
})
