// Alarms of a running server against the drill's own truth: devices at their doors, people over HTTP, a ledger on disk.
import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { hashKey } from '../../server/api/doors.ts'
import { lengthOf } from '../../shared/domain/beats/check.ts'
import type { Beat } from '../../shared/domain/beat.ts'
import { instant, MINUTE, SECOND } from '../../shared/domain/time.ts'
import { alarmsOnDisk, JUDGED, startDriven } from '../driven.ts'
import { alarmDifferences, expectedAlarms, sameAlarms } from '../server/drill/expected-alarms.ts'
import { realBeats } from '../server/drill/given.ts'
import { retold } from '../server/drill/retold.ts'
import { playedBy } from '../server/drill/played-by.ts'
import { call } from '../start.ts'

const FROM = instant(Date.parse('2026-03-02T08:38:00+08:00'))
const TO = instant(FROM + 78 * MINUTE)
const STEP = 60 * SECOND
const planner = 'p'.repeat(43)
const extra = { keys: [{ id: 'planner', name: '巡防办', hash: hashKey(planner), rights: ['beats', 'read'] }] }

/** Seven short lines with an early round, and nine posts: what 40 units can keep, and what goes wrong early in the day. */
async function fewBeats(): Promise<Beat[]> {
  const drawn = await realBeats()
  const lines = drawn.filter((beat) => beat.tier === 'line').filter(({ line }) => lengthOf(line) < 1_400).slice(0, 7)
  const windows = [{ from: '08:40', to: '09:40' }, { from: '13:00', to: '15:00' }]
  return [
    ...lines.map((beat): Beat => ({ ...beat, shifts: ['甲班'], plan: { ...beat.plan, rounds: 2, allowance: 10, windows } })),
    ...drawn.filter((beat) => beat.tier === 'point').slice(0, 9),
  ]
}

it('[X96] the alarms in a running server\'s ledger are those of the truth, at their minute: raised, of which round, withdrawn and why, and no others', async () => {
  const driven = await startDriven({ from: FROM, step: STEP, extra })
  const { address } = driven.server.app
  const beats = await fewBeats()
  const [{ hash }] = (await call(address, planner, 'GET', '/api/beats')).body as unknown as { hash: string }[]
  expect((await call(address, planner, 'POST', '/api/beats', { base: hash, beats })).status).toBe(201)

  const asked = { seed: 5_387, units: 40, faults: 0, lapses: 5 }
  const { truth, ending, lines } = await driven.play({ ...asked, span: TO - FROM })
  expect([ending, truth.refusals, truth.fixes.every(({ answer }) => answer?.taken)]).toEqual(['ended', [], true])
  await driven.server.stop(true)

  const alarms = await alarmsOnDisk(driven.server.folder, driven.now())
  const { day, talk } = await playedBy({ ...asked, beats, told: truth.lapses })
  expect(alarmDifferences(alarms, expectedAlarms(day, talk, FROM, TO), { from: FROM, to: TO, tick: STEP })).toEqual([])
  expect(sameAlarms(alarms, await retold({ lines, beats, roster: day.roster, from: FROM, to: TO, step: STEP, judged: JUDGED }), STEP)).toEqual([])
  expect(new Set(alarms.map(({ kind }) => kind))).toEqual(new Set(['missed', 'left', 'overstay']))
  expect(alarms.length).toBeGreaterThan(3)
  rmSync(driven.server.folder, { recursive: true, force: true })
})
