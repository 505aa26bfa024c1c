// The link's judgement: what is alive, what is late, what is lost, and what a break cost.
import fc from 'fast-check'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { BROKEN, judgeLink, LATE, useLink } from '../../../client/stores/link.ts'
import { instant } from '../../../shared/domain/time.ts'

const at = (ms: number) => instant(1_800_000_000_000 + ms)

beforeEach(() => { setActivePinia(createPinia()) })

/** Ticks like the page's own ticker from one monotonic time to another. */
function tick(link: ReturnType<typeof useLink>, from: number, to: number): void {
  for (let mono = from; mono <= to; mono += 500) link.judge(mono)
}

describe('link', () => {
  it('[V1] is lost after more than 6 s without any frame, and never called live then', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 60_000 }), fc.boolean(), (silence, joined) => {
      const state = judgeLink(1_000, joined, 1_000 + silence)
      if (silence > BROKEN) return state === 'lost'
      return silence > LATE || !joined ? state === 'degraded' : state === 'live'
    }))
    expect(judgeLink(null, true, 99_000)).toBe('opening')
  })

  it('[V1] is drawn lost within 10 s of the last frame, whatever the ticker hits', () => {
    const link = useLink()
    link.line('joined', null)
    link.hear(1_000, at(0))
    let noticed: number | null = null
    for (let mono = 1_130; noticed === null; mono += 500) {
      link.judge(mono)
      if (link.state === 'lost') noticed = mono
    }
    expect(noticed - 1_000).toBeLessThanOrEqual(BROKEN + 500)
    expect(link.lost).toBe(true)
  })

  it('[V2] tells silence in even seconds, so that no digit runs', () => {
    const link = useLink()
    link.line('joined', null)
    link.hear(0, at(0))
    const told: number[] = []
    for (let mono = 500; mono <= 134_900; mono += 500) {
      link.judge(mono)
      told.push(link.silence)
    }
    expect(told.every((seconds) => seconds % 2 === 0)).toBe(true)
    expect(told.at(-1)).toBe(134)
  })

  it('[V3] takes a page that stood still for no break of the link', () => {
    const link = useLink()
    link.line('joined', null)
    link.hear(0, at(0))
    tick(link, 500, 1_500)
    link.judge(20_000)
    expect(link.state).toBe('live')
    link.hear(20_010, at(20_000))
    expect(link.last).toBeNull()
    link.judge(40_000)
    tick(link, 40_500, 46_500)
    expect(link.state).toBe('lost')
  })

  it('[V3] gives a closed line no more than a beat after the page woke', () => {
    const link = useLink()
    link.line('joined', null)
    link.hear(0, at(0))
    link.line('connecting', null)
    link.judge(20_000)
    expect(link.state).toBe('degraded')
    tick(link, 20_500, 23_000)
    expect(link.state).toBe('lost')
  })

  it('[V4] says what a break cost: from when to when, and how many entries were made up', () => {
    const link = useLink()
    link.line('joined', null)
    link.hear(0, at(0))
    link.line('connecting', null)
    tick(link, 500, 12_000)
    expect(link.state).toBe('lost')
    link.line('joining', null)
    link.line('joined', null)
    link.recover(14)
    link.hear(12_500, null)
    expect(link.state).toBe('live')
    link.hear(12_600, at(12_600))
    expect(link.last).toEqual({ from: at(0), to: at(12_600), entries: 14 })
    link.hear(13_000, at(13_000))
    expect(link.last).toEqual({ from: at(0), to: at(12_600), entries: 14 })
  })

  it('[V4] says that a whole picture was taken only when one came, and nothing of it when frames just went on', () => {
    const link = useLink()
    link.line('joined', null)
    link.hear(0, at(0))
    link.line('connecting', null)
    link.line('joined', null)
    link.recover('picture')
    link.hear(2_000, at(2_000))
    expect(link.last).toEqual({ from: at(0), to: at(2_000), entries: 'picture' })
    tick(link, 2_500, 9_500)
    link.hear(9_600, at(9_600))
    expect(link.last).toEqual({ from: at(2_000), to: at(9_600), entries: null })
  })

  it('[V17] reckons on while nothing is heard, so that yesterday is not taken for today', () => {
    const link = useLink()
    expect(link.reckoned).toBeNull()
    link.line('joined', null)
    link.hear(0, at(0))
    tick(link, 500, 60_500)
    expect(link.reckoned).toBe(at(60_000))
  })

  it('[V4] counts neither the opening nor a join on an open line as a break', () => {
    const link = useLink()
    link.line('connecting', null)
    link.line('joined', null)
    link.hear(0, at(0))
    link.line('joining', null)
    expect(link.state).toBe('live')
    link.line('joined', null)
    link.recover(0)
    link.hear(500, at(500))
    expect(link.last).toBeNull()
  })

  it('[V5] keeps why the server did not take this screen until it does', () => {
    const link = useLink()
    link.line('refused', 'CREDENTIAL_WRONG')
    expect(link.refused).toBe('CREDENTIAL_WRONG')
    link.line('connecting', null)
    expect(link.refused).toBe('CREDENTIAL_WRONG')
    link.line('joined', null)
    expect(link.refused).toBeNull()
    expect(link.reached).toBe(true)
  })
})
