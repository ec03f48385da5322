import type { ColumnType, GeneratedAlways, Insertable, Selectable } from 'kysely'
import type {
  AuthorizationId,
  ConnectionId,
  ConnectionTestId,
  DecisionId,
  DirectoryId,
  DomainId,
  EntryId,
  GroupId,
  KeyId,
  LimitId,
  LinkId,
  MemberId,
  RequestId,
  SessionId,
  TeamId,
  TokenId,
  UserId,
} from '../kernel/ids.ts'
import type { AlertRules } from '../kernel/alert-rules.ts'
import type { Role } from '../kernel/role.ts'
import type { SetupPurpose } from '../kernel/setup-purpose.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import type { PeriodSettingsSince } from '../kernel/period-settings.ts'
import type { Timestamp } from '../kernel/timestamp.ts'

/** JSON goes in as text and comes out parsed, on both databases. */
type JsonColumn<Shape> = ColumnType<Shape, string, string>
type Name = string
/** A column that an insert may leave out. */
type WithDefault<Value> = ColumnType<Value, Value | undefined, Value>

/** The tables, as the latest migration leaves them. Each is written by one feature alone: the comment names it. */
export type Tables = {
  teams: TeamsTable
  domains: DomainsTable
  connections: ConnectionsTable
  connectionTests: ConnectionTestsTable
  signInRequests: SignInRequestsTable
  seenAssertions: SeenAssertionsTable
  samlSessions: SamlSessionsTable
  identities: IdentitiesTable
  credentials: CredentialsTable
  apiKeys: ApiKeysTable
  operatorKeys: OperatorKeysTable
  sessions: SessionsTable
  oneTimeLinks: OneTimeLinksTable
  setupLinks: SetupLinksTable
  setupSessions: SetupSessionsTable
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
  billingPeriods: BillingPeriodsTable
  ledgerEntries: LedgerEntriesTable
  balances: BalancesTable
  usageHourly: UsageHourlyTable
  usageSums: UsageSumsTable
  usageHourSums: UsageHourSumsTable
  resolutions: ResolutionsTable
  authorizations: AuthorizationsTable
  idempotencyKeys: IdempotencyKeysTable
  decisions: DecisionsTable
  quarantine: QuarantineTable
  reconciliations: ReconciliationsTable
  limitReads: LimitReadsTable
  alertsFired: AlertsFiredTable
  journal: JournalTable
  journalOrder: JournalOrderTable
  journalPublishing: JournalPublishingTable
  journalMembers: JournalMembersTable
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
  /** Since when it has that plan; null where it was made with it. */
  planSince: Timestamp | null
  /** ISO 4217. */
  currency: string
  whenUnset: 'unlimited' | 'block'
  nestedGroups: 'direct' | 'expand'
  /** What becomes of those whom a group held that is deleted: they lose its limit, or keep its number until an admin confirms. */
  onGroupDelete: WithDefault<'release' | 'freeze'>
  /** Whether somebody who has nothing left may not even do what costs nothing. */
  blockFree: WithDefault<boolean>
  /** An event that costs more is taken for a mistake; null where none is. */
  eventCeilingMicros: WithDefault<bigint | null>
  /** When its periods begin: what held, what holds and what is to come, oldest first. */
  periodSettings: ColumnType<PeriodSettingsSince[], string | undefined, string>
  /** Which thresholds of spending are told; null where nobody said. */
  alertRules: ColumnType<AlertRules | null, string | null | undefined, string | null>
  /** Whether people with addresses in its domains come in by single sign-on alone. */
  requireSso: ColumnType<boolean, boolean | undefined, boolean>
  createdAt: Timestamp
}

/** sso/. What a team claims to be its own. Read before a team is known as well: a domain is verified for one team in the whole installation. */
type DomainsTable = {
  teamId: TeamId
  domainId: DomainId
  /** In ASCII and lower case. */
  domain: string
  /** One that was `failed` or has `expired` may be looked up again. One that is `removed` is there for nobody. */
  state: 'pending' | 'verified' | 'failed' | 'expired' | 'removed'
  stateSince: Timestamp
  /** What the TXT record must hold. Published in DNS, so no secret. */
  challenge: string
  /** Whose word it rests on; null where DNS proves it. */
  vouchedBy: 'operator' | null
  createdAt: Timestamp
  /** When it was last verified, whatever became of it. */
  verifiedAt: Timestamp | null
  /** Since when the record of a verified one is gone. */
  failingSince: Timestamp | null
  /** When DNS was last asked, and when it last answered. */
  checkedAt: Timestamp | null
  answeredAt: Timestamp | null
  /** What was found then, in words. */
  finding: string | null
  /** Null where it is looked up on request alone. */
  nextCheckAt: Timestamp | null
}

/** sso/ */
type ConnectionsTable = {
  teamId: TeamId
  connectionId: ConnectionId
  protocol: 'oidc' | 'saml'
  name: Name
  state: 'draft' | 'configured' | 'tested' | 'active' | 'inactive'
  stateSince: Timestamp
  /** The issuer of OpenID Connect, or the entity id of the SAML identity provider. */
  issuer: string | null
  /** Of OpenID Connect alone. */
  clientId: string | null
  /** What else the protocol needs, no secret. */
  settings: JsonColumn<JsonObject>
  /** Which claim or attribute is taken for what, where the admin said so. */
  attributeMapping: JsonColumn<JsonObject>
  /** Whether who signs in first becomes a member. */
  jit: boolean
  /** Moves with each change, for If-Match. */
  version: bigint
  createdAt: Timestamp
  /** When the test sign-in succeeded that its state rests on. */
  testedAt: Timestamp | null
  deletedAt: Timestamp | null
  /** When the metadata of a SAML provider is to be read again from its address; null where it has none. */
  metadataDueAt: Timestamp | null
  /** Whether somebody who may make owners has activated it: who vouches for an owner is an owner's to say. */
  letsOwnersIn: boolean
}

/** sso/. A test sign-in: what the identity provider sent, what was made of it, and what failed. */
type ConnectionTestsTable = {
  teamId: TeamId
  testId: ConnectionTestId
  connectionId: ConnectionId
  /** Of the secret in its address. */
  secretHash: string
  /** Who began it, where it was a member. */
  memberId: MemberId | null
  startedBy: string
  startedAt: Timestamp
  expiresAt: Timestamp
  finishedAt: Timestamp | null
  outcome: 'waiting' | 'succeeded' | 'failed'
  code: string | null
  detail: string | null
  /** Redacted. */
  received: ColumnType<JsonObject | null, string | null, string | null>
  mapped: ColumnType<JsonObject | null, string | null, string | null>
  problems: ColumnType<JsonObject[] | null, string | null, string | null>
  /** Who signed in, where it was a member whom the connection, as it still is, would let in. */
  provenMemberId: MemberId | null
}

/** sso/. A sign-in that a browser began, until the identity provider answers or its time is up. */
type SignInRequestsTable = {
  teamId: TeamId
  /** Of OpenID Connect's `state`, or of SAML's RelayState. */
  handleHash: string
  connectionId: ConnectionId
  /** Which test it is; null where it signs somebody in. */
  testId: ConnectionTestId | null
  /** Of the cookie of the browser that began it. */
  browserHash: string
  /** What only we may know until the answer comes, such as nonce and code verifier. */
  sealed: string
  /** Where the browser goes then: a path of ours. */
  returnTo: string
  createdAt: Timestamp
  expiresAt: Timestamp
  usedAt: Timestamp | null
}

/** sso/saml/. An assertion that signed somebody in, until it could do so no more anyway. */
type SeenAssertionsTable = {
  teamId: TeamId
  connectionId: ConnectionId
  assertionHash: string
  expiresAt: Timestamp
}

/** sso/. What a session is called at the SAML provider that it came from, where that can be told that it ends. */
type SamlSessionsTable = {
  teamId: TeamId
  sessionId: SessionId
  connectionId: ConnectionId
  nameId: string
  nameIdFormat: string | null
  /** In whose names it is one: the provider's, and whom it is made for. Null where it does not say. */
  nameQualifier: string | null
  spNameQualifier: string | null
  sessionIndex: string | null
  expiresAt: Timestamp
}

/** sso/. Whom a subject of an identity provider is, by a connection: one member for a subject, one subject for a member. */
type IdentitiesTable = {
  teamId: TeamId
  connectionId: ConnectionId
  issuer: string
  subject: string
  memberId: MemberId
  /** What was last asserted: the address is an attribute, and says nothing of who it is. */
  email: string | null
  /** How the member was recognised at the first sign-in. */
  linkedBy: 'externalId' | 'userName' | 'email' | 'invitation' | 'jit'
  linkedAt: Timestamp
  lastSignInAt: Timestamp
}

/** access/. Read before a team is known, so global: the SHA-256 of each secret that was handed out, and what it opens; of each connection's id, which is none. */
type CredentialsTable = {
  hash: string
  teamId: TeamId
  kind: 'api_key' | 'directory_token' | 'session' | 'link' | 'setup' | 'setupsession' | 'connection'
  id: KeyId | TokenId | SessionId | LinkId | ConnectionId
}

/** What is kept of every credential; used and known by its first characters alone, never whole. */
type CredentialFacts = {
  name: Name
  /** The first characters of the secret, by which a person recognises it. */
  prefix: string
  createdAt: Timestamp
  createdBy: string
  /** The member who made it, by whichever credential, or else the key that did; null for the command line. */
  createdById: MemberId | KeyId | null
  expiresAt: Timestamp | null
  revokedAt: Timestamp | null
  revokedBy: string | null
  revokedById: MemberId | KeyId | null
  /** Which key or token replaced it, where it was rotated. */
  replacedBy: KeyId | TokenId | null
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
  /** The first key of its rotations: what one key of them did, all did. Null for one that replaced none. */
  firstKeyId: KeyId | null
}

/** access/. Of no team: they open all. */
type OperatorKeysTable = CredentialFacts & { keyId: KeyId; hash: string; scopes: JsonColumn<string[]>; firstKeyId: KeyId | null }

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
  /** Through which connection; null where it was by a link. */
  connectionId: ConnectionId | null
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
  /** The member who made it, or else the key that did; null for the command line. It opens no more once they may not make it. */
  createdById: MemberId | KeyId | null
  /** Null for the demo's, which lives as long as the demo. */
  expiresAt: Timestamp | null
  isReusable: boolean
  usedAt: Timestamp | null
  revokedAt: Timestamp | null
}

/** access/. What a customer's IT admin opens, as often as they like, until it ends. Of one purpose at most one is not revoked. */
type SetupLinksTable = {
  teamId: TeamId
  linkId: LinkId
  purpose: SetupPurpose
  createdAt: Timestamp
  createdBy: string
  expiresAt: Timestamp
  revokedAt: Timestamp | null
  lastOpenedAt: Timestamp | null
}

/** access/. Whoever opened a set-up link: they are no member. It lives no longer than its link. */
type SetupSessionsTable = {
  teamId: TeamId
  sessionId: SessionId
  linkId: LinkId
  startedAt: Timestamp
  lastUsedAt: Timestamp
  expiresAt: Timestamp
  endedAt: Timestamp | null
  ip: string
  userAgent: string
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
  /** Of the name, or else of the address; empty where there is neither. */
  nameFolded: WithDefault<string>
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
  /** What the person is called, folded, its first 200 signs. */
  shownNameFolded: WithDefault<string | null>
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

/** spend/. A row for each change of a limit: of its rows, all of one id, one lives until the limit is taken away. */
type LimitsTable = History & {
  teamId: TeamId
  limitId: LimitId
  /** Counts the changes of this limit, from 1. */
  revision: bigint
  scope: 'team_default' | 'team_total' | 'group' | 'user'
  /** The group, or the member; for the team's own limits the team. */
  subjectId: GroupId | MemberId | TeamId
  kind: 'amount' | 'unlimited'
  /** Null where the kind is unlimited. */
  amountMicros: bigint | null
  reason: string | null
  /** From then on a user's limit counts for nothing; null where it stays. Others have none. */
  expiresAt: Timestamp | null
  /** When its group was deleted, where it holds on for whom that held then; null for all others. */
  frozenAt: WithDefault<Timestamp | null>
}

/** spend/. A period is written when it is first used, and stays. */
type BillingPeriodsTable = { teamId: TeamId; startAt: Timestamp; endAt: Timestamp }

/** spend/. The ledger: the database takes no change of it but the erasure of names. */
type LedgerEntriesTable = {
  teamId: TeamId
  /** Whose spend it is; `unattributed` where nobody is known by the name that was sent. */
  memberId: MemberId
  /** When it was spent, as the event says. */
  occurredAt: Timestamp
  entryId: EntryId
  periodStart: Timestamp
  /** Counts the entries of a member within a period, from 1. */
  number: bigint
  kind: 'usage' | 'refund' | 'adjustment'
  /** With a sign: corrections go either way. */
  amountMicros: bigint
  /** The cost as it was sent, where it is finer than a micro. */
  costText: string | null
  /** The identity of the event; null for a settlement that came as a call. */
  source: string | null
  eventId: string | null
  /** Of the event as it was sent: tells a repetition from another event of the same identity. */
  bodyHash: string | null
  authorizationId: AuthorizationId | null
  correctsSource: string | null
  correctsId: string | null
  recordedAt: Timestamp
  requestId: RequestId
  /** Came after its period had ended, or after its hold had. */
  isLate: boolean
  /** By how much a settlement went beyond its hold. */
  overageMicros: bigint
  app: string
  model: string
  /** Whom the event named, as it did. */
  subject: string | null
  memberName: string | null
  decidingGroupId: GroupId | null
  resolutionId: string | null
  directoryVersion: RequestId | null
  /** What else the event told, such as counts of tokens. */
  attributes: JsonColumn<JsonObject> | null
  /** The request that blanked names. */
  erasedBy: ColumnType<RequestId | null, undefined, RequestId>
}

/** spend/. The sum of a member's entries in a period, or of those of some members: `total_0` to `total_z` together are a team's. */
type BalancesTable = {
  teamId: TeamId
  periodStart: Timestamp
  subjectId: MemberId | `total_${string}`
  settledMicros: bigint
  /** What refunds gave back beyond what was spent by then. It buys nothing: an admission counts it as spent. */
  creditMicros: bigint
  entries: bigint
}

/** spend/. The same sums by hour of the event, explanation, model and app. */
type UsageHourlyTable = {
  teamId: TeamId
  periodStart: Timestamp
  hourAt: Timestamp
  memberId: MemberId
  /** Empty where there is none. */
  resolutionId: string
  model: string
  app: string
  decidingGroupId: GroupId | null
  settledMicros: bigint
  entries: bigint
  /** What of these is in the sums by key already. */
  rolledMicros: WithDefault<bigint>
  rolledEntries: WithDefault<bigint>
  /** When the first was booked that is not; null where all is. */
  freshSince: Timestamp | null
}

/** spend/. What the hours of a period come to under a key of a grouping, as far as they were rolled up. In whole units and the millionths of the rest, each of either sign. */
type UsageSumsTable = {
  teamId: TeamId
  periodStart: Timestamp
  groupingName: 'all' | 'group' | 'deciding_group' | 'model' | 'app'
  /** Empty for what has none. */
  key: string
  settledUnits: bigint
  settledRest: bigint
  entries: bigint
}

/** spend/. The same by hour. */
type UsageHourSumsTable = UsageSumsTable & { hourAt: Timestamp }

/** spend/. An explanation under its hash, shared by the holds and entries that rest on it. */
type ResolutionsTable = { teamId: TeamId; resolutionId: string; explanation: JsonColumn<JsonObject> }

/** spend/ */
type AuthorizationsTable = {
  teamId: TeamId
  authorizationId: AuthorizationId
  memberId: MemberId
  periodStart: Timestamp
  periodEnd: Timestamp
  /** A hold that is past `expiresAt` has expired, whether or not that was written down. */
  status: 'held' | 'settled' | 'voided' | 'expired'
  amountMicros: bigint
  settledMicros: bigint
  /** The amount of the final settlement, once there was one. */
  finalMicros: bigint | null
  /** What a hold booked when nobody settled it until it expired. */
  estimateMicros: bigint | null
  /** What was settled beyond what was held by then: it stays where more is held afterwards. */
  overageMicros: bigint
  expiresAt: Timestamp
  /** What becomes of a hold that nobody settles: nothing is booked, or all that is left of it. */
  onExpiry: 'release' | 'settle'
  /** Settled after it had expired or been voided. */
  isLate: boolean
  app: string
  model: string
  metadata: JsonColumn<JsonObject> | null
  memberName: string | null
  decidingGroupId: GroupId | null
  resolutionId: string
  directoryVersion: RequestId | null
  createdAt: Timestamp
  requestId: RequestId
  endedAt: Timestamp | null
}

/** spend/. The answer to each request that named a key, so that it is given again. */
type IdempotencyKeysTable = {
  teamId: TeamId
  callerId: string
  idempotencyKey: string
  requestHash: string
  status: bigint
  answer: JsonColumn<JsonObject>
  recordedAt: Timestamp
}

/** spend/. A denial, with all that it was answered with. */
type DecisionsTable = {
  teamId: TeamId
  decisionId: DecisionId
  memberId: MemberId
  decidedAt: Timestamp
  code: string
  status: bigint
  detail: string
  facts: JsonColumn<JsonObject>
  requestId: RequestId
}

/** spend/. What came of checking the ledger against what follows from it. */
type ReconciliationsTable = {
  teamId: TeamId
  reconciledAt: Timestamp
  entries: bigint
  sumsDiffering: bigint
  /** The sizes of all differences together. */
  driftMicros: bigint
  /** The first of them. */
  differences: JsonColumn<JsonObject[]>
  requestId: RequestId
}

/** spend/. When programs first and last read what somebody may spend: to the minute, and it may be lost in a crash. */
type LimitReadsTable = { teamId: TeamId; firstAt: Timestamp; lastAt: Timestamp }

/** spend/. Events that are in no balance until somebody looked at them. */
type QuarantineTable = {
  teamId: TeamId
  entryId: EntryId
  source: string
  eventId: string
  bodyHash: string
  memberId: MemberId
  reason: 'unpriced' | 'above_ceiling'
  event: JsonColumn<JsonObject>
  receivedAt: Timestamp
  requestId: RequestId
  status: 'waiting' | 'released' | 'discarded'
  decidedAt: Timestamp | null
  decidedRequest: RequestId | null
}

/** spend/. Which thresholds were told, each once in a period unless its limit is raised above what was spent. */
type AlertsFiredTable = {
  teamId: TeamId
  scope: 'user' | 'team_total'
  subjectId: MemberId | TeamId
  periodStart: Timestamp
  /** `percent 80`, or `amount 100.00`. */
  threshold: string
  /** How much it came to when it was told. */
  reachedMicros: bigint
  firedAt: Timestamp
  requestId: RequestId
}

/** journal/. One row for each request or action that changed something or was refused, and for what reads leave behind. */
type JournalTable = {
  position: GeneratedAlways<bigint>
  teamId: TeamId
  requestId: RequestId
  at: Timestamp
  actorKind: 'directory_token' | 'api_key' | 'operator_key' | 'session' | 'link' | 'setup_link' | 'connection' | 'command_line' | 'housekeeping'
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

/** journal/. The place of an entry in the order of commits, where its number does not tell that. */
type JournalOrderTable = { teamId: TeamId; place: bigint; entry: bigint }

/** journal/. One row: how far the giving of places has come. */
type JournalPublishingTable = {
  lastPlace: bigint
  /** Each entry up to this number has its place, and none will be written any more. */
  settled: bigint
  /** The last number that was seen, while these transactions could still write one before it. */
  seen: bigint
  writers: JsonColumn<string[]>
}

/** journal/. Who joined or left by a change of many, in its order, some in each chunk. */
type JournalMembersTable = { teamId: TeamId; requestId: RequestId; list: 'joined' | 'left'; chunk: bigint; ids: JsonColumn<string[]> }

/** journal/. The end of each team's chain. */
type AuditHeadsTable = { teamId: TeamId; number: bigint; hash: string }

/** journal/. How far a batch job has come. */
type HousekeepingTable = { task: string; position: bigint }
