// A store in a thread: what its main side hears when things go well, fail or end.
import { expect, it, onTestFinished } from 'vitest'
import type { Answer } from '../../../server/sql/serve.ts'
import { startThread } from '../../../server/sql/thread.ts'

/** The asks of echoWorker.ts. */
interface Echo {
  readonly [name: string]: (ask: never) => Answer<unknown>
  echo(bytes: Uint8Array): Answer<Uint8Array>
  fail(where: number): Answer<never>
  bug(_: null): Answer<never>
  die(_: null): Answer<null>
}

async function started(given: string) {
  const thread = await startThread<Echo, string>(new URL('./echoWorker.ts', import.meta.url), given)
  onTestFinished(() => thread.end())
  return thread
}

it('[L21] answers asks, faults and bugs each as what they are, and goes on', async () => {
  const thread = await started('words')
  expect(thread.ready).toBe('ready with words')
  const [echo] = await Promise.all([
    thread.ask('echo', Uint8Array.of(1, 2, 3)),
    expect(thread.ask('fail', 7)).rejects.toMatchObject({ name: 'StoreFault', fault: 'full', message: 'no room', where: 7 }),
    expect(thread.ask('bug', null)).rejects.toThrow('RangeError: a bug'),
  ])
  expect(echo).toEqual(Uint8Array.of(1, 2, 3))
  await thread.end()
  await expect(thread.ask('echo', Uint8Array.of(1))).rejects.toMatchObject({ fault: 'gone' })
})

it('[L21] says why a store did not open', async () => {
  await expect(started('locked')).rejects.toMatchObject({ fault: 'locked', message: 'somebody has it' })
  await expect(started('bug')).rejects.toThrow('TypeError: a bug at opening')
})

it('[L21] leaves nobody waiting for a thread that died', async () => {
  const thread = await started('x')
  const last = thread.ask('die', null)
  const waiting = expect(thread.ask('echo', Uint8Array.of(1))).rejects.toMatchObject({ fault: 'gone', message: expect.stringContaining('out of memory') })
  // The answer was on its way when the thread died: it may have got through or not.
  expect(await last.catch(({ fault }: { fault: string }) => fault)).toSatisfy((answer) => answer === null || answer === 'gone')
  await waiting
  await expect(thread.ask('echo', Uint8Array.of(1))).rejects.toMatchObject({ fault: 'gone' })
})
