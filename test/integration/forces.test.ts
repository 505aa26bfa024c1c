// Teams, officers and grid members on a real server: rights, answers, readings by region on API and screen, what a restart keeps.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ForcesReading } from '../../shared/domain/reading.ts'
import { hashKey } from '../../server/api/doors.ts'
import { call, freshFolder, openScreen, startServer, until, type Started } from '../start.ts'

const [GRID, OTHER, VILLAGE] = ['51030400101101', '51030400101102', '510304001011']
const secret = 's'.repeat(43)
const folder = freshFolder()
const extra = { keys: [{ id: 'street', name: '街道', hash: hashKey(secret), rights: ['shifts'] }] }
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

let server: Started
beforeAll(async () => { server = await startServer({ folder, extra }) })
afterAll(async () => { await server.stop() })

const items = (answer: { body: Record<string, unknown> }): Record<string, unknown>[] => answer.body.items as Record<string, unknown>[]
const post = (path: string, ...all: object[]) => server.api('POST', path, { items: all })
const street = (method: string, path: string, body?: unknown) => call(server.app.address, secret, method, path, body)
const forces = async (region: string): Promise<ForcesReading> => ((await server.api('GET', `/api/readings?region=${region}`)).body as unknown as { forces: ForcesReading }).forces

describe('forces', () => {
  it('[C16] what is posted with the right is recorded once, counts in the readings of its regions, and is taken back by one more entry', async () => {
    const team = (id: string, people: number, region = GRID) => ({ id, kind: 'armband', name: `红袖标${id}`, region, people })
    expect(items(await post('/api/teams', team('t1', 12), team('t2', 9, OTHER), { ...team('t3', 4), kind: 'choir' })).map(({ changed, refused }) => changed ?? refused)).toEqual([true, true, 'TEAM_KIND_UNKNOWN'])
    const person = (sign: string, role: string, grid = GRID) => ({ person: sign, role, grid, since: ago(60 * 24 * 40) })
    await post('/api/bindings', person('P001', 'officer'), ...Array.from({ length: 6 }, (_, n) => person(`G00${n}`, 'member', n % 2 === 0 ? GRID : OTHER)))

    const on = { items: [{ key: 'd1', team: 't1', do: 'on', people: 8, at: ago(30) }, { key: 'd2', team: 't2', do: 'was', people: 6, from: ago(300), to: ago(180) }] }
    const first = await street('POST', '/api/teams/duty', on)
    expect([first.status, items(first).map(({ repeated }) => repeated)]).toEqual([200, [false, false]])
    expect(items(await street('POST', '/api/teams/duty', on)).map(({ repeated }) => repeated)).toEqual([true, true])
    expect((await street('POST', '/api/teams', { items: [] })).body.refused).toBe('RIGHT_MISSING')
    expect((await street('GET', '/api/teams')).status).toBe(403)
    expect((await server.api('GET', '/api/teams')).body).toMatchObject([{ id: 't1', people: 12, duty: { people: 8 } }, { id: 't2', duty: null }])

    const visits = await post('/api/visits', { key: 'v1', officer: 'P001', grid: GRID, at: ago(2) }, { key: 'v2', officer: 'P001', grid: GRID, at: ago(1) }, { key: 'v3', officer: 'P001', grid: OTHER, at: ago(1) })
    expect(items(visits).map(({ refused }) => refused)).toEqual([undefined, undefined, 'BINDING_UNKNOWN'])
    await post('/api/members/work', ...Array.from({ length: 6 }, (_, n) => ({ key: `w${n}`, member: `G00${n}`, criterion: 'basic', amount: 40, at: ago(n + 1) })))

    // The first minutes of a month: the visits of a moment ago are the last month's.
    const thisMonth = ({ grids }: ForcesReading, ...minutes: number[]): number => minutes.filter((one) => Date.now() - one * 60_000 >= grids.from).length
    const village = await forces(VILLAGE)
    expect(village.teams).toMatchObject({ teams: 2, roll: 21, out: 1, people: 8, numerator: 1, denominator: 2 })
    expect(village.teams.hours7d).toBeCloseTo(8 * 0.5 + 6 * 2, 0)
    expect(village.teams.byKind).toMatchObject({ armband: { teams: 2, people: 8 }, 'building-watch': { teams: 0, roll: 0 } })
    expect(village.teams.rows.find(({ region }) => region === GRID)).toMatchObject({ teams: 1, roll: 12, out: 1, people: 8, teamsByKind: { armband: 1 } })
    expect(village.grids).toMatchObject({ bound: 1, officers: null, numerator: 1 })
    expect(Math.abs(village.grids.visits - thisMonth(village, 2, 1))).toBeLessThanOrEqual(1)
    expect(village.grids.unvisited).toBe(village.grids.grids - 1)
    expect(village.members).toMatchObject({ members: 6, numerator: 6, stars: [0, 6, 0, 0, 0, 0], work: [{ criterion: 'basic', amount: 240, earned: 1 }, { amount: 0 }, { amount: 0 }, { amount: 0 }] })
    expect((await forces(GRID)).members, 'three members are too few to be told of').toMatchObject({ members: null, stars: null, work: null })
    expect((await forces('510304')).teams).toMatchObject({ teams: 2, people: 8 })
    expect((await forces('510304002')).teams).toMatchObject({ teams: 0, people: 0 })

    const duty = items(first)[0].id as string
    expect((await street('POST', `/api/records/${items(visits)[0].id as string}/withdraw`, { reason: 'mistaken' })).body.refused).toBe('RIGHT_MISSING')
    expect(await street('POST', `/api/records/${duty}/withdraw`, { reason: 'mistaken' })).toMatchObject({ status: 200, body: { id: duty, repeated: false } })
    expect(await server.api('POST', `/api/records/${duty}/withdraw`, { reason: 'mistaken' })).toMatchObject({ status: 200, body: { repeated: true } })
    expect(await server.api('POST', '/api/records/none/withdraw', { reason: 'mistaken' })).toMatchObject({ status: 404, body: { refused: 'RECORD_UNKNOWN' } })
    expect((await forces(VILLAGE)).teams).toMatchObject({ out: 0, people: 0, hours7d: 12 })
    expect((await server.api('DELETE', '/api/teams/t2')).status).toBe(200)
    expect((await server.api('DELETE', '/api/teams/t2')).body.refused).toBe('TEAM_UNKNOWN')
    expect((await server.api('DELETE', `/api/bindings/P001/${GRID}`)).status).toBe(200)
    expect((await forces(VILLAGE)).grids).toMatchObject({ bound: 0, officers: 0 })
  })

  it('[C16] a screen has the figures of its region and no call sign, and a restart keeps everything', async () => {
    const screen = await openScreen(server.app.address, VILLAGE)
    await until('forces on the screen', () => screen.mirror.readings.forces?.members.members === 6)
    const texts = screen.frames.map(({ frame }) => (frame instanceof Uint8Array ? Buffer.from(frame).toString('latin1') : JSON.stringify(frame))).join()
    expect(texts).not.toMatch(/P001|G00\d|红袖标t1/)
    screen.close()
    const { teams, grids, members } = await forces(VILLAGE)
    await server.stop(true)
    server = await startServer({ folder, extra })
    const after = await forces(VILLAGE)
    const steady = ({ from: _from, to: _to, asOf: _asOf, ...rest }: object & { from: unknown; to: unknown; asOf: unknown }) => rest
    expect([after.teams, after.grids, after.members].map(steady)).toEqual([teams, grids, members].map(steady))
  })
})
