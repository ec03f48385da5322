import { describe, expect, test } from 'vitest'
import { parseFilter, printFilter } from './filter.ts'
import type { Json, JsonObject } from './json.ts'
import { takeMembers } from './members.ts'
import { applyPatch, parsePatch } from './patch.ts'
import { splitMembers, type MembersOperation } from './patch-members.ts'
import { parseResource } from './resource.ts'
import { groupType, userType } from './resource-types.ts'

// The requests that IdPs are known to make, as their documents, their code and the reports about them show.

const U = 'urn:ietf:params:scim:schemas:core:2.0:User'
const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const G = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const P = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const legacyGroup = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'

const ana = {
  userName: 'ana@corp.test',
  active: true,
  externalId: 'ana.li',
  name: { givenName: 'Ana', familyName: 'Li' },
  emails: [{ type: 'work', value: 'ana@corp.test', primary: true }],
}

describe('a user is created or replaced', () => {
  const cases: [client: string, body: JsonObject, resource: JsonObject, because: string][] = [
    [
      'Okta',
      {
        schemas: [U],
        userName: 'ana@corp.test',
        name: { givenName: 'Ana', familyName: 'Li' },
        emails: [{ primary: true, value: 'ana@corp.test', type: 'work' }],
        displayName: 'Ana Li',
        locale: 'en-US',
        externalId: '00uA1',
        groups: [],
        password: 'r4nd0mPw',
        active: true,
      },
      {
        userName: 'ana@corp.test',
        name: { givenName: 'Ana', familyName: 'Li' },
        emails: [{ primary: true, value: 'ana@corp.test', type: 'work' }],
        displayName: 'Ana Li',
        locale: 'en-US',
        externalId: '00uA1',
        active: true,
      },
      'its password and its groups are not kept',
    ],
    [
      'Okta, PUT',
      {
        schemas: [U],
        id: 'usr_1',
        userName: 'ana@corp.test',
        emails: [{ primary: true, value: 'ana@corp.test', type: 'work', display: 'ana@corp.test' }],
        active: false,
        groups: [],
        meta: { resourceType: 'User' },
      },
      { userName: 'ana@corp.test', emails: [{ primary: true, value: 'ana@corp.test', type: 'work', display: 'ana@corp.test' }], active: false },
      'a leaver, with id and meta that are ours',
    ],
    [
      'Entra',
      {
        schemas: [U, E],
        externalId: 'ana.li',
        userName: 'ana@corp.test',
        active: true,
        emails: [{ primary: true, type: 'work', value: 'ana@corp.test' }],
        meta: { resourceType: 'User' },
        name: { formatted: 'Ana Li', givenName: 'Ana', familyName: 'Li' },
        roles: [],
        title: null,
        addresses: null,
        [E]: { manager: null },
      },
      {
        externalId: 'ana.li',
        userName: 'ana@corp.test',
        active: true,
        emails: [{ primary: true, type: 'work', value: 'ana@corp.test' }],
        name: { formatted: 'Ana Li', givenName: 'Ana', familyName: 'Li' },
      },
      'with nulls for what it has not',
    ],
    [
      'OneLogin',
      {
        schemas: [U],
        id: null,
        userName: 'ana@corp.test',
        active: 'true',
        name: { givenName: 'Ana', familyName: 'Li' },
        emails: [{ value: 'ana@corp.test', type: 'work', primary: true }],
        [E]: { department: '', manager: { managerId: 'usr_9', displayName: 'Max' } },
      },
      {
        userName: 'ana@corp.test',
        active: true,
        name: { givenName: 'Ana', familyName: 'Li' },
        emails: [{ value: 'ana@corp.test', type: 'work', primary: true }],
        [E]: { manager: { value: 'usr_9' } },
      },
      'its template names no extension in schemas',
    ],
    [
      'Keycloak',
      {
        schemas: [U],
        userName: 'ana',
        externalId: 'kc-1',
        displayName: 'Ana Li',
        name: {},
        emails: [{ value: 'ana@corp.test' }],
        active: true,
        roles: [],
      },
      { userName: 'ana', externalId: 'kc-1', displayName: 'Ana Li', emails: [{ value: 'ana@corp.test' }], active: true },
      'an e-mail address without type',
    ],
    ['JumpCloud', { schemas: [U], userName: 'scim-check@corp.test' }, { userName: 'scim-check@corp.test' }, 'the test user of its activation'],
  ]
  test.each(cases)('%s: %#', (_, body, resource) => expect(parseResource(body, userType)).toEqual({ resource, unused: [] }))
})

describe('a group is created or replaced', () => {
  const cases: [client: string, body: JsonObject, group: JsonObject, members: string[] | undefined][] = [
    ['Okta', { schemas: [G], displayName: 'Eng', members: [] }, { displayName: 'Eng' }, []],
    [
      'Okta, PUT',
      { schemas: [G], id: 'grp_1', displayName: 'Engineering', members: [{ value: 'usr_2', display: null }] },
      { displayName: 'Engineering' },
      ['usr_2'],
    ],
    [
      'Entra',
      { schemas: [G, legacyGroup], externalId: '8aa1', displayName: 'Eng', meta: { resourceType: 'Group' }, members: [] },
      { externalId: '8aa1', displayName: 'Eng' },
      [],
    ],
    ['PingFederate', { schemas: [G], displayName: 'Eng', members: [{ value: 'usr_1' }] }, { displayName: 'Eng' }, ['usr_1']],
    ['JumpCloud', { schemas: [G], displayName: 'scim-check' }, { displayName: 'scim-check' }, undefined],
    [
      'scimverify',
      { schemas: [G], [G]: { displayName: 'Eng', members: [{ value: 'usr_1' }, { value: 'usr_1' }] } },
      { displayName: 'Eng' },
      ['usr_1'],
    ],
  ]
  test.each(cases)('%s: %j', (_, body, rest, members) => {
    expect(takeMembers(parseResource(body, groupType).resource)).toEqual({ rest, members })
  })
})

describe('a user is patched', () => {
  const cases: [client: string, operations: Json[], changed: JsonObject, because: string][] = [
    ['Okta', [{ op: 'replace', value: { active: false } }], { active: false }, 'a leaver'],
    ['Entra', [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }, 'a leaver, capitalised and in quotes'],
    ['Keycloak', [{ op: 'replace', path: 'active', value: 'false' }], { active: false }, 'a leaver, in quotes'],
    [
      'Entra',
      [
        { op: 'Add', path: 'emails[type eq "work"].value', value: 'ana@new.test' },
        { op: 'Replace', path: 'name.givenName', value: 'Anna' },
        { op: 'Add', path: `${E}:manager`, value: 'usr_9' },
        { op: 'Add', path: `${E}:employeeNumber`, value: '77' },
      ],
      {
        emails: [{ type: 'work', value: 'ana@new.test', primary: true }],
        name: { givenName: 'Anna', familyName: 'Li' },
        [E]: { manager: { value: 'usr_9' }, employeeNumber: '77' },
      },
      'one operation for each attribute',
    ],
    [
      'Entra with its flag',
      [
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'ana@new.test' },
        { op: 'replace', value: { active: false, 'name.givenName': 'Anna', [`${E}:department`]: 'R&D' } },
      ],
      {
        active: false,
        emails: [{ type: 'work', value: 'ana@new.test', primary: true }],
        name: { givenName: 'Anna', familyName: 'Li' },
        [E]: { department: 'R&D' },
      },
      'one operation with dotted keys and URNs',
    ],
    [
      'Entra',
      [
        { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1' },
        { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Oslo' },
      ],
      { phoneNumbers: [{ type: 'mobile', value: '+1' }], addresses: [{ type: 'work', locality: 'Oslo' }] },
      'what is not there yet is made',
    ],
    [
      'Entra',
      [{ op: 'Replace', path: 'roles[primary eq "True"].value', value: 'admin' }],
      { roles: [{ primary: true, value: 'admin' }] },
      'a single role',
    ],
    [
      'Entra',
      [{ op: 'Add', path: 'roles', value: [{ value: '{"id":"r1","value":"admin","displayName":"Admin"}' }] }],
      { roles: [{ value: '{"id":"r1","value":"admin","displayName":"Admin"}' }] },
      'a role as JSON in a text',
    ],
    ['Entra', [{ op: 'Replace', path: `${E}:manager`, value: '' }], {}, 'an empty text clears the manager'],
    ['Entra', [], {}, 'its validator sends no operations'],
    [
      'Okta',
      [{ op: 'replace', value: { id: 'usr_1', schemas: [U], meta: {}, groups: [], title: 'Dr' } }],
      { title: 'Dr' },
      'what is ours is skipped',
    ],
  ]
  test.each(cases)('%s: %j changes %j: %s', (_, operations, changed) => {
    const parsed = parsePatch({ schemas: [P], Operations: operations }, userType)
    expect(parsed.unused).toEqual([])
    expect(applyPatch(ana, parsed.operations, userType)).toEqual({ ...ana, ...changed })
  })
})

describe('a group is patched', () => {
  const ids = (op: MembersOperation['op'], ...named: string[]): MembersOperation => ({ op, who: { kind: 'ids', ids: named } })
  const cases: [client: string, body: JsonObject, members: MembersOperation[], group: JsonObject][] = [
    ['Okta', { Operations: [{ op: 'replace', value: { id: 'grp_1', displayName: 'Engineering' } }] }, [], { displayName: 'Engineering' }],
    [
      'Okta',
      {
        Operations: [
          { op: 'remove', path: 'members[value eq "usr_1"]' },
          { op: 'add', path: 'members', value: [{ value: 'usr_2', display: 'bo@corp.test' }] },
        ],
      },
      [ids('remove', 'usr_1'), ids('add', 'usr_2')],
      { displayName: 'Eng' },
    ],
    [
      'Okta',
      { Operations: [{ op: 'replace', path: 'members', value: [{ value: 'usr_2', display: 'x' }] }] },
      [ids('replace', 'usr_2')],
      { displayName: 'Eng' },
    ],
    ['Okta', { Operations: [{ op: 'replace', value: { members: [], id: 'grp_1', displayName: 'Eng' } }] }, [ids('replace')], { displayName: 'Eng' }],
    [
      'Entra',
      {
        Operations: [
          {
            op: 'Add',
            path: 'members',
            value: [
              { $ref: null, value: 'usr_1' },
              { $ref: null, value: 'usr_2' },
            ],
          },
        ],
      },
      [ids('add', 'usr_1', 'usr_2')],
      { displayName: 'Eng' },
    ],
    [
      'Entra',
      { Operations: [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'usr_1' }] }] },
      [ids('remove', 'usr_1')],
      { displayName: 'Eng' },
    ],
    ['Entra with its flag', { Operations: [{ op: 'remove', path: 'members[value eq "usr_1"]' }] }, [ids('remove', 'usr_1')], { displayName: 'Eng' }],
    ['Entra', { Operations: [{ op: 'Replace', path: 'displayName', value: 'Engineering' }] }, [], { displayName: 'Engineering' }],
    [
      'Keycloak',
      {
        Operations: [
          { op: 'replace', path: 'members', value: [{ value: 'usr_1', $ref: 'Users/usr_1' }] },
          { op: 'replace', path: 'displayName', value: 'Eng' },
        ],
      },
      [ids('replace', 'usr_1')],
      { displayName: 'Eng' },
    ],
    ['Keycloak', { Operations: [{ op: 'remove', path: 'members' }] }, [{ op: 'remove', who: { kind: 'all' } }], { displayName: 'Eng' }],
    [
      'authentik',
      { Operations: [{ op: 'replace', value: { schemas: [G], id: 'grp_1', externalId: 'ak-1', displayName: 'Eng' } }] },
      [],
      { externalId: 'ak-1', displayName: 'Eng' },
    ],
    [
      'authentik',
      {
        Operations: [
          { op: 'add', path: 'members', value: [{ value: 'usr_1' }] },
          { op: 'remove', path: 'members', value: [{ value: 'usr_2' }] },
        ],
      },
      [ids('add', 'usr_1'), ids('remove', 'usr_2')],
      { displayName: 'Eng' },
    ],
    [
      'OneLogin, JumpCloud',
      { Operations: [{ op: 'add', path: 'members', value: [{ value: 'usr_1' }] }] },
      [ids('add', 'usr_1')],
      { displayName: 'Eng' },
    ],
  ]
  test.each(cases)('%s: %j', (_, body, members, group) => {
    const { operations, unused } = parsePatch({ schemas: [P], ...body }, groupType)
    const split = splitMembers(operations)
    expect(unused).toEqual([])
    expect(split.members).toEqual(members)
    expect(applyPatch({ displayName: 'Eng' }, split.rest, groupType)).toEqual(group)
  })
})

describe('a user or group is looked up', () => {
  test.each([
    ['Okta', 'userName eq "ana@corp.test"', 'userName eq "ana@corp.test"'],
    ['Entra', 'externalId eq "ana.li"', 'externalId eq "ana.li"'],
    ['Entra', 'emails[type eq "work"].value eq "ana@corp.test"', 'emails[type eq "work" and value eq "ana@corp.test"]'],
    ['Entra', 'id eq "usr_1" and manager eq "usr_9"', `id eq "usr_1" and ${E}:manager.value eq "usr_9"`],
    ['PingFederate', 'username Eq "ana@corp.test"', 'userName eq "ana@corp.test"'],
    ['PingFederate', 'emails eq ana@corp.test', 'emails.value eq "ana@corp.test"'],
    ['authentik', 'userName eq ana@corp.test', 'userName eq "ana@corp.test"'],
  ])('%s: %s', (_, filter, meaning) => expect(printFilter(parseFilter(filter, userType))).toBe(meaning))

  test('Keycloak: displayName EQ "Eng"', () => expect(printFilter(parseFilter('displayName EQ "Eng"', groupType))).toBe('displayName eq "Eng"'))
})
