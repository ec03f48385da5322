import type { TeamId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import {
  deleteCredentials,
  deleteLinks,
  deleteSessions,
  deleteSetupLinks,
  deleteSetupSessions,
  listGoneLinks,
  listGoneSessions,
  listGoneSetupLinks,
  listGoneSetupSessions,
  listHashesOf,
  type Gone,
} from './sweep-access.sql.ts'

/** How long it can be told of a session that it ended, and of a link that it was used or ran out; after that both are unknown. */
const sessionDays = 30
const linkDays = 90

const rowsPerBatch = 1_000
const daySeconds = 86_400

/** Forgets sessions and links, also those of set-up, that ended long ago, and their hashes, some at a time. What they did stays in the journal. Answers how many. */
export async function sweepAccess(db: Db, now: Timestamp): Promise<number> {
  const ago = (days: number) => addSeconds(now, -days * daySeconds)
  const [sessionsSince, linksSince] = [ago(sessionDays), ago(linkDays)]
  const swept = [
    await sweep(db, 'session', (read) => listGoneSessions(read, sessionsSince, rowsPerBatch), deleteSessions),
    await sweep(db, 'setupsession', (read) => listGoneSetupSessions(read, sessionsSince, rowsPerBatch), deleteSetupSessions),
    await sweep(db, 'link', (read) => listGoneLinks(read, linksSince, rowsPerBatch), deleteLinks),
    await sweep(db, 'setup', (read) => listGoneSetupLinks(read, linksSince, rowsPerBatch), deleteSetupLinks),
  ]
  return swept.reduce((total, each) => total + each, 0)
}

/** They are sought outside the transaction, which then only deletes by key: what is gone does not come back meanwhile. */
async function sweep<Id extends string>(
  db: Db,
  kind: Row<'credentials'>['kind'],
  listGone: (read: Reader) => Promise<Gone<Id>[]>,
  deleteRows: (trx: Trx, teamId: TeamId, ids: readonly Id[]) => Promise<void>,
): Promise<number> {
  let total = 0
  for (let swept = rowsPerBatch; swept === rowsPerBatch; total += swept) {
    const gone = await listGone(db.read)
    swept = gone.length
    if (swept === 0) break
    const hashes = await listHashesOf(
      db.read,
      kind,
      gone.map(({ id }) => id),
    )
    await write(db, async (trx) => {
      await deleteCredentials(trx, hashes)
      for (const [teamId, ofTeam] of Map.groupBy(gone, (each) => each.teamId))
        await deleteRows(
          trx,
          teamId,
          ofTeam.map(({ id }) => id),
        )
    })
  }
  return total
}
