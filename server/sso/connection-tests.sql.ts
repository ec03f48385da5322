import type { ConnectionId, ConnectionTestId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { locked } from '../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertConnectionTest(trx: Trx, test: NewRow<'connectionTests'>): Promise<void> {
  await trx.insertInto('connectionTests').values(test).execute()
}

const testsOf = (db: Reader, teamId: TeamId, connectionId: ConnectionId) =>
  db.selectFrom('connectionTests').selectAll().where('teamId', '=', teamId).where('connectionId', '=', connectionId)

/** A page of a connection's tests, newest first. */
export function listConnectionTestRows(
  db: Reader,
  teamId: TeamId,
  connectionId: ConnectionId,
  { before, limit }: { before: ConnectionTestId | undefined; limit: number },
): Promise<Row<'connectionTests'>[]> {
  let tests = testsOf(db, teamId, connectionId)
  if (before !== undefined) tests = tests.where('testId', '<', before)
  return tests.orderBy('testId', 'desc').limit(limit).execute()
}

/** Every test of a team: few, since somebody began each by hand. */
export const listConnectionTestsOfTeam = (db: Reader, teamId: TeamId): Promise<Row<'connectionTests'>[]> =>
  db.selectFrom('connectionTests').selectAll().where('teamId', '=', teamId).orderBy('testId').execute()

/** The test whose address has this secret. */
export function findConnectionTestBySecret(
  db: Reader,
  teamId: TeamId,
  connectionId: ConnectionId,
  secretHash: string,
): Promise<Row<'connectionTests'> | undefined> {
  return testsOf(db, teamId, connectionId).where('secretHash', '=', secretHash).executeTakeFirst()
}

export function lockConnectionTest(trx: Trx, teamId: TeamId, testId: ConnectionTestId): Promise<Row<'connectionTests'> | undefined> {
  return locked(trx, trx.selectFrom('connectionTests').selectAll().where('teamId', '=', teamId).where('testId', '=', testId)).executeTakeFirst()
}

export async function updateConnectionTest(
  trx: Trx,
  { teamId, testId }: Pick<Row<'connectionTests'>, 'teamId' | 'testId'>,
  values: Partial<NewRow<'connectionTests'>>,
): Promise<void> {
  await trx.updateTable('connectionTests').set(values).where('teamId', '=', teamId).where('testId', '=', testId).execute()
}

/** Forgets who began a test, or whom it shows. That it was, and how it ended, stays. */
export async function eraseConnectionTest(
  trx: Trx,
  test: Pick<Row<'connectionTests'>, 'teamId' | 'testId'>,
  { isShown, startedBy }: { isShown: boolean; startedBy: string },
): Promise<void> {
  await updateConnectionTest(trx, test, {
    startedBy,
    ...(!isShown && { detail: null, received: null, mapped: null, problems: null, provenMemberId: null }),
  })
}

/** Forgets what a batch of the tests that began before a moment show of whoever signed in. Answers how many. */
export async function forgetShown(trx: Trx, before: Timestamp, most: number): Promise<number> {
  const shown = trx.selectFrom('connectionTests').select(['teamId', 'testId']).where('startedAt', '<', before)
  const old = await shown
    .where((eb) => eb.or([eb('received', 'is not', null), eb('mapped', 'is not', null)]))
    .limit(most)
    .execute()
  for (const test of old) await updateConnectionTest(trx, test, { received: null, mapped: null })
  return old.length
}
