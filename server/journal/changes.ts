import type { Lack } from '../kernel/actor.ts'
import type {
  ConnectionId,
  ConnectionTestId,
  DirectoryId,
  DomainId,
  EntryId,
  GroupId,
  KeyId,
  LinkId,
  MemberId,
  SessionId,
  TeamId,
  TokenId,
  UserId,
} from '../kernel/ids.ts'
import type { AlertScope, ThresholdRule } from '../kernel/alert-rules.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { AuditFilter } from './audit.sql.ts'
import type { LogFilter } from './provisioning-log.sql.ts'

/** Many ids, told by their number and the first of them: one cause may touch thousands, and its row must stay small. */
export type Several = { count: number; first: string[] }

export const idsNamed = 100
export const several = (ids: readonly string[]): Several => ({ count: ids.length, first: ids.slice(0, idsNamed) })

/** All who joined and left by one change: an entry that names more than its first ones keeps the others beside it. */
export type MemberLists = { joined: readonly string[]; left: readonly string[] }

/** What a directory held when it ended. */
export type Holding = { users: number; groups: number; tokens: number }

/** A stored limit as the journal tells it. */
export type LimitFact = ({ kind: 'amount'; amount: string } | { kind: 'unlimited' }) & {
  reason?: string
  expiresAt?: string
  /** That its group was deleted, and it holds on for whom that held. */
  frozen?: true
}

/** Why what people may spend became more: they are in a group, are out of one, it is gone, or one of their users is as it was not. */
export type RaiseCause = 'group_joined' | 'group_left' | 'group_deleted' | 'user_activated' | 'user_deactivated' | 'user_deleted'

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
  | { kind: 'limit.set'; scope: string; subject: GroupId | MemberId | TeamId; before: LimitFact | null; after: LimitFact }
  | { kind: 'limit.unset'; scope: string; subject: GroupId | MemberId | TeamId; before: LimitFact; after: null }
  /** By what the identity provider says: what so many active members may spend became more, for one reason. */
  | { kind: 'limits.raised'; cause: RaiseCause; group: GroupId | null; displayName: string | null; raised: Several }
  /** The highest threshold that was reached at once, and the others that were. */
  | {
      kind: 'threshold.reached'
      scope: AlertScope
      subject: MemberId | TeamId
      threshold: ThresholdRule
      passed: ThresholdRule[]
      limit: LimitFact | null
      spent: string
      currency: string
      periodStart: Timestamp
      periodEnd: Timestamp
    }
  | { kind: 'team.created'; team: TeamId; name: string; currency: string }
  | { kind: 'team.updated'; team: TeamId; before: JsonObject; after: JsonObject }
  | { kind: 'periods.changed'; team: TeamId; before: JsonObject; after: JsonObject }
  | { kind: 'domain.claimed' | 'domain.vouched'; id: DomainId; domain: string }
  /** By a look-up in DNS, with what was found there. */
  | {
      kind: 'domain.verified' | 'domain.failing' | 'domain.recovered' | 'domain.expired' | 'domain.failed'
      id: DomainId
      domain: string
      finding: string
    }
  | { kind: 'domain.removed'; id: DomainId; domain: string; before: string }
  | { kind: 'connection.created'; connection: ConnectionId; name: string; protocol: string; state: string }
  /** `secret` where the client secret was replaced, which is not told. */
  | { kind: 'connection.updated'; connection: ConnectionId; name: string; before: JsonObject; after: JsonObject; secret?: true }
  | { kind: 'connection.activated'; connection: ConnectionId; name: string; letsOwnersIn: boolean }
  | { kind: 'connection.tested' | 'connection.deactivated' | 'connection.deleted'; connection: ConnectionId; name: string }
  | { kind: 'connection.test_started'; connection: ConnectionId; name: string; test: ConnectionTestId }
  | { kind: 'connection.test_finished'; connection: ConnectionId; name: string; test: ConnectionTestId; outcome: string; code: string | null }
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
  | { kind: 'session.started'; session: SessionId; member: MemberId; email: string | null; sso?: SsoFacts }
  | { kind: 'session.ended'; session: SessionId; member: MemberId }
  /** A subject of an identity provider is a member from now on, whatever becomes of the address; or is not any more. */
  | { kind: 'identity.linked' | 'identity.unlinked'; connection: ConnectionId; member: MemberId; subject: string; email: string | null; by: string }
  /** The links of a connection to members, all at once: its identity provider is another one. */
  | { kind: 'identities.forgotten'; connection: ConnectionId; count: number }
  /** Ended all at once: of a connection, or, where none is named, those that began by links. */
  | { kind: 'sessions.ended'; connection: ConnectionId | null; count: number }
  /** What somebody could come in with, taken away because they are out or are something else now. */
  | { kind: 'access.ended'; member: MemberId; sessions: number; keys: number; links: number }
  /** With the source and id of the event that it corrects, where it names one. */
  | { kind: 'usage.corrected'; entry: EntryId; member: MemberId; amount: string; corrects: string | null }
  | { kind: 'usage.released'; entry: EntryId; member: MemberId; amount: string; reason: string | null }
  | { kind: 'usage.discarded'; entry: EntryId; member: MemberId; reason: string | null }
  | { kind: 'ledger.reconciled'; sumsDiffering: number; drift: string }
  | { kind: 'secrets.resealed'; count: number; key: string }
  | { kind: 'audit.exported'; format: string; filter: AuditFilter }
  | { kind: 'provisioning_log.exported'; format: string; filter: LogFilter }
  | { kind: 'spend.exported'; what: 'ledger' | 'effective_limits' | 'summary'; period_start: Timestamp }
  /** With the digest of all that is blanked in the audit log. */
  | { kind: 'member.erased'; member: MemberId; rows: number; digest: string }
  | { kind: 'setup_session.ended'; link: LinkId }
  | { kind: 'setup_link.created' | 'setup_link.opened' | 'setup_link.revoked'; link: LinkId; purpose: string; expiresAt: string }
  | { kind: 'link.created' | 'link.used' | 'link.revoked'; link: LinkId; purpose: string; email: string | null; role: string | null }

/** Who an identity provider said somebody is, and who asked it to. */
export type SsoFacts = { subject: string; asserted: string; source: SignInSource }

/** Whether the sign-in began with us, or at the identity provider (SAML alone knows that). */
export type SignInSource = 'service_provider' | 'identity_provider'

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
