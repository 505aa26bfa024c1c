// Teams, officers and grid members as outside systems tell of them.
import { describe, expect, it } from 'vitest'
import { isRefusal, type Refusal } from '../../../shared/domain/refusal.ts'
import type { Items } from '../../../server/ingest/items.ts'
import { catalogue, GRID, setStage, START, TOWN, type Stage } from './stage.ts'

const FAR = '51030400200101'
const station = { id: 'station', name: '派出所' }
const street = { id: 'street', name: '街道' }
const iso = (seconds: number): string => new Date(START + seconds * 1000).toISOString()

/** The catalogue of the stage with kinds of teams and a rule. */
async function setForces(): Promise<Stage> {
  const stage = await setStage()
  const content = {
    ...catalogue, teams: [{ code: 'armband', name: '红袖标', short: '红袖标' }],
    rating: { days: 30, criteria: [{ code: 'basic', name: '基础', weight: 100, target: 10 }], stars: [20, 40, 60, 80, 100] },
  }
  await stage.happen.record([{ kind: 'catalogue-adopted', data: { hash: 'f', effective: START, content }, by: 'test', about: 'catalogue', received: START }])
  return stage
}

const team = (more: object = {}) => ({ id: 't1', kind: 'armband', name: '一格红袖标队', region: GRID, people: 12, ...more })
const bound = (more: object = {}) => ({ person: 'P001', role: 'officer', grid: GRID, since: iso(-86_400), ...more })
const told = async (call: Promise<Items<object> | Refusal>): Promise<unknown[]> => {
  const answer = await call
  return isRefusal(answer) ? [answer.refused] : answer.items.map((one) => (isRefusal(one) ? one.refused : 'changed' in one ? one.changed : 'repeated' in one && one.repeated ? 'again' : 'new'))
}
const idOf = async (call: Promise<Items<{ id: string | null }> | Refusal>): Promise<string> => {
  const answer = await call
  if (isRefusal(answer) || isRefusal(answer.items[0])) throw new Error(JSON.stringify(answer))
  return answer.items[0].id!
}

describe('establishment', () => {
  it('[C1] teams and bindings are registered and changed by id, the same again changes nothing, and each item is answered alone', async () => {
    const stage = await setForces()
    expect(await told(stage.forces.teams({ items: [team(), team(), team({ people: 13 }), team({ id: 't2', region: '51030400100199' }), team({ id: 't3', kind: 'choir' }), team({ id: 't4', region: TOWN }), team({ id: 't5', people: 0 })] }, 'k')))
      .toEqual([true, false, true, 'REGION_UNKNOWN', 'TEAM_KIND_UNKNOWN', 'BODY_MALFORMED', 'BODY_MALFORMED'])
    expect(stage.world.teams.get('t1')).toMatchObject({ people: 13 })
    expect(await told(stage.forces.bind({ items: [bound(), bound(), bound({ grid: FAR }), bound({ grid: TOWN }), bound({ person: 'P002', since: iso(600) }), bound({ role: 'member' })] }, 'k')))
      .toEqual([true, false, true, 'BODY_MALFORMED', 'BODY_MALFORMED', true])
    expect(stage.world.bindings.get('P001')?.map(({ role, grid }) => [role, grid])).toEqual([['officer', FAR], ['member', GRID]])
    expect((await stage.restart()).world).toMatchObject({ teams: stage.world.teams, bindings: stage.world.bindings })
  })

  it('[C1] what is retired or unbound is gone, and gone again is refused', async () => {
    const stage = await setForces()
    await stage.forces.teams({ items: [team()] }, 'k')
    await stage.forces.duties({ items: [{ key: 'd', team: 't1', do: 'on', people: 6, at: iso(0) }] }, street)
    await stage.forces.bind({ items: [bound()] }, 'k')
    expect(await stage.forces.retire('t1', 'k')).toMatchObject({ id: 't1' })
    expect(await stage.forces.unbind('P001', GRID, 'k')).toMatchObject({ id: 'P001' })
    expect([stage.world.teams.size, stage.world.duties.size, stage.world.bindings.size]).toEqual([0, 0, 0])
    expect(await stage.forces.retire('t1', 'k')).toMatchObject({ refused: 'TEAM_UNKNOWN' })
    expect(await stage.forces.unbind('P001', GRID, 'k')).toMatchObject({ refused: 'BINDING_UNKNOWN' })
  })

  it('[C2] a person is a call sign: what could be a name, a mobile or an identity number is turned away and nothing of it kept', async () => {
    const stage = await setForces()
    const people = ['王小明', 'Wang Xiaoming', '13912345678', '510304199001011234', '51030419900101123X', '', 'x'.repeat(33)]
    expect(await told(stage.forces.bind({ items: people.map((person) => bound({ person })) }, 'k'))).toEqual(people.map(() => 'BODY_MALFORMED'))
    expect(stage.world.bindings.size).toBe(0)
    expect(JSON.stringify(stage.entries)).not.toMatch(/王小明|13912345678|199001011/)
  })

  it('[C3] a catalogue from before there were teams takes any kind and any work', async () => {
    const stage = await setStage()
    expect(await told(stage.forces.teams({ items: [team({ kind: 'choir' })] }, 'k'))).toEqual([true])
    await stage.forces.bind({ items: [bound({ person: 'G1', role: 'member' })] }, 'k')
    expect(await told(stage.forces.work({ items: [{ key: 'w', member: 'G1', criterion: 'anything', at: iso(0) }] }, street))).toEqual(['new'])
  })
})

describe('records', () => {
  it('[C4] a team goes out and comes home, or was out; a repeated call gets its first answer, also after a restart', async () => {
    const stage = await setForces()
    await stage.forces.teams({ items: [team(), team({ id: 't2' })] }, 'k')
    const on = { key: '1', team: 't1', do: 'on', people: 8, at: iso(-60) }
    const off = { key: '3', team: 't1', do: 'off', at: iso(30) }
    const was = { key: '4', team: 't2', do: 'was', people: 5, from: iso(-7200), to: iso(-3600) }
    expect(await told(stage.forces.duties({ items: [on, { ...on, key: '2' }, off, { ...off, key: '5' }, was, { ...was, key: '6', team: 'none' }, { ...was, key: '7', to: iso(-7200) }, { ...was, key: '8', from: iso(-90_001 - 3600) }] }, street)))
      .toEqual(['new', 'SHIFT_SAME', 'new', 'SHIFT_SAME', 'new', 'TEAM_UNKNOWN', 'BODY_MALFORMED', 'BODY_MALFORMED'])
    expect(stage.world.duties.size).toBe(0)
    const { seq } = stage.world
    for (const one of [stage, await stage.restart()]) {
      expect(await told(one.forces.duties({ items: [on, off, was] }, street))).toEqual(['again', 'again', 'again'])
      expect(one.world.seq).toBe(seq)
    }
    expect(await told(stage.forces.duties({ items: [{ ...on, people: 9 }] }, street))).toEqual(['KEY_REUSED'])
    expect(await told(stage.forces.duties({ items: [{ ...on, at: iso(40) }] }, station)), 'the same key of another source is another').toEqual(['new'])
    expect(await told(stage.forces.duties({ items: [{ ...off, key: '9', at: iso(39) }] }, station)), 'home before it went out').toEqual(['SHIFT_SAME'])
    expect(await told(stage.forces.duties([], street))).toEqual(['BODY_MALFORMED'])
  })

  it('[C5] visits are taken of officers bound to the grid at that time, work of members by the criteria of the rule', async () => {
    const stage = await setForces()
    await stage.forces.bind({ items: [bound(), bound({ person: 'G001', role: 'member' })] }, 'k')
    const visit = { key: 'v1', officer: 'P001', grid: GRID, at: iso(0) }
    const more = [{ key: 'v2', grid: FAR }, { key: 'v3', officer: 'G001' }, { key: 'v4', at: iso(-86_401) }, { key: 'v5', at: iso(301) }, { key: 'v6', at: iso(-86_400) }]
    expect(await told(stage.forces.visits({ items: [visit, visit, ...more.map((one) => ({ ...visit, ...one }))] }, station)))
      .toEqual(['new', 'again', 'BINDING_UNKNOWN', 'BINDING_UNKNOWN', 'BINDING_UNKNOWN', 'BODY_MALFORMED', 'new'])
    const work = { key: 'w1', member: 'G001', criterion: 'basic', at: iso(0) }
    expect(await told(stage.forces.work({ items: [work, { ...work, key: 'w2', criterion: 'dance' }, { ...work, key: 'w3', member: 'P001' }, { ...work, key: 'w4', amount: 0 }] }, street)))
      .toEqual(['new', 'CRITERION_UNKNOWN', 'BINDING_UNKNOWN', 'BODY_MALFORMED'])
    await stage.forces.unbind('P001', GRID, 'k')
    expect(await told(stage.forces.visits({ items: [visit, { ...visit, key: 'v7' }] }, station)), 'what was taken once is answered again').toEqual(['again', 'BINDING_UNKNOWN'])
  })

  it('[C6] a record is taken back once, by who recorded it or by an order, and both entries stay', async () => {
    const stage = await setForces()
    await stage.forces.teams({ items: [team()] }, 'k')
    await stage.forces.bind({ items: [bound()] }, 'k')
    const id = await idOf(stage.forces.visits({ items: [{ key: 'v1', officer: 'P001', grid: GRID, at: iso(0) }] }, station))
    expect(await stage.forces.withdraw(id, { reason: 'mistaken' }, street, false)).toMatchObject({ refused: 'RIGHT_MISSING' })
    expect(await stage.forces.withdraw(id, { reason: 'because' }, station, false)).toMatchObject({ refused: 'BODY_MALFORMED' })
    expect(await stage.forces.withdraw('never', { reason: 'mistaken' }, station, false)).toMatchObject({ refused: 'RECORD_UNKNOWN' })
    const answers = await Promise.all(Array.from({ length: 5 }, () => stage.forces.withdraw(id, { reason: 'mistaken' }, street, true)))
    expect(answers.map((answer) => isRefusal(answer) || answer.repeated)).toEqual([false, true, true, true, true])
    expect(await stage.forces.withdraw(id, { reason: 'duplicate' }, station, false)).toMatchObject({ refused: 'RECORD_WITHDRAWN' })
    expect(stage.entries.filter(({ about }) => about === id).map(({ kind }) => kind)).toEqual(['visit-recorded', 'record-withdrawn'])

    const duty = await idOf(stage.forces.duties({ items: [{ key: 'd1', team: 't1', do: 'on', people: 8, at: iso(0) }] }, street))
    await stage.forces.withdraw(duty, { reason: 'duplicate' }, street, false)
    expect(stage.world.duties.size).toBe(0)
    expect(await told(stage.forces.duties({ items: [{ key: 'd2', team: 't1', do: 'on', people: 8, at: iso(1) }] }, street))).toEqual(['new'])
  })

  it('[C4] when the disk fails nothing is taken, and the same call later is', async () => {
    const stage = await setForces()
    await stage.forces.teams({ items: [team()] }, 'k')
    stage.disk.state = 'broken'
    const on = { items: [{ key: '1', team: 't1', do: 'on', people: 8, at: iso(0) }] }
    expect(await told(stage.forces.duties(on, street))).toEqual(['STORAGE_FAILED'])
    stage.disk.state = 'quick'
    expect(await told(stage.forces.duties(on, street))).toEqual(['new'])
  })
})
