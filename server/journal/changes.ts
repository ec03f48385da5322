import type { Lack } from '../kernel/actor.ts'
import type { DirectoryId, GroupId, KeyId, LinkId, MemberId, SessionId, TeamId, TokenId, UserId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'

/** Many ids, told by their number and the first of them: one cause may touch thousands, and its row must stay small. */
export type Several = { count: number; first: string[] }

const idsNamed = 100
export const several = (ids: readonly string[]): Several => ({ count: ids.length, first: ids.slice(0, idsNamed) })

/** What a directory held when it ended. */
export type Holding = { users: number; groups: number; tokens: number }

/** A stored limit as the journal tells it. */
export type LimitFact = { kind: 'amount'; amount: string } | { kind: 'unlimited' }

/** What moved, with the values before and after of that alone. The events that the host product is told are rendered from these. */
export type Change =
  | { kind: 'user.created' | 'user.deleted'; user: UserId; userName: string; member: MemberId }
  | { kind: 'user.updated'; user: UserId; userName: string; member: MemberId; before: JsonObject; after: JsonObject }
  | { kind: 'group.created' | 'group.deleted'; group: GroupId; displayName: string; members: number }
  | { kind: 'group.updated'; group: GroupId; displayName: string; before: JsonObject; after: JsonObject }
  | { kind: 'group.members_changed'; group: GroupId; displayName: string; joined: Several; left: Several }
  | { kind: 'member.created'; member: MemberId; email: string | null; role: string; status: 'active' | 'deprovisioned' }
  | { kind: 'member.adopted' | 'member.reactivated' | 'member.deprovisioned'; member: MemberId; email: string | null; role: string }
  | { kind: 'member.updated'; member: MemberId; before: JsonObject; after: JsonObject }
  | { kind: 'limit.set'; scope: string; subject: GroupId | TeamId; before: LimitFact | null; after: LimitFact }
  | { kind: 'limit.unset'; scope: string; subject: GroupId | TeamId; before: LimitFact; after: null }
  | { kind: 'team.created'; team: TeamId; name: string; currency: string }
  | { kind: 'team.updated'; team: TeamId; before: JsonObject; after: JsonObject }
  | { kind: 'domain.vouched'; domain: string }
  | { kind: 'directory.created'; directory: DirectoryId; name: string; provider: string }
  | {
      kind: 'schema.set' | 'schema.removed'
      directory: DirectoryId
      schema: string
      resourceType: string
      added: string[]
      changed: string[]
      removed: string[]
    }
  | { kind: 'directory.updated'; directory: DirectoryId; name: string; before: JsonObject; after: JsonObject }
  | { kind: 'directory.paused' | 'directory.resumed'; directory: DirectoryId; name: string }
  /** Its users and groups count no more; who is out by that is told as the sweep comes to them. */
  | { kind: 'directory.detached'; directory: DirectoryId; name: string; replacedBy: DirectoryId; holding: Holding }
  | { kind: 'directory.deleted'; directory: DirectoryId; name: string; holding: Holding }
  /** A user stands for another member: the one that a user of the same name stood for in the directory that it replaces. */
  | { kind: 'user.relinked'; user: UserId; userName: string; member: MemberId; before: MemberId }
  | { kind: 'token.created' | 'token.revoked'; token: TokenId; name: string; prefix: string; expiresAt: string | null }
  | { kind: 'token.rotated'; token: TokenId; name: string; replacedBy: TokenId; expiresAt: string }
  | KeyChange
  | { kind: 'key.rotated'; key: KeyId; name: string; replacedBy: KeyId; expiresAt: string }
  | { kind: 'session.started'; session: SessionId; member: MemberId; email: string | null }
  | { kind: 'session.ended'; session: SessionId; member: MemberId }
  /** What somebody could come in with, taken away because they are out or are something else now. */
  | { kind: 'access.ended'; member: MemberId; sessions: number; keys: number; links: number }
  | { kind: 'secrets.resealed'; count: number; key: string }
  | { kind: 'audit.exported'; format: string }
  /** With the digest of all that is blanked in the audit log. */
  | { kind: 'member.erased'; member: MemberId; rows: number; digest: string }
  | { kind: 'link.created' | 'link.used' | 'link.revoked'; link: LinkId; purpose: string; email: string | null; role: string | null }

/** A key as the journal tells it; with its member where it is a personal one. */
export type KeyChange = {
  kind: 'key.created' | 'key.revoked'
  key: KeyId
  name: string
  prefix: string
  scopes: readonly string[]
  expiresAt: string | null
  member?: MemberId
}

/** What a request met and an admin should know. Findings read them. */
export type Note =
  /** Members that a group was sent and that this directory has never been sent as users or groups. */
  | { code: 'unknown-members'; group: GroupId; displayName: string; unknown: Several }
  /** An address outside the team's own domains: taken as a user, but it adopts nobody. */
  | { code: 'foreign-domain'; user: UserId; userName: string; domain: string }
  /** A user took over a member who may administer the team. */
  | { code: 'adopted-privileged-member'; member: MemberId; userName: string; role: string }
  /** The identity provider removed the last active owner, who stays, lest nobody can repair the team. */
  | { code: 'last-owner-kept'; member: MemberId; userName: string }
  /** Somebody came back by name or address alone: it may be another person, so role and keys stay behind. */
  | { code: 'returned-by-name'; member: MemberId; userName: string; matchedBy: 'userName' | 'email'; formerRole: string }
  /** Of what was sent the deactivation alone was applied, since the directory lacks something. */
  | { code: 'deactivated-alone'; user: UserId; userName: string; lacking: readonly Lack[] }
