import type { Given } from '../support/exchange.ts'
import { ana, patchEng, patchUser, refer, two } from '../support/given.ts'
import { E, groupOf, person } from '../support/scim.ts'
import { named, type Suite } from './check.ts'

const group: Given = { groups: { Eng: [] } }

export const validatorUsers: Suite = {
  suite: 'Microsoft SCIM Validator, users',
  source: 'ENTRA: scim-validator-tutorial; R:pranems/SCIMServer',
  checks: [
    [
      'POST, then GET',
      {},
      [
        { send: 'POST /Users', body: person('ana'), status: 201, keep: 'ana' },
        { send: 'GET /Users/{ana}', status: 200, shows: named },
      ],
    ],
    ['a duplicate is 409', ana, [{ send: 'POST /Users', body: person('ana'), status: 409, scimType: 'uniqueness' }]],
    ['a filter finds', two, [{ send: 'GET /Users?filter=userName+eq+%22ana%40acme.example%22', status: 200, finds: ['ana'] }]],
    ['a filter finds nobody', ana, [{ send: 'GET /Users?filter=userName+eq+%22nobody%22', status: 200, finds: [] }]],
    ['a filter finds in another letter case', ana, [{ send: 'GET /Users?filter=userName+eq+%22ANA%40ACME.EXAMPLE%22', status: 200, finds: ['ana'] }]],
    [
      'PATCH replace, an operation for each attribute',
      ana,
      [
        {
          ...patchUser(
            { op: 'replace', path: 'displayName', value: 'D' },
            { op: 'replace', path: 'title', value: 'T' },
            { op: 'replace', path: 'preferredLanguage', value: 'fr-CI' },
            { op: 'replace', path: 'name.givenName', value: 'G' },
            { op: 'replace', path: 'name.formatted', value: 'F' },
            { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@acme.example' },
            { op: 'replace', path: 'emails[type eq "work"].primary', value: 'True' },
            { op: 'replace', path: `${E}:employeeNumber`, value: '7' },
            { op: 'replace', path: `${E}:organization`, value: 'O' },
          ),
          status: 200,
          shows: {
            displayName: 'D',
            title: 'T',
            preferredLanguage: 'fr-CI',
            name: { givenName: 'G', formatted: 'F', familyName: 'Test' },
            emails: [{ type: 'work', value: 'new@acme.example', primary: true }],
            [E]: { employeeNumber: '7', organization: 'O' },
          },
        },
      ],
    ],
    [
      'the userName changes',
      ana,
      [
        {
          ...patchUser({ op: 'replace', path: 'userName', value: 'new@acme.example' }),
          status: 200,
          shows: { id: '{ana}', userName: 'new@acme.example' },
        },
      ],
    ],
    ['a user is disabled', ana, [{ ...patchUser({ op: 'replace', path: 'active', value: false }), status: 200, shows: { active: false } }]],
    [
      'PATCH add, with random phones, countries and time zones',
      ana,
      [
        {
          ...patchUser(
            { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '64-555-8847' },
            { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 (5) x9' },
            { op: 'add', path: 'phoneNumbers[type eq "fax"].value', value: 'PDKKYDQEZQSF' },
            { op: 'add', path: 'addresses[type eq "work"].formatted', value: 'VUKPKDUYQCUW' },
            { op: 'add', path: 'addresses[type eq "work"].country', value: 'Saint Vincent and the Grenadines' },
            { op: 'add', path: 'timezone', value: 'America/Punta_Arenas' },
            { op: 'add', path: 'locale', value: 'KOAOCZ' },
          ),
          status: 200,
          shows: {
            phoneNumbers: [
              { type: 'work', value: '64-555-8847' },
              { type: 'mobile', value: '+1 (5) x9' },
              { type: 'fax', value: 'PDKKYDQEZQSF' },
            ],
            addresses: [{ type: 'work', formatted: 'VUKPKDUYQCUW', country: 'Saint Vincent and the Grenadines' }],
            timezone: 'America/Punta_Arenas',
            locale: 'KOAOCZ',
          },
        },
      ],
    ],
    [
      'a manager is added, replaced and removed, by texts',
      two,
      [
        { ...patchUser({ op: 'add', path: `${E}:manager`, value: '{bo}' }), status: 200, shows: { [E]: { manager: refer('bo') } } },
        { ...patchUser({ op: 'replace', path: `${E}:manager`, value: '{ana}' }), status: 200, shows: { [E]: { manager: refer('ana') } } },
        { ...patchUser({ op: 'replace', path: `${E}:manager`, value: '' }), status: 200, lacks: [E] },
        { ...patchUser({ op: 'add', path: `${E}:manager`, value: '{bo}' }), status: 200 },
        { ...patchUser({ op: 'remove', path: `${E}:manager` }), status: 200, lacks: [E] },
      ],
    ],
    [
      'DELETE, then GET is 404',
      ana,
      [
        { send: 'DELETE /Users/{ana}', status: 204 },
        { send: 'GET /Users/{ana}', status: 404 },
      ],
    ],
  ],
}

export const validatorGroups: Suite = {
  suite: 'Microsoft SCIM Validator, groups',
  source: 'ENTRA: scim-validator-tutorial; R:pranems/SCIMServer',
  checks: [
    [
      'GET without members',
      two,
      [{ send: 'GET /Groups/{Eng}?excludedAttributes=members', status: 200, shows: { displayName: 'Eng' }, lacks: ['members'] }],
    ],
    [
      'a filter finds, with members',
      two,
      [{ send: 'GET /Groups?filter=displayName+eq+%22Eng%22', status: 200, finds: ['Eng'], shows: { Resources: [{ members: [refer('ana')] }] } }],
    ],
    [
      'a filter finds, without members',
      two,
      [{ send: 'GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Eng%22', status: 200, finds: ['Eng'], lacks: ['members'] }],
    ],
    ['a filter finds none', two, [{ send: 'GET /Groups?excludedAttributes=members&filter=displayName+eq+%22None%22', status: 200, finds: [] }]],
    [
      'a filter finds in another letter case',
      two,
      [{ send: 'GET /Groups?excludedAttributes=members&filter=displayName+eq+%22eNG%22', status: 200, finds: ['Eng'] }],
    ],
    [
      'POST',
      {},
      [
        {
          send: 'POST /Groups',
          body: { ...groupOf('Eng'), externalId: 'x-1' },
          status: 201,
          shows: { displayName: 'Eng', externalId: 'x-1', members: [] },
        },
      ],
    ],
    ['a duplicate displayName is 409', group, [{ send: 'POST /Groups', body: groupOf('Eng'), status: 409, scimType: 'uniqueness' }]],
    [
      'PATCH replace of displayName and externalId',
      two,
      [
        {
          ...patchEng({ op: 'replace', path: 'displayName', value: 'Ops' }, { op: 'replace', path: 'externalId', value: 'x-2' }),
          status: 200,
          shows: { displayName: 'Ops', externalId: 'x-2' },
          members: ['ana'],
        },
      ],
    ],
    ['a member is added', two, [{ ...patchEng({ op: 'add', path: 'members', value: [refer('bo')] }), status: 200, members: ['ana', 'bo'] }]],
    ['a member is removed', two, [{ ...patchEng({ op: 'remove', path: 'members', value: [refer('ana')] }), status: 200, members: [] }]],
    [
      'DELETE, then GET is 404',
      two,
      [
        { send: 'DELETE /Groups/{Eng}', status: 204 },
        { send: 'GET /Groups/{Eng}', status: 404 },
      ],
    ],
  ],
}

export const validatorPreview: Suite = {
  suite: 'Microsoft SCIM Validator, preview tests and quirks',
  source: 'ENTRA: scim-validator-tutorial; R:pranems/SCIMServer',
  checks: [
    [
      'several operations on different attributes',
      two,
      [
        {
          ...patchUser({ op: 'Add', path: 'title', value: 'T' }, { op: 'Remove', path: 'externalId' }),
          status: 200,
          shows: { title: 'T' },
          lacks: ['externalId'],
        },
        {
          ...patchEng({ op: 'Replace', path: 'displayName', value: 'Ops' }, { op: 'Add', path: 'members', value: [refer('bo')] }),
          status: 200,
          members: ['ana', 'bo'],
        },
      ],
    ],
    [
      'several operations on the same attribute',
      two,
      [
        {
          ...patchUser(...['Remove', 'Add', 'Replace', 'Add'].map((op) => ({ op, path: 'title', value: op }))),
          status: 200,
          shows: { title: 'Add' },
        },
        {
          ...patchEng(...['Remove', 'Add', 'Remove', 'Add'].map((op) => ({ op, path: 'members', value: [refer('bo')] }))),
          status: 200,
          members: ['ana', 'bo'],
        },
      ],
    ],
    ['a user that is unknown cannot be deleted', {}, [{ send: 'DELETE /Users/62dbb5f9-2a4b-4b8c-9b4d-3f5a4f0c2b11', status: 404 }]],
    ['a group that is unknown cannot be deleted', {}, [{ send: 'DELETE /Groups/62dbb5f9-2a4b-4b8c-9b4d-3f5a4f0c2b11', status: 404 }]],
    ['a user is deleted twice', ana, [204, 404].map((status) => ({ send: 'DELETE /Users/{ana}', status }))],
    ['a group is deleted twice', group, [204, 404].map((status) => ({ send: 'DELETE /Groups/{Eng}', status }))],
    [
      'a PATCH without operations is 200 and changes nothing (GH:scimmyjs/scimmy#59; GH:AzureAD/SCIMReferenceCode#112)',
      two,
      [
        { send: 'GET /Users/{ana}', status: 200, keep: 'was' },
        { ...patchUser(), status: 200, shows: { meta: { version: '{was.meta.version}' } } },
        { ...patchEng(), status: 200, members: ['ana'] },
      ],
    ],
    [
      'a display among emails is kept (GH:sourcegraph/sourcegraph#62185)',
      ana,
      [
        {
          ...patchUser({ op: 'replace', path: 'emails[type eq "work"].display', value: 'D' }),
          status: 200,
          shows: { emails: [{ type: 'work', value: 'ana@acme.example', display: 'D' }] },
        },
      ],
    ],
  ],
}
