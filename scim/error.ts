import { maxDetailLength, maxQuoteLength } from './bounds.ts'
import type { Json, JsonObject } from './json.ts'

/** The detail error keywords of RFC 7644 §3.12, and the three that RFC 9865 §3 adds for cursors. */
export type ScimType =
  | 'uniqueness'
  | 'invalidFilter'
  | 'tooMany'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'mutability'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'

/** A message that breaks SCIM. The detail is read by the IdP's admin: what was wrong, where, and what to do. */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined

  constructor(status: number, scimType: ScimType | undefined, detail: string) {
    super(shorten(detail, maxDetailLength))
    this.name = 'ScimError'
    this.status = status
    this.scimType = scimType
  }

  get detail(): string {
    return this.message
  }
}

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** The body of an error, whose status is a string (RFC 7644 §3.12). */
export function toErrorBody({ status, scimType, detail }: { status: number; scimType?: ScimType | undefined; detail: string }): JsonObject {
  return { schemas: [errorSchema], status: String(status), ...(scimType && { scimType }), detail }
}

/** What a client sent, as an error may show it: as JSON, and cut where it is long. */
export function quote(sent: Json | undefined): string {
  return shorten(sent === undefined ? 'nothing' : JSON.stringify(sent), maxQuoteLength)
}

const shorten = (text: string, most: number) => (text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text)
