import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { digestOf } from './canonical.ts'
import type { Json } from './json.ts'
import { refusal } from './refusal.ts'

const staleEtag = refusal({ code: 'stale-etag', status: 412, title: 'It is not as you saw it' })

/** What a client wants to hold before its change is made (RFC 9110 §13.1): the entity tags that it names. */
export type Preconditions = { ifMatch?: string | undefined; ifNoneMatch?: string | undefined }

export const preconditionsOf = ({ 'if-match': ifMatch, 'if-none-match': ifNoneMatch }: IncomingHttpHeaders): Preconditions => ({
  ifMatch,
  ifNoneMatch,
})

/** The header by which a change says which version it is of. Loose: the other headers stay. */
export const IfMatch = z.looseObject({ 'if-match': z.string().max(1_000).optional() })

/** Sees to it that what stands is what the client wants to change. `current` is its entity tag; undefined where nothing stands. Refuses: stale-etag. */
export function requireCurrent({ ifMatch, ifNoneMatch }: Preconditions, current: string | undefined): void {
  if (ifMatch !== undefined && !names(ifMatch, current)) {
    const stands = current === undefined ? 'Nothing is set here now' : `It has the entity tag ${current} now`
    throw staleEtag(`${stands}, and If-Match names ${ifMatch.slice(0, 200)}. Read it again, then repeat the change.`)
  }
  if (ifNoneMatch !== undefined && names(ifNoneMatch, current))
    throw staleEtag(`It is set, with the entity tag ${current}, and If-None-Match asks that it is not. Read it first.`)
}

/** The entity tag of a version. */
export const toEntityTag = (version: bigint): string => `"${version}"`

/**
 * The entity tag of something that people edit and that counts no versions, from its row or its shape. It moves with whatever is told of it but its last
 * use: that is no reason to refuse a change.
 */
export function entityTagOf(told: object): string {
  const kept = Object.fromEntries(Object.entries(told).filter(([name]) => !ofUse.has(name)))
  const text = JSON.stringify(kept, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  return `"${digestOf(JSON.parse(text) as Json).slice(0, 22)}"` // it was written as JSON just before; 128 bits are enough
}

const ofUse = new Set(['firstUsedAt', 'lastUsedAt', 'lastIp', 'lastUserAgent'])

// A client that got its tag through a proxy that compresses may bring it back as a weak one.
const names = (tags: string, current: string | undefined): boolean =>
  current !== undefined && tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === current)
