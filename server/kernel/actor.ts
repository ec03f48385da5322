import type { DirectoryId, KeyId, RequestId, TeamId, TokenId } from './ids.ts'
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

/** A program of the host product or of the team, by an API key. */
export type KeyActor = Occasion & { kind: 'api_key'; teamId: TeamId; keyId: KeyId; name: string; scopes: readonly string[] }

/** The operator, at the command line. */
export type OperatorActor = Occasion & { kind: 'command_line'; teamId: TeamId; name: string }

/** Purser itself, finishing what a request began that is named by its id. */
export type HousekeepingActor = Occasion & { kind: 'housekeeping'; teamId: TeamId; name: string }

export type Actor = DirectoryActor | KeyActor | OperatorActor | HousekeepingActor

/** The id of the credential that acts; the operator and Purser itself have none. */
export function credentialOf(by: Actor): TokenId | KeyId | null {
  switch (by.kind) {
    case 'directory_token':
      return by.tokenId
    case 'api_key':
      return by.keyId
    case 'command_line':
    case 'housekeeping':
      return null
  }
}
