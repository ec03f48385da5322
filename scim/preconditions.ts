import { ScimError } from './error.ts'

/** The entity tags that a client names (RFC 7644 §3.14), as its headers have them. */
export type Preconditions = { ifMatch: string | undefined; ifNoneMatch: string | undefined }

/** The entity tag of a version. Weak, since the same resource may be answered in several forms. */
export const toEntityTag = (version: bigint): string => `W/"${version}"`

/** Whether the client has this version already: a GET is then answered 304. */
export const hasAlready = ({ ifNoneMatch }: Preconditions, version: bigint): boolean => names(ifNoneMatch, version)

/** Throws 412 where the client wants another version than the one that stands, or to change none that stands. */
export function requireVersion({ ifMatch, ifNoneMatch }: Preconditions, version: bigint): void {
  if (ifMatch !== undefined && !names(ifMatch, version)) {
    throw new ScimError(
      412,
      undefined,
      `The resource has the version ${toEntityTag(version)} now, not ${ifMatch}. Read it again and repeat the change.`,
    )
  }
  if (names(ifNoneMatch, version))
    throw new ScimError(412, undefined, `The resource stands, with the version ${toEntityTag(version)}, and If-None-Match asks that it does not.`)
}

/** Compared weakly (RFC 9110 §8.8.3.2): SCIM's tags are weak, and clients send them in If-Match all the same. */
function names(tags: string | undefined, version: bigint): boolean {
  if (tags === undefined) return false
  return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//i, '') === `"${version}"`)
}
