/** One of a few words in a page's address; undefined for any other. */
export const oneOf = <Word extends string>(words: readonly Word[], value: unknown): Word | undefined => words.find((word) => word === value)

/** A text in a page's address; undefined where there is none. The router reads what looks like a number as one. */
export const textIn = (value: unknown): string | undefined =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined

/** A moment in a page's address, as the API takes it; undefined for anything else, which it would refuse. */
export function momentIn(value: unknown): string | undefined {
  const text = textIn(value)
  const isMoment = text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
  return isMoment ? text : undefined
}
