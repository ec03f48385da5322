import { expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { profiles, recogniseProvider, type ProviderName, type RequestTraits } from './index.ts'

const silent: RequestTraits = { userAgent: '', method: 'GET', path: '/Users', query: '', body: undefined }
const G = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const patch = (...operations: JsonObject[]) => ({ method: 'PATCH', body: { Operations: operations } })

const cases: [request: Partial<RequestTraits>, provider: ProviderName | undefined, because: string][] = [
  [{ userAgent: 'Okta SCIM Client 1.0.0' }, 'okta', 'it names itself'],
  [{ userAgent: 'authentik@2026.4.0' }, 'authentik', 'it names itself'],
  [patch({ op: 'Add', path: 'title', value: 'x' }), 'entra', 'it capitalises operations'],
  [
    { method: 'POST', body: { schemas: [G, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'] } },
    'entra',
    'the second schema of its groups',
  ],
  [{ query: 'aadOptscim062020&filter=id+eq+%22x%22' }, 'entra', 'its flag in the query'],
  [{ path: '/Users?aadOptscim062020' }, 'entra', 'or in the path'],
  [{ method: 'POST', body: { [E]: { manager: { managerId: 'u9' } } } }, 'onelogin', 'the name of the manager in its template'],
  [{ query: 'filter=username%20Eq%20%22ana%22' }, undefined, 'PingFederate and PingOne write their expressions alike'],
  [patch({ op: 'replace', path: 'members', value: [{ value: 'u1', $ref: 'Users/u1' }] }), 'keycloak', 'it refers by a relative URL'],
  [{ method: 'PUT', body: { members: [{ value: 'u1', $ref: 'Users/u1' }] } }, 'keycloak', 'also in a PUT'],
  [{ query: 'filter=userName%20eq%20%22ana%22' }, undefined, 'anyone looks up so'],
  [patch({ op: 'replace', path: 'active', value: false }), undefined, 'anyone deactivates so'],
  [patch({ op: 1 }), undefined, 'a bad body is not worth an error here'],
  [{ body: ['x'] }, undefined, 'nor is this'],
]
test.each(cases)('%j comes from %s: %s', (request, provider) => expect(recogniseProvider({ ...silent, ...request })).toBe(provider))

test('each provider has one profile', () => {
  expect(new Set(profiles.map(({ provider }) => provider)).size).toBe(profiles.length)
})
