import type { ColumnType, GeneratedAlways, Insertable, Selectable } from 'kysely'
import type { DirectoryId, GroupId, KeyId, LimitId, LinkId, MemberId, RequestId, SessionId, TeamId, TokenId, UserId } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import type { Timestamp } from '../kernel/timestamp.ts'

/** JSON goes in as text and comes out parsed, on both databases. */
type JsonColumn<Shape> = ColumnType<Shape, string, string>
type Name = string

/** The tables, as the latest migration leaves them. Each is written by one feature alone: the comment names it. */
export type Tables = {
  teams: TeamsTable
  domains: DomainsTable
  credentials: CredentialsTable
  apiKeys: ApiKeysTable
  operatorKeys: OperatorKeysTable
  sessions: SessionsTable
  oneTimeLinks: OneTimeLinksTable
  sealedSecrets: SealedSecretsTable
  members: MembersTable
  directories: DirectoriesTable
  schemaExtensions: SchemaExtensionsTable
  directoryTokens: DirectoryTokensTable
  directoryUsers: DirectoryUsersTable
  directoryUserEmails: DirectoryUserEmailsTable
  directoryGroups: DirectoryGroupsTable
  groupUsers: GroupUsersTable
  groupGroups: GroupGroupsTable
  limits: LimitsTable
  journal: JournalTable
  auditHeads: AuditHeadsTable
  housekeeping: HousekeepingTable
}

export type Row<Table extends keyof Tables> = Selectable<Tables[Table]>
export type NewRow<Table extends keyof Tables> = Insertable<Tables[Table]>

/** teams/ */
type TeamsTable = {
  teamId: TeamId
  name: Name
  plan: 'enterprise' | 'standard'
  /** ISO 4217. */
  currency: string
  whenUnset: 'unlimited' | 'block'
  nestedGroups: 'direct' | 'expand'
  createdAt: Timestamp
}

/** sso/. Read before a team is known, so global: a domain belongs to one team in the whole installation. */
type DomainsTable = { domain: string; teamId: TeamId; vouchedBy: 'operator'; verifiedAt: Timestamp }

/** access/. Read before a team is known, so global: the SHA-256 of each secret that was handed out, and what it opens. */
type CredentialsTable = {
  hash: string
  teamId: TeamId
  kind: 'api_key' | 'directory_token' | 'session' | 'link'
  id: KeyId | TokenId | SessionId | LinkId
}

/** What is kept of every credential; used and known by its first characters alone, never whole. */
type CredentialFacts = {
  name: Name
  /** The first characters of the secret, by which a person recognises it. */
  prefix: string
  createdAt: Timestamp
  createdBy: string
  expiresAt: Timestamp | null
  revokedAt: Timestamp | null
  revokedBy: string | null
  firstUsedAt: Timestamp | null
  lastUsedAt: Timestamp | null
  lastIp: string | null
  lastUserAgent: string | null
}

/** access/ */
type ApiKeysTable = CredentialFacts & {
  teamId: TeamId
  keyId: KeyId
  scopes: JsonColumn<string[]>
  /** Whose personal key it is; null where it is the team's. */
  memberId: MemberId | null
}

/** access/. Of no team: they open all. */
type OperatorKeysTable = CredentialFacts & { keyId: KeyId; hash: string; scopes: JsonColumn<string[]> }

/** access/. What must be read again, sealed by the secret key; of a team, or of the installation. */
type SealedSecretsTable = { teamId: TeamId; name: string; sealed: string }

/** access/ */
type SessionsTable = {
  teamId: TeamId
  sessionId: SessionId
  memberId: MemberId
  startedAt: Timestamp
  lastUsedAt: Timestamp
  /** However much it is used. */
  expiresAt: Timestamp
  endedAt: Timestamp | null
  ip: string
  userAgent: string
}

/** access/ */
type OneTimeLinksTable = {
  teamId: TeamId
  linkId: LinkId
  /** `setup` makes the first owner, `invite` a member, `login` signs a member in. */
  purpose: 'setup' | 'invite' | 'login'
  /** Whom a `login` signs in. */
  memberId: MemberId | null
  /** Whom an `invite` is for, and as what. */
  email: string | null
  emailFolded: string | null
  role: Role | null
  createdAt: Timestamp
  createdBy: string
  /** Null for the demo's, which lives as long as the demo. */
  expiresAt: Timestamp | null
  isReusable: boolean
  usedAt: Timestamp | null
  revokedAt: Timestamp | null
}

/** directory/ */
type DirectoryTokensTable = CredentialFacts & { teamId: TeamId; tokenId: TokenId; directoryId: DirectoryId }

/** members/ */
type MembersTable = {
  teamId: TeamId
  memberId: MemberId
  email: string | null
  emailFolded: string | null
  displayName: string | null
  role: Role
  origin: 'scim' | 'jit' | 'invite' | 'bootstrap'
  status: 'active' | 'deprovisioned'
  createdAt: Timestamp
  endedAt: Timestamp | null
}

/** directory/ */
type DirectoriesTable = {
  teamId: TeamId
  directoryId: DirectoryId
  name: Name
  /** What the admin chose. */
  provider: string
  /** What its requests look like, once one was recognised. */
  detectedProvider: string | null
  status: 'active' | 'paused' | 'detached' | 'deleted'
  /** Since when the status holds, and by which request; null for a directory whose status never changed. */
  statusSince: Timestamp | null
  statusRequest: RequestId | null
  /** Which directory took over, where it is detached. */
  replacedBy: DirectoryId | null
  /** When the rows of a directory that ended had all been swept. */
  sweptAt: Timestamp | null
  createdAt: Timestamp
  firstRequestAt: Timestamp | null
  lastRequestAt: Timestamp | null
  firstWriteAt: Timestamp | null
  firstGroupAt: Timestamp | null
  /** Moves with each change of its schemas: 0 while it has none of its own. */
  schemaVersion: bigint
}

/** directory/. A schema that a team adds to the users or the groups of a directory. */
type SchemaExtensionsTable = {
  teamId: TeamId
  directoryId: DirectoryId
  urnFolded: string
  urn: string
  resourceType: 'User' | 'Group'
  name: Name
  description: string
  createdAt: Timestamp
  /** Each with its characteristics, and whether it has values. */
  attributes: JsonColumn<JsonObject[]>
}

/** directory/. The SCIM resource, with the columns that identity providers look up. */
type DirectoryUsersTable = {
  teamId: TeamId
  userId: UserId
  directoryId: DirectoryId
  memberId: MemberId
  userName: string
  userNameFolded: string
  externalId: string | null
  /** The folded address of the primary e-mail, or of the first where none is primary. */
  emailFolded: string | null
  active: boolean
  /** All that the IdP sent, without id, meta, schemas and groups. */
  resource: JsonColumn<JsonObject>
  /** What filters compare with: the same with folded strings. */
  filterable: JsonColumn<JsonObject>
  version: bigint
  createdAt: Timestamp
  lastModified: Timestamp
  deletedAt: Timestamp | null
}

/** directory/. The folded addresses of a living user beyond the one in its row, each once. */
type DirectoryUserEmailsTable = { teamId: TeamId; userId: UserId; emailFolded: string; directoryId: DirectoryId }

/** directory/ */
type DirectoryGroupsTable = {
  teamId: TeamId
  groupId: GroupId
  directoryId: DirectoryId
  displayName: string
  /** Trimmed and folded: unique among what lives in a directory. */
  displayNameFolded: string
  externalId: string | null
  resource: JsonColumn<JsonObject>
  filterable: JsonColumn<JsonObject>
  version: bigint
  createdAt: Timestamp
  lastModified: Timestamp
  deletedAt: Timestamp | null
  /** By which request: its edges, swept later, end by the same. */
  deletedRequest: RequestId | null
}

/** Since when and until when a row holds, each with the request that did it. `until` is null while it lives. */
type History = { sinceAt: Timestamp; sinceRequest: RequestId; untilAt: Timestamp | null; untilRequest: RequestId | null }

/** directory/. A direct membership: user in group. */
type GroupUsersTable = History & { teamId: TeamId; groupId: GroupId; userId: UserId }

/** directory/. A nesting: group in group. */
type GroupGroupsTable = History & { teamId: TeamId; groupId: GroupId; childGroupId: GroupId }

/** spend/ */
type LimitsTable = History & {
  teamId: TeamId
  limitId: LimitId
  scope: 'team_default' | 'group'
  /** The group; for the team's own limits the team. */
  subjectId: GroupId | TeamId
  kind: 'amount' | 'unlimited'
  /** Null where the kind is unlimited. */
  amountMicros: bigint | null
  reason: string | null
}

/** journal/. One row for each request or action that changed something or was refused, and for what reads leave behind. */
type JournalTable = {
  position: GeneratedAlways<bigint>
  teamId: TeamId
  requestId: RequestId
  at: Timestamp
  actorKind: 'directory_token' | 'api_key' | 'operator_key' | 'session' | 'link' | 'command_line' | 'housekeeping'
  /** The credential's id, or null for the operator and for Purser itself. */
  actorId: string | null
  actorName: string
  directoryId: DirectoryId | null
  /** What was asked: `create_user`, `patch_group`, `set_limit`. */
  operation: string
  outcome: 'applied' | 'unchanged' | 'refused' | 'read'
  status: bigint | null
  /** A refusal's code. */
  code: string | null
  subjectId: string | null
  /** The userName or displayName that was asked for, folded: "why is X not here?" is one look-up. */
  subjectName: string | null
  /** What moved, with before and after: `Change[]`. */
  changes: JsonColumn<JsonObject[]> | null
  /** What the request met: `Note[]`. Null, not empty, where it met nothing, so that those that did are few in their index. */
  notes: ColumnType<JsonObject[] | null, string | null, string | null>
  /** How it came: method, path, address, agent, milliseconds, attributes not used, unknown members. */
  wire: JsonColumn<{ [key: string]: Json }> | null
  /** The request's body, redacted and cut, and the answer where it refuses. Forgotten after some weeks. */
  body: ColumnType<string | null, string | null | undefined, string | null>
  answer: ColumnType<string | null, string | null | undefined, string | null>
  /** How many requests of this kind came within the minute, for reads. */
  count: bigint
  /** The place in the team's chain of the audit log; null for what identity providers ask. */
  auditNumber: ColumnType<bigint | null, bigint | null | undefined, never>
  /** Of the details: who by name, what moved, how it came. */
  auditDigest: ColumnType<string | null, string | null | undefined, never>
  /** Of the row with its digest, and of the hash before. */
  auditHash: ColumnType<string | null, string | null | undefined, never>
  /** The request that blanked names in the details. */
  erasedBy: ColumnType<RequestId | null, undefined, RequestId>
}

/** journal/. The end of each team's chain. */
type AuditHeadsTable = { teamId: TeamId; number: bigint; hash: string }

/** journal/. How far a batch job has come. */
type HousekeepingTable = { task: string; position: bigint }
