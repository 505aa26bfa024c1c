// The one shape of everything that carries fixes to a listener in a real dialect.
import type { OutFix } from '../fixes.ts'
import type { DrillDevice } from '../roster.ts'

/** Where the server listens. */
export interface Ports { readonly jt808: number; readonly mqtt: number; readonly devices: number; readonly osmand: number }
export interface Target { readonly host: string; readonly ports: Ports }

/**
 * The server's word for a message: taken (what it holds is on disk, and the device may forget it), or refused by rule
 * (sending it again is useless). `refused` names rules and counts where the dialect says them.
 */
export interface Answer { readonly taken: boolean; readonly refused: Readonly<Record<string, number>> }

export const taken: Answer = { taken: true, refused: {} }
export const refusedBy = (rule: string, count: number): Answer => ({ taken: false, refused: { [rule]: count } })

/** No answer, or one that asks to try again: the fixes are kept and sent again. */
export class Unanswered extends Error {}

/** One fix of one device on its way. */
export interface Parcel { readonly device: DrillDevice; readonly fix: OutFix }

export interface Sender {
  /** The most parcels of one message. */
  readonly most: number
  /** Whether two neighbours in the queue may share a message. */
  joins(a: OutFix, b: OutFix): boolean
  /** Sends in order; resolves with the server's answer, rejects with Unanswered. Connects when it has to. */
  send(parcels: readonly Parcel[]): Promise<Answer>
  /** Hangs up until the next send. */
  rest(): void
}
