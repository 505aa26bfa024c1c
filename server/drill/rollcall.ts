// Plays the shift systems: brings the server's duty list up to the seed's, then signs units on and off as time passes.
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { Agenda } from './agenda.ts'
import { itemsIn, refusalIn, type Api } from './api.ts'
import { blockAt, dutyAt, dutyIn, HANDOVER, type Block } from './duty.ts'
import type { Errands } from './errands.ts'
import type { Journal } from './journal.ts'
import { isoOf } from './report.ts'
import type { Roster } from './roster.ts'

export interface Sign { readonly unit: string; readonly do: 'on' | 'off'; readonly people: number; readonly at: Instant }

export interface RollcallParts {
  readonly seed: number
  readonly roster: Roster
  readonly shifts: Catalogue['shifts']
  readonly api: Api
  readonly errands: Errands
  readonly journal: Journal
}

export interface Rollcall {
  /** Asks who is on duty and signs on and off whoever differs. Rejects with Unanswered. */
  begin(now: Instant): Promise<void>
  tick(now: Instant): void
}

const AT_ONCE = 500

export function createRollcall({ seed, roster, shifts, api, errands, journal }: RollcallParts): Rollcall {
  const agenda = new Agenda<Sign>()
  /** End of the last block that is planned; 0 before the beginning. */
  let planned = instant(0)

  /** Everything of the block's duties that comes after an instant. */
  function plan(block: Block, after: Instant): void {
    for (const unit of roster.units) {
      const duty = dutyIn(seed, shifts, unit, block)
      if (duty && duty.from > after) agenda.put(duty.from, { unit: unit.id, do: 'on', people: duty.people, at: duty.from })
      if (duty && duty.to > after) agenda.put(duty.to, { unit: unit.id, do: 'off', people: duty.people, at: duty.to })
    }
    planned = block.to
  }

  async function post(signs: readonly Sign[]): Promise<void> {
    const items = signs.map(({ unit, do: what, people, at }) => ({ key: `${unit}:${at}:${what}`, unit, do: what, people, at: isoOf(at) }))
    const said = await api.ask('POST', '/shifts', { items })
    const answers = itemsIn(said.body)
    signs.forEach(({ unit, do: what, people, at }, index) => {
      journal.write({ is: 'shift', unit, do: what, moved: at, people, refused: said.refused ?? refusalIn(answers[index]) })
    })
  }

  function submit(signs: readonly Sign[], now: Instant): void {
    for (let from = 0; from < signs.length; from += AT_ONCE) {
      const part = signs.slice(from, from + AT_ONCE)
      errands.add({ subject: 'shifts', at: now, run: () => post(part) })
    }
  }

  return {
    async begin(now) {
      const said = await api.ask('GET', '/units')
      const on = new Set(unitsOnDuty(said.body))
      const signs = roster.units.flatMap((unit): Sign[] => {
        const duty = dutyAt(seed, shifts, unit, now)
        if (duty && !on.has(unit.id)) return [{ unit: unit.id, do: 'on', people: duty.people, at: duty.from }]
        return !duty && on.has(unit.id) ? [{ unit: unit.id, do: 'off', people: 1, at: now }] : []
      })
      for (const unit of roster.units) {
        if (on.has(unit.id) && dutyAt(seed, shifts, unit, now)) journal.write({ is: 'shift', unit: unit.id, do: 'on', moved: now, people: 1, refused: 'SHIFT_SAME' })
      }
      submit(signs, now)
      // Late sign-offs of the block before are still to come, and early sign-ons of the next.
      const block = blockAt(shifts, now)
      for (const one of [blockAt(shifts, instant(block.from - 1)), block, blockAt(shifts, block.to)]) plan(one, now)
    },
    tick(now) {
      while (planned > 0 && now >= planned - 2 * HANDOVER) plan(blockAt(shifts, planned), now)
      submit(agenda.take(now), now)
    },
  }
}

function unitsOnDuty(body: unknown): string[] {
  if (!Array.isArray(body)) return []
  return body.flatMap((unit: unknown) =>
    (typeof unit === 'object' && unit !== null && 'onDuty' in unit && unit.onDuty && 'id' in unit && typeof unit.id === 'string' ? [unit.id] : []))
}
