import type { ConnectionId, DirectoryId, KeyId, LinkId, MemberId, RequestId, SessionId, TeamId, TokenId } from './ids.ts'
import type { Role } from './role.ts'
import type { SetupPurpose } from './setup-purpose.ts'
import type { Timestamp } from './timestamp.ts'

/** One request or command: when it came and from where. The journal keeps it with what it did. */
export type Occasion = {
  requestId: RequestId
  at: Timestamp
  /** The wire request, where there is one. The path has no secrets: tokens travel in headers alone. */
  http?: { method: string; path: string; ip: string; userAgent: string; body?: string; elapsedMs(): number }
}

/** What a team needs before it may have directories: the plan, an active single sign-on connection, a verified domain. */
export type PrerequisiteId = 'plan' | 'sso' | 'domain'

/** What a directory lacks, so that of its writes only those go through that end access. */
export type Lack = 'paused' | PrerequisiteId

/** An identity provider, by the token of one directory. */
export type DirectoryActor = Occasion & {
  kind: 'directory_token'
  teamId: TeamId
  directoryId: DirectoryId
  tokenId: TokenId
  name: string
  /** Nothing, mostly. */
  lacking: readonly Lack[]
  /** Where an admin mends that: our public URL. */
  homeUrl: string
}

/** Whoever calls a directory with no token of ours: nobody that is known. Where a token of the directory was cut or mistyped, it is known which one that was. */
export type DirectoryStranger = Occasion & {
  kind: 'directory_token'
  teamId: TeamId
  directoryId: DirectoryId
  tokenId: TokenId | null
  name: string
}

/** The member behind a session or a personal key, as of this request. */
export type ActingMember = { memberId: MemberId; email: string | null; role: Role }

/** A program of the host product or of the team, by an API key; where it is a personal one, with its member. */
export type KeyActor = Occasion & {
  kind: 'api_key'
  teamId: TeamId
  keyId: KeyId
  /** The first key of its rotations. */
  firstKeyId?: KeyId | null
  name: string
  scopes: readonly string[]
  member: ActingMember | null
}

/** A program of the operator, by a key that opens every team. The team is the one that the request names; where it names none, the installation. */
export type OperatorKeyActor = Occasion & {
  kind: 'operator_key'
  teamId: TeamId
  keyId: KeyId
  firstKeyId?: KeyId | null
  name: string
  scopes: readonly string[]
}

/** A member who is signed in. */
export type SessionActor = Occasion & { kind: 'session'; teamId: TeamId; sessionId: SessionId; name: string; member: ActingMember }

/** Whoever opened a one-time link, before they are signed in. */
export type LinkActor = Occasion & { kind: 'link'; teamId: TeamId; linkId: LinkId; name: string }

/** A customer's IT admin, who is no member, by a set-up link. The session is null while the link is being opened. */
export type SetupLinkActor = Occasion & {
  kind: 'setup_link'
  teamId: TeamId
  linkId: LinkId
  sessionId: SessionId | null
  purpose: SetupPurpose
  expiresAt: Timestamp
  name: string
}

/** An identity provider that answers for somebody, by a single sign-on connection. */
export type ConnectionActor = Occasion & { kind: 'connection'; teamId: TeamId; connectionId: ConnectionId; name: string }

/** The operator, at the command line. */
export type OperatorActor = Occasion & { kind: 'command_line'; teamId: TeamId; name: string }

/** Purser itself, finishing what a request began that is named by its id. */
export type HousekeepingActor = Occasion & { kind: 'housekeeping'; teamId: TeamId; name: string }

/** Who may call the API. */
export type Caller = KeyActor | OperatorKeyActor | SessionActor | SetupLinkActor

export type Actor = DirectoryActor | Caller | LinkActor | ConnectionActor | OperatorActor | HousekeepingActor

/** Whom what they make is held against: the member who acts, by whichever credential, or else the key. The operator and Purser itself have no id. */
export function makerIdOf(by: Actor): MemberId | KeyId | null {
  switch (by.kind) {
    case 'session':
      return by.member.memberId
    case 'api_key':
      return by.member?.memberId ?? by.keyId
    case 'operator_key':
      return by.keyId
    case 'directory_token':
    case 'link':
    case 'connection':
    case 'setup_link':
    case 'command_line':
    case 'housekeeping':
      return null
  }
}

/** The id of the credential that acts; the operator and Purser itself have none. */
export function credentialOf(by: Actor | DirectoryStranger): TokenId | KeyId | SessionId | LinkId | ConnectionId | null {
  switch (by.kind) {
    case 'directory_token':
      return by.tokenId
    case 'api_key':
    case 'operator_key':
      return by.keyId
    case 'session':
      return by.sessionId
    case 'link':
    case 'setup_link':
      return by.linkId
    case 'connection':
      return by.connectionId
    case 'command_line':
    case 'housekeeping':
      return null
  }
}
