import { randomBytes } from 'node:crypto'
import type { Run } from './client.ts'
import { send, type Answer, type Endpoint } from './http.ts'
import { readOffer, type Probed } from './offer.ts'
import { searchUrn } from './urns.ts'

/** The server cannot be tested: the address or the token is wrong. */
export class NotReady extends Error {}

/** Asks the server what it offers. Throws NotReady or Unreachable. */
export async function connect(endpoint: Endpoint): Promise<Run> {
  const get = (path: string): Promise<Answer> => send(endpoint, 'GET', path, {}, () => {})
  const users = await get('/Users?count=1')
  if (users.status === 401 || users.status === 403) throw new NotReady(`The server refuses the token: GET /Users answers ${users.status}.`)
  if (users.status !== 200) throw new NotReady(`There is no SCIM service at ${endpoint.base}: GET /Users answers ${users.status}.`)
  const documents = {
    config: (await get('/ServiceProviderConfig')).body,
    resourceTypes: (await get('/ResourceTypes')).body,
    schemas: (await get('/Schemas')).body,
  }
  const probes = { search: await probe(endpoint, '/Users/.search'), rootSearch: await probe(endpoint, '/.search') } satisfies Record<Probed, unknown>
  return { endpoint, offer: readOffer({ ...documents, probes }), word: `cf${randomBytes(5).toString('hex')}`, taken: 0, isStopped: false }
}

/** Why there is no search there, or undefined where there is. */
async function probe(endpoint: Endpoint, path: string): Promise<string | undefined> {
  const { status } = await send(endpoint, 'POST', path, { body: { schemas: [searchUrn], count: 0 } }, () => {})
  return [404, 405, 501].includes(status) ? `POST ${path} answers ${status}` : undefined
}
