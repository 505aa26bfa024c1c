// OwnTracks over HTTP: the app's JSON with Basic auth; and the payload that MQTT carries too.
import type { Agent } from 'node:http'
import { fromWgs84 } from '../../../shared/domain/geo.ts'
import type { OutFix } from '../fixes.ts'
import type { DrillDevice } from '../roster.ts'
import { basic, call, isBusy } from './http.ts'
import { refusedBy, taken, Unanswered, type Sender, type Target } from './sender.ts'

export const owntracksUser = (device: DrillDevice): string => device.identity.split('/')[0]
export const owntracksTopic = (device: DrillDevice): string => `owntracks/${device.identity}`

/** A location message; speed in km/h, and nothing that is zero or unknown, as the app leaves it out. */
export function owntracksPayload(device: DrillDevice, fix: OutFix): string {
  const [lon, lat] = fromWgs84(device.crs, fix.lon, fix.lat)
  const vel = Math.round(fix.speed * 3.6)
  return JSON.stringify({
    _type: 'location', lat: round6(lat), lon: round6(lon), tst: fix.time / 1000, tid: device.unit.slice(-2), conn: 'm', bs: 1, batt: 80,
    topic: owntracksTopic(device), t: fix.refill ? 'u' : 'p',
    ...(fix.refill ? { created_at: fix.at / 1000 } : {}),
    ...(fix.accuracy ? { acc: fix.accuracy } : {}), ...(vel > 0 ? { vel } : {}), ...(fix.heading ? { cog: fix.heading } : {}),
  })
}

const round6 = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

export const owntracksHttpSender = (agent: Agent, target: Target, password: string): Sender => ({
  most: 1,
  joins: () => false,
  async send([{ device, fix }]) {
    const { status } = await call(agent, {
      host: target.host, port: target.ports.devices, method: 'POST', path: '/owntracks',
      headers: { 'content-type': 'application/json', authorization: basic(owntracksUser(device), password) },
      body: owntracksPayload(device, fix),
    })
    if (isBusy(status)) throw new Unanswered(`answered ${status}`)
    return status === 200 ? taken : refusedBy(`owntracks ${status}`, 1)
  },
  rest() { /* nothing is held between requests */ },
})
