// The outboxes of a roster: one per device, and one per gateway for all that speak through it.
import type { Instant } from '../../shared/domain/time.ts'
import type { Credentials } from './enrol.ts'
import type { OutFix } from './fixes.ts'
import type { Journal } from './journal.ts'
import { Outbox } from './outbox.ts'
import type { DrillDevice, Roster } from './roster.ts'
import { batchSender } from './senders/batch.ts'
import { senderFor } from './senders/dialects.ts'
import { createAgent } from './senders/http.ts'
import type { Answer, Parcel, Target } from './senders/sender.ts'

export interface LineParts {
  readonly target: Target
  readonly roster: Roster
  readonly credentials: Credentials
  readonly journal: Journal
  now(): Instant
  wait(ms: number): Promise<void>
  chance(): number
  /** Told of every send that found nobody. */
  failed(why: string): void
  /** Told of every parcel that was answered or given up (null). */
  settled?(parcel: Parcel, answer: Answer | null): void
  /** Told once per answered message, with its first parcel. */
  answered?(first: Parcel, answer: Answer): void
  /** Parcels that an outbox keeps; the oldest beyond are given up. */
  readonly keeps?: number
  /** HTTP connections at once. */
  readonly sockets?: number
}

export interface Lines {
  send(device: DrillDevice, fixes: readonly OutFix[]): void
  /** Hangs up the device's own line when everything has been answered; a gateway stays. */
  rest(device: DrillDevice): void
  readonly waiting: number
  /** Resolves when everything has been answered. */
  settle(): Promise<void>
  /** Gives up on the rest; answers how many fixes that were. */
  close(): number
}

export function createLines(parts: LineParts): Lines {
  const { target, roster, credentials, journal } = parts
  const agent = createAgent(parts.sockets ?? 24)
  const outboxes = new Map<string, Outbox>()
  const open = (name: string, sender: ConstructorParameters<typeof Outbox>[0]['sender']): void => {
    outboxes.set(name, new Outbox({
      sender, wait: parts.wait, chance: parts.chance, failed: parts.failed, keeps: parts.keeps,
      answered: (first, answer) => { parts.answered?.(first, answer) },
      sending: (parcel) => { journal.sending(parcel, parts.now()) },
      settled: (parcel, answer) => {
        journal.settled(parcel, answer === null ? null : answer.taken, parts.now())
        parts.settled?.(parcel, answer)
      },
    }))
  }
  for (const gateway of roster.gateways) open(gateway.id, batchSender(agent, target, gateway, credentials.gateways[gateway.id]))
  for (const device of roster.devices) {
    const sender = senderFor(agent, target, device, credentials.devices[device.id])
    if (sender) open(device.id, sender)
  }
  const outboxOf = (device: DrillDevice): Outbox | undefined => outboxes.get(device.gateway ?? device.id)
  return {
    send(device, fixes) { outboxOf(device)?.push(...fixes.map((fix): Parcel => ({ device, fix }))) },
    rest(device) { if (device.gateway === null) outboxOf(device)?.rest() },
    get waiting() { return [...outboxes.values()].reduce((sum, outbox) => sum + outbox.waiting, 0) },
    async settle() { await Promise.all([...outboxes.values()].map((outbox) => outbox.settle())) },
    close() {
      const left = [...outboxes.values()].reduce((sum, outbox) => sum + outbox.close(), 0)
      agent.destroy()
      return left
    },
  }
}
