const dayMilliseconds = 86_400_000
/** So long a verified domain goes on without its record. */
const daysToLose = 7

/** When a verified domain is lost whose record is gone. */
export const lossOf = (failingSince: string): string => new Date(Date.parse(failingSince) + daysToLose * dayMilliseconds).toISOString()

/** After how many milliseconds DNS is asked again, by how often it was: soon at first, since whoever adds a record watches, then each half minute. */
export const pauseAfter = (checks: number): number => Math.min(3_000 * 2 ** Math.max(0, checks - 1), 30_000)
