// Refusals 拒绝: the other answer. A closed catalogue of codes; sentences for people live in client/words.

/** Every reason that an observation, an order or a join can be refused for, with what it means. */
export const refusals = {
  // devices
  DEVICE_UNKNOWN: 'the device is not registered',
  CREDENTIAL_WRONG: 'the credential does not fit the device, gateway, source or screen',
  NOT_AUTHENTICATED: 'a message came before a successful authentication',
  MESSAGE_MALFORMED: 'the bytes do not follow the dialect',
  MESSAGE_TOO_LARGE: 'the message is larger than the dialect allows',
  CHECKSUM_WRONG: 'the checksum does not fit the bytes',
  MESSAGE_UNSUPPORTED: 'a well-formed message that this server has no use for',
  RATE_EXCEEDED: 'too many messages in too short a time',
  // fixes
  FIX_REPEATED: 'the same device has sent this fix time already',
  FIX_INVALID: 'the device says itself that it has no position',
  FIX_NOWHERE: 'the position is no place on earth, or exactly 0, 0',
  // events and orders
  BODY_MALFORMED: 'the body is not what this address takes',
  EVENT_UNKNOWN: 'no event has this id',
  EVENT_STAGE: 'the life cycle has no such move from the present stage',
  EVENT_CONFLICT: 'somebody else moved it first',
  KEY_REUSED: 'this idempotency key was used for something else',
  UNIT_UNKNOWN: 'no unit has this id',
  UNIT_TAKEN: 'the id or name belongs to something else already',
  REGION_UNKNOWN: 'no region has this code',
  BEAT_UNKNOWN: 'no point of the plan in force has this id',
  BEATS_UNKNOWN: 'no set of beats with this hash is in force or remembered',
  BEATS_UNFIT: 'a beat of the set cannot be kept in this district, or its plan cannot be met',
  BEATS_STALE: 'another set holds from then on than the one that this was made from',
  BEATS_TIME: 'the set would begin in the past, too far ahead, or behind too many others',
  CATEGORY_UNKNOWN: 'no category has this code',
  GATEWAY_UNKNOWN: 'no gateway has this id',
  SOS_NONE: 'this unit has no standing call for help',
  SHIFT_SAME: 'the unit or team is already signed on, or already signed off',
  // teams, officers and grid members
  TEAM_UNKNOWN: 'no team has this id',
  TEAM_KIND_UNKNOWN: 'the catalogue has no such kind of team',
  BINDING_UNKNOWN: 'nobody of this call sign is bound so',
  CRITERION_UNKNOWN: 'the rating rule has no such criterion',
  RECORD_UNKNOWN: 'no duty, visit or work was recorded under this id',
  RECORD_WITHDRAWN: 'it was taken back before, for another reason',
  // doors
  RIGHT_MISSING: 'the key does not carry this right',
  STORE_NOT_DEMO: 'the drill may not speak to a store that serves the real district',
  STORAGE_FAILED: 'the disk did not take it; nothing was acknowledged',
  SERVER_BUSY: 'the server has more in hand than it may hold; try again',
} as const

export type RefusalCode = keyof typeof refusals

/** The other answer of every decision: a value, never an exception. */
export interface Refusal {
  readonly refused: RefusalCode
  /** What exactly, in words an administrator can act on; never personal data or a credential. */
  readonly detail: string
}

export const refuse = (code: RefusalCode, detail = ''): Refusal => ({ refused: code, detail })

export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refused' in answer
