import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { refusal } from './refusal.ts'

const cursorInvalid = refusal({ code: 'cursor-invalid', status: 400, title: 'Not a cursor of this list', scimType: 'invalidCursor' })

const sealBytes = 16

/**
 * Makes the cursors of lists, and opens them again. One is sealed with what it belongs to, the team, the list and its filters, so that
 * none opens another list, and nobody can make one up. A list with other filters is another list.
 */
export class Cursors {
  readonly #keys: readonly Uint8Array[]
  /** The secret keys, the newest first: it seals, and each of them opens. */
  constructor(secretKeys: readonly Uint8Array[]) {
    this.#keys = secretKeys.map((key) => new Uint8Array(hkdfSync('sha256', key, '', 'purser list cursors', 32)))
  }

  seal(list: readonly unknown[], after: string): string {
    const [newest] = this.#keys
    return newest ? Buffer.concat([sealOf(newest, list, after), Buffer.from(after)]).toString('base64url') : ''
  }

  /** What the page comes after. Refuses: cursor-invalid. */
  open(list: readonly unknown[], cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined
    const bytes = Buffer.from(cursor, 'base64url')
    const [seal, after] = [bytes.subarray(0, sealBytes), bytes.subarray(sealBytes).toString()]
    const isOurs = seal.length === sealBytes && this.#keys.some((key) => timingSafeEqual(seal, sealOf(key, list, after)))
    if (!isOurs)
      throw cursorInvalid(
        'This cursor is not one of this list with these filters. Take the cursor of the page before as it was answered, with the same filters, or start without one.',
      )
    return after
  }
}

const sealOf = (key: Uint8Array, list: readonly unknown[], after: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([list, after]))
    .digest()
    .subarray(0, sealBytes)
