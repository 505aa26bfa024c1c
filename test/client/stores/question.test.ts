// A question that stands: when it is asked, and which answers count.
import { describe, expect, it } from 'vitest'
import { AGAIN, createQuestion, type Put } from '../../../client/stores/question.ts'
import type { Ask, AskAnswer } from '../../../shared/wire/ask.ts'

type Cost = Extract<Ask, { what: 'cost' }>
const ask = (unit: string): Cost => ({ what: 'cost', unit, minutes: 60 })

/** A server that answers when it is told to. */
function server() {
  const waiting: { ask: Ask; answer: (answer: AskAnswer) => void; fail: () => void }[] = []
  const put: Put = (one) => new Promise((answer, failed) => { waiting.push({ ask: one, answer, fail: () => { failed(new Error('down')) } }) })
  return { waiting, put }
}
const told = (unit: string): AskAnswer => ({ ok: true, told: { unit } as never })
const turn = (): Promise<void> => new Promise((next) => { setImmediate(next) })

describe('a question that stands', () => {
  it('[S65] is asked at once, then every few seconds, never twice at a time, and not when it is dropped', async () => {
    const { waiting, put } = server()
    const question = createQuestion<'cost'>()
    void question.follow(ask('u1'), 0, put)
    void question.follow(ask('u1'), AGAIN * 3, put)
    expect(waiting).toHaveLength(1)
    waiting[0].answer(told('u1'))
    await turn()
    expect([question.told.value?.unit, question.fault.value]).toEqual(['u1', null])
    void question.follow(ask('u1'), AGAIN - 1, put)
    expect(waiting).toHaveLength(1)
    void question.follow(ask('u1'), AGAIN, put)
    expect(waiting).toHaveLength(2)
    void question.follow(null, AGAIN, put)
    waiting[1].answer(told('u1'))
    await turn()
    expect(question.told.value).toBeNull()
  })

  it('[S65] drops what a newer question has overtaken, and shows nothing of the one before', async () => {
    const { waiting, put } = server()
    const question = createQuestion<'cost'>()
    void question.follow(ask('u1'), 0, put)
    void question.follow(ask('u2'), 1, put)
    expect(waiting.map((one) => (one.ask as Cost).unit)).toEqual(['u1', 'u2'])
    waiting[1].answer(told('u2'))
    await turn()
    waiting[0].answer(told('u1'))
    await turn()
    expect(question.told.value?.unit).toBe('u2')
    void question.follow(ask('u3'), 2, put)
    expect(question.told.value).toBeNull()
  })

  it('[S66] keeps what was told through a busy or silent server and says why, and gives it up when it is refused', async () => {
    const { waiting, put } = server()
    const question = createQuestion<'cost'>()
    const at = async (time: number, come: (index: number) => void): Promise<void> => {
      void question.follow(ask('u1'), time, put)
      come(waiting.length - 1)
      await turn()
    }
    await at(0, (index) => { waiting[index].answer(told('u1')) })
    await at(AGAIN, (index) => { waiting[index].answer({ ok: false, refused: 'SERVER_BUSY', detail: '' }) })
    expect([question.told.value?.unit, question.fault.value]).toEqual(['u1', 'SERVER_BUSY'])
    await at(2 * AGAIN, (index) => { waiting[index].fail() })
    expect([question.told.value?.unit, question.fault.value]).toEqual(['u1', 'silent'])
    await at(3 * AGAIN, (index) => { waiting[index].answer(told('u1')) })
    expect(question.fault.value).toBeNull()
    await at(4 * AGAIN, (index) => { waiting[index].answer({ ok: false, refused: 'UNIT_UNKNOWN', detail: 'u1' }) })
    expect([question.told.value, question.fault.value]).toEqual([null, 'UNIT_UNKNOWN'])
  })
})
