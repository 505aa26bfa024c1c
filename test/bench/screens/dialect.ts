// How a server speaks to its screens, as far as the bench has to know: one value per server under test.
import type { Seen } from './seen.ts'

/** 'fixes': carries positions; 'head': framing that belongs to them; 'other': anything else, counted apart. */
export type Sort = 'fixes' | 'head' | 'other'

export interface Dialect {
  /** Path and query of the WebSocket. */
  readonly path: string
  /** Speaks Engine.IO and Socket.IO: is greeted and answered accordingly. */
  readonly socketIo: boolean
  /** What a screen of a region says once connected, as a whole packet; null: nothing. */
  join(region: string): string | null
  sort(data: Buffer, binary: boolean): Sort
  /** Whether the screen has what it needs to follow, once this other message came; null: as soon as it is connected. */
  readonly ready: ((data: Buffer) => boolean) | null
  /** For the one screen that decodes: what to do with each message. */
  decoder(seen: Seen): { fixes(data: Buffer): void; other(data: Buffer): void }
}

/** Whether the message begins with these characters. */
export const begins = (data: Buffer, text: string): boolean => data.length >= text.length && data.toString('latin1', 0, text.length) === text

/** The number in "u123" or "d123". */
export const numberOf = (id: string): number => Number(id.slice(1))
