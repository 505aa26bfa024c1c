// Group commit: who waits together, who is told what.
import { expect, it } from 'vitest'
import { groupCommit } from '../../../server/sql/group.ts'

/** A sender whose commits are let go one at a time by the test. */
function held() {
  const groups: { items: readonly number[]; go: (error?: Error) => void }[] = []
  const send = (items: readonly number[]) => new Promise<readonly string[]>((done, failed) => {
    groups.push({ items, go: (error) => { if (error) failed(error); else done(items.map((item) => `#${item}`)) } })
  })
  return { groups, send }
}

const turn = () => new Promise((done) => { setImmediate(done) })

it('[L17] sends what waits as one group while a commit is under way, in the order of the calls', async () => {
  const { groups, send } = held()
  const group = groupCommit(send, 100)
  const first = group.add([1])
  await turn()
  const second = group.add([2, 3])
  const third = group.add([4])
  await turn()
  expect(groups.map(({ items }) => items)).toEqual([[1]])
  groups[0].go()
  expect(await first).toEqual(['#1'])
  await turn()
  expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3, 4]])
  groups[1].go()
  expect([await second, await third]).toEqual([['#2', '#3'], ['#4']])
  await group.idle()
})

it('[L17] never splits a call, and keeps groups short', async () => {
  const { groups, send } = held()
  const group = groupCommit(send, 3)
  const calls = [group.add([1, 2]), group.add([3, 4]), group.add([5, 6, 7, 8, 9]), group.add([10])]
  for (let index = 0; index < 4; index++) {
    await turn()
    groups[index].go()
  }
  expect((await Promise.all(calls)).map((answers) => answers.length)).toEqual([2, 2, 5, 1])
  expect(groups.map(({ items }) => items.length)).toEqual([2, 2, 5, 1])
})

it('[L14] tells everybody of a commit that failed, and nobody of the next', async () => {
  const { groups, send } = held()
  const group = groupCommit(send, 100)
  const calls = [group.add([1]), group.add([2])]
  await turn()
  groups[0].go(new Error('disk'))
  await Promise.all(calls.map((call) => expect(call).rejects.toThrow('disk')))
  const next = group.add([3])
  await turn()
  groups[1].go()
  expect(await next).toEqual(['#3'])
})
