import { z } from 'zod'
import { countSessions, type SessionLife } from '../access/sessions.ts'
import { addressesOfUser } from '../directory/users.ts'
import { MemberShape, toMemberShape } from '../members/member-shape.ts'
import { requireMember } from '../members/find-member.ts'
import type { Caller } from '../kernel/actor.ts'
import { fold } from '../kernel/fold.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Reader } from '../store/open.ts'
import { findBody, findNewestSession, listLinks, listWritesAbout, type Written } from './person.sql.ts'
import { toUserRow, UserRow } from './user-row.ts'
import { listUserFactsOf, type UserFacts } from './users.sql.ts'

/** A person: the member, with all that ever stood for it in a directory. */
export const Person = MemberShape.extend({ directory_users: z.array(UserRow.extend({ deleted_at: z.string().nullable() })) })

/** Refuses: user-not-found, ambiguous-user. */
export async function readPerson(db: Reader, teamId: TeamId, address: string): Promise<z.infer<typeof Person>> {
  const member = await requireMember(db, teamId, address)
  const users = await listUserFactsOf(db, teamId, member.memberId)
  return { ...toMemberShape(member), directory_users: users.map((user) => ({ ...toUserRow(user), deleted_at: user.deletedAt })) }
}

/** What an identity provider says of somebody, and how it last said so. */
export const Profile = z.object({
  member_id: z.string(),
  items: z.array(
    z.object({
      user_id: z.string(),
      directory_id: z.string(),
      /** The attributes of the SCIM resource as they are stored, the groups left out. */
      attributes: z.record(z.string(), z.unknown()),
      /** Attributes that were sent since the resource was last sent whole, and that are stored nowhere. */
      not_used: z.array(z.string()),
      /** The last request that wrote of this user; null once the log forgot it. Its body is redacted, and kept for 30 days. */
      last_request: z
        .object({ id: z.string(), sequence: z.number(), at: z.string(), operation: z.string(), outcome: z.string(), body: z.string().nullable() })
        .nullable(),
    }),
  ),
})

/** Of those users that live; where none does, of those that were deleted. Refuses: user-not-found, ambiguous-user. */
export async function readProfile(db: Reader, teamId: TeamId, address: string): Promise<z.infer<typeof Profile>> {
  const { memberId } = await requireMember(db, teamId, address)
  const all = await listUserFactsOf(db, teamId, memberId)
  const living = all.filter(({ deletedAt }) => deletedAt === null)
  const users = living.length > 0 ? living : all
  return { member_id: memberId, items: await Promise.all(users.map((user) => readProfileOf(db, user))) }
}

async function readProfileOf(db: Reader, { teamId, userId, directoryId, resource }: UserFacts): Promise<z.infer<typeof Profile>['items'][number]> {
  const written = await listWritesAbout(db, teamId, userId)
  const [last] = written
  const attributes: JsonObject = resource
  return {
    user_id: userId,
    directory_id: directoryId,
    attributes,
    not_used: unusedIn(written),
    last_request: last
      ? {
          id: last.requestId,
          sequence: Number(last.position),
          at: last.at,
          operation: last.operation,
          outcome: last.outcome,
          body: await findBody(db, teamId, last.requestId),
        }
      : null,
  }
}

/** What a user was sent that nothing keeps: by the requests, newest first, back to the one that sent it whole. */
function unusedIn(written: readonly Pick<Written, 'operation' | 'wire'>[]): string[] {
  const whole = written.findIndex(({ operation }) => operation === 'create_user' || operation === 'replace_user')
  const since = whole < 0 ? written : written.slice(0, whole + 1)
  const unused = since.flatMap(({ wire }) => (Array.isArray(wire?.['unused']) ? wire['unused'] : []))
  return [...new Set(unused.filter((name) => typeof name === 'string'))].toSorted()
}

/** How a person comes in, and whether that goes by another address than the directory's. */
export const SignInState = z.object({
  member_id: z.string(),
  status: MemberShape.shape.status,
  /** When they last signed in, as far as connections and the sessions that nobody ended tell; null where none does. */
  last_sign_in_at: z.string().nullable(),
  open_sessions: z.number(),
  /** The connections that know them. */
  links: z.array(
    z.object({
      connection_id: z.string(),
      connection_name: z.string(),
      connection_state: z.enum(['draft', 'configured', 'tested', 'active', 'inactive']),
      /** What the identity provider asserted last. */
      email: z.string().nullable(),
      /** Whether no directory user of theirs that lives has that address, neither as one of its e-mails nor as its userName. */
      differs_from_directory: z.boolean(),
      linked_by: z.enum(['externalId', 'userName', 'email', 'invitation', 'jit']),
      linked_at: z.string(),
      last_sign_in_at: z.string(),
    }),
  ),
})

/** Refuses: user-not-found, ambiguous-user. */
export async function readSignInState(db: Reader, by: Caller, life: SessionLife, address: string): Promise<z.infer<typeof SignInState>> {
  const { teamId } = by
  const { memberId, status } = await requireMember(db, teamId, address)
  const links = await listLinks(db, teamId, memberId)
  const users = (await listUserFactsOf(db, teamId, memberId)).filter(({ deletedAt }) => deletedAt === null)
  const known = new Set(users.flatMap(addressesOfUser))
  const moments = [...links.map(({ lastSignInAt }) => lastSignInAt), await findNewestSession(db, teamId, memberId)].filter((at) => at !== null)
  return {
    member_id: memberId,
    status,
    last_sign_in_at: moments.toSorted().at(-1) ?? null,
    open_sessions: await countSessions(db, by, life, memberId),
    links: links.map((link) => ({
      connection_id: link.connectionId,
      connection_name: link.connectionName,
      connection_state: link.connectionState,
      email: link.email,
      differs_from_directory: users.length > 0 && link.email !== null && !known.has(fold(link.email.trim())),
      linked_by: link.linkedBy,
      linked_at: link.linkedAt,
      last_sign_in_at: link.lastSignInAt,
    })),
  }
}
