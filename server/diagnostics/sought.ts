import type { Directory } from '../directory/directories.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Row } from '../store/open.ts'

/** Who or what is looked for, with all that every look-up needs. */
export type Sought = {
  teamId: TeamId
  /** As it was asked, without blanks at the ends. */
  asked: string
  now: Timestamp
  mayReadLimits: boolean
  /** Those that count. */
  living: readonly Directory[]
  /** Those that ended too. */
  directories: readonly Directory[]
  /** What identity providers asked about this name, newest first. */
  rows: readonly Row<'journal'>[]
}

/** So many rows of the log about one name or id are looked at, the newest. */
export const rowsLooked = 50
