// Our own JSON batch: one gateway speaks for many devices at once.
import type { Agent } from 'node:http'
import { fromWgs84 } from '../../../shared/domain/geo.ts'
import type { DrillGateway } from '../roster.ts'
import { basic, call, isBusy } from './http.ts'
import { refusedBy, Unanswered, type Parcel, type Sender, type Target } from './sender.ts'

export const batchSender = (agent: Agent, target: Target, gateway: DrillGateway, credential: string): Sender => ({
  most: 1_000,
  joins: () => true,
  async send(parcels) {
    const { status, text } = await call(agent, {
      host: target.host, port: target.ports.devices, method: 'POST', path: '/batch',
      headers: { 'content-type': 'application/json', authorization: basic(gateway.id, credential) },
      body: JSON.stringify({ fixes: parcels.map((parcel) => item(parcel, gateway)) }),
    })
    if (isBusy(status)) throw new Unanswered(`answered ${status}`)
    if (status !== 200) return refusedBy(`batch ${status}`, parcels.length)
    return { taken: true, refused: refusals(text) }
  },
  rest() { /* nothing is held between requests */ },
})

/** An item of the batch, in the gateway's crs; time as ISO with its zone. */
export function item({ device, fix }: Parcel, gateway: DrillGateway): object {
  const [lon, lat] = fromWgs84(gateway.crs, fix.lon, fix.lat)
  return {
    device: device.identity, time: new Date(fix.time).toISOString(), lon, lat, speed: fix.speed,
    ...(fix.heading === null ? {} : { heading: fix.heading }), ...(fix.accuracy === null ? {} : { accuracy: fix.accuracy }),
    ...(fix.valid ? {} : { valid: false }), ...(fix.sos ? { sos: true } : {}), ...(fix.refill ? { refill: true } : {}),
  }
}

function refusals(text: string): Record<string, number> {
  const body: unknown = JSON.parse(text)
  const refused: Record<string, number> = {}
  if (typeof body === 'object' && body !== null && 'refused' in body && typeof body.refused === 'object' && body.refused !== null) {
    for (const [code, count] of Object.entries(body.refused)) if (typeof count === 'number') refused[code] = count
  }
  return refused
}
