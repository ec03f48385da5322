import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findAttribute, resolveAttribute } from './attribute-path.ts'
import { maxFilterDepth, maxFilterLength, maxFilterTerms } from './bounds.ts'
import { ScimError } from './error.ts'
import { parseFilter, printFilter, type Filter } from './filter.ts'
import { groupType, userType } from './resource-types.ts'
import type { ResourceType } from './schema.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const print = (text: string, type: ResourceType = userType) => printFilter(parseFilter(text, type))

describe('RFC 7644 §3.4.2.2: what a filter means', () => {
  const cases: [filter: string, means: string, because: string][] = [
    ['userName eq "bjensen"', 'userName eq "bjensen"', 'the plainest of all'],
    ['USERNAME Eq "x"', 'userName eq "x"', 'names and operators in any letter case: PingFederate writes Eq, Keycloak EQ'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"', 'userName sw "J"', 'the URN of the core schema adds nothing'],
    [`${enterprise}:manager.value eq "u1"`, `${enterprise}:manager.value eq "u1"`, 'dots within a URN are no sub-attribute'],
    ['id eq "u1" and manager eq "u2"', `id eq "u1" and ${enterprise}:manager.value eq "u2"`, 'Entra checks a manager so, without the URN'],
    ['title pr or userType pr and nickName pr', 'title pr or userType pr and nickName pr', 'and binds closer than or'],
    ['(title pr or userType pr) and nickName pr', '(title pr or userType pr) and nickName pr', 'brackets bind closest'],
    ['not (title pr) and userType pr', 'not (title pr) and userType pr', 'not binds closer than and'],
    ['NOT(title pr)', 'not (title pr)', 'not needs no space before its bracket'],
    ['title pr AND title pr and title pr', 'title pr and title pr and title pr', 'of equal ones the left first'],
    ['title pr and (title pr and title pr)', 'title pr and (title pr and title pr)', 'unless brackets say otherwise'],
    ['emails[type eq "work" and value co "@x"]', 'emails[type eq "work" and value co "@x"]', 'one element satisfies all of it'],
    ['emails[type eq "work"].value eq "x"', 'emails[type eq "work" and value eq "x"]', 'Entra matches by the work address so'],
    [
      'emails[type eq "work" or type eq "home"].value pr',
      'emails[(type eq "work" or type eq "home") and value pr]',
      'what follows the brackets holds with them',
    ],
    ['emails eq "x"', 'emails.value eq "x"', 'a multi-valued complex attribute is compared by its value'],
    ['emails pr', 'emails pr', 'but it is present as a whole'],
    ['userName eq ana@corp.test', 'userName eq "ana@corp.test"', 'authentik forgets the quotes'],
    ['(userName eq ana@corp.test)', 'userName eq "ana@corp.test"', 'a text without quotes ends at a bracket'],
    [`${enterprise}:employeeNumber eq 701984`, `${enterprise}:employeeNumber eq "701984"`, 'a number for a text is its digits'],
    ['active eq true', 'active eq true', 'a boolean'],
    ['active eq "True"', 'active eq true', 'a boolean as Entra writes it'],
    ['title eq null', 'title eq null', 'null is no value'],
    ['title ne "null"', 'title ne "null"', 'with quotes it is a text'],
    ['meta.lastModified gt "2011-05-13T06:42:34+02:00"', 'meta.lastModified gt "2011-05-13T04:42:34.000Z"', 'moments are compared in UTC'],
    ['meta.created ge "2011-05-13T04:42:34"', 'meta.created ge "2011-05-13T04:42:34.000Z"', 'a moment without a zone is UTC'],
    ['displayName eq "a \\"b\\" \\\\ \\u00e9 :"', 'displayName eq "a \\"b\\" \\\\ é :"', 'JSON rules within quotes'],
    ['userName eq "a+b%40[x]"', 'userName eq "a+b%40[x]"', 'nothing is decoded a second time'],
    ['  userName   eq   "x"  ', 'userName eq "x"', 'spaces say nothing'],
  ]
  test.each(cases)('%s means %s: %s', (filter, means) => expect(print(filter)).toBe(means))

  test.each([
    ['displayName EQ "Eng"', 'displayName eq "Eng"', 'Keycloak finds a group so'],
    ['members.value eq "u1"', 'members.value eq "u1"', 'the groups of a user'],
    ['members eq "u1"', 'members.value eq "u1"', 'the same, shorter'],
    ['externalId eq "8aa1"', 'externalId eq "8aa1"', 'Entra finds a group so'],
  ])('of a group, %s means %s: %s', (filter, means) => expect(print(filter, groupType)).toBe(means))
})

describe('RFC 7644 §3.12: a filter that cannot be used is 400 invalidFilter, and says why', () => {
  const cases: [filter: string, says: RegExp, because: string][] = [
    ['', /attribute is expected, not its end/, 'nothing at all'],
    ['email Co "x"', /"email" at position 0 is not an attribute of User; did you mean emails/, 'PingFederate may ask for email'],
    ['emails[kind eq "x"]', /"kind" at position 7 is not a sub-attribute of emails/, 'unknown within brackets'],
    ['constructor eq "x"', /not an attribute/, 'what every object inherits is no attribute'],
    ['__proto__ pr', /not an attribute/, 'nor is this'],
    ['name.constructor pr', /not an attribute/, 'nor a sub-attribute'],
    ['urn:x:User:userName eq "x"', /not an attribute/, 'a URN of nobody'],
    ['userName like "x"', /operator such as eq is expected after userName, not "like/, 'no such operator'],
    ['userName', /operator such as eq/, 'no operator'],
    ['userName eq', /a value is missing/, 'no value'],
    ['userName eq "x', /no closing quote/, 'an open text'],
    ['userName eq "\\x"', /escape/, 'an escape that JSON does not know'],
    ['userName eq "\\u0000"', /is no string/, 'a NUL, which PostgreSQL refuses'],
    ['userName eq "\\ud800"', /is no string/, 'half a character'],
    ['active gt true', /gt does not compare active/, 'booleans have no order'],
    ['active co "true"', /co does not compare active/, 'and no parts'],
    ['active eq "yes"', /"yes" at position 10 is no boolean/, 'no boolean'],
    ['x509Certificates gt "a"', /gt does not compare/, 'binaries have no order'],
    ['title gt null', /gt does not compare/, 'nothing is above no value'],
    ['meta.created gt "yesterday"', /is no dateTime/, 'no moment'],
    ['meta.created co "2011-05-13T04:42:34Z"', /co does not compare/, 'a moment has no parts'],
    ['name eq "x"', /name has parts; name one, such as name.formatted/, 'a complex attribute without a value'],
    ['userName[value eq "x"]', /no elements/, 'brackets need a complex attribute'],
    ['name[value eq "x"]', /"value" at position 5 is not a sub-attribute of name/, 'and one that it has'],
    ['userName eq {"a":1}', /a list or an object is no value/, 'an object'],
    ['userName eq ["a"]', /a list or an object is no value/, 'a list'],
    ['emails[type eq "work"', /"\]" is expected/, 'an open bracket'],
    ['(title pr', /"\)" is expected/, 'an open bracket'],
    ['title pr)', /"\)" at position 8 is not expected/, 'a bracket too many'],
    ['title pr title pr', /is not expected/, 'no and between'],
    ['not title pr', /"\(" is expected after "not"/, 'the RFC asks for brackets after not'],
    ['password eq "x"', /nothing can be found by password/, 'what is never returned would be told by being found'],
    ['schemas eq "x"', /nothing can be found by schemas/, 'not stored'],
    ['('.repeat(10_000), /10000 characters/, 'ten thousand brackets'],
    ['('.repeat(5_000) + 'title pr', /deeper than 50/, 'five thousand that are short enough'],
    ['not ('.repeat(60) + 'title pr', /deeper than 50/, 'not nests as well'],
    ['emails['.repeat(60), /is not a sub-attribute/, 'brackets of elements do not nest'],
    [
      Array(maxFilterTerms + 1)
        .fill('id pr')
        .join(' or '),
      /more than 100 comparisons/,
      'a chain is as deep as it is long',
    ],
    [`userName eq "${'x'.repeat(maxFilterLength)}"`, /characters, and 8192 are allowed/, 'too long'],
  ]
  test.each(cases.map(([filter, ...rest]) => [filter.slice(0, 50), ...rest, filter] as const))('%s says %s: %s', (_, says, __, filter) => {
    expect(() => parseFilter(filter, userType)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter', message: expect.stringMatching(says) }),
    )
  })

  test('a secret in a URL is told as such, and in a body is as any other (RFC 7644 §3.12, §7.5.2)', () => {
    for (const filter of ['password eq "x"', 'title pr and password sw "x"']) {
      expect(() => parseFilter(filter, userType, { isInUrl: true })).toThrow(expect.objectContaining({ status: 400, scimType: 'sensitive' }))
      expect(() => parseFilter(filter, userType)).toThrow(expect.objectContaining({ scimType: 'invalidFilter' }))
    }
    expect(() => parseFilter('title eq', userType, { isInUrl: true })).toThrow(expect.objectContaining({ scimType: 'invalidFilter' }))
  })

  test('brackets on a single complex attribute mean its sub-attributes', () => {
    expect(parseFilter('name[familyName eq "x" and not (givenName pr)]', userType)).toEqual(
      parseFilter('name.familyName eq "x" and not (name.givenName pr)', userType),
    )
  })
})

test('as many brackets and comparisons as are allowed are parsed', () => {
  expect(print(`${'('.repeat(maxFilterDepth)}title pr${')'.repeat(maxFilterDepth)}`)).toBe('title pr')
  expect(() => parseFilter(Array(maxFilterTerms).fill('id pr').join(' or '), userType)).not.toThrow()
})

describe('properties', () => {
  const names = [
    'userName',
    'externalId',
    'name.familyName',
    'active',
    'meta.lastModified',
    'emails.value',
    'emails.primary',
    `${enterprise}:manager.value`,
  ]
  const paths = names.map((name) => resolveAttribute(name, userType)!)
  const emails = resolveAttribute('emails', userType)!
  const inEmails = ['value', 'type', 'primary'].map((name) => ({
    extension: undefined,
    attribute: findAttribute(name, emails.attribute.subAttributes)!,
    sub: undefined,
  }))

  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => value.isWellFormed() && !value.includes('\0'))
  const moment = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }).map((date) => date.toISOString())
  const comparison = (from: readonly (typeof emails)[]): fc.Arbitrary<Filter> =>
    fc.constantFrom(...from).chain((path): fc.Arbitrary<Filter> => {
      const { type } = path.sub ?? path.attribute
      const ops =
        type === 'boolean' ? (['eq', 'ne'] as const) : type === 'dateTime' ? (['gt', 'le', 'eq'] as const) : (['eq', 'co', 'sw', 'ew', 'gt'] as const)
      const value: fc.Arbitrary<string | boolean> = type === 'boolean' ? fc.boolean() : type === 'dateTime' ? moment : text
      return fc.oneof(
        fc.record({ kind: fc.constant('present' as const), path: fc.constant(path) }),
        fc.record({ kind: fc.constant('compare' as const), path: fc.constant(path), op: fc.constantFrom(...ops), value }),
        fc.record({
          kind: fc.constant('compare' as const),
          path: fc.constant(path),
          op: fc.constantFrom('eq' as const, 'ne' as const),
          value: fc.constant(null),
        }),
      )
    })
  const joined = (term: fc.Arbitrary<Filter>, depth: number): fc.Arbitrary<Filter> => {
    if (depth === 0) return term
    const inner = joined(term, depth - 1)
    return fc.oneof(
      term,
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: inner, right: inner }),
      fc.record({ kind: fc.constant('not' as const), operand: inner }),
    )
  }
  const some = joined(comparison(inEmails), 2).map((filter): Filter => ({ kind: 'some', path: emails, filter }))
  const filter = joined(fc.oneof(comparison(paths), some), 4)

  test('what is printed is parsed to the same tree', () => {
    const roundTrip = fc.property(filter, (tree) => {
      expect(parseFilter(printFilter(tree), userType)).toEqual(tree)
    })
    fc.assert(roundTrip, { numRuns: 500 })
  })

  test('whatever is cut out of a filter or put into it, it is parsed or refused', () => {
    const mutation = fc.tuple(filter, fc.nat(200), fc.nat(10), fc.string({ unit: 'binary', maxLength: 5 }))
    const survival = fc.property(mutation, ([tree, at, length, put]) => {
      const printed = printFilter(tree)
      expect(isParsedOrRefused(printed.slice(0, at) + put + printed.slice(at + length))).toBe(true)
    })
    fc.assert(survival, { numRuns: 2_000 })
  })

  test('garbage is refused, in bounded time', () => {
    const mark = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '"',
      '\\',
      ' ',
      'not',
      'and',
      'or',
      'eq',
      'pr',
      'emails',
      'userName',
      '.value',
      'null',
      '-1',
      'e\u0301',
      '\0',
    )
    const survival = fc.property(fc.array(mark, { maxLength: 2_000 }), (marks) => isParsedOrRefused(marks.join('')))
    fc.assert(survival, { numRuns: 500 })
    const started = performance.now()
    for (const long of ['(', '"', '\\', 'a', ' ', 'not(', 'emails[', 'id pr or '])
      isParsedOrRefused(long.repeat(Math.floor(maxFilterLength / long.length)))
    expect(performance.now() - started).toBeLessThan(200)
  })
})

test('the look-up that every IdP makes costs microseconds', () => {
  for (let i = 0; i < 20_000; i++) parseFilter('userName eq "ana@corp.test"', userType)
  const started = performance.now()
  for (let i = 0; i < 20_000; i++) parseFilter('userName eq "ana@corp.test"', userType)
  const micros = ((performance.now() - started) * 1_000) / 20_000
  expect(micros).toBeLessThan(20) // some 1 µs on a quiet machine
})

function isParsedOrRefused(text: string): boolean {
  try {
    const printed = printFilter(parseFilter(text, userType))
    return printFilter(parseFilter(printed, userType)) === printed
  } catch (error) {
    return error instanceof ScimError && error.scimType === 'invalidFilter'
  }
}
