// The beats of a district's folder: beats.json, read and checked by its schema; how a set is written there.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beatSetSchema, type BeatSet } from '../../../shared/domain/beat.ts'
import { DistrictFaulty } from '../fault.ts'

export const BEATS = 'beats.json'

/** The set of beats beside the district's map; undefined when there is none. Throws DistrictFaulty, which names file, beat and reason. */
export async function loadBeats(folder: string): Promise<BeatSet | undefined> {
  const file = join(folder, BEATS)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new DistrictFaulty({ file, feature: null, reason: error.message })
  })
  return text === undefined ? undefined : readBeats(file, text)
}

function readBeats(file: string, text: string): BeatSet {
  const fail = (feature: string | null, reason: string): never => { throw new DistrictFaulty({ file, feature, reason }) }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return fail(null, `not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = beatSetSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const [what, at, ...rest] = issue.path
  return what === 'beats' && typeof at === 'number'
    ? fail(`beat ${at + 1}`, `${rest.join('.')} ${issue.message}`.trim())
    : fail(null, `${issue.path.join('.')} ${issue.message}`.trim())
}

/** One beat a line, so that a change of one beat is a change of one line. */
export function beatsText({ effective, beats }: BeatSet): string {
  return `{"effective":${JSON.stringify(effective)},"beats":[\n${beats.map((beat) => JSON.stringify(beat)).join(',\n')}\n]}\n`
}
