// A shift of the whole drill against a running server, its time driven: what stands in the ledger is what the truth says.
import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { HOUR, instant, SECOND } from '../../../shared/domain/time.ts'
import { alarmsOnDisk, JUDGED, startDriven } from '../../driven.ts'
import { alarmDifferences, expectedAlarms, sameAlarms } from '../../server/drill/expected-alarms.ts'
import { realBeats, SEED } from '../../server/drill/given.ts'
import { playedBy } from '../../server/drill/played-by.ts'
import { retold } from '../../server/drill/retold.ts'

const FROM = instant(Date.parse('2026-03-02T08:00:00+08:00'))
const TO = instant(FROM + 8 * HOUR)
const STEP = 30 * SECOND
const say = (text: string): void => { process.stdout.write(`${text}\n`) }

/** A shift as it was played and what came of it, from a ledger that was opened again. */
async function shift(faults: number, lapses: number) {
  const driven = await startDriven({ from: FROM, step: STEP })
  const asked = { seed: SEED, units: 325, faults, lapses }
  const { truth, lines } = await driven.play({ ...asked, span: TO - FROM })
  await driven.server.stop(true)
  const alarms = await alarmsOnDisk(driven.server.folder, driven.now())
  rmSync(driven.server.folder, { recursive: true, force: true })
  const beats = await realBeats()
  const { day, talk } = await playedBy({ ...asked, beats, told: truth.lapses })
  const again = await retold({ lines, beats, roster: day.roster, from: FROM, to: TO, step: STEP, judged: JUDGED })
  say(`faults ${faults}, lapses ${lapses}: ${truth.fixes.length} fixes; ${[...Map.groupBy(alarms, ({ kind }) => kind)].map(([kind, own]) => `${kind} ${own.length}`).join(', ')}; withdrawn as ${[...Map.groupBy(alarms, ({ why }) => why)].map(([why, own]) => `${why ?? 'standing'} ${own.length}`).join(', ')}`)
  return { truth, alarms, day, talk, again }
}

it('[X96] the alarms in a running server\'s ledger are those of the truth, at their minute: raised, of which round, withdrawn and why, and no others', async () => {
  const { truth, alarms, day, talk, again } = await shift(0, 3)
  expect([truth.refusals, truth.fixes.every(({ answer }) => answer?.taken)]).toEqual([[], true])
  expect(alarmDifferences(alarms, expectedAlarms(day, talk, FROM, TO), { from: FROM, to: TO, tick: STEP })).toEqual([])
  expect(sameAlarms(alarms, again, STEP)).toEqual([])
  for (const kind of ['void', 'left', 'missed', 'untimely', 'outside', 'idle', 'overstay']) expect([kind, alarms.some((one) => one.kind === kind)]).toEqual([kind, true])
  expect(alarms.some(({ why }) => why === 'refilled')).toBe(true)
})

it('[X97] with faulty devices too they are those that the truth comes to when it is told again fix by fix', async () => {
  const { truth, alarms, again } = await shift(1, 3)
  expect(sameAlarms(alarms, again, STEP)).toEqual([])
  expect(alarms.length).toBeGreaterThan(20)
  expect(new Set(truth.fixes.flatMap(({ faults }) => faults)).size).toBeGreaterThan(6)
})
