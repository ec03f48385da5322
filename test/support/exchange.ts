import { expect } from 'vitest'
import { create, expectScimError, groupOf, listUrn, person } from './scim.ts'
import type { Answer, TestDirectory, TestTeam } from './test-server.ts'

/**
 * A request and what is answered, as a row of a table. `{ana}` stands for the id of what was kept as ana, in every text, and `{ana.meta.version}`
 * for a part of it. What a URL may not hold, such as a blank or a quote, is encoded as a browser encodes it.
 */
export type Exchange = {
  /** "GET /Users/{ana}". A path that begins with /v1 asks the API. */
  send: string
  body?: unknown
  headers?: Record<string, string>
  status: number
  /** The media type of the answer, where it is not SCIM's, nor follows from a client that takes only application/json. */
  mediaType?: string
  /** What headers of the answer say. */
  tells?: Record<string, RegExp>
  /** What the answer holds at least; its lists are whole. */
  shows?: object
  /** The names of attributes that the resource has not that is answered, or any that is listed. */
  lacks?: readonly string[]
  /** Who the members of the group are that is answered, in any order. */
  members?: readonly string[]
  /** Which resources are listed, and counted unless `shows` has another totalResults, in any order. */
  finds?: readonly string[]
  /** Of an error: its scimType, which it has none of where none is named, and what its detail says. */
  scimType?: string
  says?: RegExp
  /** The name under which the answer's body is kept. */
  keep?: string
  because?: string
}

/** Who and what is there before: users by the word that `person` makes one of, groups with the words of their members. */
export type Given = { users?: readonly string[]; groups?: Record<string, readonly string[]> }

/** One conversation with a directory, in which later requests speak of what earlier answers held. */
export type Conversation = { team: TestTeam; directory: TestDirectory; headers: Record<string, string>; kept: Map<string, Answer['body']> }

export const converse = (team: TestTeam, directory: TestDirectory, headers: Record<string, string> = {}): Conversation => ({
  team,
  directory,
  headers,
  kept: new Map([['base', directory.baseUrl]]),
})

/** Makes who and what is there before. */
export async function begin(conversation: Conversation, { users = [], groups = {} }: Given): Promise<void> {
  const { directory, kept } = conversation
  for (const name of users) kept.set(name, { id: await create(directory, 'Users', person(name)) })
  for (const [name, members] of Object.entries(groups))
    kept.set(name, { id: await create(directory, 'Groups', groupOf(name, idsOf(members, conversation))) })
}

/** Sends the request, and expects the answer. */
export async function expectExchange(conversation: Conversation, exchange: Exchange): Promise<void> {
  const [method = '', path = ''] = fillText(exchange.send, conversation).split(/ (.*)/s)
  const answer = await send(method, path, exchange, conversation)
  const told = `${method} ${path} is ${answer.status}: ${answer.text.slice(0, 1000)}`
  if (!path.startsWith('/v1/')) expectForm(answer, exchange, path, conversation)
  expect(answer.status, told).toBe(exchange.status)
  for (const [name, saying] of Object.entries(exchange.tells ?? {})) expect(answer.headers.get(name), told).toMatch(saying)
  if (exchange.shows) expect(answer.body, told).toMatchObject(fill(exchange.shows, conversation))
  for (const resource of answer.body?.Resources ?? [answer.body])
    for (const name of exchange.lacks ?? []) expect(Object.keys(resource), told).not.toContain(name)
  if (exchange.members) expect(idsIn(answer.body.members, 'value'), told).toEqual(idsOf(exchange.members, conversation).toSorted())
  if (exchange.finds) expectFound(answer, idsOf(exchange.finds, conversation), exchange, told)
  if (exchange.keep !== undefined) conversation.kept.set(exchange.keep, answer.body)
}

async function send(method: string, path: string, { body, headers }: Exchange, conversation: Conversation): Promise<Answer> {
  if (path.startsWith('/v1/')) return conversation.team.api(method, path.slice('/v1'.length), body)
  const sent = body === undefined ? undefined : fill(body, conversation)
  return conversation.directory.scim(method, path, sent, { ...conversation.headers, ...headers })
}

/** The media type is SCIM's to the letter unless the client takes no other; a resource has its location twice, and a 204 no body. */
function expectForm(answer: Answer, { headers, status, scimType, says, mediaType }: Exchange, path: string, conversation: Conversation): void {
  if (answer.status === 204 || answer.status === 304) return expect(answer.text).toBe('')
  const accept = { ...conversation.headers, ...headers }['accept']
  const expected = mediaType ?? (accept === 'application/json' ? accept : 'application/scim+json')
  if (answer.status >= 400) return expectScimError(answer, status, scimType, says, expected)
  expect(answer.headers.get('content-type')).toBe(expected)
  const location = answer.body?.meta?.location
  if (!/^\/(?:Users|Groups)\b/.test(path) || location === undefined) return
  expect(answer.headers.get('location')).toBe(location)
  expect(location).toMatch(new RegExp(`^${conversation.directory.baseUrl}/(Users|Groups)/${answer.body.id}$`))
}

function expectFound({ body }: Answer, ids: readonly string[], { shows = {} }: Exchange, told: string): void {
  // A page of more than it shows says of how many in `shows`, which was expected already.
  const totalResults = 'totalResults' in shows ? expect.any(Number) : ids.length
  expect(idsIn(body.Resources, 'id'), told).toEqual(ids.toSorted())
  expect(body, told).toMatchObject({ schemas: [listUrn], totalResults, itemsPerPage: ids.length, startIndex: expect.any(Number) })
}

const idsIn = (list: readonly Record<string, string>[], key: 'id' | 'value') => list.map((each) => String(each[key])).toSorted()
const idsOf = (names: readonly string[], conversation: Conversation) => names.map((name) => fillText(`{${name}}`, conversation))

function fillText(text: string, { kept }: Conversation): string {
  return text.replaceAll(/\{([a-z][\w.]*)\}/gi, (_, named: string) => {
    const [name = '', ...path] = named.split('.')
    const found = kept.get(name)
    if (found === undefined) throw new Error(`Nothing is kept as ${name}, of which "${text}" speaks.`)
    if (typeof found === 'string') return found
    return String((path.length === 0 ? ['id'] : path).reduce((within, key) => within[key], found))
  })
}

/** The same with its texts filled in. What is no plain object or list, such as a matcher, stays what it is. */
function fill(value: unknown, conversation: Conversation): Answer['body'] {
  if (typeof value === 'string') return fillText(value, conversation)
  if (Array.isArray(value)) return value.map((each) => fill(each, conversation))
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, conversation)]))
}
