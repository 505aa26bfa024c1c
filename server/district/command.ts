// The command `anlan district import`: arguments in, report or refusal out.
import { defineCommand } from 'citty'
import { crsList, crsSchema } from '../../shared/domain/geo.ts'
import { faultText } from './fault.ts'
import { importDistrict } from './import.ts'
import { repairText } from './importing/repair.ts'

export const importCommand = defineCommand({
  meta: { name: 'import', description: 'replace the district by the areas of a GeoJSON file' },
  args: {
    file: { type: 'positional', required: true, description: 'GeoJSON of Polygon and MultiPolygon features' },
    crs: { type: 'string', required: true, description: `what its coordinates are in: ${crsList.join(', ')}` },
    'code-property': { type: 'string', default: 'code', description: 'the property that holds the region code' },
    'name-property': { type: 'string', default: 'name', description: 'the property that holds the name' },
    code: { type: 'string', description: "the district's 6 digits, if not those of the features" },
    name: { type: 'string', description: "the district's name" },
    source: { type: 'string', description: 'what the map says of the source' },
    out: { type: 'string', default: 'data/district', description: "the district's folder" },
  },
  async run({ args }) {
    const crs = crsSchema.safeParse(args.crs)
    if (!crs.success) {
      process.stderr.write(`refused: ${args.file}: unknown crs ${args.crs}; say one of ${crsList.join(', ')}\n`)
      process.exitCode = 1
      return
    }
    const answer = await importDistrict({
      file: args.file, out: args.out, crs: crs.data, code: args.code, name: args.name, source: args.source,
      properties: { code: args['code-property'], name: args['name-property'] },
    })
    if ('reason' in answer) {
      process.stderr.write(`refused: ${faultText(answer)}\n${args.out} is unchanged\n`)
      process.exitCode = 1
      return
    }
    for (const repair of answer.repairs) process.stdout.write(`${repairText(repair)}\n`)
    process.stdout.write(`${answer.manifest.name} ${answer.manifest.code}: ${answer.regions} regions → ${args.out}\n`)
    process.stdout.write(args.out === 'data/district' ? 'the server takes it at its next start\n' : `set [district] folder = "${args.out}" and start the server anew\n`)
  },
})
