// The credentials of devices and gateways as the server holds them: sealed, found by id, or by the secret itself for osmand.
import type { Personal } from '../../shared/domain/entry.ts'
import type { Device, Gateway } from '../../shared/domain/unit.ts'
import { fitsSeal, newSecret, seal } from './credentials.ts'

/** Under what personal data of a device or gateway is kept; distinct from every unit and event. */
export const deviceAbout = (id: string): string => `device:${id}`
export const gatewayAbout = (id: string): string => `gateway:${id}`

/**
 * Kept beside the ledger as { credential, code? }. All osmand secrets share one salt, so that a device is found by one
 * hash; the salt travels with each of them, and a second salt (stores merged by hand) costs one more hash.
 */
export class Secrets {
  readonly #credentials = new Map<string, string>()
  readonly #codes = new Map<string, string>()
  readonly #bySeal = new Map<string, string>()
  readonly #salts = new Set<string>()

  /** Takes what is on disk about a device or gateway. */
  hold(about: string, kept: Personal, searchable: boolean): void {
    if (kept.credential) {
      // A new credential ends what was got with the old one: the auth code goes unless it is kept beside it.
      this.drop(about)
      this.#credentials.set(about, kept.credential)
      if (searchable) {
        this.#bySeal.set(kept.credential, about)
        this.#salts.add(kept.credential.split('.')[0])
      }
    }
    if (kept.code) this.#codes.set(about, kept.code)
  }

  drop(about: string): void {
    const before = this.#credentials.get(about)
    if (before !== undefined && this.#bySeal.get(before) === about) this.#bySeal.delete(before)
    this.#credentials.delete(about)
    this.#codes.delete(about)
  }

  has(about: string): boolean { return this.#credentials.has(about) }

  /** Seals a new secret, searchable ones under the common salt. */
  seal(secret: string, searchable: boolean): string {
    if (!searchable) return seal(secret)
    const [salt = newSecret()] = this.#salts
    this.#salts.add(salt)
    return seal(secret, salt)
  }

  /** What the standing credential is known by without being told: its seal, another one after every change; '' for none. */
  proof(about: string): string { return this.#credentials.get(about) ?? '' }

  fits(about: string, secret: string): boolean { return fitsSeal(this.#credentials.get(about), secret) }

  codeFits(about: string, code: string): boolean { return fitsSeal(this.#codes.get(about), code) }

  /** Whose searchable secret this is; the time taken says nothing about the stored ones, only their hashes are compared. */
  owner(secret: string): string | undefined {
    for (const salt of this.#salts) {
      const about = this.#bySeal.get(seal(secret, salt))
      if (about !== undefined) return about
    }
    return undefined
  }
}

/** A device's secret is looked up by itself only where the dialect has nothing else. */
export const isSearchable = (thing: Pick<Device, 'dialect'> | Gateway): boolean => 'dialect' in thing && thing.dialect === 'osmand'
