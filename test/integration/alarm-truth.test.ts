// Alarms of a running server against the drill's own truth: devices at their doors, people over HTTP, a ledger on disk.
import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { hashKey } from '../../server/api/doors.ts'
import { loadBeats } from '../../server/district/beats/load.ts'
import { HOUR, instant, MINUTE, SECOND } from '../../shared/domain/time.ts'
import { alarmsOnDisk, startDriven } from '../driven.ts'
import { alarmDifferences, expectedAlarms } from '../server/drill/expected-alarms.ts'
import { playedBy } from '../server/drill/played-by.ts'
import { call, root } from '../start.ts'

const FROM = instant(Date.parse('2026-03-02T08:50:00+08:00'))
const TO = instant(FROM + 3 * HOUR)
const STEP = 30 * SECOND
const planner = 'p'.repeat(43)
const extra = { keys: [{ id: 'planner', name: '巡防办', hash: hashKey(planner), rights: ['beats', 'read'] }] }

it('[X96] the alarms in a running server\'s ledger are those of the truth, at their minute: raised, of which round, withdrawn and why, and no others', async () => {
  const driven = await startDriven({ from: FROM, step: STEP, extra })
  const drawn = (await loadBeats(`${root}/public/district/510304`))!.beats
  const [lines, points] = [drawn.filter(({ tier }) => tier === 'line').slice(0, 5), drawn.filter(({ tier }) => tier === 'point').slice(0, 7)]
  const [{ hash }] = (await call(driven.server.app.address, planner, 'GET', '/api/beats')).body as unknown as { hash: string }[]
  expect((await call(driven.server.app.address, planner, 'POST', '/api/beats', { base: hash, beats: [...lines, ...points] })).status).toBe(201)
  const asked = { seed: 510_306, units: 28, faults: 0, lapses: 30 }
  const begun = performance.now()
  const { truth, ending, said } = await driven.play({ ...asked, span: TO - FROM })
  console.log(performance.now() - begun, ending, truth.fixes.length, said, truth.lapses.map(({ kind, beat, from, to }) => `${kind} ${beat} ${new Date(from + 8 * HOUR).toISOString().slice(11, 16)} ${new Date(to + 8 * HOUR).toISOString().slice(11, 16)}`))
  await driven.server.stop(true)
  const alarms = await alarmsOnDisk(driven.server.folder, driven.now())
  const { day, talk } = await playedBy({ ...asked, beats: [...lines, ...points], told: truth.lapses })
  console.log(alarms.map(({ kind, about, from }) => `${kind} ${about} ${new Date(from + 8 * HOUR).toISOString().slice(11, 16)}`))
  expect(alarmDifferences(alarms, expectedAlarms(day, talk, FROM, TO), { from: FROM, to: TO, tick: STEP })).toEqual([])
  rmSync(driven.server.folder, { recursive: true, force: true })
})
