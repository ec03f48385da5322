// RFC 7643 §2.3.5: xsd:dateTime. Seconds may be left out by some clients, and without a zone it is UTC.
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/i

/** A moment as ISO 8601 in UTC with milliseconds, so that order of text is order of time. `undefined` when the text is no moment. */
export function toInstant(text: string): string | undefined {
  const match = dateTime.exec(text)
  if (!match) return undefined
  const moment = new Date(match[1] === undefined ? `${text}Z` : text)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}
