// The OsmAnd port: Traccar Client and OsmAnd send to any path, GET or POST, and prove themselves with their secret id alone.
import { isRefusal, refuse } from '../../../shared/domain/refusal.ts'
import { doorLimits, type DoorLimits } from '../door.ts'
import { httpDoor, type DeviceAnswer, type DeviceRequest, type HttpDialect } from '../http-door.ts'
import type { Intake, PortDialect } from '../observation.ts'
import { readForm, readJson } from './osmand.ts'

const DIALECT = 'osmand'

async function answer(intake: Intake, request: DeviceRequest): Promise<DeviceAnswer> {
  const said = read(request, intake)
  if (isRefusal(said)) {
    intake.refused(DIALECT, said)
    return { status: 400, body: `${said.detail}\n` }
  }
  const device = intake.deviceBySecret(DIALECT, said.secret)
  if (!device) {
    intake.refused(DIALECT, refuse('DEVICE_UNKNOWN'))
    return { status: 400, body: 'unknown device\n' }
  }
  await intake.offer(device, [said.observation])
  return { status: 200, body: '' }
}

/** JSON from client 9 on; before that a query, a form, or both. */
function read({ headers, query, body, method }: DeviceRequest, intake: Intake): ReturnType<typeof readForm> {
  const isJson = headers['content-type']?.includes('json') || body.trimStart().startsWith('{')
  if (method === 'POST' && isJson) return readJson(body, query, intake.now())
  return readForm(query, new URLSearchParams(method === 'POST' ? body : ''), intake.now())
}

const osmandHttp: HttpDialect = {
  name: DIALECT, methods: ['GET', 'POST'], most: 8_192, answer,
  later: { status: 503, body: 'nothing was stored; send it again\n', headers: { 'retry-after': '5' } },
}

/** On a port of its own, since the app takes any path. */
export const osmandDoor = (limits: DoorLimits = doorLimits): PortDialect => httpDoor(DIALECT, () => osmandHttp, limits)

export const osmand = osmandDoor()
