// The server's clock is set by an hour in mid-run, forward and back (R12): nothing that was acknowledged is lost.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createClock, type Clock } from '../../server/clock.ts'
import { openSqliteTape } from '../../server/tape/sqlite.ts'
import { HOUR, instant } from '../../shared/domain/time.ts'
import { DISTRICT, openScreen, startServer, until } from '../start.ts'

const SECRET = 'Hh7Qp2wLr5xTn2yHb7m-steps'

/** The real clock, wrong by as much as is said. */
function stepping(): Clock & { wrong: number } {
  const right = createClock(1)
  return { ...right, speed: 1, wrong: 0, now() { return instant(right.now() + this.wrong) }, resume: (at) => { right.resume(at) } }
}

it('[H8] the clock set forward and back by an hour in mid-run loses no entry and no fix, and no screen needs a new picture', async () => {
  const clock = stepping()
  const server = await startServer({ clock })
  await server.api('POST', '/api/registry', {
    units: [{ id: 'c1', name: '线901', tier: 'line', kind: 'foot', team: '', region: DISTRICT }],
    devices: [{ id: 'c1-phone', unit: 'c1', dialect: 'osmand', identity: 'c1-phone', rank: 0, crs: 'wgs84', interval: 5, credential: SECRET }],
  })
  const screen = await openScreen(server.app.address)
  await until('picture', () => screen.mirror.epoch !== null)
  // A second apart, so that the phone never goes back in time, nor faster than it may.
  const begun = Math.floor(Date.now() / 1_000) * 1_000 - 60_000
  const sent: number[] = []
  const events: string[] = []
  for (const wrong of [0, HOUR, 0, -HOUR, 0]) {
    clock.wrong = wrong
    for (let n = 0; n < 8; n++) {
      const time = begun + sent.length * 1_000
      const fix = await fetch(`http://127.0.0.1:${server.drill.ports.osmand}/?id=${SECRET}&lat=${29.37 + sent.length * 1e-5}&lon=104.77&timestamp=${time}`)
      expect(fix.status).toBe(200)
      sent.push(time)
      const { at } = (await server.api('GET', '/api/clock')).body as { at: number }
      const { status, body } = await server.api('POST', '/api/events', { category: 'other', level: 3, region: DISTRICT, occurred: new Date(at).toISOString() }, { 'idempotency-key': `${wrong}-${events.length}` })
      expect(status).toBe(201)
      events.push(String(body.id))
    }
  }
  await until('every event is on the screen', () => events.every((id) => screen.mirror.events.has(id)))
  await until('the last place is on the screen', () => (screen.mirror.places.columns.time[1] ?? 0) === sent.at(-1))
  expect(screen.frames.filter(({ frame }) => 'kind' in frame && frame.kind === 'picture')).toHaveLength(1)
  screen.close()
  const whole = async (from: typeof server): Promise<unknown[]> => [(await from.api('GET', '/api/events')).body, (await from.api('GET', '/api/units')).body]
  const before = await whole(server)
  await server.stop(true)

  const again = await startServer({ folder: server.folder })
  expect(await whole(again)).toEqual(before)
  await again.stop(true)
  const tape = await openSqliteTape({ folder: join(server.folder, 'tape') })
  const taped: number[] = []
  let last = 0
  for await (const { at, batch } of tape.play(instant(0), instant(Number.MAX_SAFE_INTEGER))) {
    expect(at).toBeGreaterThan(last)
    last = at
    taped.push(...batch.deviceTime)
  }
  await tape.close()
  expect(taped).toEqual(sent)
  rmSync(server.folder, { recursive: true, force: true })
})
