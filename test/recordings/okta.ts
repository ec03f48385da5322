import { expect } from 'vitest'
import { G, P, U } from '../support/scim.ts'
import type { Recording } from './recording.ts'

const sources = [
  'OKTA: reference/scim/scim-20',
  'OKTA: concepts/scim/faqs',
  'OKTA: guides/scim-provisioning-integration-prepare',
  'docs.delinea.com: Okta SCIM endpoint reference',
  'GH:oktadeveloper/okta-blog-archive#1956',
]
const headers = {
  'user-agent': 'Okta SCIM Client 1.0.0',
  accept: 'application/scim+json',
  'accept-charset': 'utf-8',
  'content-type': 'application/scim+json; charset=utf-8',
}
const name = { givenName: 'Ana', familyName: 'Li' }
const emails = [{ primary: true, value: 'ana@corp.example', type: 'work' }]
const profile = {
  schemas: [U],
  userName: 'ana@corp.example',
  name,
  emails,
  displayName: 'Ana Li',
  locale: 'en-US',
  externalId: '00uA1',
  groups: [],
  password: 'r4nd0mPw',
  active: true,
}
/** It says again what it read, with what is not its own to say. */
const put = (more: object) => ({
  schemas: [U],
  id: '{ana}',
  userName: 'ana@corp.example',
  externalId: '00uA1',
  name,
  emails: [{ ...emails[0], display: 'ana@corp.example' }],
  groups: [],
  meta: { resourceType: 'User' },
  ...more,
})
const patch = (...Operations: object[]) => ({ schemas: [P], Operations })
const lookUp = 'GET /Users?filter=userName%20eq%20%22ana%40corp.example%22&startIndex=1&count=100'
const bo = { ...profile, userName: 'bo@corp.example', externalId: '00uB1', emails: [{ ...emails[0], value: 'bo@corp.example' }] }

/** An app of the App Integration Wizard, which changes and ends users by PUT alone. */
export const oktaAiw: Recording = {
  client: 'Okta, an AIW app',
  sources: [...sources, 'GH:jelhub/scimgateway#95', 'GH:better-auth/better-auth#11111'],
  headers,
  recognisedAs: 'okta',
  exchanges: [
    { send: 'GET /Users?startIndex=1&count=2', status: 200, finds: [], because: 'the test of the connection' },
    { send: 'GET /Groups?startIndex=1&count=100', status: 200, finds: [], because: 'which older suites make of groups too' },
    { send: lookUp, status: 200, finds: [], because: 'nobody has the name: an empty list' },
    {
      send: 'POST /Users',
      body: profile,
      status: 201,
      shows: {
        schemas: [U],
        id: expect.stringMatching(/^usr_/),
        userName: 'ana@corp.example',
        active: true,
        externalId: '00uA1',
        locale: 'en-US',
        meta: { resourceType: 'User' },
      },
      lacks: ['password'],
      keep: 'ana',
      because: 'an empty 201 would be a failure',
    },
    { send: lookUp, status: 200, finds: ['ana'], because: 'a second admin finds and links' },
    { send: 'GET /Users/{ana}', status: 200, shows: { id: '{ana}', name, emails, groups: [] } },
    {
      send: 'PUT /Users/{ana}',
      body: put({ active: true, name: { ...name, givenName: 'Anna' } }),
      status: 200,
      shows: { name: { givenName: 'Anna' } },
    },
    { send: 'PUT /Users/{ana}', body: put({ active: false }), status: 200, shows: { id: '{ana}', active: false }, because: 'a leaver' },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'PUT /Users/{ana}', body: put({ title: 'Lead' }), status: 200, shows: { active: false }, because: 'without active nobody returns' },
    { send: lookUp, status: 200, finds: ['ana'], because: 'who left is found' },
    { send: 'POST /Users', body: profile, status: 201, shows: { id: '{ana}', active: true }, because: 'assigned again: the same person' },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'active' } },
    { send: 'PUT /Users/{ana}', body: put({}), status: 200, shows: { active: true }, because: 'without active nobody leaves' },
    { send: 'POST /Users', body: profile, status: 409, scimType: 'uniqueness', says: /ana@corp\.example/, because: 'who is in is not made twice' },
    { send: 'POST /Users', body: bo, status: 201, keep: 'bo' },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'Eng', members: [] }, status: 201, members: [], keep: 'eng' },
    {
      send: 'PUT /Groups/{eng}',
      body: {
        schemas: [G],
        id: '{eng}',
        displayName: 'Engineering',
        members: [
          { value: '{ana}', display: null },
          { value: '{bo}', display: null },
        ],
      },
      status: 200,
      shows: { id: '{eng}', displayName: 'Engineering' },
      members: ['ana', 'bo'],
      because: 'a display of null is none',
    },
    { send: 'PUT /Groups/{eng}', body: { schemas: [G], id: '{eng}', displayName: 'Engineering' }, status: 200, members: ['ana', 'bo'] },
    { send: 'PUT /Groups/{eng}', body: { schemas: [G], id: '{eng}', displayName: 'Engineering', members: [] }, status: 200, members: [] },
    { send: 'DELETE /Groups/{eng}', status: 204 },
  ],
}

/** An app of Okta's network, which changes attributes by PUT and ends users by PATCH, and pushes groups by PATCH. */
export const oktaOin: Recording = {
  client: 'Okta, an OIN app',
  sources: [...sources, 'GH:Captain-P-Goldfish/SCIM-SDK#757', 'GH:jelhub/scimgateway#112', 'GH:jelhub/scimgateway#113', 'GH:eneo-ai/eneo#461'],
  headers,
  recognisedAs: 'okta',
  exchanges: [
    { send: 'GET /Users?startIndex=1&count=2', status: 200, finds: [] },
    { send: lookUp, status: 200, finds: [] },
    { send: 'POST /Users', body: profile, status: 201, keep: 'ana' },
    { send: 'POST /Users', body: bo, status: 201, keep: 'bo' },
    { send: 'PUT /Users/{ana}', body: put({ active: true, title: 'Lead' }), status: 200, shows: { title: 'Lead' } },
    {
      send: 'PATCH /Users/{ana}',
      body: patch({ op: 'replace', value: { password: 'an0ther-Pw' } }),
      status: 200,
      shows: { title: 'Lead' },
      lacks: ['password'],
      because: 'a password is taken and thrown away (GH:zitadel/zitadel#10009)',
    },
    { send: 'PATCH /Users/{ana}', body: patch({ op: 'replace', value: { active: false } }), status: 200, shows: { id: '{ana}', active: false } },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'PATCH /Users/{ana}', body: patch({ op: 'replace', value: { active: true } }), status: 200, shows: { id: '{ana}', active: true } },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'active' } },
    {
      send: 'POST /Groups',
      body: { schemas: [G], displayName: 'Eng', members: [] },
      status: 201,
      members: [],
      keep: 'eng',
      because: 'no externalId',
    },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch({ op: 'replace', path: 'members', value: [{ value: '{ana}', display: 'ana@corp.example' }] }),
      status: 200,
      members: ['ana'],
    },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch({ op: 'replace', value: { id: '{eng}', displayName: 'Engineering' } }),
      status: 200,
      shows: { id: '{eng}', displayName: 'Engineering' },
      members: ['ana'],
      because: 'a rename holds the id, which is read-only',
    },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch(
        { op: 'remove', path: 'members[value eq "{ana}"]' },
        { op: 'add', path: 'members', value: [{ value: '{bo}', display: 'bo@corp.example' }] },
      ),
      status: 200,
      members: ['bo'],
    },
    { send: 'GET /Groups/{eng}', status: 200, members: ['bo'], keep: 'eng', because: 'Okta looks whether the group is still there' },
    {
      send: 'PATCH /Groups/{eng}',
      body: { Operations: [{ op: 'replace', value: { members: [], id: '{eng}', displayName: 'Engineering' } }] },
      status: 200,
      members: [],
      because: 'Push now of an empty group, which leaves schemas out',
    },
    { send: 'PATCH /Groups/{eng}', body: patch({ op: 'replace', path: 'members', value: [] }), status: 200, members: [], because: 'or so' },
    { send: 'DELETE /Groups/{eng}', status: 204, because: 'unlinked' },
    { send: 'GET /Groups/{eng}', status: 404, because: 'so that Okta makes it again' },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'Engineering', members: [{ value: '{ana}' }] }, status: 201, members: ['ana'] },
    { send: 'GET /Users?startIndex=1&count=100', status: 200, finds: ['ana', 'bo'], because: 'an import' },
    { send: 'GET /Groups?startIndex=1&count=100', status: 200, shows: { totalResults: 1 } },
  ],
}
