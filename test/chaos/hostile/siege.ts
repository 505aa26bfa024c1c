// One siege: a server, its good clients, an attack, and what stands when it is over.
import { standBeside, type Served } from './bystanders.ts'
import { badRoster } from './roster.ts'
import { startVictim, type Victim } from './victim.ts'

export interface Siege<Report> {
  readonly report: Report
  readonly served: Served
  readonly faults: readonly string[]
  /** MiB of the server: when a quarter of the attack had made it warm, and when all was over. */
  readonly warm: number
  readonly after: number
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
    const served = await beside.stop()
    return { report: sum(first, rest), served, faults: victim.faults(), warm: Math.round(warm), after: Math.round(after), seconds }
  } finally {
    await victim.stop()
  }
}
