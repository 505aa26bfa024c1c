// Kills a process that writes a ledger, again and again, and compares what it acknowledged with what is there.
import type { Draft } from '../../shared/domain/entry.ts'
import { openSqliteLedger } from '../../server/ledger/sqlite.ts'
import { clock, entryOf, moved } from '../server/ledger/drafts.ts'
import { startChild } from './child.ts'
import { below } from './random.ts'

export interface KillReport {
  readonly kills: number
  readonly acknowledged: number
  /** Longest that opening took after a kill, ms: in the writing process, its start-up not counted. */
  readonly slowestOpen: number
  readonly lost: readonly string[]
  readonly twice: readonly string[]
  readonly gaps: readonly string[]
}

/** Draft number `n`: the same again for the same number, so that a repeat is a repeat. */
export const draftOf = (n: number): Draft => moved(`e${n % 500}`, `move ${n}`, {
  key: `k${n}`, personal: n % 4 === 0 ? { name: `张${n}`, text: '积水'.repeat(n % 30) } : undefined,
})

/** Kills the writer `kills` times at random instants; what was not acknowledged is tried again by the next one. */
export async function killLedgerWriter(folder: string, kills: number, random: () => number, longest = 400): Promise<KillReport> {
  const acknowledged = new Map<number, number>()
  const lost: string[] = []
  let slowestOpen = 0
  for (let kill = 0; kill < kills; kill++) {
    const child = startChild('ledgerWriter.ts', [folder, String(firstUnknown(acknowledged))])
    // One time in four it is killed wherever it is: starting, opening, recovering.
    const first = random() < 0.25 ? [] : [await child.line() ?? '']
    await new Promise((done) => { setTimeout(done, below(random, longest)) })
    for (const line of [...first, ...await child.kill()]) {
      slowestOpen = Math.max(slowestOpen, Number(/^open (\d+)$/.exec(line)?.[1] ?? 0))
      note(line, acknowledged, lost)
    }
  }
  return { kills, acknowledged: acknowledged.size, slowestOpen, lost, ...await look(folder, acknowledged, lost) }
}

/** The last line may have been cut off by the kill: it was no acknowledgement to anybody. */
function note(line: string, acknowledged: Map<number, number>, lost: string[]): void {
  const match = /^(\d+) (\d+)$/.exec(line)
  if (!match) return
  const [n, seq] = [Number(match[1]), Number(match[2])]
  if ((acknowledged.get(n) ?? seq) !== seq) lost.push(`key ${n} was entry ${acknowledged.get(n)} and then ${seq}`)
  acknowledged.set(n, seq)
}

function firstUnknown(acknowledged: ReadonlyMap<number, number>): number {
  let n = 0
  while (acknowledged.has(n)) n++
  return n
}

async function look(folder: string, acknowledged: ReadonlyMap<number, number>, lost: string[]): Promise<{ twice: string[]; gaps: string[] }> {
  const twice: string[] = []
  const gaps: string[] = []
  const ledger = await openSqliteLedger({ folder, now: clock() })
  try {
    const keys = new Map<string, number>()
    let last = 0
    for (let entries = await ledger.read(0, 5_000); entries.length > 0; entries = await ledger.read(last, 5_000)) {
      for (const { seq, key } of entries) {
        if (seq !== last + 1) gaps.push(`${last} is followed by ${seq}`)
        if (key !== null && keys.has(key)) twice.push(`${key} is entry ${keys.get(key)} and ${seq}`)
        if (key !== null) keys.set(key, seq)
        last = seq
      }
    }
    for (const [n, seq] of acknowledged) if (keys.get(`k${n}`) !== seq) lost.push(`key ${n}, acknowledged as ${seq}, is ${keys.get(`k${n}`)}`)
    const numbers = [...acknowledged.keys()].slice(-1_000)
    const again = await ledger.append(numbers.map(draftOf))
    again.forEach((answer, index) => {
      if (entryOf(answer).seq !== acknowledged.get(numbers[index])) lost.push(`key ${numbers[index]} was made anew`)
    })
    const verdict = await ledger.verify()
    if (!verdict.ok) gaps.push(JSON.stringify(verdict))
  } finally {
    await ledger.close()
  }
  return { twice, gaps }
}
