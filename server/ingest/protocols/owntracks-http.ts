// OwnTracks over HTTP: POST /owntracks with Basic credentials, answered 200 [] once it is on disk.
import { isRefusal, refuse, type Refusal } from '../../../shared/domain/refusal.ts'
import { basicOf } from '../basic.ts'
import type { DeviceAnswer, DeviceRequest, HttpDialect } from '../http-door.ts'
import type { Intake } from '../observation.ts'
import { identityOf, readOwnTracks, type OwnTracksSaid } from './owntracks.ts'

const DIALECT = 'owntracks-http'
const OK: DeviceAnswer = { status: 200, body: '[]' }

const say = (status: number, { refused, detail }: Refusal, headers: Readonly<Record<string, string>> = {}): DeviceAnswer =>
  ({ status, body: JSON.stringify({ refused, detail }), headers })

/** The same words whether the user, the device or the password is wrong. */
const stranger = (): DeviceAnswer =>
  say(401, refuse('CREDENTIAL_WRONG', 'user, device or password'), { 'www-authenticate': 'Basic realm="owntracks"' })

/** The device's name: from the app's own headers, else from the topic that it puts into its messages. */
function deviceOf(request: DeviceRequest, said: OwnTracksSaid): string | undefined {
  const header = request.headers['x-limit-d']
  if (typeof header === 'string' && header !== '') return header
  const topic = said.is === 'gone' ? undefined : said.topic
  return topic === undefined ? undefined : identityOf(topic)?.identity.split('/')[1]
}

async function answer(intake: Intake, request: DeviceRequest): Promise<DeviceAnswer> {
  const { body } = request
  // The app tests its connection with an empty message.
  if (body.trim() === '') return OK
  const basic = basicOf(request.headers)
  if (!basic) {
    intake.refused(DIALECT, refuse('CREDENTIAL_WRONG', 'no Basic credentials'))
    return stranger()
  }
  const said = readOwnTracks(body, intake.now())
  if (isRefusal(said)) {
    intake.refused(DIALECT, said)
    return say(said.refused === 'MESSAGE_UNSUPPORTED' ? 415 : 400, said)
  }
  if (said.is === 'gone') return OK
  const name = deviceOf(request, said)
  if (name === undefined) {
    const refusal = refuse('MESSAGE_MALFORMED', 'which device? set a device id in the app (header X-Limit-D or topic owntracks/user/device)')
    intake.refused(DIALECT, refusal)
    return say(400, refusal)
  }
  const identity = `${basic.user}/${name}`
  if (await request.guesses.closed(identity)) {
    intake.refused(DIALECT, refuse('RATE_EXCEEDED', 'too many wrong passwords'))
    return 'drop'
  }
  const device = intake.device(DIALECT, identity)
  if (!device || !intake.fits(device, basic.password)) {
    intake.refused(DIALECT, refuse(device ? 'CREDENTIAL_WRONG' : 'DEVICE_UNKNOWN'), device ? undefined : identity)
    await request.guesses.wrong(identity)
    return stranger()
  }
  if (said.is === 'alive') {
    intake.seen(DIALECT, device)
    return OK
  }
  await intake.offer(device, [said.observation])
  return OK
}

/** The app takes any status for "stored" and forgets the message, so what cannot be stored is answered by nothing at all. */
export const ownTracksHttp: HttpDialect = {
  name: DIALECT, methods: ['POST'], most: 8_192, later: 'drop', answer,
}
