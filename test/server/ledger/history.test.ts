// Random histories: the ledger on disk and the one in memory answer alike, and as a plain model says.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Draft } from '../../../shared/domain/entry.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import type { Appended } from '../../../server/ledger/ledger.ts'
import { memoryLedger } from '../../../server/ledger/memory.ts'
import { temporaryFolder } from '../../contracts/folders.ts'
import { clock, moved } from './drafts.ts'
import { ledgerHere } from './here.ts'
import { ledgerModel } from './model.ts'

type Step =
  | { readonly do: 'append'; readonly calls: readonly (readonly Draft[])[] }
  | { readonly do: 'erase'; readonly about: string }
  | { readonly do: 'reopen' }

const abouts = ['e1', 'e2', 'e3']
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined })

const draft: fc.Arbitrary<Draft> = fc.record({
  about: fc.constantFrom(...abouts),
  what: fc.constantFrom('受理', '分派'),
  key: optional(fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5')),
  expects: optional(fc.nat(8)),
  personal: optional(fc.dictionary(fc.constantFrom('name', 'phone', 'text', '__proto__'), fc.string({ unit: 'binary', maxLength: 12 }), { maxKeys: 2 })),
}).map(({ about, what, ...extras }) => moved(about, what, extras))

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), calls: fc.array(fc.array(draft, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), about: fc.constantFrom(...abouts) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
)

const inShort = (answer: Appended): string =>
  isRefusal(answer) ? answer.refused : `${answer.repeated ? 'again' : 'new'} ${answer.entry.seq}`

it('[L16] answers every history alike on disk, in memory and as the plain model says', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
    const folder = temporaryFolder()
    const diskClock = clock()
    const memory = memoryLedger({ now: clock() })
    const model = ledgerModel()
    let disk = ledgerHere(folder, diskClock)
    const { epoch } = disk
    try {
      for (const one of steps) {
        if (one.do === 'reopen') {
          await disk.close()
          disk = ledgerHere(folder, diskClock)
          expect(disk.epoch).toBe(epoch)
        } else if (one.do === 'erase') {
          const expected = model.erase(one.about)
          expect([await disk.erase(one.about), await memory.erase(one.about)]).toEqual([expected, expected])
        } else {
          const expected = one.calls.map((call) => call.map((each) => model.append(each)))
          const [onDisk, inMemory] = await Promise.all([disk, memory].map((ledger) => Promise.all(one.calls.map((call) => ledger.append(call)))))
          expect(onDisk.map((call) => call.map(inShort))).toEqual(expected)
          expect(onDisk).toEqual(inMemory)
        }
      }
      const entries = await disk.read(0, Infinity)
      expect(entries).toEqual(await memory.read(0, Infinity))
      expect(entries.map(({ seq, about, data }) => ({ seq, about, data })))
        .toEqual(model.kept.map(({ seq, draft: { about, data } }) => ({ seq, about, data })))
      for (const about of abouts) {
        expect(await disk.version(about)).toBe(model.version(about))
        for (const ledger of [disk, memory]) expect(await ledger.about(about)).toEqual(entries.filter((entry) => entry.about === about))
        for (const ledger of [disk, memory]) expect(await ledger.personal(about)).toEqual(model.personal(about))
      }
      const whole = { ok: true, checked: model.kept.length, fault: null }
      expect([await disk.verify(), await memory.verify()]).toEqual([whole, whole])
    } finally {
      await disk.close()
    }
  }), { numRuns: 40 })
})
