// Which views stand: nothing looks alive without its picture, and nothing stays away for ever.
import { describe, expect, it } from 'vitest'
import { RESTORED, Standing } from '../../../client/map/standing.ts'

function watched() {
  const said: string[] = []
  const waits: { run: () => void; ms: number; off: boolean }[] = []
  const standing = new Standing({
    onLost: () => { said.push('lost') }, onStands: () => { said.push('stands') }, reopen: (view) => { said.push(`reopen ${view}`) },
    wait: (run, ms) => {
      const wait = { run, ms, off: false }
      waits.push(wait)
      return () => { wait.off = true }
    },
  })
  /** Lets the time of all that still waits run out once. */
  const pass = (): void => { for (const wait of waits.splice(0)) if (!wait.off) wait.run() }
  return { said, waits, standing, pass }
}

describe('views', () => {
  it('[M30] says that the picture is gone, and that it stands again once every view does', () => {
    const { said, standing, pass } = watched()
    standing.stand('part')
    expect(said).toEqual([])
    standing.stand('main')
    standing.lose('part')
    standing.lose('main')
    standing.stand('main')
    expect(said).toEqual(['stands', 'lost', 'lost'])
    standing.stand('part')
    pass()
    expect(said.slice(3)).toEqual(['stands'])
  })

  it('[M30] makes a view anew whose graphics do not come back, again and again until they do', () => {
    const { said, waits, standing, pass } = watched()
    standing.stand('main')
    standing.lose('main')
    expect(waits.map(({ ms }) => ms)).toEqual([RESTORED])
    pass()
    pass()
    standing.stand('main')
    pass()
    expect(said).toEqual(['stands', 'lost', 'lost', 'reopen main', 'lost', 'reopen main', 'stands'])
  })

  it('[M30] does not miss a view that is shown no more, and waits for nothing once closed', () => {
    const { said, standing, pass } = watched()
    standing.stand('main')
    standing.lose('part')
    standing.forget('part')
    standing.forget('part')
    expect(said).toEqual(['stands', 'lost', 'stands'])
    standing.lose('main')
    standing.close()
    pass()
    expect(said.slice(3)).toEqual(['lost'])
  })
})
