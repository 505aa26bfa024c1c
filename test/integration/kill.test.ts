// kill -9 of the server in mid-drill: nothing acknowledged is lost, the drill and the wall come back by themselves.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openSqliteTape } from '../../server/tape/sqlite.ts'
import { differences, expectedPlaces, type ShownUnit } from '../../server/drill/judge.ts'
import { expectedStages, readTruth } from '../../server/drill/truth.ts'
import { instant } from '../../shared/domain/time.ts'
import { endAll, freePorts, run, startProcess } from '../processes.ts'
import { allEvents, call, freshFolder, openScreen, until } from '../start.ts'

afterEach(endAll)

describe('kill -9', () => {
  it('[L90] a server killed again and again in mid-drill loses no acknowledged entry or fix, and screens recover by themselves', async () => {
    const folder = freshFolder()
    const ports = await freePorts(5)
    let server = await startProcess(folder, ports)
    const truthFile = join(folder, 'truth.ndjson')
    const drill = run('server/drill/main.ts', ['--server', join(folder, 'drill.json'), '--units', '200', '--seed', '12', '--for', '50s', '--partly', '--truth', truthFile])
    const screen = await openScreen(server.address)
    await until('the drill plays', () => screen.mirror.places.known().length > 20, 60_000)
    const epoch = screen.mirror.epoch
    for (let round = 0; round < 2; round++) {
      const seen = screen.frames.length
      server.child.kill('SIGKILL')
      await server.ended
      server = await startProcess(folder, ports)
      // The killed server's last frames may still be on their way: positions count from the answer to the join on.
      const joined = (): number => screen.frames.findIndex(({ frame }, index) => index >= seen && 'kind' in frame && (frame.kind === 'resumed' || frame.kind === 'picture'))
      await until('the screen recovered', () => joined() >= 0 && screen.frames.slice(joined()).some(({ frame }) => frame instanceof Uint8Array), 60_000)
      expect(screen.frames[joined()].frame).toMatchObject({ kind: 'resumed' })
    }
    expect(screen.mirror.epoch).toBe(epoch)
    expect([await drill.ended, drill.said()]).toEqual([0, expect.any(String)])

    const truth = readTruth(readFileSync(truthFile, 'utf8'))
    expect(truth.twice).toEqual([])
    const { key } = server.drill()
    const events = await allEvents((method, path) => call(server.address, key, method, path))
    expect(new Map(events.map(({ id, stage }) => [id, stage]))).toEqual(expectedStages(truth))
    const units = (await call(server.address, key, 'GET', '/api/units')).body as unknown as (ShownUnit & { number: number })[]
    expect(differences(expectedPlaces(truth), units)).toEqual([])
    screen.close()
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)

    const tape = await openSqliteTape({ folder: join(folder, 'tape') })
    const numbers = new Map(units.map(({ id, number }) => [id, number]))
    const kept = new Set<string>()
    for await (const { batch } of tape.play(instant(0), instant(Number.MAX_SAFE_INTEGER))) {
      for (let row = 0; row < batch.length; row++) kept.add(`${batch.unit[row]} ${batch.deviceTime[row]}`)
    }
    await tape.close()
    // Repeats and fixes that say themselves that they are none are acknowledged and not kept.
    const acknowledged = truth.fixes.filter(({ answer, valid, lon, lat }) => answer?.taken === true && valid && !(lon === 0 && lat === 0))
    expect(acknowledged.length).toBeGreaterThan(100)
    expect(acknowledged.filter(({ unit, time }) => !kept.has(`${numbers.get(unit) ?? 0} ${time}`))).toEqual([])
    rmSync(folder, { recursive: true, force: true })
  }, 400_000)
})
