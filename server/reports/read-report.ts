import { ScansBusy, ScanTooLong, type Db } from '../store/open.ts'
import { reportsBusy, reportTooLong } from './refusals.ts'

const secondsUntilNext = 3

/**
 * Reads a report beside the requests, for a limited time. `advice` says how to ask for less.
 * Refuses: report-too-long, reports-busy.
 */
export async function readReport<Row>(db: Db, query: Parameters<typeof db.report<Row>>[0], advice: string): Promise<Row[]> {
  try {
    return await db.report(query)
  } catch (error) {
    if (error instanceof ScanTooLong)
      throw reportTooLong(`There is more to look through than there is time for, and nothing was left out silently. ${advice}`)
    if (error instanceof ScansBusy)
      throw reportsBusy('Several reports and searches wait already. Ask again in a few seconds.', { retry_after: secondsUntilNext })
    throw error
  }
}
