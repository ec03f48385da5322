import { sql, type SqlBool } from 'kysely'
import type { ConnectionId, MemberId, TeamId } from '../kernel/ids.ts'
import { held, isIn } from '../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

/** A subject of an identity provider, as a connection brings it. */
export type SubjectKey = Pick<Row<'identities'>, 'teamId' | 'connectionId' | 'issuer' | 'subject'>

const ofSubject = (db: Reader, { teamId, connectionId, issuer, subject }: SubjectKey) =>
  db
    .selectFrom('identities')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('connectionId', '=', connectionId)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)

export const findIdentity = (db: Reader, key: SubjectKey): Promise<Row<'identities'> | undefined> => ofSubject(db, key).executeTakeFirst()

export async function insertIdentity(trx: Trx, identity: NewRow<'identities'>): Promise<void> {
  await trx.insertInto('identities').values(identity).execute()
}

export async function updateIdentity(
  trx: Trx,
  { teamId, connectionId, issuer, subject }: SubjectKey,
  values: Pick<Row<'identities'>, 'email' | 'lastSignInAt'>,
): Promise<void> {
  await trx
    .updateTable('identities')
    .set(values)
    .where('teamId', '=', teamId)
    .where('connectionId', '=', connectionId)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .execute()
}

/** Whom these members are linked to, in whichever connection; a member's in the order of the connections. */
export function listIdentitiesOf(db: Reader, teamId: TeamId, memberIds: readonly MemberId[]): Promise<Row<'identities'>[]> {
  const rows = db.selectFrom('identities').selectAll().where('teamId', '=', teamId)
  return rows
    .where(sql<SqlBool>`member_id ${isIn(db, memberIds)}`)
    .orderBy('memberId')
    .orderBy('connectionId')
    .execute()
}

export async function deleteIdentity(trx: Trx, teamId: TeamId, memberId: MemberId, connectionId: ConnectionId): Promise<void> {
  await trx.deleteFrom('identities').where('teamId', '=', teamId).where('memberId', '=', memberId).where('connectionId', '=', connectionId).execute()
}

export async function deleteIdentitiesOf(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<void> {
  await trx.deleteFrom('identities').where('teamId', '=', teamId).where('memberId', '=', memberId).execute()
}

/** Forgets every link of a connection. Answers how many. */
export async function deleteIdentitiesThrough(trx: Trx, teamId: TeamId, connectionId: ConnectionId): Promise<number> {
  const rows = trx.deleteFrom('identities').where('teamId', '=', teamId).where('connectionId', '=', connectionId)
  return Number((await rows.executeTakeFirstOrThrow()).numDeletedRows)
}

/** A member who has shown that they can sign in through a connection that is active now, and whether it lets owners in. */
export type Proven = { memberId: MemberId; letsOwnersIn: boolean }

/** Which of these members have signed in through a connection that is active now, or passed a test sign-in of one since it is what it is. */
export async function listProvenThroughActive(db: Reader, teamId: TeamId, memberIds: readonly MemberId[]): Promise<Proven[]> {
  const { rows } = await sql<Proven>`
    select link.member_id, connection.lets_owners_in from identities link
    join connections connection on connection.team_id = link.team_id and connection.connection_id = link.connection_id and connection.state = 'active'
    where link.team_id = ${teamId} and link.member_id ${isIn(db, memberIds)}
    union
    select test.proven_member_id, connection.lets_owners_in from connection_tests test
    join connections connection on connection.team_id = test.team_id and connection.connection_id = test.connection_id and connection.state = 'active'
    where test.team_id = ${teamId} and test.proven_member_id ${isIn(db, memberIds)}`.execute(db)
  return rows
}

type Held = Pick<Row<'connections'>, 'state' | 'jit' | 'letsOwnersIn'>

/** A connection as it stays until the transaction ends: others may sign in through it meanwhile, and whoever ends it waits. A deleted one is inactive. */
export async function holdConnection(trx: Trx, teamId: TeamId, connectionId: ConnectionId): Promise<Held | undefined> {
  const { rows } = await sql<Held>`
    select state, jit, lets_owners_in from connections where team_id = ${teamId} and connection_id = ${connectionId} ${held(trx)}`.execute(trx)
  return rows[0]
}

/** The members who passed a test sign-in of a connection that is active now. */
export async function listTestersOfActive(db: Reader, teamId: TeamId): Promise<MemberId[]> {
  const { rows } = await sql<{ memberId: MemberId }>`
    select distinct test.proven_member_id as member_id from connection_tests test
    join connections connection on connection.team_id = test.team_id and connection.connection_id = test.connection_id and connection.state = 'active'
    where test.team_id = ${teamId} and test.proven_member_id is not null`.execute(db)
  return rows.map(({ memberId }) => memberId)
}

/** Takes from the tests of a connection what they proved of anybody. */
export async function forgetProofs(trx: Trx, teamId: TeamId, connectionId: ConnectionId): Promise<void> {
  const tests = trx.updateTable('connectionTests').set({ provenMemberId: null }).where('teamId', '=', teamId).where('connectionId', '=', connectionId)
  await tests.where('provenMemberId', 'is not', null).execute()
}
