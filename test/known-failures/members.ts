import { expect } from 'vitest'
import type { Given } from '../support/exchange.ts'
import { patchEng, refer, two } from '../support/given.ts'
import { G } from '../support/scim.ts'
import type { Case } from './case.ts'

const full: Given = { users: ['ana', 'bo', 'cy'], groups: { Eng: ['ana', 'bo', 'cy'] } }

export const members: Case[] = [
  {
    wrong: 'add replaces the members, or holds one twice',
    source: 'RFC 7644 §3.5.2.1; GH:msaad00/agent-bom#3533; GH:BerriAI/litellm#34162',
    given: two,
    right: [
      { ...patchEng({ op: 'add', path: 'members', value: [refer('bo')] }), status: 200, members: ['ana', 'bo'] },
      { ...patchEng({ op: 'add', path: 'members', value: ['bo', 'bo', 'ana'].map(refer) }), status: 200, members: ['ana', 'bo'] },
      { ...patchEng({ op: 'add', value: { members: [refer('bo')] } }), status: 200, members: ['ana', 'bo'] },
    ],
  },
  {
    wrong: 'a filtered remove empties the group, or is ignored with 200',
    source: 'GH:AzureAD/SCIMReferenceCode#10; GH:msaad00/agent-bom#3533; GH:goauthentik/authentik#24173, #25686',
    given: full,
    right: [
      { ...patchEng({ op: 'remove', path: 'members[value eq "{ana}"]' }), status: 200, members: ['bo', 'cy'] },
      { ...patchEng({ op: 'remove', path: 'members[VALUE Eq "{ana}"]' }), status: 200, members: ['bo', 'cy'], because: 'nobody who is in' },
      { ...patchEng({ op: 'remove', path: 'members[value eq "nobody"]' }), status: 200, members: ['bo', 'cy'] },
      { ...patchEng({ op: 'remove', path: 'members[display eq "cy@acme.example"]' }), status: 200, members: ['bo'] },
      { send: 'GET /Groups/{Eng}', status: 200, members: ['bo'] },
      { ...patchEng({ op: 'remove', path: 'members[type eq "Group"]' }), status: 200, members: ['bo'] },
      { ...patchEng({ op: 'remove', path: 'members[value eq "{bo}" or value eq "{ana}"]' }), status: 200, members: [] },
    ],
  },
  {
    wrong: 'remove of members with a list of values removes all, or none',
    source: 'GH:vouch-sh/vouch#1415; RFC 7644 §3.5.2.2',
    given: full,
    right: [
      { ...patchEng({ op: 'Remove', path: 'members', value: [{ $ref: null, value: '{ana}' }] }), status: 200, members: ['bo', 'cy'] },
      { ...patchEng({ op: 'remove', path: 'members', value: [] }), status: 200, members: ['bo', 'cy'], because: 'an empty list names nobody' },
      { ...patchEng({ op: 'remove', path: 'members', value: [{ value: 'nobody' }] }), status: 200, members: ['bo', 'cy'] },
      { ...patchEng({ op: 'remove', path: 'members' }), status: 200, members: [], because: 'without a value it is all' },
    ],
  },
  {
    wrong: 'adding who is in is 500, doubles them, or moves lastModified',
    source: 'GH:wso2/product-is#8589, #5333; RFC 7644 §3.5.2.1',
    given: two,
    right: [
      { send: 'GET /Groups/{Eng}', status: 200, keep: 'was' },
      {
        ...patchEng({ op: 'add', path: 'members', value: [refer('ana')] }),
        status: 200,
        shows: { meta: { version: '{was.meta.version}', lastModified: '{was.meta.lastModified}' } },
        members: ['ana'],
      },
    ],
  },
  {
    wrong: 'members of POST and PUT are dropped',
    source: 'GH:bitwarden/server#2919; GH:ory/polis#3136',
    given: two,
    right: [
      {
        send: 'POST /Groups',
        body: { schemas: [G], displayName: 'Ops', members: ['ana', 'bo'].map(refer) },
        status: 201,
        members: ['ana', 'bo'],
        keep: 'ops',
      },
      { send: 'PUT /Groups/{ops}', body: { schemas: [G], displayName: 'Ops', members: [refer('bo')] }, status: 200, members: ['bo'] },
      { send: 'GET /Users/{bo}', status: 200, shows: { groups: [{ value: '{ops}', display: 'Ops' }] } },
      { send: 'PUT /Groups/{ops}', body: { schemas: [G], displayName: 'Ops' }, status: 200, members: ['bo'], because: 'what is left out stays' },
      {
        send: 'PUT /Groups/{ops}',
        body: { schemas: [G], displayName: 'Ops', members: [] },
        status: 200,
        members: [],
        because: 'an empty list is said',
      },
    ],
  },
  {
    wrong: 'members are left out, or null, where there are none',
    source: 'R:goauthentik/authentik: authentik/providers/scim/clients/groups.py; R:apache/directory-scimple',
    given: two,
    right: [
      { send: 'POST /Groups', body: { schemas: [G], displayName: 'Ops' }, status: 201, shows: { members: [] }, keep: 'ops' },
      { send: 'POST /Groups', body: { schemas: [G], displayName: 'Ads', members: null }, status: 201, shows: { members: [] } },
      { ...patchEng({ op: 'remove', path: 'members[value eq "{ana}"]' }), status: 200, shows: { members: [] } },
      { send: 'GET /Groups?filter=displayName eq "Ops"', status: 200, shows: { Resources: [{ members: [] }] } },
    ],
  },
  {
    wrong: 'a member has no type, or the one that was sent',
    source: 'GH:Captain-P-Goldfish/SCIM-SDK#419',
    given: { ...two, groups: { Eng: ['ana'], Ops: [] } },
    right: [
      {
        send: 'PUT /Groups/{Ops}',
        body: { schemas: [G], displayName: 'Ops', members: [{ value: '{Eng}', type: 'User' }, { value: '{ana}', type: 'Robot' }, { value: '{bo}' }] },
        status: 200,
        shows: {
          members: expect.arrayContaining([
            expect.objectContaining({ display: 'Eng', type: 'Group' }),
            expect.objectContaining({ display: 'ana@acme.example', type: 'User' }),
            expect.objectContaining({ display: 'bo@acme.example', type: 'User' }),
          ]),
        },
        members: ['Eng', 'ana', 'bo'],
      },
    ],
  },
  {
    wrong: 'a group in a group is counted as a user, or a circle of groups has no end',
    source: 'GH:BerriAI/litellm#34997; GH:fleetdm/fleet#52501',
    given: { users: ['ana'], groups: { Eng: ['ana'], Ops: ['Eng'] } },
    right: [
      { ...patchEng({ op: 'add', path: 'members', value: [refer('Ops')] }), status: 200, members: ['ana', 'Ops'] },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
      { send: 'GET /v1/members', status: 200, shows: { items: [expect.any(Object)] } },
      { send: 'GET /v1/users/{ana}/effective_limit', status: 200, shows: { status: 'active' } },
      { send: 'DELETE /Groups/{Ops}', status: 204 },
      { send: 'GET /Groups/{Eng}', status: 200, members: ['ana'] },
    ],
  },
  {
    wrong: 'members whom nobody knows are made users',
    source: 'GH:BerriAI/litellm#17420',
    given: two,
    right: [
      {
        ...patchEng({ op: 'add', path: 'members', value: [{ value: 'ghost@acme.example', display: 'Ghost' }, { value: '{bo}' }] }),
        status: 200,
        members: ['ana', 'bo'],
      },
      { send: 'GET /Users', status: 200, finds: ['ana', 'bo'] },
    ],
  },
  {
    wrong: 'members whom nobody knows pass in silence, empty the group, or are 500',
    source: 'GH:Metatavu/keycloak-scim-server#107; GH:lightdash/lightdash#24458; GH:fleetdm/fleet#52600',
    given: two,
    right: [
      ...(['add', 'replace'] as const).map((op) => ({
        ...patchEng({ op, path: 'members', value: [{ value: 'ghost-1' }, { value: 'ghost-2' }] }),
        status: 400,
        scimType: 'invalidValue',
        says: /ghost-1.*ghost-2/,
      })),
      {
        send: 'PUT /Groups/{Eng}',
        body: { schemas: [G], displayName: 'Eng', members: [{ value: 'ghost-1' }] },
        status: 400,
        scimType: 'invalidValue',
        says: /ghost-1/,
      },
      { send: 'GET /Groups/{Eng}', status: 200, members: ['ana'] },
      {
        send: 'PUT /Groups/{Eng}',
        body: { schemas: [G], displayName: 'Eng', members: [{ value: 'ghost-1' }, refer('bo')] },
        status: 200,
        members: ['bo'],
      },
      { send: 'GET /v1/findings', status: 200, shows: { items: expect.arrayContaining([expect.objectContaining({ code: 'unknown-members' })]) } },
    ],
  },
]
