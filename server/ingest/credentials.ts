// Credentials at rest: salted SHA-256, compared in constant time; what is sealed can be checked but not read.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const digest = (salt: string, secret: string): Buffer => createHash('sha256').update(salt).update('\0').update(secret).digest()

/** `salt.hash`, both base64url. */
export function seal(secret: string, salt = randomBytes(16).toString('base64url')): string {
  return `${salt}.${digest(salt, secret).toString('base64url')}`
}

/** Whether `secret` is what was sealed; a missing or broken seal fits nothing and takes as long. */
export function fitsSeal(sealed: string | undefined, secret: string): boolean {
  const [salt, hash] = (sealed ?? '.').split('.')
  const said = digest(salt, secret)
  const kept = Buffer.from(hash ?? '', 'base64url')
  const known = kept.length === said.length
  return timingSafeEqual(said, known ? kept : Buffer.alloc(said.length)) && known
}

/** 128 random bits as 22 characters: an auth code, a device id that is a secret. */
export const newSecret = (): string => randomBytes(16).toString('base64url')

/** Characters that hold 128 bits in base64url; hexadecimal takes more and is as welcome. */
export const SECRET_LENGTH = 22

/** The 128 bits cannot be measured, but what cannot hold them is told apart: too short, or the same few characters over and over. */
export const isSecret = (id: string): boolean => id.length >= SECRET_LENGTH && new Set(id).size >= 8
