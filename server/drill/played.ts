// How far a store has been played, kept beside the drill file so that a drill started again goes on from there.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { writePrivate } from './enrol.ts'

const playedSchema = z.object({ epoch: z.string(), seed: z.number(), to: z.number() })

export interface Played {
  /**
   * Everything up to the answer has been answered by this store; 0 for one that was never played. A store that was
   * played with another seed keeps its own past: then it is `now`.
   */
  since(epoch: string, seed: number, now: Instant): Instant
  note(epoch: string, seed: number, to: Instant): void
}

export function playedIn(file: string): Played {
  return {
    since(epoch, seed, now) {
      try {
        const played = playedSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
        if (played.epoch !== epoch) return instant(0)
        return played.seed === seed ? instant(Math.min(played.to, now)) : now
      } catch {
        // None yet, or torn: everything is played again under the same keys, which changes nothing that is there.
        return instant(0)
      }
    },
    note(epoch, seed, to) { writePrivate(file, JSON.stringify({ epoch, seed, to })) },
  }
}
