// The command `anlan beats import`: arguments in, what was made or every refusal out.
import { defineCommand, type CommandDef } from 'citty'
import { crsList, crsSchema } from '../../../shared/domain/geo.ts'
import { parseIso, type Instant } from '../../../shared/domain/time.ts'
import { faultText } from '../fault.ts'
import { importBeats } from './import.ts'

const MOST_SAID = 50

const args = {
  file: { type: 'positional', required: true, description: 'GeoJSON of Polygon, LineString and Point features with tier, id, name, region, team, shifts, interval, plan' },
  district: { type: 'string', default: 'data/district', description: "the district's folder" },
  crs: { type: 'string', default: 'wgs84', description: `what its coordinates are in: ${crsList.join(', ')}` },
  effective: { type: 'string', description: 'from when on the beats hold, as 2026-03-01T08:00:00+08:00; else from now on' },
} as const

export const importBeatsCommand = (now: () => Instant): CommandDef<typeof args> => defineCommand({
  meta: { name: 'import', description: "replace the district's beats by those of a GeoJSON file" },
  args,
  async run({ args: asked }) {
    const refuse = (text: string): void => {
      process.stderr.write(`${text}\n`)
      process.exitCode = 1
    }
    const crs = crsSchema.safeParse(asked.crs)
    if (!crs.success) return refuse(`refused: ${asked.file}: unknown crs ${asked.crs}; say one of ${crsList.join(', ')}`)
    const effective = asked.effective === undefined ? now() : parseIso(asked.effective)
    if (effective === undefined) return refuse(`refused: ${asked.effective ?? ''} is no time; write it as 2026-03-01T08:00:00+08:00`)
    const answer = await importBeats({ file: asked.file, crs: crs.data, folder: asked.district, effective })
    if (!('beats' in answer)) {
      const more = answer.length > MOST_SAID ? [`… and ${answer.length - MOST_SAID} more`] : []
      return refuse([...answer.slice(0, MOST_SAID).map((fault) => `refused: ${faultText(fault)}`), ...more, `${asked.district} is unchanged`].join('\n'))
    }
    const count = (tier: string): number => answer.beats.filter((beat) => beat.tier === tier).length
    process.stdout.write(`${count('area')} areas, ${count('line')} lines, ${count('point')} points → ${asked.district}; the server takes them at its next start\n`)
  },
})
