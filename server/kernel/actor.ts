import type { DirectoryId, KeyId, LinkId, MemberId, RequestId, SessionId, TeamId, TokenId } from './ids.ts'
import type { Role } from './role.ts'
import type { Timestamp } from './timestamp.ts'

/** One request or command: when it came and from where. The journal keeps it with what it did. */
export type Occasion = {
  requestId: RequestId
  at: Timestamp
  /** The wire request, where there is one. The path has no secrets: tokens travel in headers alone. */
  http?: { method: string; path: string; ip: string; userAgent: string; body?: string; elapsedMs(): number }
}

/** What a directory lacks, so that of its writes only those go through that end access. */
export type Lack = 'paused'

/** An identity provider, by the token of one directory. */
export type DirectoryActor = Occasion & {
  kind: 'directory_token'
  teamId: TeamId
  directoryId: DirectoryId
  tokenId: TokenId
  name: string
  /** Nothing, mostly. */
  lacking: readonly Lack[]
}

/** The member behind a session or a personal key, as of this request. */
export type ActingMember = { memberId: MemberId; email: string | null; role: Role }

/** A program of the host product or of the team, by an API key; where it is a personal one, with its member. */
export type KeyActor = Occasion & {
  kind: 'api_key'
  teamId: TeamId
  keyId: KeyId
  name: string
  scopes: readonly string[]
  member: ActingMember | null
}

/** A program of the operator, by a key that opens every team. The team is the one that the request names; where it names none, the installation. */
export type OperatorKeyActor = Occasion & { kind: 'operator_key'; teamId: TeamId; keyId: KeyId; name: string; scopes: readonly string[] }

/** A member who is signed in. */
export type SessionActor = Occasion & { kind: 'session'; teamId: TeamId; sessionId: SessionId; name: string; member: ActingMember }

/** Whoever opened a one-time link, before they are signed in. */
export type LinkActor = Occasion & { kind: 'link'; teamId: TeamId; linkId: LinkId; name: string }

/** The operator, at the command line. */
export type OperatorActor = Occasion & { kind: 'command_line'; teamId: TeamId; name: string }

/** Purser itself, finishing what a request began that is named by its id. */
export type HousekeepingActor = Occasion & { kind: 'housekeeping'; teamId: TeamId; name: string }

/** Who may call the API. */
export type Caller = KeyActor | OperatorKeyActor | SessionActor

export type Actor = DirectoryActor | Caller | LinkActor | OperatorActor | HousekeepingActor

/** The id of the credential that acts; the operator and Purser itself have none. */
export function credentialOf(by: Actor): TokenId | KeyId | SessionId | LinkId | null {
  switch (by.kind) {
    case 'directory_token':
      return by.tokenId
    case 'api_key':
    case 'operator_key':
      return by.keyId
    case 'session':
      return by.sessionId
    case 'link':
      return by.linkId
    case 'command_line':
    case 'housekeeping':
      return null
  }
}
