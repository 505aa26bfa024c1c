// The real listeners of every dialect on free ports, in front of an intake that remembers what it was offered.
import { instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId, type Device } from '../../../shared/domain/unit.ts'
import { Roll } from '../../../server/ingest/roll.ts'
import { deviceHttp } from '../../../server/ingest/listen-http.ts'
import { StorageFailed, type Intake, type Observation, ObservationBatch } from '../../../server/ingest/observation.ts'
import { jt808 } from '../../../server/ingest/protocols/jt808/listen.ts'
import { osmand } from '../../../server/ingest/protocols/osmand-http.ts'
import { mqtt } from '../../../server/ingest/protocols/owntracks-mqtt.ts'
import type { DrillDevice } from '../../../server/drill/roster.ts'
import type { Target } from '../../../server/drill/senders/sender.ts'
import { MORNING } from './given.ts'

export interface Hearing {
  readonly target: Target
  readonly heard: { readonly device: string; readonly observation: Observation }[]
  /** How many of the next messages the disk does not take. */
  fail: number
  /** Codes handed out in registrations. */
  readonly codes: string[]
  readonly refused: string[]
  connections: number
  close(): Promise<void>
}

/** Everybody's credential is "secret-" and the device's id, a gateway's its own id. `ports` are free ones unless said. */
export async function listenTo(devices: readonly DrillDevice[], ports = { jt808: 0, mqtt: 0, devices: 0, osmand: 0 }, codes: string[] = []): Promise<Hearing> {
  const known = devices.map((one, n): Device => ({
    id: deviceId(one.id), number: n + 1, unit: unitId(one.unit), dialect: one.dialect, identity: one.identity, gateway: one.gateway,
    rank: one.rank, crs: one.crs, interval: one.interval, lenient: false,
  }))
  const heard: Hearing['heard'] = []
  const offerAll: Intake['offerAll'] = async (batch) => {
    if (hearing.fail > 0) {
      hearing.fail--
      throw new StorageFailed('full')
    }
    batch.devices.forEach((device, row) => { heard.push({ device: device.id, observation: batch.one(row) }) })
    return Promise.resolve({ admitted: batch.length, refused: {} })
  }
  const intake: Intake = {
    now: () => instant(MORNING),
    device: (dialect, identity, gateway) => known.find((one) => one.dialect === dialect && one.identity === identity && one.gateway === (gateway ?? null)),
    devicesOfUser: (dialect: string, user: string) => known.filter((one) => one.dialect === dialect && one.identity.startsWith(`${user}/`)),
    deviceBySecret: (_, secret) => known.find(({ id }) => `secret-${id}` === secret),
    proof: ({ id }) => `secret-${id}`,
    fits: ({ id }, credential) => credential === `secret-${id}`.slice(0, 7) || credential === `secret-${id}`,
    issueCode: (device) => {
      codes.push(`code-${device.id}`)
      return Promise.resolve(`code-${device.id}`)
    },
    codeFits: ({ id }, code) => codes.includes(code) && code === `code-${id}`,
    gateway: (id) => ({ id, name: id, crs: 'gcj02' }),
    gatewayFits: ({ id }, credential) => credential === id,
    devicesOf(dialect: string, gateway: string | null): Roll {
      const roll = new Roll()
      for (const one of known) if (one.dialect === dialect && one.gateway === gateway) roll.set(one)
      return roll
    },
    offer: (device, observations) => {
      const batch = new ObservationBatch(observations.length)
      for (const observation of observations) batch.push(device, observation)
      return offerAll(batch)
    },
    offerAll,
    refused: (_, { refused }) => { hearing.refused.push(refused) },
    seen: () => undefined,
    connected: (_, change) => { hearing.connections += change },
  } as Intake
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const at = (port: number) => ({ host: '127.0.0.1', port })
  const listeners = await Promise.all([
    jt808.listen(intake, at(ports.jt808), quiet), mqtt.listen(intake, at(ports.mqtt), quiet),
    deviceHttp.listen(intake, at(ports.devices), quiet), osmand.listen(intake, at(ports.osmand), quiet),
  ])
  const hearing: Hearing = {
    target: { host: '127.0.0.1', ports: { jt808: listeners[0].port, mqtt: listeners[1].port, devices: listeners[2].port, osmand: listeners[3].port } },
    heard, fail: 0, codes, refused: [], connections: 0,
    close: async () => { await Promise.all(listeners.map((listener) => listener.close())) },
  }
  return hearing
}

