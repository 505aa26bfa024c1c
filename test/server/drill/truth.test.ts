// Ground truth and what follows from it: expected places, stages, duty; compared with admission and world themselves.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FixBuffer, NOT_A_PLACE } from '../../../shared/domain/fix.ts'
import { fromMicro } from '../../../shared/domain/geo.ts'
import { instant, MINUTE } from '../../../shared/domain/time.ts'
import { differences, expectedPlaces, published, usable, type ShownUnit } from '../../../server/drill/judge.ts'
import { createJournal } from '../../../server/drill/journal.ts'
import { expectedStages, gather, readTruth, type Line, type PlayedFix } from '../../../server/drill/truth.ts'
import { defaultLimits } from '../../../server/ingest/limits.ts'
import { Traces } from '../../../server/ingest/traces.ts'
import { device, fix, MORNING, unit } from './given.ts'
import { admitOne } from '../ingest/stage.ts'

const played = (said: Partial<PlayedFix>, n: number): PlayedFix => ({
  is: 'fix', n, device: 'd1', unit: 'u1', at: MORNING, time: MORNING, lon: 104.77, lat: 29.36, accuracy: null, valid: true, sos: false,
  refill: false, faults: [], sent: MORNING, answer: { at: MORNING, taken: true }, ...said,
})

describe('judging', () => {
  it('[X22] places worked out from truth are those that admission lets through, whatever devices do', () => {
    const step = fc.record({
      gap: fc.constantFrom(5_000, 10_000, 60_000), back: fc.constantFrom(0, 0, 0, 0, 90_000, 7 * 3_600_000, 30 * 3_600_000, -3_600_000, 32 * 86_400_000),
      north: fc.constantFrom(0, 0, 0, 0.0004, 0.03), accuracy: fc.constantFrom(null, 10, 60), valid: fc.constantFrom(true, true, true, true, false),
      nowhere: fc.constantFrom(false, false, false, false, true), refill: fc.boolean(), repeat: fc.constantFrom(false, false, false, true),
    })
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const traces = new Traces()
      const buffer = new FixBuffer()
      const fixes: PlayedFix[] = []
      let [received, lat, last] = [MORNING as number, 29.36, MORNING as number]
      for (const { gap, back, north, accuracy, valid, nowhere, refill, repeat } of steps) {
        received += gap
        lat += north
        const time = repeat ? last : received - back
        last = time
        const place = nowhere ? { lon: 0, lat: 0 } : { lon: 104.77, lat: Math.round(lat * 1e6) / 1e6 }
        fixes.push(played({ time, ...place, accuracy, valid, refill, sent: received, answer: { at: received, taken: true } }, fixes.length))
        const row = admitOne(traces, { unit: 1, device: 1, crs: 'wgs84', kind: 'car' }, {
          at: instant(time), received: instant(received), ...place, speed: null, heading: null, accuracy, valid, sos: false, refill,
        }, { limits: defaultLimits, inside: () => true })
        if (typeof row !== 'string' && !(row.flags & NOT_A_PLACE)) buffer.push(row)
      }
      const rows = buffer.take()
      const admitted = Array.from({ length: rows.length }, (_, i) => [fromMicro(rows.lon[i]), fromMicro(rows.lat[i]), rows.time[i]])
      const worked = usable(fixes, 'car')
      expect(worked.map(({ lon, lat }) => [lon, lat])).toEqual(admitted.map(([lon, lat]) => [lon, lat]))
      worked.forEach(({ from, to }, i) => { expect(admitted[i][2] >= from && admitted[i][2] <= to).toBe(true) })
    }), { numRuns: 400 })
  })

  it('[X22] the highest-ranked device gives the place as long as it is fresh', () => {
    const lines: Line[] = [
      { is: 'unit', id: 'u1', name: 'u1', tier: 'area', kind: 'car', region: '510304' },
      { is: 'device', id: 'a', unit: 'u1', dialect: 'jt808', rank: 0, interval: 10 },
      { is: 'device', id: 'b', unit: 'u1', dialect: 'batch', rank: 1, interval: 30 },
    ]
    const say = (name: string, n: number, at: number, lat: number): Line[] => [
      { ...played({}, n), device: name, time: MORNING + at, lat, sent: MORNING + at }, { is: 'answer', n, at: MORNING + at + 50, taken: true },
    ]
    const after = (...more: Line[][]): number => expectedPlaces(gather([...lines, ...more.flat()])).get('u1')!.lat
    const both = [say('a', 1, 0, 29.1), say('b', 2, 20_000, 29.2)]
    expect(after(...both)).toBe(29.1)
    expect(after(...both, say('b', 3, 60_000, 29.2001))).toBe(29.2001)
    expect(after(...both, say('b', 3, 60_000, 29.2001), say('a', 4, 61_000, 29.1001))).toBe(29.1001)
    expect(after(say('b', 1, 0, 29.3))).toBe(29.3)
    expect(expectedPlaces(gather(lines)).size).toBe(0)
  })

  it('[X22] a world is right when places and times agree, and every difference is named', () => {
    const right = new Map([['u1', { device: 'd1', lon: 104.77, lat: 29.36, from: 5, to: 5, received: 6 }]])
    const shown = (place: ShownUnit['place']): ShownUnit[] => [{ id: 'u1', place }, { id: 'u2', place: null }]
    expect(differences(right, shown({ lon: 104.77, lat: 29.36001, time: 5 }))).toEqual([])
    for (const wrong of [{ lon: 104.77, lat: 29.361, time: 5 }, { lon: 104.77, lat: 29.36, time: 6 }, null]) {
      expect(differences(right, shown(wrong))).toEqual([{ unit: 'u1', expected: right.get('u1'), shown: wrong }])
    }
    expect(differences(right, [])).toHaveLength(1)
    expect(differences(new Map(), shown({ lon: 1, lat: 1, time: 1 }))).toHaveLength(1)
  })

  it('[X22] fixes that were not taken, or not answered, are nobody\'s place', () => {
    expect(usable([played({ answer: null }, 1), played({ answer: { at: MORNING, taken: false } }, 2), played({ answer: { at: MORNING, taken: null } }, 3)], 'foot')).toEqual([])
    expect(published.agreed).toBe(3)
  })
})

describe('truth', () => {
  it('[X23] what is written is read back: fixes with their answers, events with their stages, who is on duty', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'drill-truth-')), 'truth.ndjson')
    const journal = createJournal(file, 100)
    journal.write({ is: 'start', seed: 1, speed: 1, epoch: 'e', at: MORNING })
    journal.roster({ units: [unit()], devices: [device()], gateways: [] })
    const parcels = [1, 2, 3].map((n) => ({ device: device(), fix: fix({ time: instant(MORNING + n) }) }))
    for (const parcel of parcels) journal.sending(parcel, MORNING)
    journal.settled(parcels[0], true, instant(MORNING + 5))
    journal.settled(parcels[1], null, instant(MORNING + 6))
    const event = { key: 'k', source: 'mini' as const, group: 'other' as const, category: 'other', kind: 'other', level: 4 as const, occurred: MORNING, reported: MORNING, region: unit().region, place: null, reporter: null, text: '', moves: [] }
    journal.event(event, { id: 'id-1', region: '990000001', repeated: false }, MORNING)
    journal.event(event, { id: 'id-1', region: '990000001', repeated: true }, MORNING)
    for (const [n, to] of [[0, 'accepted'], [1, 'dispatched'], [0, 'accepted']] as const) journal.write({ is: 'stage', key: 'k', n, to, moved: MORNING, refused: null })
    journal.write({ is: 'stage', key: 'k', n: 2, to: 'closed', moved: MORNING, refused: 'EVENT_STAGE' })
    for (const [name, act, refused] of [['u1', 'on', null], ['u2', 'on', 'SHIFT_SAME'], ['u1', 'off', null], ['u3', 'on', 'UNIT_UNKNOWN']] as const) {
      journal.write({ is: 'shift', unit: name, do: act, moved: MORNING, people: 2, refused })
    }
    journal.write({ is: 'end', at: MORNING, waiting: 1 })
    await journal.close()
    const truth = readTruth(readFileSync(file, 'utf8'))
    expect(truth.fixes.map(({ n, answer }) => [n, answer?.taken])).toEqual([[100, true], [101, null], [102, undefined]])
    expect(truth.events.get('k')).toMatchObject({ id: 'id-1', moves: [{ n: 0, to: 'accepted' }, { n: 1, to: 'dispatched' }] })
    expect(expectedStages(truth)).toEqual(new Map([['id-1', 'dispatched']]))
    expect(truth).toMatchObject({ onDuty: new Set(['u2']), twice: [], ended: true })
    expect(truth.refusals.map(({ refused }) => refused)).toEqual(['EVENT_STAGE', 'UNIT_UNKNOWN'])
  })

  it('[X23] an event that got two ids is named, and a torn last line is left out', () => {
    const line = (id: string): string => JSON.stringify({ is: 'event', key: 'k', id, repeated: false, category: 'other', level: 4, region: '1', answered: '1', occurred: 1, at: 1 })
    expect(readTruth(`${line('a')}\n${line('b')}\n{"is":"fi`).twice).toEqual(['k'])
    expect(() => readTruth(`{"is":"fi\n${line('b')}\n`)).toThrow(SyntaxError)
  })

  it('[X23] without a file nothing is kept', async () => {
    const journal = createJournal(null, 1)
    const parcel = { device: device(), fix: fix() }
    journal.sending(parcel, MORNING)
    journal.settled(parcel, true, instant(MORNING + MINUTE))
    await journal.close()
  })
})
