// The way to the server: the file that it writes for its drill, read again whenever it changes.
import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import type { Ports, Target } from './senders/sender.ts'

export const drillFileSchema = z.object({
  http: z.url({ protocol: /^http$/ }),
  key: z.string().min(1),
  /** Keys of the outside systems that the drill plays, by name. */
  sources: z.record(z.string(), z.string()).default({}),
  host: z.string().min(1),
  ports: z.object({ jt808: z.number(), mqtt: z.number(), devices: z.number(), osmand: z.number() }).transform((ports): Ports => ports),
})
export type DrillFile = z.infer<typeof drillFileSchema>

/** The file is not there, or no drill file. */
export class NoDoor extends Error {}

export interface Door {
  readonly file: DrillFile
  /** Always the newest host and ports. */
  readonly target: Target
  /** How often the file has changed since it was opened. */
  readonly changes: number
  /** Reads the file again when it has changed: a server that starts anew has new keys and perhaps new ports. */
  refresh(): void
}

/** Throws NoDoor. */
export function openDoor(path: string): Door {
  let { file, stamp } = read(path)
  let changes = 0
  return {
    get file() { return file },
    get changes() { return changes },
    target: { get host() { return file.host }, get ports() { return file.ports } },
    refresh() {
      try {
        if (stampOf(path) === stamp) return
        ;({ file, stamp } = read(path))
        changes++
      } catch {
        // Gone, or half written: what was known stands until it can be read again.
      }
    },
  }
}

const stampOf = (path: string): string => {
  const { mtimeMs, size, ino } = statSync(path)
  return `${mtimeMs} ${size} ${ino}`
}

function read(path: string): { file: DrillFile; stamp: string } {
  try {
    const stamp = stampOf(path)
    return { file: drillFileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))), stamp }
  } catch (error) {
    throw new NoDoor(`${path} is no drill file that can be read: is the server running, in demo mode or as an exercise?`, { cause: error })
  }
}
