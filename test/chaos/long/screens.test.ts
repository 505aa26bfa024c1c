// A thousand screens and a server that is killed and started again (R9).
import { rmSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { connect, type Connection } from '../../../client/transport/connect.ts'
import type { Frame } from '../../../shared/wire/frame.ts'
import { Walkers } from '../../walkers.ts'
import { endAll, freePorts, startProcess } from '../../processes.ts'
import { call, DISTRICT, freshFolder, until } from '../../start.ts'

const SCREENS = Number(process.env.ANLAN_SCREENS ?? 1_000)

afterAll(endAll)

/** The wall's own line to the server, over a mirror that keeps only how far it is. */
class FarScreen {
  epoch: string | null = null
  seq = 0
  pictures = 0
  resumed = 0
  gaps = 0
  readonly line: Connection

  constructor(address: string) {
    this.line = connect({
      address, key: () => null, join: () => ({ region: DISTRICT, epoch: this.epoch, seq: this.epoch === null ? null : this.seq }),
      frame: (frame) => this.#hear(frame), fixes: () => 'applied', state: () => undefined,
    })
  }

  #hear(frame: Frame): 'applied' | 'gap' {
    switch (frame.kind) {
      case 'picture':
        this.epoch = frame.epoch
        this.seq = frame.seq
        this.pictures++
        break
      case 'entries':
        if (frame.from > this.seq) {
          this.gaps++
          return 'gap'
        }
        this.seq = Math.max(this.seq, frame.to)
        break
      case 'resumed':
        this.resumed++
        break
      default:
    }
    return 'applied'
  }
}

it('[H6] a thousand screens are whole again within 30 s of a kill -9, each resumed where it was, none with a new picture', async () => {
  const folder = freshFolder()
  const ports = await freePorts(5)
  const start = () => startProcess(folder, ports, 1, { ANLAN_SCREENS_PERADDRESS: '4096' })
  let server = await start()
  const { key } = server.drill()
  const report = async (from: number, count: number, secret: string): Promise<void> => {
    const items = Array.from({ length: count }, (_, n) => ({ key: `r${from + n}`, event: { category: 'other', level: 4, region: DISTRICT, occurred: new Date().toISOString() } }))
    expect((await call(server.address, secret, 'POST', '/api/events/batch', { items })).status).toBe(200)
  }
  await new Walkers(325, 1).register(server.drill(), 'far-gateway-credential-0001')
  await report(0, 500, key)
  const screens: FarScreen[] = []
  const opened = performance.now()
  while (screens.length < SCREENS) {
    for (let n = 0; n < 50 && screens.length < SCREENS; n++) screens.push(new FarScreen(server.address))
    await until('every screen has the picture', () => screens.every(({ epoch }) => epoch !== null), 120_000)
  }
  const first = Math.round(performance.now() - opened)
  const head = Math.max(...screens.map(({ seq }) => seq))
  await until('every screen is up to date', () => screens.every(({ seq }) => seq === head))

  const killed = performance.now()
  server.child.kill('SIGKILL')
  await server.ended
  server = await start()
  const up = performance.now()
  await report(500, 20, server.drill().key)
  await until('every screen has resumed and has what was reported meanwhile', () => screens.every(({ resumed, seq }) => resumed >= 1 && seq >= head + 20), 120_000)
  const done = performance.now()
  process.stdout.write(`${JSON.stringify({ screens: SCREENS, firstPicturesMs: first, serverUpMs: Math.round(up - killed), wholeAfterUpMs: Math.round(done - up), wholeAfterKillMs: Math.round(done - killed) })}\n`)
  expect(screens.map(({ pictures }) => pictures)).toEqual(screens.map(() => 1))
  expect(screens.reduce((sum, { gaps }) => sum + gaps, 0)).toBe(0)
  expect(done - killed).toBeLessThanOrEqual(30_000)
  for (const { line } of screens) line.close()
  server.child.kill('SIGTERM')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
})
