declare const unit: unique symbol

/** An amount in millionths of the currency's major unit: 64 bits hold nine trillion of it, and a cent of a cent is not lost. */
export type Micros = bigint & { readonly [unit]: 'micros' }

/** At most this many major units in one amount. */
const largestAmount = 1_000_000_000n
const microsPerUnit = 1_000_000n
export const largestMicros = largestAmount * microsPerUnit

/** Reads a decimal string in major units, `"80"`, `"80.5"`, `"0.000001"`. Answers undefined for anything else: a sign, an exponent, a seventh digit. */
export function parseMicros(text: string): Micros | undefined {
  const parts = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text)
  if (!parts) return undefined
  const [, whole = '', fraction = ''] = parts
  const micros = BigInt(whole) * microsPerUnit + BigInt(fraction.padEnd(6, '0'))
  return micros <= largestMicros ? (micros as Micros) : undefined // counted in micros just above
}

/**
 * What something cost, which may be finer than a micro: an event's price of a token. It is booked in micros, and the text is kept beside it, so that the
 * difference can be shown. A correction downwards has a sign.
 */
export type Cost = { micros: Micros; text: string }

/** More digits than this are no price. Bounds the work of reading one. */
const finestFraction = 30

/** Reads a cost, rounding half to even, so that many roundings do not add up to a drift. Answers undefined for what is no decimal, or is too large. */
export function parseCost(text: string): Cost | undefined {
  const parts = /^(-?)(\d{1,10})(?:\.(\d{1,30}))?$/.exec(text)
  if (!parts) return undefined
  const [, sign, whole = '', fraction = ''] = parts
  const scale = 10n ** BigInt(finestFraction - 6)
  const exact = BigInt(whole + fraction.padEnd(finestFraction, '0'))
  const size = halfToEven(exact, scale)
  if (exact > largestMicros * scale) return undefined
  return { micros: (sign === '-' ? -size : size) as Micros, text } // divided down to micros just above
}

function halfToEven(exact: bigint, scale: bigint): bigint {
  const [down, twiceRest] = [exact / scale, (exact % scale) * 2n]
  const goesUp = twiceRest > scale || (twiceRest === scale && down % 2n === 1n)
  return goesUp ? down + 1n : down
}

/** A micros column as an amount. The database holds nothing else there. */
export const toMicros = (stored: bigint): Micros => stored as Micros // the column counts micros

/** Writes an amount in major units, with two digits of fraction at least: `80.00`, `0.125`. */
export function formatMicros(micros: Micros): string {
  const sign = micros < 0n ? '-' : ''
  const size = micros < 0n ? 0n - micros : micros
  const fraction = (size % microsPerUnit)
    .toString()
    .padStart(6, '0')
    .replace(/0{1,4}$/, '')
  return `${sign}${size / microsPerUnit}.${fraction}`
}
