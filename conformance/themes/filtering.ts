import { shared, type Case, type Theme } from '../case.ts'
import type { Client, Resource } from '../client.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat } from '../expect.ts'
import { toObject, toText } from '../json.ts'
import { attributesNamedIn } from '../named.ts'
import { E, U } from '../urns.ts'

/**
 * Ada works in Research and is active. Bo is not active, has two addresses and a nickname that looks like a pattern. Cy has as good as nothing: no name, no
 * externalId, no address. Only they have the word of the run in their userName.
 */
type People = { ada: Resource; bo: Resource; cy: Resource; word: string }

const people = shared(async (scim): Promise<People> => {
  const word = scim.unique('f')
  const ada = await scim.user({
    schemas: [U, E],
    userName: `${word}-Ada@example.com`,
    externalId: `${word}-X1`,
    name: { givenName: 'Ada', familyName: 'Okafor' },
    displayName: `${word} "Quoted" C:\\dir é`,
    title: 'Engineer',
    emails: [{ value: `${word}-ada@example.com`, type: 'work', primary: true }],
    active: true,
    [E]: { department: 'Research', employeeNumber: '0042' },
  })
  const bo = await scim.user({
    userName: `${word}-bo+tag@example.com`,
    externalId: `${word}-x1`,
    name: { givenName: 'Bo', familyName: 'Ek' },
    displayName: `${word} Bo`,
    nickName: '100%_*',
    title: 'Designer',
    emails: [
      { value: `${word}-bo@example.com`, type: 'work' },
      { value: `${word}-bo@home.example`, type: 'home', primary: true },
    ],
    active: false,
  })
  const cy = await scim.user({
    userName: `${word}-cy@example.com`,
    externalId: undefined,
    name: undefined,
    displayName: undefined,
    emails: undefined,
    active: true,
  })
  return { ada, bo, cy, word }
})

type Name = 'ada' | 'bo' | 'cy'
/** A filter as the table has it: `$` is the word of the run, `@ada` the id of ada. */
type Row = [filter: string, finds: Name[], why: string, clause?: string, needs?: Case['needs']]

/** Asked as they stand, since they hold the word of the run. */
const lookUps: Row[] = [
  ['userName eq "$-Ada@example.com"', ['ada'], 'the look-up of Okta'],
  ['userName eq "$-ADA@EXAMPLE.COM"', ['ada'], 'userName ignores letter case', 'RFC 7643 §4.1.1'],
  ['username Eq "$-ada@example.com"', ['ada'], 'names and operators in any letter case: PingFederate', 'RFC 7643 §2.1'],
  ['USERNAME EQ "$-ada@example.com"', ['ada'], 'names and operators in any letter case: Keycloak', 'RFC 7643 §2.1'],
  [`${U}:userName eq "$-ada@example.com"`, ['ada'], 'a name with the URN of its schema', 'RFC 7644 §3.10'],
  ['userName eq "$-none@example.com"', [], 'no match is an empty list'],
  ['userName eq "$"', [], 'eq is the whole value'],
  ['userName eq "$-*"', [], 'a star is a star', 'FusionAuth'],
  ['userName eq "$%"', [], 'a percent sign is a percent sign', 'FusionAuth'],
  ['userName eq "$-bo+tag@example.com"', ['bo'], 'a plus that is encoded stays a plus', 'RFC 3986 §2.2'],
  ['externalId eq "$-X1"', ['ada'], 'externalId minds letter case', 'RFC 7643 §3.1'],
  ['externalId eq "$-x1"', ['bo'], 'who is not active is found', 'RFC 7643 §3.1'],
  ['id eq "@ada"', ['ada'], 'id'],
  ['id eq "@ada" and userName eq "$-ada@example.com"', ['ada'], 'two look-ups at once: Entra'],
  ['id eq "@ada" and userName eq "$-bo@example.com"', [], 'both must hold'],
  ['emails.value eq "$-bo@home.example"', ['bo'], 'any of several values'],
  ['emails eq "$-bo@home.example"', ['bo'], 'a multi-valued attribute stands for its value'],
  ['emails.value eq "$-BO@home.example"', ['bo'], 'addresses ignore letter case', 'RFC 7643 §8.7.1'],
  ['emails[type eq "work"].value eq "$-ada@example.com"', ['ada'], 'the matching attribute of Entra', 'Entra'],
  ['emails[type eq "work" and value eq "$-bo@example.com"]', ['bo'], 'one value satisfies both'],
  ['emails[type eq "home" and value eq "$-bo@example.com"]', [], 'two values do not satisfy it together'],
  ['emails[type eq "home" and value co "$-bo"] and active eq false', ['bo'], 'a value path and more'],
  ['userName sw "$"', ['ada', 'bo', 'cy'], 'sw'],
  ['userName sw "$-a"', ['ada'], 'sw ignores letter case with its attribute'],
  ['userName co "$-b"', ['bo'], 'co'],
  ['userName ew "+tag@example.com" and userName sw "$"', ['bo'], 'ew'],
  ['displayName co "\\"Quoted\\"" and userName sw "$"', ['ada'], 'a quote in the value', 'RFC 7644 §3.4.2.2'],
  ['displayName co "C:\\\\dir" and userName sw "$"', ['ada'], 'a backslash and a colon in the value'],
  ['displayName co "\\u00e9" and userName sw "$"', ['ada'], 'an escape of JSON in the value', 'RFC 7159 §7'],
  ['displayName eq "$ bo"', ['bo'], 'blanks in the value'],
]

/** Asked together with `userName sw` the word, so that of all users of the server only these three are meant. */
const expressions: Row[] = [
  ['name.familyName eq "Okafor"', ['ada'], 'a sub-attribute'],
  ['name.familyName co "ka"', ['ada'], 'co on a sub-attribute'],
  ['name.givenName sw "B"', ['bo'], 'sw on a sub-attribute'],
  ['name[familyName eq "Ek"]', ['bo'], 'a value path on a complex attribute that is no list'],
  ['name.familyName ne "Okafor"', ['bo', 'cy'], 'ne holds where there is no value'],
  ['title eq "engineer"', ['ada'], 'title ignores letter case', 'RFC 7643 §8.7.1'],
  ['title pr', ['ada', 'bo'], 'pr: has a value'],
  ['not (title pr)', ['cy'], 'not'],
  ['NOT (title PR)', ['cy'], 'not and pr in any letter case'],
  ['name pr', ['ada', 'bo'], 'pr on a complex attribute'],
  ['emails pr', ['ada', 'bo'], 'pr on a multi-valued attribute'],
  ['emails.type pr', ['ada', 'bo'], 'pr on a sub-attribute of several values'],
  ['nickName eq "100%_*"', ['bo'], 'characters of patterns are characters'],
  ['nickName co "%"', ['bo'], 'a percent sign is a percent sign'],
  ['nickName sw "1"', ['bo'], 'sw'],
  ['nickName co "0_"', [], 'an underscore is an underscore'],
  ['active eq true', ['ada', 'cy'], 'a boolean'],
  ['active eq false', ['bo'], 'a boolean'],
  ['active ne true', ['bo'], 'ne on a boolean'],
  ['title gt "Designer"', ['ada'], 'gt on texts'],
  ['title ge "Designer"', ['ada', 'bo'], 'ge on texts'],
  ['title lt "Engineer"', ['bo'], 'lt on texts'],
  ['title le "Engineer"', ['ada', 'bo'], 'le on texts'],
  ['meta.created gt "2001-01-01T00:00:00Z"', ['ada', 'bo', 'cy'], 'gt on moments'],
  ['meta.lastModified ge "2001-01-01T00:00:00.000+02:00"', ['ada', 'bo', 'cy'], 'a moment with an offset'],
  ['meta.lastModified lt "2001-01-01T00:00:00Z"', [], 'lt on moments'],
  ['meta.lastModified le "2999-01-01T00:00:00Z"', ['ada', 'bo', 'cy'], 'le on moments'],
  ['meta.resourceType eq "User"', ['ada', 'bo', 'cy'], 'meta.resourceType'],
  [`${E}:department eq "Research"`, ['ada'], 'an attribute of an extension', 'RFC 7644 §3.10', ['enterprise']],
  [`${E.toLowerCase()}:department eq "research"`, ['ada'], 'a URN in any letter case', 'RFC 7643 §2.1', ['enterprise']],
  [`${E}:employeeNumber pr`, ['ada'], 'pr on an attribute of an extension', 'RFC 7644 §3.10', ['enterprise']],
  [`not (${E}:department eq "Research")`, ['bo', 'cy'], 'not, with an extension', 'RFC 7644 §3.10', ['enterprise']],
  ['title eq "Engineer" or title eq "Designer"', ['ada', 'bo'], 'or'],
  ['title eq "Engineer" and active eq true', ['ada'], 'and'],
  ['title eq "Engineer" or title eq "Designer" and active eq true', ['ada'], 'and binds closer than or'],
  ['active eq true and title eq "Designer" or title eq "Engineer"', ['ada'], 'and binds closer than or, the other way round'],
  ['(title eq "Engineer" or title eq "Designer") and active eq false', ['bo'], 'brackets bind closest'],
  ['not (title eq "Engineer") and active eq true', ['cy'], 'not binds closer than and'],
  ['not (title eq "Engineer" or active eq false)', ['cy'], 'not of a group'],
  ['not (not (title eq "Engineer"))', ['ada'], 'not of not'],
  ['((title eq "Engineer"))', ['ada'], 'brackets in brackets'],
  ['title eq "Engineer" OR title eq "Designer" AND active eq true', ['ada'], 'and and or in any letter case'],
  ['emails[type eq "home"]', ['bo'], 'a value path'],
  ['emails[type eq "work" and primary eq true]', ['ada'], 'a value path with a boolean'],
  ['emails[type eq "home" or type eq "work"]', ['ada', 'bo'], 'or in a value path'],
  ['emails[not (type eq "work")]', ['bo'], 'not in a value path'],
  ['emails[type eq "work"] and not (emails[type eq "home"])', ['ada'], 'two value paths'],
  ['emails.type eq "home"', ['bo'], 'a sub-attribute of several values'],
  ['emails co "home.example"', ['bo'], 'co on a multi-valued attribute'],
]

const fill = (filter: string, { word, ...those }: People) =>
  filter.replaceAll('$', word).replaceAll(/@(ada|bo|cy)"/g, (_, name: string) => `${those[name === 'ada' || name === 'bo' ? name : 'cy'].id}"`)

async function expectFound(scim: Client, filter: string, names: readonly Name[]): Promise<void> {
  const those = await people(scim)
  const found = expectList(await scim.get('/Users', { filter: fill(filter, those) }), { totalResults: names.length })
  const nameOf = (id: string) => (['ada', 'bo', 'cy'] as const).find((name) => those[name].id === id) ?? id
  expectLike(found.map(({ id }) => nameOf(toText(id))).toSorted(), names.toSorted(), 'who is found')
}

/** The rows are shown as they are written. */
const toCases = (rows: readonly Row[], wrap: (filter: string) => string): Case[] =>
  rows.map(([filter, finds, why, clause = 'RFC 7644 §3.4.2.2', needs = []]) => ({
    clause,
    name: `${filter.replaceAll('$', 'w').replaceAll('urn:ietf:params:scim:schemas:', '…')}: ${why}`,
    needs: ['filter', ...attributesNamedIn(filter), ...needs],
    level: !clause.startsWith('RFC') ? 'client' : filter.includes('[') ? 'should' : 'must', // square brackets are a MAY (§3.4.2.2)
    run: (scim) => expectFound(scim, wrap(filter), finds),
  }))

const broken: [filter: string, why: string][] = [
  ['', 'nothing'],
  ['userName', 'no operator'],
  ['userName eq', 'no value'],
  ['eq "a"', 'no attribute'],
  ['userName xx "a"', 'no such operator'],
  ['userName eq "a', 'a quote that is not closed'],
  ['userName eq "a" and', 'and without a second side'],
  ['userName eq "a" or or title pr', 'or twice'],
  ['and', 'a keyword alone'],
  ['(userName eq "a"', 'a bracket that is not closed'],
  ['userName eq "a")', 'a bracket that was not opened'],
  ['emails[type eq "work"', 'a square bracket that is not closed'],
  ['emails[] pr', 'an empty value path'],
  ['not title pr', 'not without brackets'],
  ['userName eq "a" "b"', 'two values'],
  ['title pr "a"', 'pr with a value'],
  ['userName eq "\\x"', 'an escape that JSON does not have'],
  ['user name eq "a"', 'a blank in a name'],
  ['userName eq {"a":1}', 'a value that is an object'],
]

const refusals: Case[] = [
  ...broken.map(([filter, why]): Case => ({
    clause: 'RFC 7644 §3.4.2.2',
    name: `400 invalidFilter: ${why}: ${filter}`,
    needs: ['filter'],
    level: filter === '' || filter.includes('{') ? 'should' : 'must',
    run: async (scim) => expectError(await scim.get('/Users', { filter }), 400, 'invalidFilter'),
  })),
  ...['gt', 'ge', 'lt', 'le'].map((op): Case => ({
    clause: 'RFC 7644 §3.4.2.2',
    name: `400 invalidFilter: booleans have no order: active ${op} true`,
    needs: ['filter', 'User.active'],
    run: async (scim) => expectError(await scim.get('/Users', { filter: `active ${op} true` }), 400, 'invalidFilter'),
  })),
  {
    clause: 'RFC 7644 §3.4.2.2',
    name: 'an attribute that no schema has is 400 invalidFilter or matches nobody, never everybody',
    needs: ['filter'],
    run: async (scim) => {
      await people(scim)
      const answer = await scim.get('/Users', { filter: 'noSuchAttribute eq "a"' })
      if (answer.status === 400) expectError(answer, 400, 'invalidFilter')
      else expectList(answer, { totalResults: 0 })
    },
  },
  {
    clause: 'RFC 7643 §7',
    name: 'a filter on password finds nothing out',
    needs: ['filter', 'User.password'],
    run: async (scim) => {
      const { body } = await scim.user({ password: 'S3cret-Pass!word' })
      const answer = await scim.get('/Users', { filter: `userName eq "${toText(body['userName'])}" and password sw "S"` })
      if (answer.status !== 400) expectLike(answer.body, { totalResults: 0 })
    },
    level: 'should',
  },
  ...[
    ['2,000 brackets deep', '('.repeat(2000) + 'title pr' + ')'.repeat(2000)],
    ['300 comparisons long', Array.from({ length: 300 }, () => 'title pr').join(' or ')],
    ['a value of 5,000 characters', `userName eq "${'a'.repeat(5000)}"`],
  ].map(([what = '', filter = '']): Case => ({
    clause: 'RFC 7644 §3.12',
    name: `a filter ${what} is answered or refused, and breaks nothing`,
    needs: ['filter'],
    run: async (scim) => {
      expectStatus(await scim.get('/Users', { filter }), 200, 400, 413, 414, 431)
      expectStatus(await scim.get('/Users', { count: 1 }), 200)
    },
  })),
]

const encodings: Case[] = [
  {
    clause: 'Entra',
    name: 'a plus in the query is a blank',
    level: 'client',
    needs: ['filter'],
    run: async (scim) => {
      const { ada, word } = await people(scim)
      expectLike(expectList(await scim.get(`/Users?filter=userName+eq+%22${word}-ada%40example.com%22`)), [{ id: ada.id }], 'Resources')
    },
  },
  {
    clause: 'authentik',
    name: 'a value without quotes is a text',
    level: 'client',
    needs: ['filter'],
    run: async (scim) => {
      const { ada, word } = await people(scim)
      expectLike(expectList(await scim.get('/Users', { filter: `userName eq ${word}-ada@example.com` })), [{ id: ada.id }], 'Resources')
    },
  },
  {
    clause: 'Entra',
    name: 'active eq "True" is a boolean all the same',
    level: 'client',
    needs: ['filter', 'User.active'],
    run: (scim) => expectFound(scim, 'userName sw "$" and active eq "True"', ['ada', 'cy']),
  },
  {
    clause: 'RFC 7644 §3.4.2.2',
    name: 'groups.value eq an id finds the members of a group',
    level: 'should',
    needs: ['filter', 'groups', 'User.groups.value'],
    run: async (scim) => {
      const { ada, cy } = await people(scim)
      const group = await scim.group({ members: [{ value: ada.id }, { value: cy.id }] })
      const found = expectList(await scim.get('/Users', { filter: `groups.value eq "${group.id}"` }))
      expectLike(found, [{ id: ada.id }, { id: cy.id }], 'Resources')
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.2',
    name: 'meta.lastModified gt the moment of a change finds what changed since, and not what did not',
    needs: ['filter'],
    run: async (scim) => {
      const { body, id } = await scim.user()
      const { lastModified } = toObject(body['meta'])
      const filter = (op: string) => `id eq "${id}" and meta.lastModified ${op} "${toText(lastModified)}"`
      expectLike((await scim.get('/Users', { filter: filter('ge') })).body, { totalResults: 1 })
      expectThat(toObject((await scim.get('/Users', { filter: filter('gt') })).body)['totalResults'] === 0, 'gt holds for the moment itself')
    },
  },
]

export const filtering: Theme = {
  name: 'Filtering',
  cases: [...toCases(lookUps, (filter) => filter), ...toCases(expressions, (filter) => `userName sw "$" and (${filter})`), ...encodings, ...refusals],
}
