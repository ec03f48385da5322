import { expect } from 'vitest'
import { E, person, U } from '../support/scim.ts'
import type { Case } from './case.ts'

const bare = { schemas: [U], userName: 'bare@acme.example' }

const accepted = [
  ['application/scim+json', 'application/scim+json'],
  ['application/json', 'application/json'],
  ['application/json, text/plain', 'application/json'],
  ['application/scim+json, application/json', 'application/scim+json'],
  ['application/json, */*', 'application/scim+json'],
  ['*/*', 'application/scim+json'],
  ['text/html', 'application/scim+json'],
] as const

export const service: Case[] = [
  {
    wrong: 'ServiceProviderConfig lacks parts',
    source: 'GH:better-auth/better-auth#10413; GH:Infisical/infisical#6552',
    right: [
      {
        send: 'GET /ServiceProviderConfig',
        status: 200,
        shows: {
          patch: { supported: true },
          bulk: { supported: expect.any(Boolean), maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
          filter: { supported: true, maxResults: expect.any(Number) },
          changePassword: { supported: expect.any(Boolean) },
          sort: { supported: expect.any(Boolean) },
          etag: { supported: expect.any(Boolean) },
          authenticationSchemes: [{ type: 'oauthbearertoken', name: expect.any(String), description: expect.any(String) }],
        },
      },
    ],
  },
  {
    wrong: 'a media type is taken for no JSON, or an empty user agent for an attack',
    source: 'GH:kortix-ai/suna#7297; GH:OneUptime/oneuptime#2134',
    right: [
      'application/scim+json',
      'application/json',
      'text/json',
      'Application/SCIM+JSON',
      'application/scim+json; charset=utf-8',
      'application/json;charset=iso-8859-1',
    ].map((type, place) => ({
      send: 'POST /Users',
      body: person(`typed${place}`),
      headers: { 'content-type': type, 'user-agent': '', 'accept-charset': 'utf-8' },
      status: 201,
    })),
  },
  {
    wrong: 'an answer has another media type than the client takes, or a charset',
    source: 'verify.scim.dev; R:apache/directory-scimple; developers.onelogin.com: Implement SCIM API',
    right: accepted.flatMap(([accept, mediaType]) => [
      { send: 'GET /Users', headers: { accept }, status: 200, mediaType },
      { send: 'GET /Users/nobody', headers: { accept }, status: 404, mediaType },
    ]),
  },
  {
    wrong: 'schemas are checked to the letter',
    source: 'ENTRA: use-scim-to-provision-users-and-groups; developers.onelogin.com: Implement SCIM API',
    right: [
      {
        send: 'POST /Users',
        body: { ...bare, schemas: [U, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'] },
        status: 201,
        shows: { schemas: [U] },
        keep: 'ana',
      },
      { send: 'PUT /Users/{ana}', body: { ...bare, [E]: { department: 'R&D' } }, status: 200, shows: { schemas: [U, E] } },
      { send: 'PUT /Users/{ana}', body: { ...bare, schemas: [U.toUpperCase()] }, status: 200, shows: { schemas: [U] } },
      { send: 'POST /Users', body: { userName: 'x@acme.example' }, status: 400, scimType: 'invalidSyntax', says: /schemas/ },
    ],
  },
]
