import { findLiveApiKey } from '../access/api-keys.ts'
import { findLiveOperatorKey } from '../access/operator-keys.ts'
import { findLiveSession, type SessionLife } from '../access/sessions.ts'
import { authenticateSetupSession } from '../access/setup-sessions.ts'
import type { ActingMember, Caller, Occasion, SessionActor } from '../kernel/actor.ts'
import { installation, type MemberId, type TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { findMemberRow } from './members.sql.ts'

// The member of a session or of a personal key is read at each request: nothing outlives the membership, and nobody is more than they are now.

/** Whose key this is, if it opens the API. */
export async function authenticateKey(db: Reader, secret: string, occasion: Occasion): Promise<Caller | undefined> {
  const key = await findLiveApiKey(db, secret, occasion.at)
  if (!key) return authenticateOperator(db, secret, occasion)
  const { teamId, keyId, firstKeyId, name, scopes, memberId } = key
  const facts = { ...occasion, kind: 'api_key', teamId, keyId, firstKeyId, name, scopes } as const
  if (memberId === null) return { ...facts, member: null }
  const member = await findActingMember(db, teamId, memberId)
  return member && { ...facts, member }
}

async function authenticateOperator(db: Reader, secret: string, occasion: Occasion): Promise<Caller | undefined> {
  const key = await findLiveOperatorKey(db, secret, occasion.at)
  return (
    key && {
      ...occasion,
      kind: 'operator_key',
      teamId: installation,
      keyId: key.keyId,
      firstKeyId: key.firstKeyId,
      name: key.name,
      scopes: key.scopes,
    }
  )
}

/** Whose session this is, if it lives and its member is in. */
export async function authenticateSession(db: Reader, secret: string, occasion: Occasion, life: SessionLife): Promise<SessionActor | undefined> {
  const session = await findLiveSession(db, secret, occasion.at, life)
  const member = session && (await findActingMember(db, session.teamId, session.memberId))
  if (!member) return undefined
  return { ...occasion, kind: 'session', teamId: session.teamId, sessionId: session.sessionId, name: member.email ?? member.memberId, member }
}

/** Whose cookie this is: a member's, or of whoever opened a set-up link. */
export const authenticateCookie = async (db: Reader, secret: string, occasion: Occasion, life: SessionLife): Promise<Caller | undefined> =>
  (await authenticateSession(db, secret, occasion, life)) ?? authenticateSetupSession(db, secret, occasion, life)

/** The member who acts, while they are in. */
async function findActingMember(db: Reader, teamId: TeamId, memberId: MemberId): Promise<ActingMember | undefined> {
  const member = await findMemberRow(db, teamId, memberId)
  return member?.status === 'active' ? { memberId, email: member.email, role: member.role } : undefined
}
