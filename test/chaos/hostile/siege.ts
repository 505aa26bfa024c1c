// One siege: a server, its good clients, an attack, and what stands when it is over.
import { standBeside, type Served } from './bystanders.ts'
import { badRoster } from './roster.ts'
import { startVictim, type Memory, type Victim } from './victim.ts'

export interface Siege<Report> {
  readonly report: Report
  readonly served: Served
  readonly faults: readonly string[]
  /** Of the server: when a quarter of the attack had made it warm, and when all was over. */
  readonly warm: Memory
  readonly after: Memory
  /** What mutants that are good after all, and the good clients, have brought: it stays, as it should. */
  readonly brought: { readonly entries: number; readonly units: number }
  /** What the server counted as refused, by source: mutants that were heard, and not only received. */
  readonly refused: Readonly<Record<string, number>>
  readonly seconds: number
}

/** `attack` is called with a quarter of the mutants, then with the rest; `sum` adds the two reports. */
export async function lay<Report>(count: number, attack: (victim: Victim, count: number) => Promise<Report>, sum: (a: Report, b: Report) => Report): Promise<Siege<Report>> {
  const victim = await startVictim()
  try {
    await victim.register(badRoster())
    const beside = await standBeside(victim)
    const begun = performance.now()
    const first = await attack(victim, Math.floor(count / 4))
    const warm = await victim.memory()
    const rest = await attack(victim, count - Math.floor(count / 4))
    const seconds = Math.round((performance.now() - begun) / 100) / 10
    const after = await victim.memory()
    const brought = { entries: await victim.metric(/^anlan_ledger_head /), units: await victim.metric(/^anlan_units /) }
    const refused: Record<string, number> = {}
    for (const source of ['jt808', 'owntracks-mqtt', 'owntracks-http', 'osmand', 'batch', 'events:drill']) refused[source] = await victim.metric(new RegExp(`^anlan_refused_total.source="${source}"`))
    const served = await beside.stop()
    return { report: sum(first, rest), served, faults: victim.faults(), warm, after, brought, refused, seconds }
  } finally {
    await victim.stop()
  }
}
