import type { Actor, Caller, SessionActor } from '../kernel/actor.ts'
import type { Change, SsoFacts } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type ConnectionId, type MemberId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { findCredential, insertCredential } from './credentials.ts'
import { insufficientLink, sessionNotFound, unauthenticated } from './refusals.ts'
import { makeSecret } from './secrets.ts'
import { endSetupSessionRow } from './setup-links.sql.ts'
import {
  countSessionRows,
  endSessionRow,
  endSessionRowsThrough,
  findSessionRow,
  insertSession,
  listSessionRows,
  type LivingSince,
} from './sessions.sql.ts'

export { endLinkSessionRowsOf as endSessionsByLink, listMembersOfLinkSessions as listMembersByLink, listSessionIdsOf } from './sessions.sql.ts'
export type Session = Row<'sessions'>

/** How long a session lives: when it is not used, and at most. */
export type SessionLife = { idleSeconds: number; longestSeconds: number }

/** A session that began: its secret is for the cookie, and is kept nowhere. */
export type NewSession = { secret: string; change: Change }

/** Who began a session through a connection, and when the identity provider wants it to end at the latest. */
type SsoSession = { told: SsoFacts; endsAt: Timestamp | null }

/** Starts a session of a member whose row the caller has locked, and whom it has seen to be in: by a link, or through a connection. */
export async function startSession(
  trx: Trx,
  environment: Environment,
  by: Actor,
  { memberId, email, connectionId = null }: { memberId: MemberId; email: string | null; connectionId?: ConnectionId | null },
  { longestSeconds }: SessionLife,
  sso?: SsoSession,
): Promise<NewSession> {
  const { secret, hash } = makeSecret('session', environment)
  const session: Session = {
    teamId: by.teamId,
    sessionId: environment.newId('ses'),
    memberId,
    startedAt: by.at,
    lastUsedAt: by.at,
    expiresAt: earlier(addSeconds(by.at, longestSeconds), sso?.endsAt ?? null),
    endedAt: null,
    ip: by.http?.ip ?? '',
    userAgent: by.http?.userAgent ?? '',
    connectionId,
  }
  await insertSession(trx, session)
  await insertCredential(trx, { hash, teamId: by.teamId, kind: 'session', id: session.sessionId })
  return { secret, change: { kind: 'session.started', session: session.sessionId, member: memberId, email, ...(sso && { sso: sso.told }) } }
}

/** The session that a cookie's secret is of, also one that has ended. */
export async function findSession(db: Reader, presented: string): Promise<Session | undefined> {
  const credential = await findCredential(db, 'session', presented)
  return credential && isId('ses', credential.id) ? findSessionRow(db, credential.teamId, credential.id) : undefined
}
const earlier = (one: Timestamp, other: Timestamp | null): Timestamp => (other !== null && other < one ? other : one)

/** The session that a cookie's secret is of, while it lives. Whether its member is in is for who knows members to say. */
export async function findLiveSession(db: Reader, presented: string, now: Timestamp, { idleSeconds }: SessionLife): Promise<Session | undefined> {
  const session = await findSession(db, presented)
  return session && isLive(session, livingSince(now, idleSeconds)) ? session : undefined
}

const isLive = ({ endedAt, expiresAt, lastUsedAt }: Session, { now, idleSince }: LivingSince) =>
  endedAt === null && expiresAt > now && lastUsedAt > idleSince

const livingSince = (now: Timestamp, idleSeconds: number): LivingSince => ({ now, idleSince: addSeconds(now, -idleSeconds) })

/** A page of the sessions that live: all of the team, or one member's. */
export function listSessions(
  db: Reader,
  by: Actor,
  { idleSeconds }: SessionLife,
  { after, ...page }: { memberId?: MemberId; after: string | undefined; limit: number },
): Promise<Session[]> {
  return listSessionRows(db, by.teamId, {
    ...page,
    after: after !== undefined && isId('ses', after) ? after : undefined,
    livingSince: livingSince(by.at, idleSeconds),
  })
}

/** How many sessions a member has open. */
export const countSessions = (
  db: Reader,
  { teamId, at }: Pick<Actor, 'teamId' | 'at'>,
  { idleSeconds }: SessionLife,
  memberId: MemberId,
): Promise<number> => countSessionRows(db, teamId, memberId, livingSince(at, idleSeconds))

/** Ends a session at once: any of the team, or one of a member's own. Refuses: session-not-found. */
export function endSession(db: Db, by: Actor, sessionId: string, of: { memberId?: MemberId | 'nobody' } = {}): Promise<void> {
  return write(db, async (trx) => {
    const session = isId('ses', sessionId) ? await findSessionRow(trx, by.teamId, sessionId) : undefined
    const isMeant = session && session.endedAt === null && (of.memberId === undefined || session.memberId === of.memberId)
    if (!isMeant)
      throw sessionNotFound(`There is no open session "${sessionId.slice(0, 100)}" ${of.memberId === undefined ? 'in this team' : 'of yours'}.`)
    await endSessionRow(trx, by.teamId, session.sessionId, by.at)
    const change = { kind: 'session.ended', session: session.sessionId, member: session.memberId } as const
    await record(trx, by, { operation: 'end_session', status: 204, subjectId: session.sessionId, changes: [change] })
  })
}

/**
 * Ends, within a sign-in, the session that the browser had: its id is worth nothing from then on. Answers what that changed. A session of another team goes
 * too, which is told in the journal of that team, without who signed in here; and that of a set-up link, which is nobody's.
 */
export async function endPresentedSession(trx: Trx, by: Actor, presented: string | undefined): Promise<Change[]> {
  const guest = presented === undefined ? undefined : await findCredential(trx, 'setupsession', presented)
  if (guest && isId('ses', guest.id)) await endSetupSessionRow(trx, guest.teamId, guest.id, by.at)
  const credential = presented === undefined ? undefined : await findCredential(trx, 'session', presented)
  const session = credential && isId('ses', credential.id) ? await findSessionRow(trx, credential.teamId, credential.id) : undefined
  if (!session || session.endedAt !== null) return []
  const { teamId, sessionId, memberId } = session
  await endSessionRow(trx, teamId, sessionId, by.at)
  const ended = { kind: 'session.ended', session: sessionId, member: memberId } as const
  if (teamId === by.teamId) return [ended]
  const elsewhere = { kind: 'housekeeping', teamId, name: 'a sign-in to another team', requestId: by.requestId, at: by.at } as const
  await record(trx, elsewhere, { operation: 'end_session', subjectId: sessionId, changes: [ended] })
  return []
}

/** Ends the sessions that began through a connection: all, or one member's. Answers how many lived. */
export const endSessionsThrough = (trx: Trx, by: Actor, connectionId: ConnectionId, memberId?: MemberId): Promise<number> =>
  endSessionRowsThrough(trx, by.teamId, { connectionId, memberId }, by.at)

/** Who asks, where only somebody who is signed in can be answered. Refuses: unauthenticated, insufficient-link. */
export function requireSession(by: Caller): SessionActor {
  if (by.kind === 'setup_link') throw insufficientLink('This is for members. Whoever opened a set-up link is none.')
  if (by.kind !== 'session') throw unauthenticated('Nobody is signed in here: an API key is no session.')
  return by
}
