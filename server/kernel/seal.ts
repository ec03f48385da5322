import { createCipheriv, createDecipheriv, hash, hkdfSync } from 'node:crypto'
import type { Environment } from './environment.ts'
import type { TeamId } from './ids.ts'

/** Whose secret it is, and which: a sealed text opens in its own place alone, so that none is moved to another. */
export type Place = { teamId: TeamId; name: string }

type Key = { id: string; bytes: Uint8Array }

const nonceBytes = 12
const tagBytes = 16

/**
 * Seals what must be read again, such as a client secret: AES-256-GCM with a nonce by chance. A sealed text is `1.<key id>.<nonce, tag and ciphertext>`. The newest
 * key seals, each of them opens.
 */
export class Seal {
  readonly #keys: readonly Key[]
  constructor(secretKeys: readonly Uint8Array[]) {
    this.#keys = secretKeys.map((key) => ({
      id: hash('sha256', new Uint8Array(hkdfSync('sha256', key, '', 'purser key id', 32)), 'base64url').slice(0, 8),
      bytes: new Uint8Array(hkdfSync('sha256', key, '', 'purser sealed secrets', 32)),
    }))
  }

  /** The id of the key that seals. It tells nothing of the key. */
  get newest(): string {
    return this.#newest().id
  }

  seal(place: Place, text: string, environment: Environment): string {
    const { id, bytes } = this.#newest()
    const nonce = environment.chance(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', bytes, nonce, { authTagLength: tagBytes }).setAAD(toBytes(place))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return `1.${id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
  }

  /** What was sealed in this place; undefined where none of the keys did, or it was altered or moved. */
  open(place: Place, sealed: string): string | undefined {
    const [version, id, text = ''] = sealed.split('.')
    const key = version === '1' ? this.#keys.find((each) => each.id === id) : undefined
    const bytes = Buffer.from(text, 'base64url')
    if (!key || bytes.length < nonceBytes + tagBytes) return undefined
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    decipher.setAAD(toBytes(place)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }

  #newest(): Key {
    const [key] = this.#keys
    if (!key) throw new Error('There is no secret key.')
    return key
  }
}

/** Which key sealed a text, by its id. */
export const keyIdOf = (sealed: string): string => sealed.split('.')[1] ?? ''

const toBytes = ({ teamId, name }: Place): Buffer => Buffer.from(JSON.stringify([teamId, name]))
