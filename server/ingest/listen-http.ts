// The device HTTP port: POST /owntracks and POST /batch beside each other.
import { doorLimits, type DoorLimits } from './door.ts'
import { httpDoor, type HttpDialect } from './http-door.ts'
import type { PortDialect } from './observation.ts'
import { batchHttp } from './protocols/batch-http.ts'
import { ownTracksHttp } from './protocols/owntracks-http.ts'

const paths: Readonly<Record<string, HttpDialect>> = { '/owntracks': ownTracksHttp, '/batch': batchHttp }

export const deviceHttpDoor = (limits: DoorLimits = doorLimits): PortDialect =>
  httpDoor('devices', (path) => Object.hasOwn(paths, path) ? paths[path] : undefined, limits)

export const deviceHttp = deviceHttpDoor()
