// Sets of beats one after another.
import { describe, expect, it } from 'vitest'
import { adopt, inForce, type BeatsInForce } from '../../../shared/domain/beats-in-force.ts'
import { DAY, instant } from '../../../shared/domain/time.ts'
import { post } from '../../server/world/given.ts'

const said = (hash: string, effective: number, committed: number) => ({ hash, committed, content: { effective: instant(effective), beats: [post] } })
const told = (...all: Parameters<typeof adopt>[1][]): readonly BeatsInForce[] => all.reduce<readonly BeatsInForce[]>((sets, one) => adopt(sets, one), [])
const hashes = (sets: readonly BeatsInForce[], ...at: number[]) => at.map((one) => inForce(sets, one)?.hash)

describe('beats in force', () => {
  it('[O1] a set holds from its effective instant until the next begins, in whatever order they were adopted', () => {
    const sets = told(said('a', 100, 50), said('c', 300, 60), said('b', 200, 70))
    expect(hashes(sets, 99, 100, 199, 200, 299, 300, 9_999)).toEqual([undefined, 'a', 'a', 'b', 'b', 'c', 'c'])
  })

  it('[O1] a set never holds before it was adopted, and of two that begin together the later one does', () => {
    expect(hashes(told(said('a', 0, 50), said('b', 10, 100)), 49, 50, 99, 100)).toEqual([undefined, 'a', 'a', 'b'])
    expect(hashes(told(said('a', 100, 50), said('b', 100, 60)), 99, 100)).toEqual([undefined, 'b'])
  })

  it('[O1] sets that were over for a month are forgotten, the one in force never', () => {
    const sets = told(said('a', 0, 0), said('b', DAY, DAY), said('c', 40 * DAY, 40 * DAY))
    expect(sets.map(({ hash }) => hash)).toEqual(['b', 'c'])
  })
})
