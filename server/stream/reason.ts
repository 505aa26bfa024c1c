// Whether a screen that joins can go on from what it has, or needs a whole picture.
import type { PictureReason } from '../../shared/wire/frame.ts'
import { CLOSED_STAY } from '../world/evolve.ts'

/** Entries after which a gap is closed by a picture: what happened to events before is not in the world any more. */
const GAP_LIMIT = CLOSED_STAY

/** Why a join needs a whole picture, null when it can resume after `seq`. */
export function pictureReason(epoch: string, head: number, hadEpoch: string | null, hadSeq: number | null): PictureReason | null {
  if (hadEpoch === null || hadSeq === null) return 'first'
  if (hadEpoch !== epoch) return 'epoch'
  if (hadSeq > head) return 'ahead'
  return head - hadSeq > GAP_LIMIT ? 'gap' : null
}
