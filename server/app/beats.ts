// The district's beats: read from its folder, adopted as an entry when the folder holds others than it did.
import { loadBeats } from '../district/beats/load.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { hashOfBeats } from '../dispatch/beats.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'

/**
 * Adopts beats.json of `folder`, when there is one and it changed since it was last adopted: what was adopted over the API
 * meanwhile is not undone by a start. The past keeps the set that was valid then. Throws DistrictFaulty.
 */
export async function adoptBeats(folder: string, world: World, happen: Happen, now: Instant): Promise<void> {
  const content = await loadBeats(folder)
  if (!content) return
  const hash = hashOfBeats(content.beats)
  if (world.folderBeats === hash) return
  await happen.record([{ kind: 'beats-adopted', data: { hash, effective: content.effective, content }, by: 'server', about: 'beats', received: now }])
}
