import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseBulk } from './bulk.ts'
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

const anyJson = fc.jsonValue({ maxDepth: 6 }).map((value) => value as Json) // fast-check makes JSON values

/** What identity providers send, for mutations. */
const sentFilters = [
  'userName eq "ana@corp.test"',
  'emails[type eq "work" and primary eq true].value eq "a\\u0041@x.test"',
  'externalId eq "00u1" and (active eq true or not (meta.lastModified gt "2026-11-25T10:00:00Z"))',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr',
  'members.value eq "usr_01" or displayName sw "Eng"',
]

/** A text with some of its characters taken out, doubled, moved or changed. */
const mutated = (texts: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.record({ at: fc.nat(200), way: fc.nat(3), by: fc.string({ unit: 'grapheme', maxLength: 3 }) }), { maxLength: 6 }),
    )
    .map(([text, changes]) => changes.reduce(mutate, text))

function mutate(text: string, { at, way, by }: { at: number; way: number; by: string }): string {
  const place = text.length === 0 ? 0 : at % text.length
  const [before, after] = [text.slice(0, place), text.slice(place)]
  return [before + by + after, before + after.slice(1), before + after + after, after + before][way] ?? text
}

test('filters', () => {
  fc.assert(
    fc.property(anyFilter, fc.constantFrom(userType, groupType), (text, type) => expectAnswerOrRefusal(() => parseFilter(text, type))),
    { numRuns: runs },
  )
})

const anyPath = fc.oneof(fc.constantFrom('members', 'emails', 'name.givenName', 'emails[type eq "work"].value', 'active', 'manager', ''), anyFilter)
const anyOperation = fc.record({ op: fc.constantFrom('add', 'Replace', 'remove', 'move'), path: anyPath, value: anyJson }, { requiredKeys: ['op'] })

test('filters that were mutated', () => {
  fc.assert(
    fc.property(mutated(sentFilters), fc.constantFrom(userType, groupType), (text, type) => expectAnswerOrRefusal(() => parseFilter(text, type))),
    { numRuns: runs },
  )
})

test('paths of operations that were mutated', () => {
  const paths = mutated([
    ...sentFilters.map((filter) => `emails[${filter}].value`),
    'members[value eq "usr_01"]',
    'emails[type eq "work"].value',
    'name.givenName',
  ])
  const body = (path: string, value: Json): Json => ({ Operations: [{ op: 'replace', path, value }] })
  fc.assert(
    fc.property(paths, anyJson, (path, value) => expectAnswerOrRefusal(() => parsePatch(body(path, value), userType))),
    { numRuns: runs },
  )
})

test('bulks', () => {
  const anyText = fc.oneof(fc.constantFrom('POST', 'PATCH', '/Users', '/Groups/bulkId:a', 'bulkId:a', 'a'), fc.string())
  const anyOf = fc.dictionary(
    fc.oneof(fc.constantFrom('method', 'path', 'bulkId', 'data', 'version', '__proto__'), fc.string()),
    fc.oneof(anyText, anyJson),
  )
  const anyBulk = fc.record({ Operations: fc.oneof(fc.array(anyOf, { maxLength: 6 }), anyJson), failOnErrors: anyJson }, { requiredKeys: [] })
  fc.assert(
    fc.property(anyBulk, (bulk) => expectAnswerOrRefusal(() => parseBulk(bulk as Json))), // made of texts and JSON
    { numRuns: runs },
  )
})

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
