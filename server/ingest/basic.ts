// HTTP Basic credentials as devices send them.
import type { IncomingHttpHeaders } from 'node:http'

export interface Basic { readonly user: string; readonly password: string }

/** Undefined when there are none or they cannot be read. */
export function basicOf(headers: IncomingHttpHeaders): Basic | undefined {
  const [scheme, encoded] = (headers.authorization ?? '').split(' ')
  if (scheme.toLowerCase() !== 'basic' || !encoded || encoded.length > 512) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon > 0 ? { user: text.slice(0, colon), password: text.slice(colon + 1) } : undefined
}
