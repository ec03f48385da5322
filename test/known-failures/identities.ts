import { expect } from 'vitest'
import { ana, patchEng, patchUser, two } from '../support/given.ts'
import { G, groupOf, patchOf, person, U } from '../support/scim.ts'
import type { Case } from './case.ts'

const bare = { schemas: [U], userName: 'bare@acme.example' }

export const identities: Case[] = [
  {
    wrong: 'a conflict has no scimType',
    source: 'RFC 7644 §3.3, §3.12; GH:getsentry/sentry#117860',
    given: two,
    right: [
      { send: 'POST /Users', body: person('ana'), status: 409, scimType: 'uniqueness', says: /ana@acme\.example/ },
      { send: 'PUT /Users/{bo}', body: person('ana'), status: 409, scimType: 'uniqueness' },
      {
        send: 'PATCH /Users/{bo}',
        body: patchOf({ op: 'replace', path: 'userName', value: 'ANA@acme.example' }),
        status: 409,
        scimType: 'uniqueness',
      },
      { send: 'POST /Groups', body: groupOf('eng'), status: 409, scimType: 'uniqueness' },
    ],
  },
  {
    wrong: 'a POST is a conflict with somebody whom the look-up does not find',
    source: 'GH:Metatavu/keycloak-scim-server#74',
    given: ana,
    right: [
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200 },
      { send: 'GET /Users?filter=userName eq "ana@acme.example"', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=externalId eq "00u-ana"', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=emails.value eq "ana@acme.example"', status: 200, finds: ['ana'] },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
      { send: 'POST /Users', body: person('ana'), status: 201, shows: { id: '{ana}', active: true } },
    ],
  },
  {
    wrong: 'somebody who comes back is refused with 409 for good',
    source: 'GH:better-auth/better-auth#11111; GH:getsentry/sentry#122540',
    given: { users: ['ana'], groups: { Eng: ['ana'] } },
    right: [
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200 },
      {
        send: 'POST /Users',
        body: person('ana', { title: 'Dr' }),
        status: 201,
        shows: { id: '{ana}', active: true, title: 'Dr', groups: [{ value: '{Eng}' }] },
      },
      { send: 'POST /Users', body: person('ana'), status: 409, scimType: 'uniqueness', because: 'who is in is another matter' },
    ],
  },
  {
    wrong: 'userName minds its letter case',
    source: 'GH:langfuse/langfuse#13528; GH:ory/polis#4065; GH:zulip/zulip#21758; GH:open-webui/open-webui#18039',
    right: [
      { send: 'POST /Users', body: { ...bare, userName: 'Ana@Acme.Example' }, status: 201, shows: { userName: 'Ana@Acme.Example' }, keep: 'ana' },
      { send: 'GET /Users?filter=userName eq "ana@acme.example"', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=userName eq "ANA@ACME.EXAMPLE"', status: 200, finds: ['ana'] },
      { send: 'POST /Users', body: { ...bare, userName: 'ANA@acme.example' }, status: 409, scimType: 'uniqueness' },
      {
        ...patchUser({ op: 'replace', path: 'userName', value: 'ana@acme.example' }),
        status: 200,
        shows: { id: '{ana}', userName: 'ana@acme.example' },
      },
    ],
  },
  {
    wrong: 'who shares an address is the same person',
    source: 'GH:ory/polis#4067; scimverify',
    given: ana,
    right: [
      { send: 'POST /Users', body: { ...bare, emails: [{ value: 'ana@acme.example' }] }, status: 201, keep: 'bo' },
      { send: 'GET /Users', status: 200, finds: ['ana', 'bo'] },
      { send: 'GET /Users?filter=emails.value eq "ana@acme.example"', status: 200, finds: ['ana', 'bo'] },
    ],
  },
  {
    wrong: 'externalId is not kept, not found, or unique',
    source: 'langwatch/tasks#617; R:pranems/SCIMServer',
    given: two,
    right: [
      { send: 'GET /Users/{ana}', status: 200, shows: { externalId: '00u-ana' } },
      { send: 'GET /Users?filter=externalId eq "00u-ana"', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=externalId eq "00U-ANA"', status: 200, finds: [], because: 'it minds its case' },
      { send: 'POST /Users', body: { ...bare, externalId: '00u-ana' }, status: 201, keep: 'twin' },
      { send: 'GET /Users?filter=externalId eq "00u-ana"', status: 200, finds: ['ana', 'twin'] },
      { ...patchEng({ op: 'replace', path: 'externalId', value: 'g-1' }), status: 200, shows: { externalId: 'g-1' } },
      { send: 'GET /Groups?filter=externalId eq "g-1"', status: 200, finds: ['Eng'] },
    ],
  },
  {
    wrong: 'an id that a client sends takes over a record',
    source: 'GH:msaad00/agent-bom#3534',
    given: two,
    right: [
      { send: 'POST /Users', body: { ...bare, id: '{ana}' }, status: 201, shows: { id: expect.stringMatching(/^usr_(?!.*bulkId)/) }, keep: 'third' },
      { send: 'GET /Users', status: 200, finds: ['ana', 'bo', 'third'] },
      { send: 'PUT /Users/{bo}', body: person('bo', { id: '{ana}', title: 'Dr' }), status: 200, shows: { id: '{bo}', title: 'Dr' } },
      {
        send: 'PATCH /Users/{bo}',
        body: patchOf({ op: 'replace', value: { id: '{ana}', title: 'Prof' } }),
        status: 200,
        shows: { id: '{bo}', title: 'Prof' },
      },
      { send: 'GET /Users/{ana}', status: 200, shows: { userName: 'ana@acme.example' }, lacks: ['title'] },
    ],
  },
  {
    wrong: 'an id that is none is 400 or 500',
    source: 'PING: pf_scim_connector (GitHub EMU); OKTA: SPEC test',
    right: ['0', '00919288221112222', 'not-an-id', '%27%20or%201=1', 'usr_00000000000000000000000000'].flatMap((id) =>
      ['GET', 'DELETE'].flatMap((method) => ['Users', 'Groups'].map((endpoint) => ({ send: `${method} /${endpoint}/${id}`, status: 404 }))),
    ),
  },
  {
    wrong: 'read-only attributes are reason to refuse a PUT or a PATCH',
    source: 'RFC 7644 §3.5.1; OKTA: reference/scim/scim-20; R:goauthentik/authentik',
    given: two,
    right: [
      {
        send: 'PUT /Users/{ana}',
        body: person('ana', { id: 'x', meta: { resourceType: 'Robot', created: '2000-01-01T00:00:00Z' }, groups: [{ value: 'grp_x' }] }),
        status: 200,
        shows: { id: '{ana}', meta: { resourceType: 'User' }, groups: [{ value: '{Eng}' }] },
      },
      { ...patchUser({ op: 'replace', value: { id: 'x', meta: {}, groups: [], title: 'Dr' } }), status: 200, shows: { id: '{ana}', title: 'Dr' } },
      { ...patchEng({ op: 'replace', value: { id: '{Eng}', displayName: 'Engineering' } }), status: 200, shows: { displayName: 'Engineering' } },
      {
        ...patchUser({ op: 'replace', path: 'id', value: 'x' }),
        status: 400,
        scimType: 'mutability',
        because: 'named by its path it is refused (§3.5.2)',
      },
    ],
  },
  {
    wrong: 'a PUT that leaves out active deactivates, or re-activates',
    source: 'docs.delinea.com: Okta SCIM endpoint reference; GH:valon-technologies/gestalt#3167',
    given: ana,
    right: [
      { send: 'PUT /Users/{ana}', body: person('ana', { active: undefined }), status: 200, shows: { active: true } },
      { send: 'PUT /Users/{ana}', body: person('ana', { active: false }), status: 200, shows: { active: false } },
      { send: 'PUT /Users/{ana}', body: person('ana', { active: undefined, title: 'Dr' }), status: 200, shows: { active: false, title: 'Dr' } },
      { send: 'PUT /Users/{ana}', body: person('ana', { active: null }), status: 200, shows: { active: false }, lacks: ['title'] },
    ],
  },
  {
    wrong: 'another userName makes another user',
    source: 'GH:ssoready/ssoready#164',
    given: { users: ['ana'], groups: { Eng: ['ana'] } },
    right: [
      {
        ...patchUser({ op: 'replace', path: 'userName', value: 'anna@acme.example' }),
        status: 200,
        shows: { id: '{ana}', groups: [{ value: '{Eng}' }] },
      },
      {
        send: 'PUT /Users/{ana}',
        body: person('anne'),
        status: 200,
        shows: { id: '{ana}', userName: 'anne@acme.example', groups: [{ value: '{Eng}' }] },
      },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
      { send: 'GET /v1/members', status: 200, shows: { items: [expect.any(Object)] } },
    ],
  },
  {
    wrong: 'who was deleted and who is inactive are mixed up',
    source: 'GH:ssoready/ssoready#155',
    given: two,
    right: [
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200 },
      { send: 'GET /Users/{ana}', status: 200, shows: { active: false } },
      { send: 'GET /Users', status: 200, finds: ['ana', 'bo'] },
      { send: 'DELETE /Users/{bo}', status: 204 },
      { send: 'GET /Users/{bo}', status: 404 },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
    ],
  },
  {
    wrong: 'a name that was deleted is taken',
    source: 'GH:FusionAuth/fusionauth-issues#3244; GH:15five/django-scim2#83',
    given: two,
    right: [
      { send: 'DELETE /Users/{ana}', status: 204 },
      { send: 'POST /Users', body: person('ana'), status: 201, keep: 'again' },
      { send: 'GET /Users', status: 200, finds: ['bo', 'again'] },
      { send: 'DELETE /Groups/{Eng}', status: 204 },
      { send: 'POST /Groups', body: groupOf('Eng'), status: 201, members: [] },
    ],
  },
  {
    wrong: 'a second DELETE is 204 or 500',
    source: 'ENTRA: scim-validator-tutorial',
    given: two,
    right: ['Users/{ana}', 'Groups/{Eng}'].flatMap((path) => [204, 404, 404].map((status) => ({ send: `DELETE /${path}`, status }))),
  },
  {
    wrong: 'names of groups differ by blanks or letter case, or are echoed otherwise than sent',
    source: 'GH:snapotter-hq/SnapOtter#988, #993',
    given: two,
    right: [
      { send: 'POST /Groups', body: groupOf(' Sales Team '), status: 201, shows: { displayName: ' Sales Team ' }, keep: 'sales' },
      { send: 'GET /Groups/{sales}', status: 200, shows: { displayName: ' Sales Team ' } },
      { send: 'POST /Groups', body: groupOf('sales team'), status: 409, scimType: 'uniqueness' },
      { send: 'POST /Groups', body: groupOf('\u00c9quipe'), status: 201, shows: { displayName: '\u00c9quipe' } },
      { send: 'POST /Groups', body: groupOf('e\u0301quipe'), status: 409, scimType: 'uniqueness', because: 'the same letters in two parts (NFC)' },
      { ...patchEng({ op: 'replace', path: 'displayName', value: 'SALES TEAM' }), status: 409, scimType: 'uniqueness' },
      { send: 'PUT /Groups/{Eng}', body: groupOf('SALES team '), status: 409, scimType: 'uniqueness' },
      {
        ...patchEng({ op: 'replace', path: 'displayName', value: 'ENG' }),
        status: 200,
        shows: { displayName: 'ENG' },
        because: 'its own name, in another case',
      },
    ],
  },
  {
    wrong: 'a group that is renamed is another, and loses its limit and its members',
    source: 'GH:eneo-ai/eneo#461; GH:awslabs/ssosync#166; GH:better-auth/better-auth#9708',
    given: two,
    right: [
      { send: 'PUT /v1/spend_limits/groups/{Eng}', body: { kind: 'amount', amount: '80' }, status: 200 },
      { ...patchEng({ op: 'replace', value: { id: '{Eng}', displayName: 'Engineering' } }), status: 200, shows: { id: '{Eng}' }, members: ['ana'] },
      { send: 'PUT /Groups/{Eng}', body: { schemas: [G], displayName: 'Platform' }, status: 200, shows: { id: '{Eng}' }, members: ['ana'] },
      { send: 'GET /v1/users/{ana}/effective_limit', status: 200, shows: { source: 'group', limit: { amount: '80.00' } } },
      { send: 'GET /Groups', status: 200, finds: ['Eng'] },
    ],
  },
  {
    wrong: 'who left keeps a seat, or is let in again by a later change',
    source: 'GH:BerriAI/litellm#36817; GH:msaad00/agent-bom#3535; GH:different-ai/openwork#4775',
    given: ana,
    right: [
      { send: 'GET /v1/users/{ana}/effective_limit', status: 200, shows: { status: 'active' } },
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200 },
      { send: 'GET /v1/users/{ana}/effective_limit', status: 200, shows: { status: 'deprovisioned' } },
      { send: 'GET /v1/members', status: 200, shows: { items: [] } },
      { ...patchUser({ op: 'replace', path: 'title', value: 'Dr' }), status: 200, shows: { active: false } },
      { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    ],
  },
  {
    wrong: 'a password is checked, kept, or returned',
    source: 'GH:zitadel/zitadel#10009',
    right: [
      { send: 'POST /Users', body: { ...bare, password: 'x' }, status: 201, lacks: ['password'], keep: 'ana' },
      { send: 'GET /Users/{ana}?attributes=password,userName', status: 200, lacks: ['password'] },
      { ...patchUser({ op: 'replace', path: 'password', value: '' }), status: 200, lacks: ['password'] },
      { send: 'GET /Users?filter=password eq "x"', status: 400, scimType: 'sensitive' },
    ],
  },
]
