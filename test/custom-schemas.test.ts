import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { runConformance } from '../conformance/conformance.ts'
import { parseOptions } from '../conformance/options.ts'
import { judge } from '../conformance/report.ts'
import { buildApp } from '../server/app.ts'
import { toDirectoryTypes } from '../server/directory/directory-types.ts'
import { markFirstValues } from '../server/directory/first-values.ts'
import { listExtensions } from '../server/directory/schemas.sql.ts'
import { realEnvironment } from '../server/kernel/environment.ts'
import { databases } from './support/databases.ts'
import { create, E, expectScimError, G, groupOf, patchOf, person, query, U } from './support/scim.ts'
import { ask, sessionLife, startTestServer, type Answer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

const X = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User'
const ofGroups = 'urn:ietf:params:scim:schemas:extension:acme:2.0:Group'

const everyType = [
  { name: 'badge', type: 'string', description: 'The number on the badge.' },
  { name: 'pin', type: 'string', case_exact: true },
  { name: 'remote', type: 'boolean' },
  { name: 'floor', type: 'integer' },
  { name: 'weight', type: 'decimal' },
  { name: 'hired', type: 'dateTime' },
  { name: 'page', type: 'reference' },
  { name: 'seal', type: 'binary' },
  { name: 'tags', type: 'string', multi_valued: true },
  { name: 'scores', type: 'integer', multi_valued: true },
  { name: 'marks', type: 'decimal', multi_valued: true },
  { name: 'flags', type: 'boolean', multi_valued: true },
  { name: 'days', type: 'dateTime', multi_valued: true },
  {
    name: 'car',
    type: 'complex',
    sub_attributes: [
      { name: 'plate', type: 'string', case_exact: true },
      { name: 'seats', type: 'integer' },
      { name: 'electric', type: 'boolean' },
    ],
  },
  {
    name: 'lockers',
    type: 'complex',
    multi_valued: true,
    sub_attributes: [
      { name: 'value', type: 'string' },
      { name: 'type', type: 'string', canonical_values: ['small', 'large'] },
      { name: 'primary', type: 'boolean' },
      { name: 'since', type: 'dateTime' },
    ],
  },
  { name: 'members', type: 'string', multi_valued: true },
  { name: 'groups', type: 'string', multi_valued: true },
  { name: 'userName', type: 'string', case_exact: true },
]
const ada = {
  badge: 'Alpha-7',
  pin: 'aB1',
  remote: true,
  floor: 3,
  weight: 61.5,
  hired: '2020-02-01T00:00:00Z',
  page: 'https://x.example/Ada',
  seal: 'QUJD',
  tags: ['Red', 'Green'],
  scores: [10, 20],
  marks: [1.5, 10],
  flags: [true],
  days: ['2020-02-01T01:00:00+01:00'],
  car: { plate: 'AB-1', seats: 5, electric: true },
  lockers: [
    { value: 'L1', type: 'small', since: '2021-01-01T00:00:00Z' },
    { value: 'L2', type: 'large', primary: true },
  ],
  members: ['chess'],
  groups: ['choir'],
  userName: 'Lovelace',
}
const bo = {
  badge: 'beta-9',
  pin: 'AB1',
  remote: false,
  floor: 12,
  weight: 7,
  hired: '2021-02-01T00:00:00.000Z',
  tags: ['blue'],
  scores: [5],
  marks: [9],
  flags: [false],
  car: { plate: 'ab-1', seats: 2, electric: false },
  lockers: [{ value: 'L0', type: 'large' }],
}

describe.each(databases)('custom schemas, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => void (server = await startTestServer(database)))
  afterAll(() => server.stop())

  const set = ({ api }: TestTeam, { directoryId }: TestDirectory, body: object, schema = 'acme') =>
    api('PUT', `/directories/${directoryId}/schemas/${schema}`, body)
  /** A team whose directory has this schema. */
  async function withSchema(attributes: readonly object[] = everyType, more: object = {}) {
    const team = await server.addTeam()
    const answer = await set(team, team.directory, { attributes, ...more })
    expect(answer.status, answer.text).toBe(200)
    return { team, directory: team.directory }
  }
  const withUser = async (directory: TestDirectory, name: string, values: object) =>
    create(directory, 'Users', person(name, { schemas: [U, X], [X]: values }))
  const read = async ({ scim }: TestDirectory, id: string, parameters = '') => (await scim('GET', `/Users/${id}${parameters}`)).body
  const patch = ({ scim }: TestDirectory, id: string, ...operations: object[]) => scim('PATCH', `/Users/${id}`, patchOf(...operations))

  describe('a schema of every type', () => {
    let directory: TestDirectory
    let adaId = ''
    beforeAll(async () => {
      ;({ directory } = await withSchema())
      adaId = await withUser(directory, 'ada', ada)
      await withUser(directory, 'bo', bo)
      await create(directory, 'Users', person('cy'))
    })

    test('RFC 7643 §6 and §7: /ResourceTypes and /Schemas tell of it, after the standard ones', async () => {
      const { body: type } = await directory.scim('GET', '/ResourceTypes/User')
      expect(type.schemaExtensions).toEqual([
        { schema: E, required: false },
        { schema: X, required: false },
      ])
      const { body: schema } = await directory.scim('GET', `/Schemas/${X}`)
      expect(schema).toMatchObject({ id: X, name: 'acme', meta: { location: `${directory.baseUrl}/Schemas/${X}` } })
      const told = (name: string) => schema.attributes.find((each: { name: string }) => each.name === name)
      expect(schema.attributes).toHaveLength(everyType.length)
      expect(told('badge')).toEqual({
        name: 'badge',
        type: 'string',
        multiValued: false,
        description: 'The number on the badge.',
        required: false,
        caseExact: false,
        mutability: 'readWrite',
        returned: 'default',
        uniqueness: 'none',
      })
      expect(told('pin')).toMatchObject({ caseExact: true })
      expect(told('page')).toMatchObject({ caseExact: true, referenceTypes: ['external'] })
      expect(told('lockers').subAttributes[1]).toMatchObject({ name: 'type', canonicalValues: ['small', 'large'] })
      expect((await directory.scim('GET', '/Schemas')).body.Resources.map(({ id }: { id: string }) => id)).toContain(X)
    })

    test('RFC 7643 §3.3: what was sent is stored and answered under its URN, which `schemas` names where the user has it', async () => {
      const user = await read(directory, adaId)
      expect(user.schemas).toEqual([U, X])
      expect(user[X]).toEqual(ada)
      const { Resources } = (await directory.scim('GET', `/Users${query({ filter: 'userName sw "cy"' })}`)).body
      expect(Resources[0].schemas).toEqual([U])
    })

    const found: [filter: string, names: string[]][] = [
      [`${X}:badge eq "ALPHA-7"`, ['ada']],
      [`${X}:pin eq "ab1"`, []],
      [`${X}:pin eq "AB1"`, ['bo']],
      [`${X}:badge co "a-"`, ['ada', 'bo']],
      [`${X}:badge sw "alpha"`, ['ada']],
      [`${X}:badge ew "9"`, ['bo']],
      [`${X}:badge ne "beta-9"`, ['ada', 'cy']],
      [`${X}:badge gt "B"`, ['bo']],
      [`${X}:badge pr`, ['ada', 'bo']],
      [`not (${X}:badge pr)`, ['cy']],
      ['badge eq "alpha-7"', ['ada']],
      [`${X.toUpperCase()}:BADGE eq "alpha-7"`, ['ada']],
      [`${X}:remote eq true`, ['ada']],
      [`${X}:remote eq false`, ['bo']],
      [`${X}:remote ne true`, ['bo', 'cy']],
      [`${X}:floor gt 4`, ['bo']],
      [`${X}:floor le 3`, ['ada']],
      [`${X}:floor eq 12`, ['bo']],
      [`${X}:weight gt 7.25`, ['ada']],
      [`${X}:weight ge 7`, ['ada', 'bo']],
      [`${X}:hired eq "2020-02-01T01:00:00+01:00"`, ['ada']],
      [`${X}:hired lt "2021-01-01T00:00:00Z"`, ['ada']],
      [`${X}:page eq "https://x.example/Ada"`, ['ada']],
      [`${X}:page eq "https://x.example/ada"`, []],
      [`${X}:page co "Ada"`, ['ada']],
      [`${X}:seal eq "QUJD"`, ['ada']],
      [`${X}:seal eq "qujd"`, []],
      [`${X}:tags eq "GREEN"`, ['ada']],
      [`${X}:tags co "lu"`, ['bo']],
      [`${X}:tags ne "green"`, ['bo', 'cy']],
      [`${X}:tags pr`, ['ada', 'bo']],
      [`${X}:scores gt 9`, ['ada']],
      [`${X}:scores eq 5`, ['bo']],
      [`${X}:marks gt 9.5`, ['ada']],
      [`${X}:flags eq true`, ['ada']],
      [`${X}:flags eq false`, ['bo']],
      [`${X}:days eq "2020-02-01T00:00:00Z"`, ['ada']],
      [`${X}:car.plate eq "AB-1"`, ['ada']],
      [`${X}:car.seats lt 4`, ['bo']],
      [`${X}:car.electric eq true`, ['ada']],
      [`${X}:car pr`, ['ada', 'bo']],
      [`${X}:lockers[type eq "large" and value eq "l2"]`, ['ada']],
      [`${X}:lockers.since gt "2020-01-01T00:00:00Z"`, ['ada']],
      [`${X}:lockers eq "L0"`, ['bo']],
      [`${X}:lockers.primary eq true`, ['ada']],
      [`${X}:members eq "chess"`, ['ada']],
      [`${X}:groups eq "choir"`, ['ada']],
      [`${X}:groups pr`, ['ada']],
      [`${X}:userName eq "Lovelace"`, ['ada']],
      [`${X}:userName eq "lovelace"`, []],
      [`userName sw "ada" and ${X}:floor eq 3`, ['ada']],
    ]
    const namesIn = (answer: Answer) => {
      expect(answer.status, answer.text).toBe(200)
      return answer.body.Resources.map(({ userName }: { userName: string }) => userName.split('@')[0])
    }

    test.each(found)('RFC 7644 §3.4.2.2: %s finds %j', async (filter, names) => {
      const { scim } = directory
      expect(namesIn(await scim('GET', `/Users${query({ filter, sortBy: 'userName' })}`))).toEqual(names)
      expect(namesIn(await scim('GET', `/${query({ filter, sortBy: 'userName' })}`))).toEqual(names)
    })

    test.each([
      [`${X}:remote gt true`, 'a boolean has no order'],
      [`${X}:floor eq "many"`, 'no whole number'],
      [`${X}:floor co 1`, 'a number has no parts'],
      [`${X}:hired eq "soon"`, 'no moment'],
      [`${X}:seal gt "A"`, 'a binary value has no order'],
      [`${X}:nothing eq "x"`, 'no attribute of the schema'],
      [`${X}:tags[value eq "red"]`, 'its values have no parts'],
      [`${X}:car eq "x"`, 'it has parts'],
    ])('RFC 7644 §3.4.2.2: %s is refused: %s', async (filter) => {
      expectScimError(await directory.scim('GET', `/Users${query({ filter })}`), 400, 'invalidFilter')
    })

    // Who has no value comes last, and first where the order descends (RFC 7644 §3.4.2.3).
    test.each([
      [`${X}:badge`, ['ada', 'bo', 'cy']],
      ['badge', ['ada', 'bo', 'cy']],
      [`${X}:pin`, ['bo', 'ada', 'cy']],
      [`${X}:remote`, ['bo', 'ada', 'cy']],
      [`${X}:floor`, ['ada', 'bo', 'cy']],
      [`${X}:weight`, ['bo', 'ada', 'cy']],
      [`${X}:hired`, ['ada', 'bo', 'cy']],
      [`${X}:tags`, ['bo', 'ada', 'cy']],
      [`${X}:scores`, ['bo', 'ada', 'cy']],
      [`${X}:marks`, ['ada', 'bo', 'cy']],
      [`${X}:flags`, ['bo', 'ada', 'cy']],
      [`${X}:car.seats`, ['bo', 'ada', 'cy']],
      [`${X}:lockers`, ['bo', 'ada', 'cy']],
    ])('RFC 7644 §3.4.2.3: sortBy=%s orders %j, page by page too', async (sortBy, names) => {
      const { scim } = directory
      expect(namesIn(await scim('GET', `/Users${query({ sortBy })}`))).toEqual(names)
      expect(namesIn(await scim('GET', `/Users${query({ sortBy, sortOrder: 'descending' })}`))).toEqual(names.toReversed())
      const pages = []
      for (const startIndex of [1, 2, 3]) pages.push(...namesIn(await scim('GET', `/Users${query({ sortBy, startIndex, count: 1 })}`)))
      expect(pages).toEqual(names)
    })

    test.each<[parameters: Record<string, string>, held: object | undefined]>([
      [{ attributes: `${X}:badge` }, { badge: 'Alpha-7' }],
      [{ attributes: 'badge' }, { badge: 'Alpha-7' }],
      [{ attributes: `${X}:car.plate` }, { car: { plate: 'AB-1' } }],
      [{ attributes: X }, ada],
      [{ attributes: 'displayName' }, undefined],
      [{ excludedAttributes: X }, undefined],
      [
        { attributes: X, excludedAttributes: `${X}:lockers,${X}:car.seats` },
        { ...ada, lockers: undefined, car: { plate: 'AB-1', electric: true } },
      ],
    ])('RFC 7644 §3.9: %j shows %j', async (parameters, held) => {
      expect((await read(directory, adaId, query(parameters)))[X]).toEqual(held && JSON.parse(JSON.stringify(held)))
    })

    test.each<[value: object, at: string]>([
      [{ remote: 'perhaps' }, 'remote'],
      [{ floor: 1.5 }, 'floor'],
      [{ weight: 'heavy' }, 'weight'],
      [{ hired: 'soon' }, 'hired'],
      [{ badge: 7 }, 'badge'],
      [{ scores: [1, 'two'] }, 'scores'],
      [{ car: 'red' }, 'car'],
      [{ lockers: [{ since: 'yesterday' }] }, 'since'],
    ])('RFC 7643 §2.3: %j is refused, and named', async (value, at) => {
      expectScimError(await patch(directory, adaId, { op: 'add', value: { [X]: value } }), 400, 'invalidValue', new RegExp(`${at}.* must be`))
    })
  })

  describe('the dialects of identity providers', () => {
    test('Entra ID writes a path for each attribute, "Add" and texts for booleans', async () => {
      const { directory } = await withSchema()
      const id = await create(directory, 'Users', person('ada'))
      const answer = await patch(
        directory,
        id,
        { op: 'Add', path: `${X}:badge`, value: 'B-1' },
        { op: 'Add', path: `${X}:remote`, value: 'True' },
        { op: 'Replace', path: `${X}:tags`, value: 'red' },
        { op: 'Add', path: `${X}:lockers[type eq "large"].value`, value: 'L9' },
      )
      expect(answer.body[X]).toEqual({ badge: 'B-1', remote: true, tags: ['red'], lockers: [{ type: 'large', value: 'L9' }] })
    })

    test('Entra ID with its flag sends keys that are paths, without a path of the operation', async () => {
      const { directory } = await withSchema()
      const id = await create(directory, 'Users', person('ada'))
      const value = { active: true, 'name.givenName': 'Anna', [`${X}:badge`]: 'B-2', [`${X}:car.plate`]: 'XY-1', [`${E}:department`]: 'R&D' }
      const { body } = await patch(directory, id, { op: 'replace', value })
      expect(body[X]).toEqual({ badge: 'B-2', car: { plate: 'XY-1' } })
      expect(body.schemas).toEqual([U, E, X])
    })

    test('Okta replaces the whole user: what its PUT leaves out is cleared', async () => {
      const { directory } = await withSchema()
      const id = await withUser(directory, 'ada', ada)
      const answer = await directory.scim('PUT', `/Users/${id}`, person('ada', { schemas: [U, X], [X]: { badge: 'B-3', floor: 4 } }))
      expect(answer.body[X]).toEqual({ badge: 'B-3', floor: 4 })
      const none = await directory.scim('PUT', `/Users/${id}`, person('ada'))
      expect(none.body).not.toHaveProperty([X])
      expect(none.body.schemas).toEqual([U])
    })

    test('RFC 7644 §3.5.2.2: removing attributes, values, and the whole extension', async () => {
      const { directory } = await withSchema()
      const id = await withUser(directory, 'ada', ada)
      const { body } = await patch(
        directory,
        id,
        { op: 'remove', path: `${X}:floor` },
        { op: 'remove', path: `${X}:tags`, value: ['green'] },
        { op: 'remove', path: `${X}:lockers[type eq "small"]` },
        { op: 'remove', path: `${X}:car.seats` },
      )
      expect(body[X]).toMatchObject({ tags: ['Red'], lockers: [{ value: 'L2' }], car: { plate: 'AB-1', electric: true } })
      expect(body[X]).not.toHaveProperty('floor')
      const gone = await patch(directory, id, { op: 'remove', path: X })
      expect(gone.status).toBe(200)
      expect(gone.body).not.toHaveProperty([X])
      expect(gone.body.schemas).toEqual([U])
    })

    test('adding a value that is there changes nothing, not even the version', async () => {
      const { directory } = await withSchema()
      const id = await withUser(directory, 'ada', { tags: ['red'] })
      const before = await read(directory, id)
      const again = await patch(directory, id, { op: 'add', path: `${X}:tags`, value: ['RED'] }, { op: 'add', path: `${X}:tags`, value: 'red' })
      expect(again.body).toEqual(before)
      expect((await patch(directory, id, { op: 'add', path: `${X}:tags`, value: ['blue'] })).body[X].tags).toEqual(['red', 'blue'])
    })

    test('Entra ID sends a role as a JSON text, Okta roles and entitlements with all their parts: each is stored as given', async () => {
      const { directory } = await server.addTeam()
      const text = '{"id":"r1","value":"admin","displayName":"Admin"}'
      const roles = [{ value: text, display: 'Admin', type: 'WindowsAzureActiveDirectoryRole', primary: true }]
      const entitlements = [{ value: 'e-7', display: 'Gold', type: 'License', primary: false }]
      const id = await create(directory, 'Users', person('ada', { roles, entitlements }))
      expect(await read(directory, id)).toMatchObject({ roles, entitlements })
      const other = JSON.stringify({ id: 'r2', value: 'viewer', displayName: 'Viewer' })
      const { body } = await patch(directory, id, { op: 'Add', path: 'roles', value: [{ value: other }] })
      expect(body.roles).toEqual([...roles, { value: other }])
      const filter = query({ filter: 'roles.type eq "windowsazureactivedirectoryrole" and entitlements[type eq "License" and value eq "E-7"]' })
      expect((await directory.scim('GET', `/Users${filter}`)).body.totalResults).toBe(1)
      const primary = await create(directory, 'Users', person('bo', { roles: [] }))
      const answer = await patch(directory, primary, { op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' })
      expect(answer.body.roles).toEqual([{ primary: true, value: 'admin' }])
    })
  })

  test('groups have schemas of their own, beside their members', async () => {
    const { team, directory } = await withSchema()
    const attributes = [
      { name: 'costCenter', type: 'integer' },
      { name: 'members', type: 'string', multi_valued: true },
    ]
    expect((await set(team, directory, { resource_type: 'Group', attributes })).body.urn).toBe(ofGroups)
    const user = await create(directory, 'Users', person('ada'))
    const held = { costCenter: 7, members: ['chess'] }
    const id = await create(directory, 'Groups', { ...groupOf('Eng', [user]), schemas: [G, ofGroups], [ofGroups]: held })
    const { body } = await directory.scim('PATCH', `/Groups/${id}`, patchOf({ op: 'replace', value: { [`${ofGroups}:costCenter`]: '8' } }))
    expect(body).toMatchObject({ schemas: [G, ofGroups], members: [{ value: user }], [ofGroups]: { costCenter: 8, members: ['chess'] } })
    for (const filter of [`${ofGroups}:costCenter eq 8`, `${ofGroups}:members eq "chess"`, `members.value eq "${user}"`])
      expect((await directory.scim('GET', `/Groups${query({ filter })}`)).body.totalResults, filter).toBe(1)
    expect((await directory.scim('GET', `/Groups${query({ filter: `${ofGroups}:members eq "${user}"` })}`)).body.totalResults).toBe(0)
    expect((await directory.scim('GET', '/ResourceTypes/Group')).body.schemaExtensions).toEqual([{ schema: ofGroups, required: false }])
  })

  test('RFC 7643 §2.2: required, immutable, and what is returned', async () => {
    const { directory } = await withSchema([
      { name: 'badge', type: 'string', required: true },
      { name: 'born', type: 'integer', mutability: 'immutable' },
      { name: 'secret', type: 'string', returned: 'never' },
      { name: 'notes', type: 'string', returned: 'request' },
      { name: 'tier', type: 'string', returned: 'always' },
      { name: 'origin', type: 'complex', mutability: 'immutable', sub_attributes: [{ name: 'city', type: 'string' }] },
    ])
    expectScimError(await directory.scim('POST', '/Users', person('no', { [X]: { born: 1990 } })), 400, 'invalidValue', /badge is required/)
    await create(directory, 'Users', person('plain'))
    const all = { badge: 'B', born: 1990, secret: 'x', notes: 'n', tier: 'gold', origin: { city: 'Rome' } }
    const id = await withUser(directory, 'ada', all)
    expect((await read(directory, id))[X]).toEqual({ badge: 'B', born: 1990, tier: 'gold', origin: { city: 'Rome' } })
    expect((await read(directory, id, query({ attributes: `${X}:notes` })))[X]).toEqual({ notes: 'n', tier: 'gold' })
    expect((await read(directory, id, query({ attributes: `${X}:secret` })))[X]).toEqual({ tier: 'gold' })
    expectScimError(await directory.scim('GET', `/Users${query({ filter: `${X}:secret eq "x"` })}`), 400, 'sensitive')
    expectScimError(await patch(directory, id, { op: 'replace', path: `${X}:born`, value: 1991 }), 400, 'mutability')
    expectScimError(await patch(directory, id, { op: 'replace', path: `${X}:origin.city`, value: 'Bonn' }), 400, 'mutability')
    expectScimError(await patch(directory, id, { op: 'remove', path: `${X}:badge` }), 400, 'mutability', /badge is required/)
    expect((await directory.scim('PUT', `/Users/${id}`, person('ada', { [X]: { badge: 'C' } }))).body[X]).toMatchObject({ badge: 'C', born: 1990 })
  })

  test('RFC 7643 §7: of what is never returned the log tells that it moved, and no value, also once it is hidden', async () => {
    const { team, directory } = await withSchema([
      { name: 'pin', type: 'string', returned: 'never' },
      { name: 'badge', type: 'string' },
      { name: 'car', type: 'complex', returned: 'never', sub_attributes: [{ name: 'plate', type: 'string' }] },
    ])
    const id = await withUser(directory, 'ada', { pin: 'pin-one', badge: 'A', car: { plate: 'plate-one' } })
    expect((await patch(directory, id, { op: 'replace', path: `${X}:pin`, value: 'pin-two' })).status).toBe(200)
    expect((await patch(directory, id, { op: 'replace', path: `${X}:car.plate`, value: 'plate-two' })).status).toBe(200)
    await set(team, directory, { attributes: [{ name: 'badge', type: 'string' }] })
    expect((await patch(directory, id, { op: 'replace', path: `${X}:badge`, value: 'B' })).status).toBe(200)
    const rows = await server.db.read
      .selectFrom('journal')
      .select('changes')
      .where('operation', '=', 'patch_user')
      .where('teamId', '=', team.teamId)
      .orderBy('position')
      .execute()
    expect(rows).toHaveLength(3)
    expect(JSON.stringify(rows)).not.toMatch(/pin-|plate-/)
    expect(JSON.stringify(rows)).toContain('"badge":"B"')
    expect(JSON.stringify(rows[0])).toContain('"pin":"[redacted]"')
  })

  describe('the API', () => {
    test('a schema is set, listed, read by name and URN, and taken out', async () => {
      const team = await server.addTeam()
      const { directoryId } = team.directory
      const at = `/directories/${directoryId}/schemas`
      const attributes = [{ name: 'badge', type: 'string' }]
      const { body } = await set(team, team.directory, { attributes, description: 'Ours' })
      expect(body).toEqual({
        urn: X,
        resource_type: 'User',
        name: 'acme',
        description: 'Ours',
        attributes: [
          {
            name: 'badge',
            type: 'string',
            description: '',
            multi_valued: false,
            required: false,
            case_exact: false,
            mutability: 'readWrite',
            returned: 'default',
            uniqueness: 'none',
            has_values: false,
          },
        ],
        hidden_attributes: [],
      })
      expect((await team.api('GET', at)).body).toEqual({ items: [body], next_cursor: null })
      for (const schema of ['acme', X, X.toUpperCase().replace('URN', 'urn')]) expect((await team.api('GET', `${at}/${schema}`)).body).toEqual(body)
      expect((await set(team, team.directory, { attributes }, 'urn:acme:hr')).body).toMatchObject({ urn: 'urn:acme:hr', name: 'urn:acme:hr' })
      expect((await team.api('DELETE', `${at}/acme`)).status).toBe(204)
      expect((await team.api('GET', `${at}/acme`)).body.code).toBe('schema-not-found')
      expect((await team.api('DELETE', `${at}/acme`)).body.code).toBe('schema-not-found')
      expect((await team.api('GET', at)).body.items).toHaveLength(1)
      expect((await team.api('GET', '/directories/dir_nope/schemas')).body.code).toBe('directory-not-found')
    })

    test('a key that may not write directories may look, and no more; another team sees nothing', async () => {
      const { team, directory } = await withSchema()
      const key = await team.addKey(['directory:read'])
      const url = `${server.url}/v1/directories/${directory.directoryId}/schemas`
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      expect((await ask('GET', url, undefined, headers)).status).toBe(200)
      expect((await ask('PUT', `${url}/acme`, { attributes: everyType }, headers)).body.code).toBe('insufficient-scope')
      expect((await ask('DELETE', `${url}/acme`, undefined, { authorization: `Bearer ${key}` })).body.code).toBe('insufficient-scope')
      const other = await server.addTeam()
      expect((await other.api('GET', `/directories/${directory.directoryId}/schemas`)).body.code).toBe('directory-not-found')
      expect((await set(other, directory, { attributes: everyType })).body.code).toBe('directory-not-found')
    })

    const many = (count: number, prefix = 'a') => Array.from({ length: count }, (_, place) => ({ name: `${prefix}${place}`, type: 'string' }))
    const one = [{ name: 'badge', type: 'string' }]
    test.each<[what: string, schema: string, body: object, status: number, code: string]>([
      ['an ill-formed URN', 'urn:acme', { attributes: one }, 422, 'schema-urn-invalid'],
      ['no URN', 'https:%2F%2Facme.example', { attributes: one }, 422, 'schema-urn-invalid'],
      ['a URN with blanks', 'urn:acme:a%20b', { attributes: one }, 422, 'schema-urn-invalid'],
      ['the core schema, in another case', U.toUpperCase(), { attributes: one }, 409, 'schema-urn-taken'],
      ['the enterprise schema, by its name', 'Enterprise', { attributes: one }, 409, 'schema-urn-taken'],
      ['a schema of discovery', 'urn:ietf:params:scim:schemas:core:2.0:Schema', { attributes: one }, 409, 'schema-urn-taken'],
      ['a message of the protocol', 'urn:ietf:params:scim:api:messages:2.0:PatchOp', { attributes: one }, 409, 'schema-urn-taken'],
      ['the path of an attribute', `${E}:manager`, { attributes: one }, 409, 'schema-urn-taken'],
      ['the users’ schema for groups', X, { attributes: one, resource_type: 'Group' }, 409, 'schema-urn-taken'],
      ['a name that begins with a digit', 'new', { attributes: [{ name: '1st', type: 'string' }] }, 422, 'attribute-name-invalid'],
      ['a name with a dot', 'new', { attributes: [{ name: 'a.b', type: 'string' }] }, 422, 'attribute-name-invalid'],
      ['a name that JavaScript knows', 'new', { attributes: [{ name: '__proto__', type: 'string' }] }, 422, 'attribute-name-invalid'],
      [
        'a part with an ill-formed name',
        'new',
        { attributes: [{ name: 'a', type: 'complex', sub_attributes: [{ name: '$ref', type: 'string' }] }] },
        422,
        'attribute-name-invalid',
      ],
      ['id', 'new', { attributes: [{ name: 'ID', type: 'string' }] }, 422, 'attribute-name-invalid'],
      ['schemas', 'new', { attributes: [{ name: 'schemas', type: 'string' }] }, 422, 'attribute-name-invalid'],
      ['meta', 'new', { attributes: [{ name: 'Meta', type: 'string' }] }, 422, 'attribute-name-invalid'],
      ['externalId', 'new', { attributes: [{ name: 'externalid', type: 'string' }] }, 422, 'attribute-name-invalid'],
      ['a name twice, in another case', 'new', { attributes: [...one, { name: 'Badge', type: 'integer' }] }, 422, 'attribute-twice'],
      ['a part twice', 'new', { attributes: [{ name: 'a', type: 'complex', sub_attributes: [...one, ...one] }] }, 422, 'attribute-twice'],
      ['101 attributes', 'new', { attributes: many(101) }, 422, 'attributes-too-many'],
      ['100 beside another schema', 'new', { attributes: many(100) }, 422, 'attributes-too-many'],
      ['no attributes', 'new', { attributes: [] }, 422, 'schema-violated'],
      ['a type that is none', 'new', { attributes: [{ name: 'a', type: 'text' }] }, 422, 'schema-violated'],
      ['a complex attribute without parts', 'new', { attributes: [{ name: 'a', type: 'complex' }] }, 422, 'schema-violated'],
      ['parts of a text', 'new', { attributes: [{ name: 'a', type: 'string', sub_attributes: one }] }, 422, 'schema-violated'],
      [
        'parts within parts',
        'new',
        { attributes: [{ name: 'a', type: 'complex', sub_attributes: [{ name: 'b', type: 'complex' }] }] },
        422,
        'schema-violated',
      ],
      ['uniqueness', 'new', { attributes: [{ name: 'a', type: 'string', uniqueness: 'server' }] }, 422, 'schema-violated'],
      ['what only the service could write', 'new', { attributes: [{ name: 'a', type: 'string', mutability: 'readOnly' }] }, 422, 'schema-violated'],
      ['a characteristic that is none', 'new', { attributes: [{ name: 'a', type: 'string', colour: 'red' }] }, 422, 'schema-violated'],
    ])('refuses %s (%s)', async (_what, schema, body, status, code) => {
      const { team, directory } = await withSchema(one)
      const answer = await set(team, directory, body, schema)
      expect(answer.body, answer.text).toMatchObject({ status, code, detail: expect.stringMatching(/.{15}/) })
      expect((await team.api('GET', `/directories/${directory.directoryId}/schemas`)).body.items).toHaveLength(1)
    })

    test('an attribute whose path is another schema’s URN is refused', async () => {
      const team = await server.addTeam()
      await set(team, team.directory, { attributes: one }, 'urn:acme:hr:pay')
      expect((await set(team, team.directory, { attributes: [{ name: 'Pay', type: 'string' }] }, 'urn:acme:hr')).body.code).toBe('schema-urn-taken')
    })

    test('100 attributes in several schemas are allowed, and of every one a value is stored', { timeout: 60_000 }, async () => {
      const { team, directory } = await withSchema(many(60))
      expect((await set(team, directory, { attributes: many(40, 'b') }, 'more')).status).toBe(200)
      expect((await set(team, directory, { attributes: many(41, 'b') }, 'more')).body.code).toBe('attributes-too-many')
      const id = await withUser(directory, 'ada', Object.fromEntries(many(60).map(({ name }) => [name, name])))
      expect(Object.keys((await read(directory, id))[X])).toHaveLength(60)
    })

    test('each change has its row in the journal, in plain words, and none in the provisioning log', async () => {
      const { team, directory } = await withSchema(one)
      await set(team, directory, {
        attributes: [
          { name: 'badge', type: 'integer' },
          { name: 'floor', type: 'integer' },
        ],
      })
      await set(team, directory, {
        attributes: [
          { name: 'badge', type: 'integer' },
          { name: 'floor', type: 'integer' },
        ],
      })
      await team.api('DELETE', `/directories/${directory.directoryId}/schemas/acme`)
      const rows = await server.db.read
        .selectFrom('journal')
        .select(['operation', 'outcome', 'changes', 'subjectId'])
        .where('teamId', '=', team.teamId)
        .where('actorKind', '=', 'api_key')
        .orderBy('position')
        .execute()
      expect(rows.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
        'set_schema applied',
        'set_schema applied',
        'set_schema unchanged',
        'remove_schema applied',
      ])
      expect(rows.flatMap(({ changes }) => changes ?? [])).toMatchObject([
        { kind: 'schema.set', directory: directory.directoryId, schema: X, added: ['badge'], changed: [], removed: [] },
        { kind: 'schema.set', added: ['floor'], changed: ['badge'], removed: [] },
        { kind: 'schema.removed', removed: ['badge', 'floor'] },
      ])
      expect(rows.map(({ subjectId }) => subjectId)).toEqual(Array(4).fill(directory.directoryId))
      expect((await team.api('GET', '/provisioning_log')).body.items).toEqual([])
    })
  })

  describe('once there are values', () => {
    const badge = { name: 'badge', type: 'string' }
    const floor = { name: 'floor', type: 'integer' }
    const car = { name: 'car', type: 'complex', sub_attributes: [badge, floor] }

    test('until the first value an attribute may become another one, and go', async () => {
      const { team, directory } = await withSchema([badge, floor])
      await withUser(directory, 'ada', { badge: 'B' })
      const next = await set(team, directory, { attributes: [badge, { name: 'FLOOR', type: 'string', multi_valued: true, case_exact: true }] })
      expect(next.body.attributes).toMatchObject([
        { name: 'badge', has_values: true },
        { name: 'FLOOR', has_values: false },
      ])
      expect((await set(team, directory, { attributes: [badge] })).body.hidden_attributes).toEqual([])
      expect((await set(team, directory, { attributes: [badge, { ...floor, type: 'dateTime' }] })).status).toBe(200)
    })

    test.each<[what: string, attributes: object[]]>([
      ['the type', [{ ...badge, type: 'integer' }]],
      ['multi_valued', [{ ...badge, multi_valued: true }]],
      ['case_exact', [{ ...badge, case_exact: true }]],
      ['the spelling of the name', [{ ...badge, name: 'Badge' }]],
      ['what was never returned', [{ name: 'secret', type: 'string' }]],
      ['whether a part is there', [{ ...car, sub_attributes: [badge] }]],
      ['the type of a part', [{ ...car, sub_attributes: [badge, { ...floor, type: 'string' }] }]],
      ['required, of one that is there', [{ ...badge, required: true }]],
      ['required, of a new one', [badge, { name: 'must', type: 'string', required: true }]],
    ])('%s is not changed any more: 409', async (_what, attributes) => {
      const secret = { name: 'secret', type: 'string', returned: 'never' }
      const { team, directory } = await withSchema([badge, car, secret])
      await withUser(directory, 'ada', { badge: 'B', car: { badge: 'x', floor: 1 }, secret: 's' })
      const answer = await set(team, directory, {
        attributes: [badge, car, secret]
          .map((each) => attributes.find((other) => isSame(each, other)) ?? each)
          .concat(attributes.filter((other) => ![badge, car, secret].some((each) => isSame(each, other))) as never),
      })
      expect(answer.body).toMatchObject({ status: 409, code: 'attribute-in-use' })
    })
    const isSame = (one: object, other: object) =>
      'name' in one && 'name' in other && String(one.name).toLowerCase() === String(other.name).toLowerCase()

    test('what does not touch the values is changed: descriptions, canonical values, what is returned, parts and attributes that are added', async () => {
      const { team, directory } = await withSchema([{ ...badge, required: true }, car])
      const id = await withUser(directory, 'ada', { badge: 'B', car: { floor: 1 } })
      const attributes = [
        { ...badge, description: 'New', canonical_values: ['B', 'C'], returned: 'request' },
        { ...car, sub_attributes: [...car.sub_attributes, { name: 'seats', type: 'integer' }] },
        { name: 'extra', type: 'boolean' },
      ]
      expect((await set(team, directory, { attributes })).status).toBe(200)
      const { body } = await patch(directory, id, { op: 'add', value: { [X]: { extra: true, car: { seats: 4 } } } })
      expect(body[X]).toEqual({ car: { floor: 1, seats: 4 }, extra: true })
    })

    test('an attribute that is taken out is hidden: nobody is shown it or finds by it, what is sent for it is not used', async () => {
      const { team, directory } = await withSchema([badge, floor])
      const id = await withUser(directory, 'ada', { badge: 'B', floor: 3 })
      expect((await set(team, directory, { attributes: [badge] })).body).toMatchObject({ hidden_attributes: ['floor'] })
      expect((await directory.scim('GET', `/Schemas/${X}`)).body.attributes.map(({ name }: { name: string }) => name)).toEqual(['badge'])
      expect((await read(directory, id))[X]).toEqual({ badge: 'B' })
      expect((await read(directory, id, query({ attributes: X })))[X]).toEqual({ badge: 'B' })
      expectScimError(await directory.scim('GET', `/Users${query({ filter: `${X}:floor eq 3` })}`), 400, 'invalidFilter')
      expectScimError(await directory.scim('GET', `/Users${query({ sortBy: `${X}:floor` })}`), 400, 'invalidPath')
      const version = (await read(directory, id)).meta.version
      const answer = await patch(directory, id, { op: 'Replace', path: `${X}:floor`, value: 9 })
      expect({ status: answer.status, version: answer.body.meta.version }).toEqual({ status: 200, version })
      const { items } = (await team.api('GET', `/provisioning_log?operation=patch_user`)).body
      const entry = (await team.api('GET', `/provisioning_log/${items[0].request_id ?? items[0].id}`)).body
      expect(JSON.stringify(entry)).toContain(`${X}:floor`)
    })

    test('what is put back as it was has its values again, also those that a PUT met meanwhile, and is found by them', async () => {
      const { team, directory } = await withSchema([badge, floor])
      const [adaId, boId] = [await withUser(directory, 'ada', { badge: 'B', floor: 3 }), await withUser(directory, 'bo', { badge: 'C', floor: 4 })]
      const at = `/directories/${directory.directoryId}/schemas/acme`
      expect((await team.api('DELETE', at)).status).toBe(204)
      expect((await directory.scim('GET', `/Schemas/${X}`)).status).toBe(404)
      expect((await directory.scim('GET', '/ResourceTypes/User')).body.schemaExtensions).toEqual([{ schema: E, required: false }])
      expect(await read(directory, adaId)).toMatchObject({ schemas: [U] })
      expect(await read(directory, adaId)).not.toHaveProperty([X])
      await directory.scim('PUT', `/Users/${adaId}`, person('ada', { title: 'Countess', [X]: { badge: 'lost' } }))
      await patch(directory, boId, { op: 'remove', path: X }, { op: 'replace', path: 'title', value: 'Mr' })
      expect((await set(team, directory, { attributes: [{ ...badge, case_exact: true }, floor] })).body.code).toBe('attribute-in-use')
      expect((await set(team, directory, { attributes: [floor, badge] })).status).toBe(200)
      expect(await read(directory, adaId)).toMatchObject({ title: 'Countess', [X]: { badge: 'B', floor: 3 } })
      expect(await read(directory, boId)).toMatchObject({ title: 'Mr', [X]: { badge: 'C', floor: 4 } })
      expect((await directory.scim('GET', `/Users${query({ filter: `${X}:floor gt 3 and ${X}:badge eq "c"` })}`)).body.totalResults).toBe(1)
    })

    test('who is assigned again by a POST keeps what is hidden, somebody else of that name gets none of it', async () => {
      const { team, directory } = await withSchema([badge])
      for (const name of ['ada', 'bo']) {
        const id = await withUser(directory, name, { badge: name })
        await patch(directory, id, { op: 'replace', path: 'active', value: false })
      }
      const at = `/directories/${directory.directoryId}/schemas/acme`
      await team.api('DELETE', at)
      const again = await create(directory, 'Users', person('ada'))
      const other = await create(directory, 'Users', person('bo', { externalId: 'another' }))
      await set(team, directory, { attributes: [badge] })
      expect((await read(directory, again))[X]).toEqual({ badge: 'ada' })
      expect(await read(directory, other)).not.toHaveProperty([X])
    })

    test('500 attributes may be kept, hidden ones with them', { timeout: 60_000 }, async () => {
      const team = await server.addTeam()
      const names = (round: number) => Array.from({ length: 100 }, (_, place) => `r${round}x${place}`)
      const attributes = (round: number) => names(round).map((name) => ({ name, type: 'boolean' }))
      const id = await create(team.directory, 'Users', person('ada'))
      for (let round = 0; round < 5; round++) {
        expect((await set(team, team.directory, { attributes: attributes(round) })).status).toBe(200)
        await patch(team.directory, id, { op: 'add', value: { [X]: Object.fromEntries(names(round).map((name) => [name, true])) } })
      }
      expect((await set(team, team.directory, { attributes: attributes(5) })).body).toMatchObject({
        code: 'attributes-too-many',
        detail: expect.stringContaining('500'),
      })
      expect((await set(team, team.directory, { attributes: attributes(0) })).status).toBe(200)
      expect(Object.keys((await read(team.directory, id))[X])).toEqual(names(0))
    })

    test('of many first values and a change at once, no value is stored that the schema does not have', async () => {
      const { team, directory } = await withSchema([badge])
      const names = Array.from({ length: 12 }, (_, place) => `p${place}`)
      const [changed, ...created] = await Promise.all([
        set(team, directory, { attributes: [{ ...badge, type: 'integer' }] }),
        ...names.map((name, place) => directory.scim('POST', '/Users', person(name, { [X]: { badge: `${place}` } }))),
      ])
      for (const answer of created) expect([201, 503]).toContain(answer.status)
      const [{ type }] = (await team.api('GET', `/directories/${directory.directoryId}/schemas/acme`)).body.attributes
      expect(type).toBe(changed?.status === 200 ? 'integer' : 'string')
      const { Resources } = (await directory.scim('GET', '/Users')).body
      expect(Resources).toHaveLength(created.filter(({ status }) => status === 201).length)
      for (const user of Resources) expect(typeof user[X].badge).toBe(type === 'integer' ? 'number' : 'string')
    })

    test('a request that was read before the schema changed is told to come again: 503', async () => {
      const { team, directory } = await withSchema([badge, floor])
      const types = toDirectoryTypes(await listExtensions(server.db.read, { teamId: team.teamId, directoryId: directory.directoryId }))
      await set(team, directory, { attributes: [{ ...badge, type: 'integer' }] })
      const first = (values: object) =>
        server.db.transact((trx) =>
          markFirstValues(trx, { teamId: team.teamId, directoryId: directory.directoryId }, types, {
            resource: { [X]: { ...values } },
            at: server.environment.now(),
          }),
        )
      for (const values of [{ badge: 'B' }, { floor: 3 }]) {
        const refused: unknown = await first(values).catch((error: unknown) => error)
        expect(refused).toMatchObject({ kind: { code: 'schema-changing', status: 503 } })
      }
    })
  })

  test('two directories of a team do not see each other’s schemas', async () => {
    const { team, directory } = await withSchema([{ name: 'badge', type: 'string' }])
    const other = await team.addDirectory()
    await set(team, other, { attributes: [{ name: 'badge', type: 'integer' }] })
    const third = await team.addDirectory()
    const sent = person('ada', { schemas: [U, X], [X]: { badge: '7' } })
    const answers = []
    for (const { scim } of [directory, other, third]) answers.push((await scim('POST', '/Users', sent)).body[X])
    expect(answers).toEqual([{ badge: '7' }, { badge: 7 }, undefined])
    expect((await third.scim('GET', `/Schemas/${X}`)).status).toBe(404)
    expectScimError(await third.scim('GET', `/Users${query({ filter: `${X}:badge pr` })}`), 400, 'invalidFilter')
  })

  test('two nodes on one database: a change at one is met by the very next request to the other', async () => {
    const { team, directory } = await withSchema([{ name: 'badge', type: 'string' }])
    let url = ''
    const node = buildApp({
      db: server.db,
      environment: server.environment,
      secretKeys: [realEnvironment.chance(32)],
      publicUrl: () => url,
      authFailureRate: 1,
      sessionLife,
      signInRate: 1,
    })
    url = await node.listen({ host: '127.0.0.1', port: 0 })
    onTestFinished(() => node.close())
    const headers = { authorization: `Bearer ${directory.token}`, 'content-type': 'application/scim+json' }
    const there = (method: string, path: string, body?: object) => ask(method, `${url}/scim/v2/${directory.directoryId}${path}`, body, headers)
    const id = await withUser(directory, 'ada', { badge: 'B' })
    expect((await there('GET', `/Users/${id}`)).body[X]).toEqual({ badge: 'B' })
    for (let round = 0; round < 5; round++) {
      const name = `round${round}`
      await set(team, directory, {
        attributes: [
          { name: 'badge', type: 'string' },
          { name, type: 'integer' },
        ],
      })
      expect((await there('PATCH', `/Users/${id}`, patchOf({ op: 'add', value: { [`${X}:${name}`]: round } }))).body[X]).toEqual({
        badge: 'B',
        [name]: round,
      })
      expect((await read(directory, id))[X]).toEqual({ badge: 'B', [name]: round })
    }
    await team.api('DELETE', `/directories/${directory.directoryId}/schemas/acme`)
    expect((await there('GET', `/Users/${id}`)).body).not.toHaveProperty([X])
  })

  test('the conformance runner finds nothing wrong with a directory that has a schema of every type', { timeout: 600_000 }, async () => {
    const { team, directory } = await withSchema()
    await set(team, directory, { resource_type: 'Group', attributes: everyType })
    const otherwise = ['always', 'request', 'never'].map((returned) => ({ name: `${returned}Returned`, type: 'string', returned }))
    await set(team, directory, { attributes: [...otherwise, { name: 'once', type: 'string', mutability: 'immutable' }] }, 'urn:acme:others')
    // What a schema of the team's own has a part in. The whole is run on a directory without one.
    const themes = ['Discovery', 'Every attribute of /Schemas', 'Filtering', 'Projection', 'PUT', 'PATCH'].flatMap((theme) => ['--theme', theme])
    const options = parseOptions(['--base', directory.baseUrl, '--token', directory.token, ...themes], {})
    let table = ''
    const { results, exitCode, leftBehind } = await runConformance(options!, (text) => (table += text), false)
    expect(results.filter((result) => judge(result, false) === 'FAIL')).toEqual([])
    expect({ exitCode, leftBehind }, table).toEqual({ exitCode: 0, leftBehind: [] })
    expect(results.filter(({ outcome }) => outcome === 'pass').length, table).toBeGreaterThan(300)
  })
})
