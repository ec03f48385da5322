import { Unmet } from './expect.ts'
import { send, type Answer, type Asking, type Endpoint, type Exchange } from './http.ts'
import { isObject, toList, toObject, toText, type JsonObject } from './json.ts'
import type { Offer } from './offer.ts'
import { requiredOf } from './samples.ts'
import { G, patchUrn, U } from './urns.ts'

/** A resource that the run made. `path` is below the base URL. */
export type Resource = { path: string; id: string; body: JsonObject; answer: Answer }

/** What all cases of a run share. `word` stands in every name that the run gives, so that its resources are told from others. */
export type Run = { endpoint: Endpoint; offer: Offer; word: string; taken: number; isStopped: boolean }

/** Somebody stopped the run. */
export class Stopped extends Error {}

/** What a case speaks to the server with. It remembers what it made, for the broom. */
export type Client = {
  run: Run
  offer: Offer
  exchanges: Exchange[]
  made: Set<string>
  /** Makes what lives until the theme ends. */
  forTheme: () => Client
  /** A word that nothing else on the server holds. */
  unique: (name: string) => string
  ask: (method: string, path: string, asking?: Asking) => Promise<Answer>
  get: (path: string, query?: Asking['query'], headers?: Asking['headers']) => Promise<Answer>
  post: (path: string, body: JsonObject, asking?: Asking) => Promise<Answer>
  put: (path: string, body: JsonObject, asking?: Asking) => Promise<Answer>
  patch: (path: string, operations: JsonObject[], asking?: Asking) => Promise<Answer>
  delete: (path: string, asking?: Asking) => Promise<Answer>
  /** The body of a user with a name of its own, and what else the server requires. */
  userBody: (more?: JsonObject) => JsonObject
  groupBody: (more?: JsonObject) => JsonObject
  user: (more?: JsonObject) => Promise<Resource>
  group: (more?: JsonObject) => Promise<Resource>
}

export function makeClient(run: Run, forTheme?: () => Client): Client {
  const exchanges: Exchange[] = []
  const made = new Set<string>()

  const ask: Client['ask'] = async (method, path, asking = {}) => {
    if (run.isStopped) throw new Stopped()
    const answer = await send(run.endpoint, method, path, asking, (exchange) => exchanges.push(exchange))
    remember(made, run, method, path, answer)
    return answer
  }
  const unique = (name: string) => `${run.word}-${(run.taken += 1)}-${name}`
  const userBody = (more: JsonObject = {}): JsonObject => {
    const word = unique('user')
    const usual: JsonObject = {
      externalId: `ext-${word}`,
      name: { givenName: 'Ada', familyName: 'Okafor' },
      displayName: 'Ada Okafor',
      emails: [{ value: `${word}@example.com`, type: 'work', primary: true }],
      active: true,
    }
    const offered = Object.fromEntries(Object.entries(usual).filter(([name]) => run.offer.lacks(`User.${name}`) === undefined))
    return { ...requiredOf(run.offer, '/Users', word), schemas: [U], userName: `${word}@example.com`, ...offered, ...more }
  }
  const groupBody = (more: JsonObject = {}): JsonObject => {
    const word = unique('group')
    return { ...requiredOf(run.offer, '/Groups', word), schemas: [G], displayName: word, ...more }
  }
  const make = async (path: string, body: JsonObject) => toResource(path, await ask('POST', path, { body }))

  const client: Client = {
    run,
    offer: run.offer,
    exchanges,
    made,
    forTheme: forTheme ?? (() => client),
    unique,
    ask,
    get: (path, query = {}, headers = {}) => ask('GET', path, { query, headers }),
    post: (path, body, asking) => ask('POST', path, { ...asking, body }),
    put: (path, body, asking) => ask('PUT', path, { ...asking, body }),
    patch: (path, operations, asking) => ask('PATCH', path, { ...asking, body: { schemas: [patchUrn], Operations: operations } }),
    delete: (path, asking) => ask('DELETE', path, asking),
    userBody,
    groupBody,
    user: (more) => make('/Users', userBody(more)),
    group: (more) => make('/Groups', groupBody(more)),
  }
  return client
}

/** Throws Unmet where it is no answer with a resource that was created. */
export function toResource(path: string, answer: Answer): Resource {
  const body = toObject(answer.body)
  const id = toText(body['id'])
  if (answer.status !== 201 || id === '') throw new Unmet(`POST ${path} answers ${answer.status}, not 201 with the resource and its id`)
  return { path: `${path}/${encodeURIComponent(id)}`, id, body, answer }
}

/** Notes what an answer says was created or deleted. */
function remember(made: Set<string>, run: Run, method: string, path: string, answer: Answer): void {
  if (answer.status >= 300) return
  if (method === 'DELETE') made.delete(path)
  if (method !== 'POST') return
  const body = toObject(answer.body)
  if (typeof body['id'] === 'string') made.add(`${path}/${encodeURIComponent(body['id'])}`)
  for (const operation of toList(body['Operations']).filter(isObject)) {
    const location = toText(operation['location'])
    if (toText(operation['method']).toUpperCase() === 'POST' && location.startsWith(run.endpoint.base))
      made.add(location.slice(run.endpoint.base.length))
  }
}
