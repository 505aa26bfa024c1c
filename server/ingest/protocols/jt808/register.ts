// Bodies of registration 0x0100, its answer 0x8100 and authentication 0x0102, in the layouts of 2011, 2013 and 2019.
import { registerResult } from './ids.ts'
import type { Version } from './header.ts'
import { fromGbk, gbk, readField, writeField } from './text.ts'

export interface Registration {
  /** First two and last four digits of the county's GB/T 2260 code: 51 and 304 for 510304. */
  readonly province: number
  readonly county: number
  readonly maker: string
  readonly model: string
  readonly terminal: string
  /** 0 = no plate; then `plate` is the vehicle's frame number. */
  readonly colour: number
  readonly plate: string
}

/** Bytes of maker, model and terminal id. */
const widths: Readonly<Record<Version, readonly [number, number, number]>> = { 2011: [5, 8, 7], 2013: [5, 20, 7], 2019: [11, 30, 30] }
const fixed = (version: Version): number => 5 + widths[version][0] + widths[version][1] + widths[version][2]

/** Which layout a registration has: the header marks 2019; 2011 and 2013 differ by 12 bytes, more than a plate takes. */
export function registrationVersion(header: Version, length: number): Version | undefined {
  if (header === 2019) return length >= fixed(2019) ? 2019 : undefined
  if (length >= fixed(2013)) return 2013
  return length >= fixed(2011) ? 2011 : undefined
}

export function readRegistration(body: Buffer, header: Version): Registration | undefined {
  const version = registrationVersion(header, body.length)
  if (version === undefined) return undefined
  const [maker, model, terminal] = widths[version]
  const modelAt = 4 + maker
  const terminalAt = modelAt + model
  const colourAt = terminalAt + terminal
  let end = body.length
  while (end > colourAt + 1 && body[end - 1] === 0) end--
  return {
    province: body.readUInt16BE(0), county: body.readUInt16BE(2),
    maker: readField(body, 4, modelAt), model: readField(body, modelAt, terminalAt), terminal: readField(body, terminalAt, colourAt),
    colour: body[colourAt], plate: fromGbk(body.subarray(colourAt + 1, end)),
  }
}

export function registrationBody(registration: Registration, version: Version): Buffer {
  const [maker, model, terminal] = widths[version]
  const plate = gbk(registration.plate)
  const body = Buffer.alloc(fixed(version) + plate.length)
  body.writeUInt16BE(registration.province, 0)
  body.writeUInt16BE(registration.county, 2)
  writeField(body, 4, maker, registration.maker)
  writeField(body, 4 + maker, model, registration.model)
  writeField(body, 4 + maker + model, terminal, registration.terminal)
  body[4 + maker + model + terminal] = registration.colour
  body.set(plate, fixed(version))
  return body
}

/** 0x8100: `code` only when the result is ok. */
export interface RegisterAnswer { readonly serial: number; readonly result: number; readonly code: string | null }

export function registerAnswerBody(answer: RegisterAnswer): Buffer {
  const code = answer.result === registerResult.ok ? gbk(answer.code ?? '') : gbk('')
  const body = Buffer.allocUnsafe(3 + code.length)
  body.writeUInt16BE(answer.serial, 0)
  body[2] = answer.result
  body.set(code, 3)
  return body
}

export function readRegisterAnswer(body: Buffer): RegisterAnswer | undefined {
  if (body.length < 3) return undefined
  return { serial: body.readUInt16BE(0), result: body[2], code: body[2] === registerResult.ok ? readField(body, 3, body.length) : null }
}

/** 0x0102; `imei` and `software` since 2019. */
export interface Authentication { readonly code: string; readonly imei?: string; readonly software?: string }

const IMEI = 15
const SOFTWARE = 20

/**
 * 2019's software version comes as 20 zero-padded bytes or with its length before it, and both are in the field:
 * a length byte that exactly fills the rest tells the second.
 */
export function readAuthentication(body: Buffer, header: Version): Authentication | undefined {
  if (header !== 2019) return body.length === 0 ? undefined : { code: readField(body, 0, body.length) }
  if (body.length < 1) return undefined
  const imeiAt = 1 + body[0]
  const softwareAt = imeiAt + IMEI
  const rest = body.length - softwareAt
  if (body[0] === 0 || rest < 1) return undefined
  const prefixed = body[softwareAt] === rest - 1
  if (!prefixed && rest !== SOFTWARE) return undefined
  return {
    code: readField(body, 1, imeiAt),
    imei: readField(body, imeiAt, softwareAt),
    software: readField(body, prefixed ? softwareAt + 1 : softwareAt, body.length),
  }
}

/** `prefixed` writes the software version with its length before it. */
export function authenticationBody(auth: Authentication, version: Version, prefixed = false): Buffer {
  if (version !== 2019) return Buffer.from(auth.code, 'latin1')
  const software = auth.software ?? ''
  const imeiAt = 1 + auth.code.length
  const softwareAt = imeiAt + IMEI
  const body = Buffer.alloc(softwareAt + (prefixed ? 1 + software.length : SOFTWARE))
  body[0] = auth.code.length
  writeField(body, 1, auth.code.length, auth.code)
  writeField(body, imeiAt, IMEI, auth.imei ?? '')
  if (prefixed) body[softwareAt] = software.length
  writeField(body, prefixed ? softwareAt + 1 : softwareAt, prefixed ? software.length : SOFTWARE, software)
  return body
}
