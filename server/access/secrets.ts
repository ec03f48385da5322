import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Environment } from '../kernel/environment.ts'

/** What a secret opens, by its first word: `purser_scim_…` one directory, `purser_key_…` the API of a team, `purser_operator_…` that of every team. */
export type SecretKind = 'scim' | 'key' | 'operator' | 'session' | 'link' | 'setup' | 'setupsession'

/** A secret as it is shown, once, and what is kept of it. */
export type NewSecret = { secret: string; hash: string; prefix: string }

// 32 of 62 signs are 190 bits, beyond guessing. As GitHub's tokens: a word that scanners for leaked secrets find, and a checksum that
// tells a typing error from an old secret without a look at the database.
const randomSigns = 32
// What people see of it and the audit log tells; `journal/redact.ts` hides what is longer.
const shownSigns = 4
const checksumSigns = 6
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const form = /^purser_(scim|key|operator|session|link|setup|setupsession)_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/

export function makeSecret(kind: SecretKind, environment: Environment): NewSecret {
  const random = drawSigns(environment)
  const secret = `purser_${kind}_${random}${checksum(random)}`
  return { secret, hash: hashSecret(secret), prefix: secret.slice(0, `purser_${kind}_`.length + shownSigns) }
}

/** The hash by which a presented secret is found, or undefined where it cannot be one of ours: misspelt, cut short, of another kind. */
export function hashPresented(kind: SecretKind, presented: string): string | undefined {
  const [, word, random = '', sum] = form.exec(presented) ?? []
  return word === kind && checksum(random) === sum ? hashSecret(presented) : undefined
}

/** The prefix of a secret of ours that stands in a text, whole, cut or misspelt, as people see it; undefined where there is none. */
export const findPrefix = (kind: SecretKind, text: string): string | undefined =>
  new RegExp(`purser_${kind}_[0-9A-Za-z]{0,${shownSigns}}`).exec(text)?.[0]

/** SHA-256, and no slow hash: those are for passwords, which people choose. What is looked up by it is equal in constant time. */
const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url')

function drawSigns(environment: Environment): string {
  let signs = ''
  // 248 is the largest multiple of 62 in a byte: taking more would make the first signs likelier.
  while (signs.length < randomSigns) for (const byte of environment.chance(48)) if (byte < 248) signs += alphabet.charAt(byte % 62)
  return signs.slice(0, randomSigns)
}

function checksum(text: string): string {
  let signs = ''
  for (let rest = crc32(text); signs.length < checksumSigns; rest = Math.floor(rest / 62)) signs = alphabet.charAt(rest % 62) + signs
  return signs
}
