// RFC 7643 §2.3.5: xsd:dateTime. Seconds may be left out by some clients, and without a zone it is UTC.
const dateTime = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/i

/** A moment as ISO 8601 in UTC with milliseconds, so that order of text is order of time. `undefined` when the text is no moment. */
export function toInstant(text: string): string | undefined {
  const match = dateTime.exec(text)
  if (!match || !isDay(match[1] ?? '')) return undefined
  const moment = new Date(match[2] === undefined ? `${text}Z` : text)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}

/** Date takes the 30th of February for a day in March. */
function isDay(day: string): boolean {
  const moment = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day)
}
