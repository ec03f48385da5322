import { sql } from 'kysely'
import type { ConnectionId, MemberId, RequestId, TeamId, UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Row } from '../store/open.ts'

/** What an identity provider wrote about a user by one request. Of the rows of reads and refusals nothing is stored of anybody. */
export type Written = Pick<Row<'journal'>, 'position' | 'requestId' | 'at' | 'operation' | 'outcome' | 'wire'>

/** So many requests about one user are looked back through at most. */
const mostLookedBack = 100

/** The requests that wrote about a user, newest first, without what they sent. */
export function listWritesAbout(db: Reader, teamId: TeamId, userId: UserId): Promise<Written[]> {
  const rows = db.selectFrom('journal').select(['position', 'requestId', 'at', 'operation', 'outcome', 'wire'])
  const about = rows.where('teamId', '=', teamId).where('subjectId', '=', userId).where('actorKind', '=', 'directory_token')
  return about.where('outcome', 'in', ['applied', 'unchanged']).orderBy('position', 'desc').limit(mostLookedBack).execute()
}

/** What a request sent, redacted; null once it is forgotten. */
export async function findBody(db: Reader, teamId: TeamId, requestId: RequestId): Promise<string | null> {
  const row = db.selectFrom('journal').select('body').where('teamId', '=', teamId).where('requestId', '=', requestId)
  return (await row.executeTakeFirst())?.body ?? null
}

/** A link of a member to a subject of an identity provider. */
export type Link = {
  connectionId: ConnectionId
  connectionName: string
  connectionState: Row<'connections'>['state']
  email: string | null
  linkedBy: Row<'identities'>['linkedBy']
  linkedAt: Timestamp
  lastSignInAt: Timestamp
}

export async function listLinks(db: Reader, teamId: TeamId, memberId: MemberId): Promise<Link[]> {
  return db
    .selectFrom('identities as link')
    .innerJoin('connections as connection', (join) =>
      join.onRef('connection.teamId', '=', 'link.teamId').onRef('connection.connectionId', '=', 'link.connectionId'),
    )
    .select(['link.connectionId', 'connection.name as connectionName', 'connection.state as connectionState'])
    .select(['link.email', 'link.linkedBy', 'link.linkedAt', 'link.lastSignInAt'])
    .where('link.teamId', '=', teamId)
    .where('link.memberId', '=', memberId)
    .where('connection.deletedAt', 'is', null)
    .orderBy('link.connectionId')
    .execute()
}

/** When the newest session of a member began that nobody ended. */
export async function findNewestSession(db: Reader, teamId: TeamId, memberId: MemberId): Promise<Timestamp | null> {
  const { rows } = await sql<{ newest: Timestamp | null }>`
    select max(started_at) as newest from sessions where team_id = ${teamId} and member_id = ${memberId} and ended_at is null`.execute(db)
  return rows[0]?.newest ?? null
}
