// The life cycle of events as a table.
import { describe, expect, it } from 'vitest'
import { eventIdSchema, isOpen, openStages, severitySchema, stageMoves, stages, type Stage } from '../../../shared/domain/event.ts'

describe('stages', () => {
  it('[D10] every stage is in the table, leads only to stages, never to itself, and can be reached from a report', () => {
    expect(Object.keys(stageMoves).sort()).toEqual([...stages].sort())
    for (const [from, to] of Object.entries(stageMoves)) {
      expect(to.every((stage) => stages.includes(stage)), from).toBe(true)
      expect(to, from).not.toContain(from)
      expect(new Set(to).size, from).toBe(to.length)
    }
    const reached = new Set<Stage>(['reported'])
    for (const stage of reached) for (const next of stageMoves[stage]) reached.add(next)
    expect([...reached].sort()).toEqual([...stages].sort())
  })

  it('[D11] from every open stage an event can still be voided or merged, and what is archived, rejected, merged or void stays so', () => {
    for (const stage of openStages) expect(stageMoves[stage]).toEqual(expect.arrayContaining(['void', 'merged']))
    expect(stages.filter((stage) => stageMoves[stage].length === 0)).toEqual(['archived', 'rejected', 'merged', 'void'])
    expect(stages.filter((stage) => !isOpen(stage))).toEqual(['closed', 'archived', 'rejected', 'merged', 'void'])
  })

  it('[D12] the ways of the canonical machine are open and its short cuts shut', () => {
    const can = (...way: Stage[]): boolean => way.every((stage, index) => index === 0 || stageMoves[way[index - 1]].includes(stage))
    expect(can('reported', 'accepted', 'dispatched', 'handling', 'handled', 'closed', 'archived')).toBe(true)
    expect(can('draft', 'reported', 'closed')).toBe(true)
    expect(can('handled', 'handling', 'suspended', 'handling', 'accepted')).toBe(true)
    expect(can('dispatched', 'accepted')).toBe(true)
    expect(can('closed', 'handling')).toBe(true)
    for (const [from, to] of [['reported', 'handled'], ['accepted', 'handling'], ['handling', 'closed'], ['closed', 'reported'], ['archived', 'handling'], ['rejected', 'accepted']] as const) {
      expect(can(from, to), `${from} → ${to}`).toBe(false)
    }
  })

  it('[D13] levels are 1 to 4 and event ids plain words', () => {
    expect([0, 1, 4, 5, 1.5, '1'].map((level) => severitySchema.safeParse(level).success)).toEqual([false, true, true, false, false, false])
    expect(['a', 'platform:12.3_4-5', 'x'.repeat(96)].every((id) => eventIdSchema.safeParse(id).success)).toBe(true)
    expect(['', 'a b', 'x'.repeat(97), 'a/b', '事件'].some((id) => eventIdSchema.safeParse(id).success)).toBe(false)
  })
})
