import type { Actor, Caller, SessionActor } from '../kernel/actor.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type MemberId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { findCredential, insertCredential } from './credentials.ts'
import { sessionNotFound, unauthenticated } from './refusals.ts'
import { makeSecret } from './secrets.ts'
import { endSessionRow, findSessionRow, insertSession, listSessionRows, type LivingSince } from './sessions.sql.ts'

export type Session = Row<'sessions'>

/** How long a session lives: when it is not used, and at most. */
export type SessionLife = { idleSeconds: number; longestSeconds: number }

/** Starts a session of a member whose row the caller has locked, and whom it has seen to be in. The secret is for the cookie. */
export async function startSession(
  trx: Trx,
  environment: Environment,
  by: Actor,
  { memberId, email }: { memberId: MemberId; email: string | null },
  { longestSeconds }: SessionLife,
): Promise<{ secret: string; change: Change }> {
  const { secret, hash } = makeSecret('session', environment)
  const session: Session = {
    teamId: by.teamId,
    sessionId: environment.newId('ses'),
    memberId,
    startedAt: by.at,
    lastUsedAt: by.at,
    expiresAt: addSeconds(by.at, longestSeconds),
    endedAt: null,
    ip: by.http?.ip ?? '',
    userAgent: by.http?.userAgent ?? '',
  }
  await insertSession(trx, session)
  await insertCredential(trx, { hash, teamId: by.teamId, kind: 'session', id: session.sessionId })
  return { secret, change: { kind: 'session.started', session: session.sessionId, member: memberId, email } }
}

/** The session that a cookie's secret is of, while it lives. Whether its member is in is for who knows members to say. */
export async function findLiveSession(db: Reader, presented: string, now: Timestamp, { idleSeconds }: SessionLife): Promise<Session | undefined> {
  const credential = await findCredential(db, 'session', presented)
  if (!credential || !isId('ses', credential.id)) return undefined
  const session = await findSessionRow(db, credential.teamId, credential.id)
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

/** Ends a session at once: any of the team, or one of a member's own. Refuses: session-not-found. */
export function endSession(db: Db, by: Actor, sessionId: string, of: { memberId?: MemberId } = {}): Promise<void> {
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

/** Ends, within a sign-in, the session that the browser had: its id is worth nothing from then on. A session of another team goes too. */
export async function endPresentedSession(trx: Trx, presented: string | undefined, at: Timestamp): Promise<void> {
  const credential = presented === undefined ? undefined : await findCredential(trx, 'session', presented)
  if (credential && isId('ses', credential.id)) await endSessionRow(trx, credential.teamId, credential.id, at)
}

/** Who asks, where only somebody who is signed in can be answered. Refuses: unauthenticated. */
export function requireSession(by: Caller): SessionActor {
  if (by.kind !== 'session') throw unauthenticated('Nobody is signed in here: an API key is no session.')
  return by
}
