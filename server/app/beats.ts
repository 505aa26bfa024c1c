// The district's beats: read from its folder, adopted as an entry when they differ from those adopted last.
import { createHash } from 'node:crypto'
import type { Instant } from '../../shared/domain/time.ts'
import { loadBeats } from '../district/beats/load.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'

/** Names a set by what its beats and plans are. */
export const hashOfBeats = (beats: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(beats)).digest('hex')

/** Adopts beats.json of `folder`, when there is one; the past keeps the set that was valid then. Throws DistrictFaulty. */
export async function adoptBeats(folder: string, world: World, happen: Happen, now: Instant): Promise<void> {
  const content = await loadBeats(folder)
  if (!content) return
  const hash = hashOfBeats(content.beats)
  if (world.beats.at(-1)?.hash === hash) return
  await happen.record([{ kind: 'beats-adopted', data: { hash, effective: content.effective, content }, by: 'server', about: 'beats', received: now }])
}
