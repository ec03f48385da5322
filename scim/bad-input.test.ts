import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topAttributes } from './attribute-path.ts'
import { ScimError } from './error.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { takeMembers } from './members.ts'
import { applyPatch, parsePatch } from './patch.ts'
import { splitMembers } from './patch-members.ts'
import { recogniseProvider } from './providers/index.ts'
import { parseResource } from './resource.ts'
import { groupType, userType } from './resource-types.ts'

// Whatever JSON comes: it is read or refused with a SCIM error, and leaves nothing behind that a schema does not know.

const U = 'urn:ietf:params:scim:schemas:core:2.0:User'
const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const key = fc.oneof(
  fc.constantFrom(
    'schemas',
    'userName',
    'USERNAME',
    'name',
    'name.givenName',
    'emails',
    'active',
    'displayName',
    'members',
    'value',
    'type',
    'primary',
    'password',
  ),
  fc.constantFrom(U, E, `${E}:manager`, 'manager', 'emails[type eq "work"].value', 'emails[', 'id', 'meta', 'groups', 'Operations', 'op', 'path'),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'a b', 'x', '\0', '$ref', 'a.b.c', '[', 'urn:', ':'),
  fc.string({ maxLength: 6 }),
)
const scalar = fc.oneof(
  fc.constantFrom<Json[]>(null, true, false, '', 'True', 'false', 'x', 0, -1, 1e300, '\0', '\ud800', 'add', 'Replace', 'remove', 'x'.repeat(9_000)),
  key,
)
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 5 }).map((entries): JsonObject => Object.fromEntries(entries)),
  ),
}))
const operation = fc
  .record({ op: fc.oneof(fc.constantFrom<Json[]>('add', 'Replace', 'REMOVE'), json), path: fc.oneof(key, json), value: json }, { requiredKeys: [] })
  .map((record): JsonObject => ({ ...record }))

const isKnown = (resource: JsonObject, names: ReadonlySet<string>) => Object.keys(resource).every((name) => names.has(name))
const namesOf = (type: typeof userType) => new Set(topAttributes(type).map(({ name }) => name))

test.each([userType, groupType])('a body of $name', (type) => {
  const survival = fc.property(json, (body) => {
    const sent = isObject(body) ? { schemas: [U], userName: 'x', displayName: 'x', ...body } : body
    const resource = attempt(() => takeMembers(parseResource(sent, type).resource).rest)
    expect(resource === undefined || isKnown(resource, namesOf(type))).toBe(true)
  })
  fc.assert(survival, { numRuns: 2_000 })
})

test.each([userType, groupType])('a PATCH of $name', (type) => {
  const stored: JsonObject = { userName: 'ana', displayName: 'x', emails: [{ value: 'a', type: 'work' }] }
  const before = structuredClone(stored)
  const survival = fc.property(fc.array(operation, { maxLength: 3 }), (Operations) => {
    const patched = attempt(() => applyPatch(stored, splitMembers(parsePatch({ Operations }, type).operations).rest, type))
    expect(patched === undefined || isKnown(patched, new Set([...namesOf(type), ...Object.keys(stored)]))).toBe(true)
    expect(stored).toEqual(before)
  })
  fc.assert(survival, { numRuns: 3_000 })
})

test('the body of a PATCH, and of a request whose sender is to be recognised', () => {
  const survival = fc.property(json, (body) => {
    attempt(() => parsePatch(body, userType))
    expect(() => recogniseProvider({ userAgent: '', method: 'PATCH', path: '/', query: '', body })).not.toThrow()
  })
  fc.assert(survival, { numRuns: 2_000 })
})

test('after all that, objects are as they were', () => expect(Object.keys(Object.prototype)).toEqual([]))

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof ScimError && error.status >= 400 && error.message.length < 1_010) return undefined
    throw error
  }
}
