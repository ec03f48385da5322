import assert from 'node:assert/strict'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createToken, revokeToken } from '../server/directory/tokens.ts'
import { addSeconds } from '../server/kernel/timestamp.ts'
import { databases } from './support/databases.ts'
import { create, E, expectScimError, G, P, patchOf, person, query, U } from './support/scim.ts'
import { ask, startTestServer, type Answer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

/** What a request is about: resources of our own, and those of others. */
type Ids = { user: string; group: string; member: string; foreignUser: string; foreignGroup: string; cousinUser: string; cousinGroup: string }
type Row = [
  name: string,
  request: (ids: Ids) => [method: string, path: string, body?: unknown, headers?: Record<string, string>],
  status: number,
  scimType: string | undefined,
  detail: RegExp,
]

const text = (body: object, from: string, to: string) => JSON.stringify(body).replace(from, to)
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
/** Within what a text may have, but in bytes, which do not compress, more than an entry of an index of PostgreSQL takes. */
const unpackable = Array.from({ length: 4000 }, (_, place) => String.fromCharCode(0x4e00 + ((place * 7919 + place * place * 31) % 20_000))).join('')
const brackets = '('.repeat(10_000)

const bodies: Row[] = [
  ['a body that is cut off', () => ['POST', '/Users', '{"schemas": ["urn:ie'], 400, 'invalidSyntax', /not JSON.*JSON object/],
  ['a body in another notation', () => ['POST', '/Users', "{'userName': 'ada'}"], 400, 'invalidSyntax', /not JSON/],
  ['an empty body', () => ['POST', '/Users', ''], 400, 'invalidSyntax', /empty/],
  ['no body at all', () => ['POST', '/Groups'], 400, 'invalidSyntax', /JSON object/],
  ['a PUT without a body', ({ user }) => ['PUT', `/Users/${user}`], 400, 'invalidSyntax', /JSON object/],
  ['a PATCH without a body', ({ user }) => ['PATCH', `/Users/${user}`], 400, 'invalidSyntax', /Operations/],
  ['null', () => ['POST', '/Users', 'null'], 400, 'invalidSyntax', /JSON object/],
  ['a list', () => ['POST', '/Users', '[]'], 400, 'invalidSyntax', /JSON object/],
  ['a text', () => ['POST', '/Users', '"ada"'], 400, 'invalidSyntax', /JSON object/],
  ['a number for a PUT', ({ group }) => ['PUT', `/Groups/${group}`, '42'], 400, 'invalidSyntax', /JSON object/],
  ['malformed JSON in a PATCH', ({ user }) => ['PATCH', `/Users/${user}`, '{"Operations": [}'], 400, 'invalidSyntax', /not JSON/],
  ['a user without schemas', () => ['POST', '/Users', { userName: 'x@acme.example' }], 400, 'invalidSyntax', new RegExp(`schemas.*${U}`)],
  ['a group without schemas', () => ['POST', '/Groups', { displayName: 'X' }], 400, 'invalidSyntax', new RegExp(`schemas.*${G}`)],
  ['a PUT of a user without schemas', ({ user }) => ['PUT', `/Users/${user}`, { userName: 'x' }], 400, 'invalidSyntax', /schemas/],
  ['a PUT of a group without schemas', ({ group }) => ['PUT', `/Groups/${group}`, { displayName: 'X' }], 400, 'invalidSyntax', /schemas/],
  ['an empty list of schemas', () => ['POST', '/Users', { schemas: [], userName: 'x' }], 400, 'invalidSyntax', /schemas/],
  ['schemas that are null', () => ['POST', '/Users', { schemas: null, userName: 'x' }], 400, 'invalidSyntax', /schemas/],
  ['schemas that are no texts', () => ['POST', '/Users', { schemas: [1], userName: 'x' }], 400, 'invalidSyntax', /schemas/],
  ['a user without a userName', () => ['POST', '/Users', { schemas: [U], displayName: 'X' }], 400, 'invalidValue', /userName is required/],
  ['a blank userName', () => ['POST', '/Users', person('x', { userName: '  ' })], 400, 'invalidValue', /userName is required/],
  ['a userName of null', () => ['POST', '/Users', person('x', { userName: null })], 400, 'invalidValue', /userName is required/],
  ['a group without a displayName', () => ['POST', '/Groups', { schemas: [G] }], 400, 'invalidValue', /displayName is required/],
  ['a PUT that leaves out the userName', ({ user }) => ['PUT', `/Users/${user}`, { schemas: [U] }], 400, 'invalidValue', /userName/],

  ['a text that is no boolean', () => ['POST', '/Users', person('x', { active: 'maybe' })], 400, 'invalidValue', /active.*true or false.*maybe/],
  ['a number for a boolean', () => ['POST', '/Users', person('x', { active: 1 })], 400, 'invalidValue', /active/],
  ['a number for a text', () => ['POST', '/Users', person('x', { userName: 42 })], 400, 'invalidValue', /userName.*42/],
  ['an object for a text', () => ['POST', '/Users', person('x', { title: {} })], 400, 'invalidValue', /title/],
  ['a list for a text', () => ['POST', '/Users', person('x', { externalId: ['a'] })], 400, 'invalidValue', /externalId/],
  ['a text for a complex attribute', () => ['POST', '/Users', person('x', { name: 'Ada' })], 400, 'invalidValue', /name.*object/],
  ['a number among e-mails', () => ['POST', '/Users', person('x', { emails: [42] })], 400, 'invalidValue', /emails/],
  ['a text for an extension', () => ['POST', '/Users', person('x', { [E]: 'R&D' })], 400, 'invalidValue', /enterprise/],
  [
    'a member without a value',
    () => ['POST', '/Groups', { schemas: [G], displayName: 'X', members: [{ display: 'ada' }] }],
    400,
    'invalidValue',
    /value/,
  ],
  [
    'a member whose value is a number',
    () => ['POST', '/Groups', { schemas: [G], displayName: 'X', members: [{ value: 1 }] }],
    400,
    'invalidValue',
    /value/,
  ],
  ['a wrong type in a PUT', ({ user }) => ['PUT', `/Users/${user}`, person('kept', { active: {} })], 400, 'invalidValue', /active/],
  [
    'a wrong type in a PATCH',
    ({ user }) => ['PATCH', `/Users/${user}`, patchOf({ op: 'replace', path: 'active', value: 'yes' })],
    400,
    'invalidValue',
    /active.*yes/,
  ],

  ['a text of 8,193 characters', () => ['POST', '/Users', person('x', { title: 'x'.repeat(8193) })], 400, 'invalidValue', /title.*8193.*8192/],
  ['a userName that long', () => ['POST', '/Users', person('x', { userName: 'x'.repeat(8193) })], 400, 'invalidValue', /userName/],
  ...(['userName', 'externalId', 'emails'] as const).map((name): Row => [
    `an index entry of ${name} beyond what a database takes`,
    () => ['POST', '/Users', person('x', { [name]: name === 'emails' ? [{ value: unpackable }] : unpackable })],
    400,
    'invalidValue',
    /characters|bytes/,
  ]),
  [
    'a displayName of a group that long',
    () => ['POST', '/Groups', { schemas: [G], displayName: unpackable }],
    400,
    'invalidValue',
    /characters|bytes/,
  ],
  ['a long text that nobody knows', () => ['POST', '/Users', person('x', { unheardOf: 'x'.repeat(8193) })], 400, 'invalidValue', /unheardOf/],
  ['a long name of an attribute', () => ['POST', '/Users', person('x', { ['x'.repeat(8193)]: 1 })], 400, 'invalidValue', /characters/],
  [
    'a long text in a PATCH',
    ({ user }) => ['PATCH', `/Users/${user}`, patchOf({ op: 'add', path: 'title', value: 'x'.repeat(8193) })],
    400,
    'invalidValue',
    /8192/,
  ],
  [
    '501 values',
    () => ['POST', '/Users', person('x', { roles: Array.from({ length: 501 }, (_, n) => ({ value: `r${n}` })) })],
    413,
    undefined,
    /roles.*501.*500/,
  ],
  [
    '20,001 members',
    () => ['POST', '/Groups', { schemas: [G], displayName: 'X', members: Array.from({ length: 20_001 }, (_, n) => ({ value: `u${n}` })) }],
    413,
    undefined,
    /members.*20000/,
  ],
  [
    '1,001 operations',
    ({ user }) => ['PATCH', `/Users/${user}`, patchOf(...Array.from({ length: 1001 }, () => ({ op: 'add', path: 'title', value: 'x' })))],
    413,
    undefined,
    /1001 operations/,
  ],
  [
    'a body of more than 8 MB',
    () => ['POST', '/Users', JSON.stringify(person('x', { photos: 'x'.repeat(8 * 1024 * 1024) }))],
    413,
    undefined,
    /8388608 bytes/,
  ],

  ['a body that nests 21 deep', () => ['POST', '/Users', text(person('x', { deep: '@' }), '"@"', nested(20))], 400, 'invalidValue', /deeper than 20/],
  [
    'a body that nests 100,000 deep',
    () => ['POST', '/Users', text(person('x', { deep: '@' }), '"@"', nested(100_000))],
    400,
    'invalidValue',
    /deeper than 20/,
  ],
  [
    '100,000 brackets in a PATCH',
    ({ user }) => ['PATCH', `/Users/${user}`, `{"Operations":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    400,
    'invalidValue',
    /deeper/,
  ],
  ['100,000 brackets that do not close', () => ['POST', '/Groups', '['.repeat(100_000)], 400, 'invalidSyntax', /not JSON/],

  ['a key __proto__', () => ['POST', '/Users', text(person('x', { '@': {} }), '"@"', '"__proto__"')], 400, 'invalidSyntax', /__proto__/],
  [
    'a key __proto__ inside another',
    () => ['POST', '/Users', text(person('x', { name: { '@': {} } }), '"@"', '"__proto__"')],
    400,
    'invalidSyntax',
    /__proto__/,
  ],
  [
    'a key __proto__ in a PATCH',
    ({ user }) => ['PATCH', `/Users/${user}`, text(patchOf({ op: 'replace', value: { '@': { admin: true } } }), '"@"', '"__proto__"')],
    400,
    'invalidSyntax',
    /__proto__/,
  ],
  [
    'a path __proto__',
    ({ user }) => ['PATCH', `/Users/${user}`, patchOf({ op: 'add', path: '__proto__.admin', value: true })],
    400,
    'invalidPath',
    /__proto__/,
  ],
  [
    'a path within __proto__',
    ({ user }) => ['PATCH', `/Users/${user}`, patchOf({ op: 'add', path: 'name.__proto__', value: true })],
    400,
    'invalidPath',
    /__proto__/,
  ],
  ['a name with a blank', () => ['POST', '/Users', person('x', { 'user name': 'x' })], 400, 'invalidSyntax', /user name/],
  ['a name that is empty', () => ['POST', '/Users', person('x', { '': 'x' })], 400, 'invalidSyntax', /""/],

  ['a NUL in a text', () => ['POST', '/Users', person('x', { title: 'a\0b' })], 400, 'invalidValue', /title.*NUL/],
  ['a NUL in a userName', () => ['POST', '/Users', person('x', { userName: 'a\0b' })], 400, 'invalidValue', /userName.*NUL/],
  ['a NUL in a name', () => ['POST', '/Users', person('x', { 'ti\0tle': 'x' })], 400, 'invalidValue', /NUL/],
  ['a NUL in what nobody knows', () => ['POST', '/Users', person('x', { unheardOf: ['\0'] })], 400, 'invalidValue', /unheardOf.*NUL/],
  ['a NUL in a displayName', () => ['POST', '/Groups', { schemas: [G], displayName: '\0' }], 400, 'invalidValue', /displayName.*NUL/],
  [
    'a NUL in a member',
    ({ group }) => ['PATCH', `/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: 'a\0' }] })],
    400,
    'invalidValue',
    /NUL/,
  ],
  ['a NUL in a path', ({ user }) => ['PATCH', `/Users/${user}`, patchOf({ op: 'add', path: 'title\0', value: 'x' })], 400, 'invalidValue', /NUL/],
  [
    'half a surrogate pair',
    () => ['POST', '/Users', text(person('x', { title: '@@' }), '"@@"', '"\\ud800"')],
    400,
    'invalidValue',
    /title.*surrogate/,
  ],
  [
    'half a surrogate pair in a PUT',
    ({ group }) => ['PUT', `/Groups/${group}`, text({ schemas: [G], displayName: '@@' }, '"@@"', '"x\\udc00"')],
    400,
    'invalidValue',
    /displayName.*surrogate/,
  ],
  [
    'half a surrogate pair in a PATCH',
    ({ user }) => ['PATCH', `/Users/${user}`, text(patchOf({ op: 'add', path: 'title', value: '@@' }), '"@@"', '"\\udfff"')],
    400,
    'invalidValue',
    /surrogate/,
  ],
]

const operations: Row[] = (
  [
    ['no list of operations', { schemas: [P] }, 'invalidSyntax', /Operations/],
    ['operations that are a text', { Operations: 'add' }, 'invalidSyntax', /Operations/],
    ['an operation that is a text', { Operations: ['add'] }, 'invalidSyntax', /op, path and value/],
    ['an operation without op', patchOf({ path: 'title', value: 'x' }), 'invalidSyntax', /add, replace or remove/],
    ['an unknown op', patchOf({ op: 'move', path: 'title', value: 'x' }), 'invalidSyntax', /move/],
    ['an op that is a number', patchOf({ op: 1, path: 'title', value: 'x' }), 'invalidSyntax', /add, replace or remove/],
    ['a path that is a number', patchOf({ op: 'add', path: 1, value: 'x' }), 'invalidPath', /path/],
    ['no value', patchOf({ op: 'add', path: 'title' }), 'invalidValue', /title/],
    ['a text without a path', patchOf({ op: 'add', value: 'x' }), 'invalidValue', /object/],
    ['a removal of nothing named', patchOf({ op: 'remove' }), 'noTarget', /path/],
    ['a removal of what is required', patchOf({ op: 'remove', path: 'userName' }), 'mutability', /userName is required/],
    ['an id', patchOf({ op: 'replace', path: 'id', value: 'x' }), 'mutability', /id is read-only/],
    ['groups of a user', patchOf({ op: 'add', path: 'groups', value: [{ value: 'x' }] }), 'mutability', /groups/],
    ['a moment that is ours', patchOf({ op: 'replace', path: 'meta.created', value: '2020-01-01T00:00:00Z' }), 'mutability', /meta\.created/],
    ['a filter that matches nothing', patchOf({ op: 'replace', path: 'emails[type ne "work"].value', value: 'x' }), 'noTarget', /emails/],
    [
      'a first operation that is good and a second that is not',
      patchOf({ op: 'replace', path: 'title', value: 'x' }, { op: 'remove' }),
      'noTarget',
      /path/,
    ],
    [
      'a good one and one whose target is missing',
      patchOf({ op: 'replace', path: 'title', value: 'x' }, { op: 'replace', path: 'roles[type ne "a"].value', value: 'x' }),
      'noTarget',
      /roles/,
    ],
    ['a path that does not close', patchOf({ op: 'add', path: 'emails[type eq "work"', value: 'x' }), 'invalidFilter', /\]/],
    ['a path that opens and says nothing', patchOf({ op: 'add', path: 'emails[', value: 'x' }), 'invalidFilter', /attribute is expected/],
    ['a path with something after its brackets', patchOf({ op: 'add', path: 'emails[type eq "work"]x', value: 'x' }), 'invalidPath', /\]/],
    ['a path with brackets after what has no parts', patchOf({ op: 'add', path: 'userName[type eq "work"]', value: 'x' }), 'invalidPath', /userName/],
    ['a path with an unknown part in brackets', patchOf({ op: 'add', path: 'emails[nope eq "work"].value', value: 'x' }), 'invalidFilter', /nope/],
    ['a path with a blank', patchOf({ op: 'add', path: 'user name', value: 'x' }), 'invalidPath', /user name/],
    ['a path that begins with a dot', patchOf({ op: 'add', path: '.value', value: 'x' }), 'invalidPath', /\.value/],
    ['a path with two dots', patchOf({ op: 'add', path: 'name..givenName', value: 'x' }), 'invalidPath', /name/],
    ['a path with 10,000 brackets', patchOf({ op: 'add', path: `emails[${'('.repeat(8000)}`, value: 'x' }), 'invalidFilter', /nest deeper/],
  ] satisfies [string, object, string, RegExp][]
).map(([name, body, scimType, detail]) => [name, ({ user }) => ['PATCH', `/Users/${user}`, body], 400, scimType, detail])

const filters: Row[] = (
  [
    ['', /attribute is expected/],
    ['userName', /operator/],
    ['userName eq', /value is missing/],
    ['userName is "x"', /operator.*is/],
    ['userName eq "x', /no closing quote/],
    ['userName eq "\\x"', /escape/],
    ['(userName eq "x"', /"\)"/],
    ['userName eq "x")', /not expected/],
    ['userName eq "x" and', /attribute is expected/],
    ['userName eq "x" userName eq "y"', /not expected/],
    ['not userName eq "x"', /"\(" is expected after "not"/],
    ['nope eq "x"', /"nope".*User/],
    ['email eq "x"', /email.*did you mean emails/],
    ['active gt true', /gt.*active/],
    ['active eq "yes"', /yes.*boolean/],
    ['name eq "x"', /name.*parts/],
    ['meta.lastModified gt "yesterday"', /yesterday.*dateTime/],
    ['emails[type eq "work"', /\]/],
    ['emails[nope eq "x"]', /nope/],
    ['userName[value eq "x"]', /userName.*\[/],
    ['__proto__ eq "x"', /__proto__/],
    [brackets, /10000 characters|nest deeper/],
    [brackets.slice(0, 8000), /nest deeper/],
    [`${'not ('.repeat(1000)}userName eq "x"${')'.repeat(1000)}`, /nest deeper/],
    [Array.from({ length: 101 }, () => 'title pr').join(' or '), /more than 100/],
    [`title eq "${'x'.repeat(8200)}"`, /8192/],
    ['title eq "\0"', /title/],
    ['title eq "\\u0000"', /title/],
    ['title eq "\\ud800"', /title/],
  ] satisfies [string, RegExp][]
).flatMap(([filter, detail]) => {
  const shown = filter.length > 60 ? `${filter.slice(0, 60)}…` : filter
  const users: Row = [`the filter ${JSON.stringify(shown)}`, () => ['GET', `/Users${query({ filter })}`], 400, 'invalidFilter', detail]
  return [users]
})

/** Nothing else is sent so, and what it says would not be what it holds. */
const encodings: Row[] = [
  ['a body that is compressed', () => ['POST', '/Users', 'x', { 'content-encoding': 'gzip' }], 415, undefined, /gzip.*Send it as it is/],
]

/** RFC 7644 §3.12: told as such in a URL, which many logs keep. */
const secrets: Row[] = [
  ['a password in a URL', () => ['GET', `/Users${query({ filter: 'password eq "x"' })}`], 400, 'sensitive', /password.*secret/],
  ['a password in the body of a search', () => ['POST', '/Users/.search', { filter: 'password eq "x"' }], 400, 'invalidFilter', /password.*secret/],
]

const groupFilters: Row[] = ['userName eq "x"', 'members.nope eq "x"', 'displayName zz "x"'].map((filter) => [
  `the filter ${filter} on groups`,
  () => ['GET', `/Groups${query({ filter })}`],
  400,
  'invalidFilter',
  /The filter cannot be used/,
])

const urls: Row[] = [
  ['a count that is a word', () => ['GET', '/Users?count=abc'], 400, 'invalidValue', /count.*whole number.*abc/],
  ['a count with a fraction', () => ['GET', '/Groups?count=1.5'], 400, 'invalidValue', /count/],
  ['a startIndex in words', () => ['GET', '/Users?startIndex=one'], 400, 'invalidValue', /startIndex/],
  ['a count with an exponent', () => ['GET', '/Users?count=1e3'], 400, 'invalidValue', /count/],
  ['a query that cannot be decoded', () => ['GET', '/Users?filter=%zz'], 400, 'invalidFilter', /%zz/],
  ['a random URL', () => ['GET', '/Nothing'], 404, undefined, /Nothing.*\/Users and \/Groups/],
  ['a random URL, written to', () => ['POST', '/Nothing', { schemas: [U] }], 404, undefined, /Nothing/],
  ['a URL below a resource', ({ user }) => ['GET', `/Users/${user}/groups`], 404, undefined, /nothing at/],
  ['a letter case that is not ours', () => ['GET', '/users'], 404, undefined, /\/Users and \/Groups/],
  ['an escape that is none', () => ['GET', '/Users/%zz'], 400, undefined, /decoded/],
  ['an escape that is no UTF-8', () => ['GET', '/Users/%ff'], 400, undefined, /decoded/],
  ['an id that is no id', () => ['GET', '/Users/0'], 404, undefined, /"0".*create it/],
  ['an id with a NUL', () => ['GET', '/Users/%00'], 404, undefined, /No user/],
  ['an id with a quote', () => ['GET', `/Groups/${encodeURIComponent("' or 1=1 --")}`], 404, undefined, /No group/],
  ['an id of 600 characters', () => ['GET', `/Users/${'x'.repeat(600)}`], 404, undefined, /No user/],
  ['an id of 5,000 characters', () => ['GET', `/Users/${'x'.repeat(5000)}`], 404, undefined, /./],
  ['an id __proto__', () => ['GET', '/Schemas/__proto__'], 404, undefined, /__proto__/],
  ['a user’s id for a group', ({ user }) => ['GET', `/Groups/${user}`], 404, undefined, /No group/],
  ['a group’s id for a user', ({ group }) => ['DELETE', `/Users/${group}`], 404, undefined, /No user/],
  ['a filter on what has none', () => ['GET', `/Schemas${query({ filter: 'name eq "User"' })}`], 403, undefined, /no filter/],
  ['an unknown schema', () => ['GET', '/Schemas/urn:nobody'], 404, undefined, /urn:nobody/],
  ['an unknown type', () => ['GET', '/ResourceTypes/Robot'], 404, undefined, /Robot/],
]

const methods: [method: string, path: string, allowed: string[]][] = [
  ['PUT', '/Users', ['GET', 'POST']],
  ['PATCH', '/Users', ['GET', 'POST']],
  ['DELETE', '/Users', ['GET', 'POST']],
  ['DELETE', '/Groups', ['GET', 'POST']],
  ['POST', '/Users/usr_x', ['GET', 'PUT', 'PATCH', 'DELETE']],
  ['POST', '/Groups/grp_x', ['GET', 'PUT', 'PATCH', 'DELETE']],
  ...['/ServiceProviderConfig', '/Schemas', '/ResourceTypes', `/Schemas/${U}`, '/ResourceTypes/User'].flatMap((path) =>
    ['POST', 'PUT', 'PATCH', 'DELETE'].map((method): [string, string, string[]] => [method, path, ['GET']]),
  ),
]

const mediaTypes: Row[] = [
  [
    'a body that is plain text',
    () => ['POST', '/Users', JSON.stringify(person('x')), { 'content-type': 'text/plain' }],
    415,
    undefined,
    /text\/plain.*application\/scim\+json/,
  ],
  [
    'a body that is XML',
    ({ user }) => ['PUT', `/Users/${user}`, '<user/>', { 'content-type': 'application/xml' }],
    415,
    undefined,
    /application\/xml/,
  ],
  [
    'a body that is a form',
    ({ group }) => ['PATCH', `/Groups/${group}`, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    415,
    undefined,
    /form/,
  ],
  ['a body of a type that is none', () => ['POST', '/Groups', '{}', { 'content-type': 'nonsense' }], 415, undefined, /scim\+json/],
]

const foreigners: Row[] = (['foreign', 'cousin'] as const).flatMap((whose) =>
  (['User', 'Group'] as const).flatMap((kind): Row[] => {
    const path = (ids: Ids) => `/${kind}s/${ids[`${whose}${kind}`]}`
    const name = `a ${kind} of another ${whose === 'foreign' ? 'team' : 'directory'}`
    const put = kind === 'User' ? person('stolen') : { schemas: [G], displayName: 'Stolen' }
    const rename = patchOf({ op: 'replace', path: kind === 'User' ? 'title' : 'displayName', value: 'Stolen' })
    return [
      [`GET of ${name}`, (ids) => ['GET', path(ids)], 404, undefined, /in this directory/],
      [`PUT of ${name}`, (ids) => ['PUT', path(ids), put], 404, undefined, /in this directory/],
      [`PATCH of ${name}`, (ids) => ['PATCH', path(ids), rename], 404, undefined, /in this directory/],
      [`DELETE of ${name}`, (ids) => ['DELETE', path(ids)], 404, undefined, /in this directory/],
      [
        `a member that is ${name}`,
        (ids) => ['PATCH', `/Groups/${ids.group}`, patchOf({ op: 'add', path: 'members', value: [{ value: ids[`${whose}${kind}`] }] })],
        400,
        'invalidValue',
        /None of/,
      ],
      [
        `a new group with ${name}`,
        (ids) => ['POST', '/Groups', { schemas: [G], displayName: 'X', members: [{ value: ids[`${whose}${kind}`] }] }],
        400,
        'invalidValue',
        /None of/,
      ],
    ]
  }),
)

const conflicts: Row[] = [
  [
    'a userName that is taken, in another case',
    () => ['POST', '/Users', person('x', { userName: ' KEPT@acme.example ' })],
    409,
    'uniqueness',
    /kept@acme\.example/,
  ],
  [
    'a renaming to a userName that is taken',
    ({ member }) => ['PATCH', `/Users/${member}`, patchOf({ op: 'replace', path: 'userName', value: 'Kept@Acme.Example' })],
    409,
    'uniqueness',
    /Kept@Acme/,
  ],
  ['a PUT to a userName that is taken', ({ member }) => ['PUT', `/Users/${member}`, person('kept')], 409, 'uniqueness', /kept@acme/],
  ['a displayName that is taken, in another case', () => ['POST', '/Groups', { schemas: [G], displayName: 'kept ' }], 409, 'uniqueness', /kept/],
]

describe.each(databases)('on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let stranger: TestTeam
  let cousin: TestDirectory
  let directory: TestDirectory
  let ids: Ids
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ domains: ['acme.example'] })
    stranger = await server.addTeam()
    directory = team.directory
    cousin = await team.addDirectory()
    const member = await create(directory, 'Users', person('member'))
    ids = {
      user: await create(directory, 'Users', person('kept')),
      member,
      group: await create(directory, 'Groups', { schemas: [G], displayName: 'Kept', members: [{ value: member }] }),
      foreignUser: await create(stranger.directory, 'Users', person('foreign')),
      foreignGroup: await create(stranger.directory, 'Groups', { schemas: [G], displayName: 'Foreign' }),
      cousinUser: await create(cousin, 'Users', person('cousin')),
      cousinGroup: await create(cousin, 'Groups', { schemas: [G], displayName: 'Cousin' }),
    }
    before = await state()
  })
  afterAll(() => server.stop())

  /** All that there is: nothing of it may move by what is refused, nor be half there. Read where it stands, past what answers show of it. */
  let before: unknown
  const tables = ['directoryUsers', 'directoryGroups', 'groupUsers', 'groupGroups', 'members', 'limits', 'domains'] as const
  const state = () => Promise.all(tables.map((table) => server.db.read.selectFrom(table).selectAll().execute()))
  afterEach(async () => {
    const [was, is] = [before, await state()]
    before = is // so that one test which writes does not fail those after it
    assert.deepEqual(is, was)
    assert.equal((await directory.scim('GET', '/Users?count=0')).status, 200, 'the server goes on to answer')
  })

  describe.each([
    ['bodies', bodies],
    ['operations', operations],
    ['filters', [...filters, ...groupFilters, ...secrets]],
    ['URLs', urls],
    ['media types', [...mediaTypes, ...encodings]],
    ['what belongs to others (GH:theopenco/llmgateway#2924; GH:tale-project/tale#2036; GH:vouch-sh/vouch#310, #317)', foreigners],
    ['names that are taken', conflicts],
  ])('%s', (_subject, rows) => {
    test.each(rows)('%s', async (_name, request, status, scimType, detail) => {
      const [method, path, body, headers] = request(ids)
      expectScimError(await directory.scim(method, path, body, headers), status, scimType, detail)
    })
  })

  test('a body of more than 8 MB whose length is not announced is 413', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(1024 * 1024))
    let sent = 0
    const body = new ReadableStream({ pull: (stream) => (sent++ < 9 ? stream.enqueue(chunk) : stream.close()) })
    const headers = { authorization: `Bearer ${directory.token}`, 'content-type': 'application/scim+json' }
    const response = await fetch(`${directory.baseUrl}/Users`, { method: 'POST', headers, body, duplex: 'half' })
    expectScimError({ status: response.status, headers: response.headers, text: '', body: await response.json() }, 413, undefined, /8388608/)
  })

  test.each(methods)('%s %s is 405 with Allow (RFC 9110 §15.5.6; scim2-tester; R:apache/directory-scimple)', async (method, path, allowed) => {
    const answer = await directory.scim(method, path, {})
    expectScimError(answer, 405, undefined, new RegExp(`${method}.*${allowed[0]}`))
    const allow = (answer.headers.get('allow') ?? '').split(', ').filter((each) => each !== 'HEAD')
    expect(allow.toSorted()).toEqual(allowed.toSorted())
  })

  test('a list of 10,000 brackets in `attributes` asks for nothing that there is', async () => {
    const answer = await directory.scim('GET', `/Users?attributes=${'['.repeat(10_000)}`)
    expect(answer.status).toBe(200)
  })

  test('Object.prototype is as it was (GHSA-33jh-378v-h6r8; GH:thomaspoignant/scim-patch#1165)', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect({}).not.toHaveProperty('admin')
  })

  describe('a token that does not open the directory is 401 with WWW-Authenticate, and says so', () => {
    let tokens: Map<string, string | undefined>
    beforeAll(async () => {
      const { directoryId } = directory
      const make = () =>
        createToken(server.db, server.environment, team.by(), { directoryId, name: 'ended', expiresAt: addSeconds(server.environment.now(), 1) })
      const [revoked, expired] = [await make(), await make()]
      await revokeToken(server.db, team.by(), revoked.token.tokenId)
      server.pass(2)
      const { token } = directory
      tokens = new Map([
        ['missing', undefined],
        ['without its scheme', token],
        ['of another scheme', `Basic ${btoa(`user:${token}`)}`],
        ['empty', 'Bearer '],
        ['of another kind of word', 'Bearer wrong'],
        ['cut short', `Bearer ${token.slice(0, -1)}`],
        ['misspelt', `Bearer ${token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))}`],
        ['never made', 'Bearer purser_scim_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA000000'],
        ['with more behind it', `Bearer ${token} ${token}`],
        ['with a quote in it', `Bearer ${token}'`],
        ['of another directory', `Bearer ${cousin.token}`],
        ['of another team', `Bearer ${stranger.directory.token}`],
        ['a key of the API', `Bearer ${team.apiKey}`],
        ['revoked', `Bearer ${revoked.secret}`],
        ['expired', `Bearer ${expired.secret}`],
      ])
    })
    test.each([
      'missing',
      'without its scheme',
      'of another scheme',
      'empty',
      'of another kind of word',
      'cut short',
      'misspelt',
      'never made',
      'with more behind it',
      'with a quote in it',
      'of another directory',
      'of another team',
      'a key of the API',
      'revoked',
      'expired',
    ])('%s', async (what) => {
      const authorization = tokens.get(what)
      const send = (method: string, path: string, body?: object): Promise<Answer> =>
        ask(method, `${directory.baseUrl}${path}`, body, {
          ...(authorization !== undefined && { authorization }),
          ...(body && { 'content-type': 'application/scim+json' }),
        })
      const answers = await Promise.all([
        send('GET', '/Users'),
        send('GET', `/Users/${ids.user}`),
        send('POST', '/Users', person('intruder')),
        send('PATCH', `/Users/${ids.user}`, patchOf({ op: 'replace', path: 'active', value: false })),
        send('DELETE', `/Groups/${ids.group}`),
        send('GET', '/Schemas'),
        send('GET', '/Nothing'),
        send('PUT', '/Users'),
      ])
      for (const answer of answers) {
        expectScimError(answer, 401, undefined, /token/)
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="/)
        expect(answer.text).not.toContain(team.teamId)
      }
      const config = await send('GET', '/ServiceProviderConfig')
      expect(config.status).toBe(authorization === undefined ? 200 : 401)
    })

    test('a good one works with any spelling of Bearer', async () => {
      const answer = await directory.scim('GET', '/Users?count=0', undefined, { authorization: `bearer  ${directory.token}` })
      expect(answer.status).toBe(200)
    })
  })

  test('well-formed attributes that nobody knows pass, `constructor` and `prototype` among them, and are not kept', async () => {
    const made = await directory.scim(
      'POST',
      '/Users',
      person('odd', { constructor: { prototype: { admin: true } }, prototype: 1, favouriteColour: 'red' }),
    )
    expect(made.status, made.text).toBe(201)
    expect(made.text).not.toMatch(/constructor|prototype|favouriteColour/)
    const patched = await directory.scim('PATCH', `/Users/${made.body.id}`, patchOf({ op: 'add', path: 'constructor.prototype', value: 'x' }))
    expect(patched).toMatchObject({ status: 200, body: made.body })
    expect((await directory.scim('DELETE', `/Users/${made.body.id}`)).status).toBe(204)
    before = await state() // the member stays, as one who has left
  })

  test('schemas that are misspelt or too many pass (RFC 7643 §3 asks for them; ENTRA: use-scim-to-provision-users-and-groups misspells one)', async () => {
    for (const [name, schemas] of [
      ['misspelt', ['urn:ietf:params:scim:schemas:extension:enterprise:2.0User']],
      ['extra', [U, E, 'urn:nobody:knows']],
      ['text', U],
    ] as const) {
      const made = await directory.scim('POST', '/Users', person(name, { schemas }))
      expect(made).toMatchObject({ status: 201, body: { schemas: [U] } })
      expect((await directory.scim('PUT', `/Users/${made.body.id}`, person(name, { schemas }))).status).toBe(200)
      await directory.scim('DELETE', `/Users/${made.body.id}`)
    }
    before = await state()
  })

  describe('the API', () => {
    const rows: [
      name: string,
      method: string,
      path: string,
      body: unknown,
      headers: Record<string, string>,
      status: number,
      code: string,
      detail: RegExp,
    ][] = [
      ['malformed JSON', 'PUT', '/spend_limits/team_default', '{"kind"', {}, 400, 'not-json', /JSON/],
      ['an empty body', 'PUT', '/spend_limits/team_default', '', {}, 400, 'not-json', /JSON/],
      ['a kind that is none', 'PUT', '/spend_limits/team_default', { kind: 'some' }, {}, 422, 'schema-violated', /kind/],
      ['an amount that is a number', 'PUT', '/spend_limits/team_default', { kind: 'amount', amount: 5 }, {}, 422, 'amount-invalid', /number of JSON/],
      ['a key __proto__', 'PUT', '/spend_limits/team_default', '{"kind":"unlimited","__proto__":{"a":1}}', {}, 422, 'schema-violated', /__proto__/],
      [
        'a log of another team’s directory',
        'GET',
        '/provisioning_log?directory=dir_00000000000000000000000000',
        undefined,
        {},
        404,
        'directory-not-found',
        /directory/,
      ],
      ['a reason with a NUL', 'PUT', '/spend_limits/team_default', { kind: 'unlimited', reason: '\0' }, {}, 422, 'schema-violated', /reason/],
      ['a limit that is a word', 'GET', '/members?limit=many', undefined, {}, 422, 'schema-violated', /limit/],
      ['a status that is none', 'GET', '/members?status=gone', undefined, {}, 422, 'schema-violated', /status/],
      ['a user with a NUL', 'GET', '/users/user_name:%00', undefined, {}, 422, 'schema-violated', /NUL/],
      ['an e-mail with a NUL', 'GET', '/users/email:%00', undefined, {}, 422, 'schema-violated', /NUL/],
      ['an externalId with a NUL', 'GET', '/users/external_id:%00', undefined, {}, 422, 'schema-violated', /NUL/],
      ['a log of a name with a NUL', 'GET', '/provisioning_log?name=%00', undefined, {}, 422, 'schema-violated', /NUL/],
      ['a log of a subject with a NUL', 'GET', '/provisioning_log?subject=%00', undefined, {}, 422, 'schema-violated', /NUL/],
      ['a log of an operation with a NUL', 'GET', '/provisioning_log?operation=%00', undefined, {}, 422, 'schema-violated', /NUL/],
      ['a cursor with a NUL', 'GET', '/users?cursor=%00', undefined, {}, 422, 'schema-violated', /NUL/],
      ['an address of no known form', 'GET', '/users/ada', undefined, {}, 404, 'user-not-found', /mem_/],
      ['a directory that is none', 'GET', '/directories/dir_x/tokens', undefined, {}, 404, 'directory-not-found', /dir_x/],
      ['a random URL', 'GET', '/nothing', undefined, {}, 404, 'not-found', /nothing/],
      ['an escape that is none', 'GET', '/users/%zz', undefined, {}, 400, '', /./],
      ['a wrong method', 'POST', '/users', {}, {}, 405, 'method-not-allowed', /identity provider/],
      ['a wrong type', 'PUT', '/spend_limits/team_default', 'x', { 'content-type': 'text/plain' }, 415, '', /./],
      ['a body beyond the bound', 'PATCH', '/team', { name: 'x'.repeat(1_100_000) }, {}, 413, 'request-too-large', /1048576 bytes.*Send less/],
      ['one beyond a bound of its own', 'POST', '/connections', { name: 'x'.repeat(2_200_000) }, {}, 413, 'request-too-large', /2097152 bytes/],
      ['no key', 'GET', '/members', undefined, { authorization: '' }, 401, 'unauthenticated', /purser_key_/],
      ['a nonsense key', 'GET', '/members', undefined, { authorization: 'Bearer x' }, 401, 'unauthenticated', /unknown/],
    ]
    test.each(rows)('%s', async (_name, method, path, body, headers, status, code, detail) => {
      const answer = await ask(method, `${server.url}/v1${path}`, body, {
        authorization: `Bearer ${team.apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      })
      expect(answer.status, answer.text).toBe(status)
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
      const told = { status, title: expect.any(String), detail: expect.stringMatching(detail), request_id: expect.any(String) }
      expect(answer.body).toMatchObject({ ...told, ...(code !== '' && { code }) })
    })

    test('a DELETE that names a media type and has no body is a DELETE', async () => {
      const headers = { authorization: `Bearer ${team.apiKey}`, 'content-type': 'application/json' }
      expect((await ask('DELETE', `${server.url}/v1/spend_limits/team_default`, undefined, headers)).status).toBe(204)
    })

    test('a token of SCIM is no key', async () => {
      expect((await ask('GET', `${server.url}/v1/members`, undefined, { authorization: `Bearer ${directory.token}` })).status).toBe(401)
    })
  })
})
