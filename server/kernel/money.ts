declare const unit: unique symbol

/** An amount in millionths of the currency's major unit: 64 bits hold nine trillion of it, and a cent of a cent is not lost. */
export type Micros = bigint & { readonly [unit]: 'micros' }

/** At most this many major units in one amount. */
const largestAmount = 1_000_000_000n
const microsPerUnit = 1_000_000n

/** Reads a decimal string in major units, `"80"`, `"80.5"`, `"0.000001"`. Answers undefined for anything else: a sign, an exponent, a seventh digit. */
export function parseMicros(text: string): Micros | undefined {
  const parts = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text)
  if (!parts) return undefined
  const [, whole = '', fraction = ''] = parts
  const micros = BigInt(whole) * microsPerUnit + BigInt(fraction.padEnd(6, '0'))
  return micros <= largestAmount * microsPerUnit ? (micros as Micros) : undefined // counted in micros just above
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
