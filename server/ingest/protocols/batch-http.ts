// The batch dialect's rim: POST /batch with Basic gateway:credential → {admitted, refused, unknown}.
import { isRefusal, refuse, type Refusal, type RefusalCode } from '../../../shared/domain/refusal.ts'
import { basicOf } from '../basic.ts'
import type { DeviceAnswer, DeviceRequest, HttpDialect } from '../http-door.ts'
import { ObservationBatch, type Intake } from '../observation.ts'
import { deviceOf, faultOf, MOST_FIXES, readBatch, takeItem } from './batch.ts'
import { readPlain, takePlain } from './batch-plain.ts'

const DIALECT = 'batch'
/** Names of unregistered devices that an answer lists. */
const LISTED = 20

const say = (status: number, { refused, detail }: Refusal, headers: Readonly<Record<string, string>> = {}): DeviceAnswer =>
  ({ status, body: JSON.stringify({ refused, detail }), headers })

const later = { status: 503, body: JSON.stringify(refuse('SERVER_BUSY', 'nothing was stored; send it again')), headers: { 'retry-after': '5' } }

async function answer(intake: Intake, request: DeviceRequest): Promise<DeviceAnswer> {
  const basic = basicOf(request.headers)
  if (basic && await request.guesses.closed(basic.user)) {
    intake.refused(DIALECT, refuse('RATE_EXCEEDED', 'too many wrong credentials'))
    return { ...later, status: 429 }
  }
  const gateway = basic && intake.gateway(basic.user)
  if (!basic || !gateway || !intake.gatewayFits(gateway, basic.password)) {
    intake.refused(DIALECT, refuse(basic && !gateway ? 'GATEWAY_UNKNOWN' : 'CREDENTIAL_WRONG'), gateway ? undefined : basic?.user)
    if (basic) await request.guesses.wrong(basic.user)
    return say(401, refuse('CREDENTIAL_WRONG', 'gateway or credential'), { 'www-authenticate': 'Basic realm="batch"' })
  }
  const devices = intake.devicesOf(DIALECT, gateway.id)
  const plain = readPlain(request.bytes, MOST_FIXES, devices)
  const items = plain ?? readBatch(request.body)
  if (isRefusal(items)) {
    intake.refused(DIALECT, items)
    return say(items.refused === 'MESSAGE_TOO_LARGE' ? 413 : 400, items)
  }
  const received = intake.now()
  const refused: Partial<Record<RefusalCode, number>> = {}
  const unknown = new Set<string>()
  const known = new ObservationBatch(items.length)
  const count = (refusal: Refusal, identity?: string): void => {
    refused[refusal.refused] = (refused[refusal.refused] ?? 0) + 1
    intake.refused(DIALECT, refusal, identity)
  }
  const stranger = (name: string): void => {
    count(refuse('DEVICE_UNKNOWN'), `${gateway.id}/${name}`)
    if (unknown.size < LISTED) unknown.add(name)
  }
  if (plain) for (let row = 0; row < plain.length; row++) {
    const who = plain.who[row]
    if (typeof who === 'string') stranger(who)
    else takePlain(plain, row, who, received, known)
  }
  else for (const item of items as readonly unknown[]) {
    const fault = faultOf(item)
    const name = fault === null ? deviceOf(item) : undefined
    const device = name === undefined ? undefined : devices.get(name)
    if (device) takeItem(item, device, received, known)
    else if (name === undefined) count(refuse('MESSAGE_MALFORMED', fault ?? 'device is missing'))
    else stranger(name)
  }
  const taken = await intake.offerAll(known)
  for (const [code, times] of Object.entries(taken.refused) as [RefusalCode, number][]) refused[code] = (refused[code] ?? 0) + times
  return { status: 200, body: JSON.stringify({ admitted: taken.admitted, refused, unknown: [...unknown] }) }
}

export const batchHttp: HttpDialect = {
  name: DIALECT, methods: ['POST'], most: 2_000_000, later, answer,
}
