// A Traccar Client: GET with a query, POST of a form, or the JSON of newer clients; the id is the secret.
import type { Agent } from 'node:http'
import { fromWgs84 } from '../../../shared/domain/geo.ts'
import type { OutFix } from '../fixes.ts'
import type { DrillDevice } from '../roster.ts'
import { call, isBusy, type Call } from './http.ts'
import { refusedBy, taken, Unanswered, type Sender, type Target } from './sender.ts'

const KNOTS = 1.943_844

/** `secret` is the credential that the device sends as its id. */
export const osmandSender = (agent: Agent, target: Target, secret: string): Sender => ({
  most: 1,
  joins: () => false,
  async send([{ device, fix }]) {
    const { status } = await call(agent, { host: target.host, port: target.ports.osmand, ...request(device, fix, secret) })
    if (isBusy(status)) throw new Unanswered(`answered ${status}`)
    return status === 200 ? taken : refusedBy(`osmand ${status}`, 1)
  },
  rest() { /* nothing is held between requests */ },
})

/** Speed goes out in knots, but in m/s in JSON. */
export function request(device: DrillDevice, fix: OutFix, secret: string): Pick<Call, 'method' | 'path' | 'headers' | 'body'> {
  const [lon, lat] = fromWgs84(device.crs, fix.lon, fix.lat)
  if (device.manner === 'json') {
    const body = JSON.stringify({
      device_id: secret,
      location: {
        timestamp: new Date(fix.time).toISOString(), is_moving: fix.speed > 0.3,
        coords: { latitude: lat, longitude: lon, accuracy: fix.accuracy ?? -1, speed: fix.speed, heading: fix.heading ?? -1, altitude: 320 },
        battery: { level: 0.8, is_charging: false }, activity: { type: fix.speed > 0.3 ? 'walking' : 'still' },
      },
    })
    return { method: 'POST', path: '/', headers: { 'content-type': 'application/json' }, body }
  }
  const query = new URLSearchParams({
    id: secret, timestamp: String(fix.time / 1000), lat: lat.toFixed(6), lon: lon.toFixed(6),
    speed: (fix.speed * KNOTS).toFixed(3), altitude: '320', batt: '80',
    ...(fix.heading === null ? {} : { bearing: String(fix.heading) }), ...(fix.accuracy === null ? {} : { accuracy: String(fix.accuracy) }),
    ...(fix.valid ? {} : { valid: 'false' }),
  }).toString()
  return device.manner === 'form'
    ? { method: 'POST', path: '/', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: query }
    : { method: 'GET', path: `/?${query}` }
}
