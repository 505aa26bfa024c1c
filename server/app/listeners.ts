// The device listeners, each on its own port; one that cannot listen stops the start with words to act on.
import { jt808 } from '../ingest/protocols/jt808/listen.ts'
import type { Intake, Listener, Log, PortDialect } from '../ingest/observation.ts'
import { deviceHttp } from '../ingest/listen-http.ts'
import { mqtt } from '../ingest/protocols/owntracks-mqtt.ts'
import { osmand } from '../ingest/protocols/osmand-http.ts'
import { Plain } from './plain.ts'

const list = { jt808, mqtt, http: deviceHttp, osmand } as const satisfies Record<string, PortDialect>
export type DevicePorts = Readonly<Record<keyof typeof list, number>>

export interface Listening { readonly ports: DevicePorts; close(): Promise<void> }

/** Starts every dialect on its port of `wanted` (0: a free one). */
export async function listenToDevices(intake: Intake, host: string, wanted: DevicePorts, log: Log): Promise<Listening> {
  const running: Listener[] = []
  const ports: Record<string, number> = {}
  const close = async (): Promise<void> => { await Promise.all(running.map((listener) => listener.close())) }
  for (const [name, dialect] of Object.entries(list)) {
    try {
      const listener = await dialect.listen(intake, { host, port: wanted[name as keyof typeof list] }, log)
      running.push(listener)
      ports[name] = listener.port
    } catch (error) {
      await close()
      throw inUse(error, `[devices] ${name} = ${wanted[name as keyof typeof list]}`)
    }
  }
  return { ports: ports as DevicePorts, close }
}

/** Turns "address in use" and the like into a sentence with the configuration's own words. */
export function inUse(error: unknown, setting: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return new Plain(`the port is taken by another program; choose another: ${setting}`, { cause: error })
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return new Plain(`this address cannot be listened on (${code}): ${setting}`, { cause: error })
  return error instanceof Error ? error : new Error(String(error))
}
