/** An amount of the API, `"12.5"`, in millionths: exact, since floating point is not. */
export function toMicros(amount: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? []
  const micros = BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
  return sign === '-' ? -micros : micros
}

/** The same the other way. */
export function toAmount(micros: bigint): string {
  const size = micros < 0n ? -micros : micros
  return `${micros < 0n ? '-' : ''}${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, '0')}`
}

/** A part of a whole, as a ratio; 0 where there is no whole. */
export const ratioOf = (part: string, whole: string): number => (toMicros(whole) > 0n ? Number(toMicros(part)) / Number(toMicros(whole)) : 0)

/** One day or hour of a period: what was spent in it, and in all by its end. Undefined sums are still to come. */
export type CoursePoint = { start: string; settled: string; soFar: string | undefined }

/** How a period's spending grew, point by point, as far as it has come by `now`. What counts in it and was spent outside it comes before all. */
export function courseOf(starts: readonly string[], settled: readonly string[], outside: string, now: number): CoursePoint[] {
  let sum = toMicros(outside)
  return starts.map((start, place) => {
    const each = settled[place] ?? '0'
    sum += toMicros(each)
    return { start, settled: each, soFar: Date.parse(start) > now ? undefined : toAmount(sum) }
  })
}
