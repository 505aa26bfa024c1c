// The drill against a real server: what the world holds afterwards is what was played, no more and no less.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { ForcesReading } from '../../shared/domain/reading.ts'
import { startOfMonth } from '../../shared/domain/time.ts'
import { expectedForces } from '../../server/drill/forces-truth.ts'
import { differences, expectedPlaces, type ShownUnit } from '../../server/drill/judge.ts'
import { expectedStages, readTruth } from '../../server/drill/truth.ts'
import { endAll, run } from '../processes.ts'
import { allEvents, openScreen, startServer, until } from '../start.ts'

afterEach(endAll)

describe('drill', () => {
  it('[X90] after a drill at speed with faults the world equals ground truth: every unit\'s place, every event once, every shift', async () => {
    const server = await startServer({ speed: 30 })
    const screen = await openScreen(server.app.address)
    const truthFile = join(server.folder, 'truth.ndjson')
    const drill = run('server/drill/main.ts', ['--server', join(server.folder, 'drill.json'), '--units', '60', '--seed', '11', '--faults', '4', '--for', '15m', '--partly', '--truth', truthFile])
    expect([await drill.ended, drill.said()]).toEqual([0, expect.any(String)])
    const truth = readTruth(readFileSync(truthFile, 'utf8'))
    expect(truth.ended).toBe(true)
    expect(truth.fixes.length).toBeGreaterThan(300)
    expect(truth.twice).toEqual([])
    expect(truth.refusals).toEqual([])

    const events = await allEvents(server.api)
    expect(new Map(events.map(({ id, stage }) => [id, stage]))).toEqual(expectedStages(truth))
    const units = (await server.api('GET', '/api/units')).body as unknown as (ShownUnit & { onDuty: boolean })[]
    expect(new Set(units.filter(({ onDuty }) => onDuty).map(({ id }) => id))).toEqual(new Set(truth.onDuty))
    expect(differences(expectedPlaces(truth), units)).toEqual([])

    const { teams, grids, members } = ((await server.api('GET', '/api/readings')).body as unknown as { forces: ForcesReading }).forces
    const forces = expectedForces(truth.forces, { now: teams.asOf, monthFrom: startOfMonth(teams.asOf), workFrom: members.from })
    expect([teams.teams, teams.out, teams.hours7d, grids.bound, grids.officers, grids.visits, grids.grids - grids.unvisited!, members.members])
      .toEqual([forces.teams, forces.out, forces.hours7d, forces.bound, forces.officers, forces.visits, forces.visited, forces.members])
    expect(forces.hours7d).toBeGreaterThan(0)

    await until('the screen has every place', () => screen.mirror.places.known().length === units.filter(({ place }) => place).length)
    for (const { id, place } of units) {
      const number = screen.mirror.units.get(id)?.number ?? 0
      if (place) expect([id, screen.mirror.places.columns.time[number]]).toEqual([id, Math.round(place.time)])
    }
    screen.close()
    await server.stop()
  })
})
