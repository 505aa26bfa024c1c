// What carries the drill: agenda, errands, outboxes, the followed clock.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../../shared/domain/time.ts'
import { Agenda } from '../../../server/drill/agenda.ts'
import { Errands } from '../../../server/drill/errands.ts'
import { Outbox, type OutboxParts } from '../../../server/drill/outbox.ts'
import { refusedBy, taken, Unanswered, type Answer, type Parcel, type Sender } from '../../../server/drill/senders/sender.ts'
import { Tempo } from '../../../server/drill/tempo.ts'
import { device, fix, MORNING } from './given.ts'

const soon = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe('agenda', () => {
  it('[X16] what is due comes out in order of time, equals in the order they were put in', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))), (items) => {
      const agenda = new Agenda<[number, number]>()
      items.forEach(([at], index) => { agenda.put(instant(at), [at, index]) })
      const first = agenda.take(instant(20))
      expect(first.every(([at]) => at <= 20)).toBe(true)
      const all = [...first, ...agenda.take(instant(1e9))]
      expect(all).toEqual(items.map(([at], index) => [at, index]).sort((a, b) => a[0] - b[0] || a[1] - b[1]))
      expect(agenda.length).toBe(0)
    }))
  })
})

describe('errands', () => {
  it('[X17] errands of one subject keep their order over failures, strangers do not wait for them', async () => {
    const done: string[] = []
    let failures = 3
    const errands = new Errands(soon, () => undefined)
    const errand = (subject: string, name: string, fails = false) => ({ subject, at: MORNING, async run() {
      await soon()
      if (fails && failures-- > 0) throw new Unanswered('nobody')
      done.push(name)
    } })
    errands.add(errand('a', 'a1', true))
    errands.add(errand('a', 'a2'))
    errands.add(errand('b', 'b1'))
    errands.add(errand('a', 'a3'))
    await errands.settle()
    expect(done.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
    expect(done.indexOf('b1')).toBeLessThan(done.indexOf('a1'))
    expect(errands.waiting).toBe(0)
  })

  it('[X17] what is not answered counts as not played, so that a drill started again asks once more', async () => {
    let answer = (): void => undefined
    const errands = new Errands(soon, () => undefined)
    errands.add({ subject: 'a', at: instant(500), run: () => new Promise((resolve) => { answer = resolve }) })
    errands.add({ subject: 'b', at: instant(700), run: () => Promise.resolve() })
    await soon()
    expect(errands.playedTo(instant(1_000))).toBe(499)
    answer()
    await errands.settle()
    expect(errands.playedTo(instant(1_000))).toBe(1_000)
    expect(errands.close()).toBe(0)
  })
})

/** A sender that follows a script of answers, then takes everything. */
function scripted(script: (Answer | Error)[], most = 1): Sender & { sent: Parcel[][]; rests: number } {
  return {
    sent: [], rests: 0, most, joins: () => true,
    async send(parcels) {
      await soon()
      this.sent.push([...parcels])
      const answer = script.shift() ?? taken
      if (answer instanceof Error) throw answer
      return answer
    },
    rest() { this.rests++ },
  }
}
const parcel = (n: number): Parcel => ({ device: device(), fix: fix({ time: instant(MORNING + n * 1_000) }) })

function outboxOf(sender: Sender, more: Partial<OutboxParts> = {}) {
  const told = { sending: [] as Parcel[], settled: [] as [Parcel, Answer | null][] }
  const outbox = new Outbox({
    sender, wait: soon, chance: () => 0.5, sending: (one) => told.sending.push(one), settled: (one, answer) => told.settled.push([one, answer]), ...more,
  })
  return { outbox, told }
}

describe('outbox', () => {
  it('[X18] nothing leaves before its answer: what found nobody is sent again, in order, until it is answered', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('take', 'lose', 'refuse'), { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (script, most) => {
      const answers = { take: taken, lose: new Unanswered('nobody'), refuse: refusedBy('rule', 1) }
      const sender = scripted(script.map((step) => answers[step as keyof typeof answers]), most)
      const { outbox, told } = outboxOf(sender)
      const parcels = Array.from({ length: 7 }, (_, n) => parcel(n))
      outbox.push(...parcels.slice(0, 4))
      outbox.push(...parcels.slice(4))
      await outbox.settle()
      expect(told.settled.map(([one]) => one)).toEqual(parcels)
      expect(told.sending).toEqual(parcels)
      expect(told.settled.every(([, answer]) => answer !== null)).toBe(true)
      expect(outbox.waiting).toBe(0)
    }), { numRuns: 60 })
  })

  it('[X18] a full outbox gives up its oldest that is not on the wire, and says so', async () => {
    const sender = scripted([new Unanswered('nobody')])
    const { outbox, told } = outboxOf(sender, { keeps: 3 })
    const parcels = Array.from({ length: 8 }, (_, n) => parcel(n))
    outbox.push(parcels[0])
    outbox.push(...parcels.slice(1))
    expect(told.settled.map(([one, answer]) => [parcels.indexOf(one), answer])).toEqual([[1, null], [2, null], [3, null], [4, null]])
    await outbox.settle()
    expect(told.settled.slice(4).map(([one]) => parcels.indexOf(one))).toEqual([0, 5, 6, 7])
  })

  it('[X18] it hangs up when asked, but not before everything is answered', async () => {
    const sender = scripted([new Unanswered('nobody')])
    const { outbox } = outboxOf(sender)
    outbox.push(parcel(0))
    outbox.rest()
    expect(sender.rests).toBe(0)
    await outbox.settle()
    expect(sender.rests).toBe(1)
    outbox.push(parcel(1))
    await outbox.settle()
    expect(sender.rests).toBe(1)
  })

  it('[X18] closing ends the retries and says what was left', async () => {
    const sender = scripted(Array.from({ length: 1_000 }, () => new Unanswered('nobody')))
    const { outbox } = outboxOf(sender, { wait: () => new Promise(() => undefined) })
    outbox.push(parcel(0), parcel(1))
    while (sender.sent.length === 0) await soon()
    await soon()
    expect(outbox.close()).toBe(2)
    await outbox.settle()
    outbox.push(parcel(2))
    expect(outbox.waiting).toBe(2)
  })
})

describe('tempo', () => {
  it('[X19] it runs on at the server\'s speed between two answers', () => {
    let steady = 1_000
    const tempo = new Tempo(() => steady)
    expect(tempo.known).toBe(false)
    steady = 1_020
    tempo.follow(5_000_000, 60, 1_000)
    expect(tempo.now()).toBe(5_000_600)
    steady += 1_000
    expect(tempo.now()).toBe(5_060_600)
    expect(tempo.until(5_060_600 + 600)).toBe(10)
    expect(tempo.until(0)).toBe(0)
  })

  it('[X19] it stands still, never goes back, when the server\'s clock was set back', () => {
    let steady = 0
    const tempo = new Tempo(() => steady)
    tempo.follow(10_000, 1, 0)
    steady = 500
    expect(tempo.now()).toBe(10_500)
    tempo.follow(10_000, 1, 500)
    expect(tempo.now()).toBe(10_500)
    steady = 1_400
    expect(tempo.now()).toBe(10_900)
  })
})
