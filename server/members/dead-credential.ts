import { findApiKey } from '../access/api-keys.ts'
import { credentialState } from '../access/credential-life.ts'
import { findOperatorKey } from '../access/operator-keys.ts'
import { findSession } from '../access/sessions.ts'
import type { DeadCall } from '../journal/dead-calls.ts'
import type { ActingMember, Occasion } from '../kernel/actor.ts'
import { installation, type MemberId, type TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { findMemberRow } from './members.sql.ts'

// Asked once a credential was refused: whose it is, and why, for the log of its team. What nobody was ever given is nobody's, and answered undefined.

/** Whose key this was. */
export async function findDeadKey(db: Reader, secret: string, occasion: Occasion): Promise<DeadCall | undefined> {
  const key = await findApiKey(db, secret)
  if (!key) return findDeadOperatorKey(db, secret, occasion)
  const { teamId, keyId, name, scopes, memberId } = key
  const member = memberId === null ? null : await findAnyMember(db, teamId, memberId)
  const state = credentialState(key, occasion.at)
  const why = state === 'live' ? 'whose member is out' : `which is ${state}`
  return {
    by: { ...occasion, kind: 'api_key', teamId, keyId, name, scopes, member },
    code: state === 'live' ? 'member-out' : `key-${state}`,
    detail: `The API key ${keyId} (${name}), ${why}, was presented.`,
  }
}

async function findDeadOperatorKey(db: Reader, secret: string, occasion: Occasion): Promise<DeadCall | undefined> {
  const key = await findOperatorKey(db, secret)
  if (!key) return undefined
  const { keyId, name, scopes } = key
  const state = credentialState(key, occasion.at)
  return {
    by: { ...occasion, kind: 'operator_key', teamId: installation, keyId, name, scopes },
    code: `key-${state}`,
    detail: `The operator key ${keyId} (${name}), which is ${state}, was presented.`,
  }
}

/** Whose session this was. */
export async function findDeadSession(db: Reader, secret: string, occasion: Occasion): Promise<DeadCall | undefined> {
  const session = await findSession(db, secret)
  const member = session && (await findAnyMember(db, session.teamId, session.memberId))
  if (!session || !member) return undefined
  const { teamId, sessionId, endedAt } = session
  const isOver = endedAt !== null
  return {
    by: { ...occasion, kind: 'session', teamId, sessionId, name: member.email ?? member.memberId, member },
    code: isOver ? 'session-ended' : 'session-expired',
    detail: `A session of ${member.email ?? member.memberId}, which ${isOver ? `was ended at ${endedAt}` : 'has run out'}, was presented.`,
  }
}

/** The member of a credential, in or out. */
async function findAnyMember(db: Reader, teamId: TeamId, memberId: MemberId): Promise<ActingMember | null> {
  const member = await findMemberRow(db, teamId, memberId)
  return member ? { memberId, email: member.email, role: member.role } : null
}
