// Replaces the beats of a district's folder by those of a GeoJSON file: read, checked, written whole; or refused, and nothing changes.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beatsText, BEATS, loadBeats } from './load.ts'
import type { BeatSet } from '../../../shared/domain/beat.ts'
import { catalogueSchema, type Catalogue } from '../../../shared/domain/catalogue.ts'
import { Unusable } from '../../../shared/domain/geojson.ts'
import { checkBeats } from '../../../shared/domain/beats/check.ts'
import { misfitText } from '../../../shared/domain/beats/misfits.ts'
import { readBeats } from '../../../shared/domain/beats/read.ts'
import type { Crs } from '../../../shared/domain/geo.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { CATALOGUE } from '../area.ts'
import { DistrictFaulty, type Fault } from '../fault.ts'
import { readLimited } from '../import.ts'
import { replaceFile } from '../importing/replace.ts'
import { toFault } from '../importing/repair.ts'
import { loadDistrict } from '../load.ts'

export interface BeatsOrder {
  /** A GeoJSON file of areas, lines and points whose properties say tier, id, name, region, team, shifts, interval and plan. */
  readonly file: string
  readonly crs: Crs
  /** The district's folder, whose map and catalogue the beats have to fit and which gets beats.json. */
  readonly folder: string
  /** From when on the beats hold. */
  readonly effective: Instant
}

/** Answers the set as written, or everything that is wrong (file, feature, reason); then beats.json is as it was. */
export async function importBeats(order: BeatsOrder): Promise<BeatSet | readonly Fault[]> {
  try {
    return await run(order)
  } catch (error) {
    if (error instanceof Unusable) return [toFault(order.file, error)]
    if (error instanceof DistrictFaulty) return [error.fault]
    // A disk that is full, a folder that may not be written to.
    if (error instanceof Error && 'syscall' in error) return [{ file: join(order.folder, BEATS), feature: null, reason: error.message }]
    throw error
  }
}

async function run({ file, crs, folder, effective }: BeatsOrder): Promise<BeatSet | readonly Fault[]> {
  const district = await loadDistrict(folder)
  const catalogue = await catalogueIn(folder)
  const read = readBeats(await readLimited(file), crs)
  const set = { effective, beats: read.map(({ beat }) => beat) }
  const misfits = checkBeats(set, district, catalogue)
  if (misfits.length > 0) return misfits.map((misfit): Fault => ({ file, feature: read[misfit.at].label, reason: misfitText(misfit) }))
  await replaceFile(join(folder, BEATS), beatsText(set))
  // What stands there now is what will be read.
  return await loadBeats(folder) ?? set
}

async function catalogueIn(folder: string): Promise<Catalogue> {
  const parsed = catalogueSchema.safeParse(JSON.parse(await readFile(join(folder, CATALOGUE), 'utf8')))
  if (!parsed.success) throw new DistrictFaulty({ file: join(folder, CATALOGUE), feature: null, reason: 'is no catalogue; mend it first' })
  return parsed.data
}
