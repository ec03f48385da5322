import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ScimError } from './error.ts'
import { parseFilter } from './filter.ts'
import type { Json } from './json.ts'
import { applyPatch, parsePatch } from './patch.ts'
import { groupType, userType } from './resource-types.ts'
import { parseResource } from './resource.ts'

// What comes from outside is read or refused: no other error, and no unbounded time. Minutes long, so `npm run test:long` runs it.

const runs = 200_000
const longestMs = 250

/** Runs on any input. Refusing is fine; any other error, or taking long, is not. */
function expectAnswerOrRefusal(work: () => void): void {
  const startedAt = performance.now()
  try {
    work()
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
  }
  expect(performance.now() - startedAt).toBeLessThan(longestMs)
}

const words = [
  'userName',
  'emails',
  'emails.value',
  '[',
  ']',
  '(',
  ')',
  'eq',
  'PR',
  'and',
  'or',
  'not',
  '"a"',
  '"\\u0041"',
  'true',
  '1.5',
  'null',
  'urn:',
  ':',
  '.',
  ' ',
  'type',
  '__proto__',
  '$ref',
  '"',
]
const anyFilter = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((all) => all.join(' ')),
  fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((all) => all.join('')),
)

test('filters', () => {
  fc.assert(
    fc.property(anyFilter, fc.constantFrom(userType, groupType), (text, type) => expectAnswerOrRefusal(() => parseFilter(text, type))),
    { numRuns: runs },
  )
})

const anyJson = fc.jsonValue({ maxDepth: 6 }).map((value) => value as Json) // fast-check makes JSON values
const anyPath = fc.oneof(fc.constantFrom('members', 'emails', 'name.givenName', 'emails[type eq "work"].value', 'active', 'manager', ''), anyFilter)
const anyOperation = fc.record({ op: fc.constantFrom('add', 'Replace', 'remove', 'move'), path: anyPath, value: anyJson }, { requiredKeys: ['op'] })

test('bodies', () => {
  const anyBody = fc.dictionary(
    fc.oneof(
      fc.constantFrom('userName', 'emails', 'name', 'active', 'members', '__proto__', 'urn:ietf:params:scim:schemas:core:2.0:User'),
      fc.string(),
    ),
    anyJson,
  )
  fc.assert(
    fc.property(anyBody, fc.constantFrom(userType, groupType), (body, type) =>
      expectAnswerOrRefusal(() => parseResource({ schemas: [type.schema.id], ...body }, type)),
    ),
    { numRuns: runs },
  )
})

test('patches', () => {
  const stored = { userName: 'ada', emails: [{ value: 'a@x.test', type: 'work', primary: true }], active: true }
  fc.assert(
    fc.property(fc.array(anyOperation, { maxLength: 5 }), (operations) =>
      expectAnswerOrRefusal(() =>
        applyPatch(stored, parsePatch({ Operations: operations.map((operation) => ({ ...operation })) }, userType).operations, userType),
      ),
    ),
    { numRuns: runs },
  )
})
