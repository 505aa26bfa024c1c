// Stretches of tracks on disk: what was put comes back, damage is told, hours go, and coverage is the same as without.
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, instant } from '../../../../shared/domain/time.ts'
import { keep } from '../../../../server/app/restore.ts'
import type { Ledger } from '../../../../server/ledger/ledger.ts'
import { emptyWorld } from '../../../../server/world/world.ts'
import { createReadings } from '../../../../server/readings/all.ts'
import { IN_MEMORY, memoryArchive, openFileArchive, type Archive } from '../../../../server/readings/coverage/archive.ts'
import { append, chunksAbout, chunksOf, dropBefore, emptyTrack, isHeld, oldestTicket, repack, unpack, type Track } from '../../../../server/readings/coverage/track.ts'
import { freshFolder } from '../../../start.ts'
import { DISTRICT, smallDistrict, townCodes } from '../../world/given.ts'
import { MORNING } from './given.ts'
import { asTheyCome, day, engine, inOrder, play, twice, type Engine } from './tape.ts'

const NEVER = (error: unknown): never => { throw error as Error }
const bytesOf = (length: number, seed: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 31 + seed) % 256)

let folder = ''
let open: Archive[] = []
beforeEach(() => { folder = freshFolder() })
afterEach(() => {
  for (const archive of open) archive.close()
  open = []
  rmSync(folder, { recursive: true })
})
const archiveOf = (failed: (error: unknown) => void = NEVER, of = folder): Archive => {
  const archive = openFileArchive(of, failed)
  open.push(archive)
  return archive
}
/** Closes what is open and opens it again. */
function reopened(archive: Archive, failed?: (error: unknown) => void): Archive {
  archive.close()
  open = open.filter((one) => one !== archive)
  return archiveOf(failed)
}

describe('an archive of stretches', () => {
  it('[O40] gives back what was put, before and after a restart, in whatever hours', () => {
    const piece = fc.record({ hour: fc.integer({ min: 495_000, max: 495_004 }), length: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 3_000, max: 9_300 }), fc.constant(200_000)) })
    fc.assert(fc.property(fc.array(fc.array(piece, { maxLength: 20 }), { minLength: 1, maxLength: 4 }), (runs) => {
      rmSync(folder, { recursive: true })
      let archive = archiveOf()
      const put: { ticket: number; bytes: Uint8Array }[] = []
      for (const pieces of runs) {
        for (const { hour, length } of pieces) {
          const bytes = bytesOf(length, put.length)
          put.push({ ticket: archive.put(hour, bytes, 7), bytes })
        }
        for (const { ticket, bytes } of put) expect(Buffer.from(archive.get(ticket, 7)!).equals(bytes)).toBe(true)
        archive = reopened(archive)
        for (const { ticket, bytes } of put) expect([archive.holds(ticket, bytes.length), archive.holds(ticket, 2 ** 30)]).toEqual([true, false])
      }
      expect(new Set(put.map(({ ticket }) => ticket)).size).toBe(put.length)
      reopened(archive).close()
      open = []
    }), { numRuns: 40, seed: 9 })
  })

  it('[O40] says what is not there any more or not what it was, and that alone is nothing', () => {
    const [first, second, third] = [bytesOf(500, 1), bytesOf(600, 2), bytesOf(700, 3)]
    const archive = archiveOf()
    const tickets = [first, second, third].map((bytes) => archive.put(495_000, bytes, 7))
    archive.close()
    open = []
    const file = join(folder, '495000.track')
    const written = readFileSync(file)
    written[700] ^= 1
    writeFileSync(file, written)
    truncateSync(file, written.length - 3)
    const told: string[] = []
    const again = archiveOf((error) => { told.push(String(error)) })
    expect(Buffer.from(again.get(tickets[0], 7)!).equals(first)).toBe(true)
    expect([again.get(tickets[1], 7), again.get(tickets[2], 7), again.get(tickets[2] + 2 ** 33, 7)]).toEqual([null, null, null])
    expect(told).toHaveLength(3)
    expect(told[0]).toContain('495000.track')
    const after = again.put(495_000, second, 7)
    expect(Buffer.from(again.get(after, 7)!).equals(second)).toBe(true)
  })

  it('[O53] a piece is given to nobody but whose it is, wherever a ticket points', () => {
    const told: unknown[] = []
    const archive = archiveOf((error) => { told.push(error) })
    const [one, other] = [archive.put(495_000, bytesOf(500, 1), 7), archive.put(495_000, bytesOf(500, 2), 8)]
    expect([archive.get(one, 8), archive.get(other, 7), archive.lost()]).toEqual([null, null, 2])
    expect([Buffer.from(archive.get(one, 7)!).equals(bytesOf(500, 1)), Buffer.from(archive.get(other, 8)!).equals(bytesOf(500, 2)), archive.lost()]).toEqual([true, true, 0])
    expect(told).toHaveLength(2)
    const tracks = [1, 2].map((device) => walked(archive, 1_200, device))
    const [first, second] = tracks.map((track) => unpack(track, 0, chunksOf(track), archive).time.length)
    expect([first, second]).toEqual([1_200, 1_200])
    // The tickets of two devices, and of two stretches of one device, the wrong way round.
    const TICKET = 2
    const [mine, theirs] = tracks.map(({ full }) => full[TICKET])
    tracks[0].full[TICKET] = theirs
    expect(unpack(tracks[0], 0, chunksOf(tracks[0]), archive).time.length).toBe(1_200 - 512)
    tracks[0].full[TICKET] = tracks[0].full[TICKET + 13]
    expect(unpack(tracks[0], 0, chunksOf(tracks[0]), archive).time.length).toBe(1_200 - 512)
    tracks[0].full[TICKET] = mine
    expect(unpack(tracks[0], 0, chunksOf(tracks[0]), archive).time.length).toBe(1_200)
  })

  it('[O41] keeps in memory what the disk refuses until it takes it', async () => {
    const told: unknown[] = []
    const archive = archiveOf((error) => { told.push(error) })
    // A folder stands where the file should be.
    mkdirSync(join(folder, '495000.track'))
    const put = Array.from({ length: 60 }, (_, index) => ({ ticket: archive.put(495_000 + index % 2, bytesOf(5_000, index), 7), bytes: bytesOf(5_000, index) }))
    // Told once, however often it was tried.
    expect(told).toHaveLength(1)
    const isBack = (from: Archive): boolean => put.every(({ ticket, bytes }) => Buffer.from(from.get(ticket, 7)!).equals(bytes))
    expect(isBack(archive)).toBe(true)
    await expect(archive.sync()).rejects.toThrow(folder)
    rmSync(join(folder, '495000.track'), { recursive: true })
    await archive.sync()
    const failures = told.length
    expect(isBack(archive)).toBe(true)
    expect(isBack(reopened(archive, NEVER))).toBe(true)
    expect(told).toHaveLength(failures)
  })

  it('[O41] gives back a piece of which the disk took a part, before and after it took the rest', async () => {
    let room = 70_000
    const write = (fd: number, bytes: NodeJS.ArrayBufferView, offset?: number | null, length?: number | null, position?: number | null): number => {
      if (room === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      const taken = writeSync(fd, bytes, offset, Math.min(room, length ?? 0), position)
      room -= taken
      return taken
    }
    const archive = openFileArchive(folder, () => undefined, write as typeof writeSync)
    open.push(archive)
    const put = Array.from({ length: 60 }, (_, index) => ({ ticket: archive.put(495_000, bytesOf(5_000, index), 7), bytes: bytesOf(5_000, index) }))
    expect(room).toBe(0)
    const back = (from: Archive): boolean[] => put.map(({ ticket, bytes }) => from.get(ticket, 7) !== null && Buffer.from(from.get(ticket, 7)!).equals(bytes))
    expect(new Set(back(archive))).toEqual(new Set([true]))
    room = Infinity
    await archive.sync()
    expect(new Set(back(archive))).toEqual(new Set([true]))
    expect(new Set(back(reopened(archive)))).toEqual(new Set([true]))
  })

  it('[O42] lets hours go that nothing points to, and not the one that is written', () => {
    const archive = archiveOf()
    const tickets = [0, 1, 2, 3].map((hour) => archive.put(495_000 + hour, bytesOf(100, hour), 7))
    archive.forget(tickets[2])
    expect(readdirSync(folder).sort()).toEqual(['495002.track'])
    expect(tickets.map((ticket) => archive.holds(ticket, 100))).toEqual([false, false, true, false])
    archive.forget(Infinity)
    expect(Buffer.from(archive.get(tickets[3], 7)!).equals(bytesOf(100, 3))).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  })
})

/** A device that sends every second, for as many seconds; some of it too late. */
function walked(archive: Archive, seconds: number, device = 1): Track {
  const track = emptyTrack(0, 1, device, 'area', 1)
  for (let second = 0; second < seconds; second++) {
    const [time, lon, lat] = [MORNING + second * 1_000, 104_750_000 + second % 97 * 11, 29_350_000 + second % 89 * 9]
    append(track, time, lon, lat, archive)
    Object.assign(track, { time, lon, lat })
  }
  return track
}

describe('tracks with an archive', () => {
  it('[O43] are those without, also where late fixes are put between others', async () => {
    const archive = archiveOf()
    const [kept, put] = [walked(IN_MEMORY, 3_000), walked(archive, 3_000)]
    for (const at of [0, 511, 512, 1_600, 2_999]) {
      for (const [track, where] of [[kept, IN_MEMORY], [put, archive]] as const) {
        const [first, after] = chunksAbout(track, MORNING + at * 1_000, MORNING + (at + 3) * 1_000)
        const { led, time, lon, lat } = unpack(track, first, after, where)
        const row = time.indexOf(MORNING + at * 1_000)
        const more = (column: Float64Array | Int32Array, value: number): number[] => [...column.subarray(0, row + 1), value, ...column.subarray(row + 1)]
        repack(track, first, after, { led, time: Float64Array.from(more(time, time[row] + 500)), lon: Int32Array.from(more(lon, 104_000_000)), lat: Int32Array.from(more(lat, 29_000_000)) }, where)
      }
      expect(unpack(put, 0, chunksOf(put), archive)).toEqual(unpack(kept, 0, chunksOf(kept), IN_MEMORY))
    }
    await archive.sync()
    expect([put.chunks, isHeld(put, archive), oldestTicket(put) < Infinity]).toEqual([kept.chunks, true, true])
  })

  it('[O43] are passed over where the disk lost a stretch, and what follows is what it was', () => {
    const told: unknown[] = []
    const archive = archiveOf((error) => { told.push(error) })
    const track = walked(archive, 1_200)
    // Its ticket.
    track.full[2] = 2 ** 33 * 3
    const { time } = unpack(track, 0, chunksOf(track), archive)
    expect([time.length, time[0], told.length]).toEqual([1_200 - 512, MORNING + 512_000, 1])
    expect(isHeld(track, archive)).toBe(false)
  })

  it('[O44] keep of a day in memory what they keep of an hour, but for the boxes of full stretches', () => {
    const archive = archiveOf()
    const inMemory = ({ open, full }: Track): number => open!.bytes.length + full.byteLength
    const [hour, whole] = [walked(archive, 3_600), walked(archive, 86_400)]
    expect(chunksOf(whole)).toBe(Math.ceil(86_400 / 512))
    expect(inMemory(hour)).toBeLessThanOrEqual(4_096 + 8 * 96 * 2)
    expect(inMemory(whole)).toBeLessThanOrEqual(4_096 + 169 * 96 * 2)
    dropBefore(whole, whole.time - HOUR)
    expect(oldestTicket(whole)).toBeGreaterThanOrEqual(Math.floor((MORNING + DAY - HOUR - 1_000) / HOUR) * 2 ** 33)
  })
})

const HOURS = 4
const now = instant(MORNING + (HOURS + 2) * HOUR)
const shown = ({ coverage, state, story }: Engine) => [DISTRICT, townCodes[1]].map((region) => coverage.show(state, now, story.world, region))

/** A day to play to readings with an archive of their own. */
function fed() {
  const { roster, fixes } = day(4, HOURS)
  const archive = archiveOf()
  const readings = createReadings(archive)
  const told = engine()
  told.story.listeners.splice(0)
  told.story.listeners.push((happening, world) => { readings.step(happening, world) })
  return { archive, readings, told, roster, dense: twice(fixes) }
}

describe('coverage with an archive', () => {
  it('[O43] is coverage without, in whatever order fixes come', () => {
    for (const seed of [1, 2, 3]) {
      const { roster, fixes } = day(seed, HOURS)
      const dense = twice(fixes)
      const archive = archiveOf(NEVER, join(folder, `${seed}`))
      const away = play(engine(archive), [...roster, ...asTheyCome(dense, seed)])
      expect(shown(away)).toEqual(shown(play(engine(), [...roster, ...asTheyCome(dense, seed)])))
      expect(away.state.tracks.some((track) => oldestTicket(track) < Infinity)).toBe(true)
    }
  })

  it('[O42] goes on after a restart from what was frozen, and from nothing when its stretches are gone', async () => {
    const { archive, readings, told, roster, dense } = fed()
    play(told, [...roster, ...inOrder(dense)])
    const frozen = readings.freeze()
    const forget = await readings.secure()
    forget()
    const files = readdirSync(folder)
    expect(files.length).toBeGreaterThan(1)
    // Killed: what was put after the snapshot may be there or not.
    archive.put(Math.floor(now / HOUR), bytesOf(9_000, 1), 7)
    await archive.sync()
    const again = archiveOf()
    const thawed = createReadings(again)
    expect(thawed.thaw(frozen)).toBe(true)
    const show = (of: typeof readings) => of.show(now, told.story.world, { sources: [], unregistered: [] }, DISTRICT).coverage
    expect(show(thawed)).toEqual(show(readings))
    truncateSync(join(folder, files.sort()[0]), 0)
    expect(createReadings(archiveOf()).thaw(frozen)).toBe(false)
  })

  it('[O42] nothing goes that a late fix put while a snapshot was being kept', async () => {
    const { readings, told, roster, dense } = fed()
    const half = MORNING + HOURS / 2 * HOUR
    const [early, late] = [dense.filter(({ time }) => time < half), dense.filter(({ time }) => time >= half)]
    play(told, [...roster, ...inOrder(late)])
    readings.freeze()
    const forget = await readings.secure()
    play(told, asTheyCome(early, 2).map((one) => ({ ...one, at: now })))
    forget()
    const frozen = readings.freeze()
    await readings.secure()
    expect(createReadings(archiveOf()).thaw(frozen)).toBe(true)
  })

  it('[O42] a snapshot is kept when what it points to is on disk, and only then do older stretches go', async () => {
    const said: string[] = []
    let takes = true
    const archive: Archive = {
      ...memoryArchive(),
      sync: () => { said.push('sync'); return takes ? Promise.resolve() : Promise.reject(new Error('full')) },
      forget: () => { said.push('forget') },
    }
    const ledger = { saveSnapshot: () => { said.push('save'); return Promise.resolve() } } as unknown as Ledger
    const [world, readings] = [emptyWorld(smallDistrict()), createReadings(archive)]
    await keep(ledger, world, readings, instant(0))
    expect(said).toEqual(['sync', 'save', 'forget'])
    takes = false
    await expect(keep(ledger, world, readings, instant(0))).rejects.toThrow('full')
    expect(said).toEqual(['sync', 'save', 'forget', 'sync'])
  })
})
