import { expect } from 'vitest'
import type { Answer, TestDirectory } from './test-server.ts'

export const U = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const G = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const P = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error'
export const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/** The body of a user whose names and address follow from one word. */
export const person = (name: string, more: object = {}) => ({
  schemas: [U],
  userName: `${name}@acme.example`,
  externalId: `00u-${name}`,
  name: { givenName: name, familyName: 'Test' },
  emails: [{ value: `${name}@acme.example`, primary: true, type: 'work' }],
  active: true,
  ...more,
})

export const groupOf = (displayName: string, members: readonly string[] = []) => ({
  schemas: [G],
  displayName,
  members: members.map((value) => ({ value })),
})

export const patchOf = (...operations: object[]) => ({ schemas: [P], Operations: operations })

/** A query string of these parameters, percent-encoded. */
export const query = (parameters: Record<string, string | number>) =>
  `?${Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`

/** An error as RFC 7644 §3.12 has it, whose `status` is a string; without a scimType where none is named. */
export function expectScimError(answer: Answer, status: number, scimType?: string, detail = /.{20}/s, mediaType = 'application/scim+json') {
  expect(answer.body, answer.text).toEqual({
    schemas: [errorUrn],
    status: String(status),
    detail: expect.stringMatching(detail),
    ...(scimType !== undefined && { scimType }),
  })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe(mediaType)
}

/** An answer with a resource of this directory, in SCIM's media type to the letter, with its location twice (RFC 7644 §3.1, §3.3). */
export function expectResource(answer: Answer, status: number, directory: TestDirectory, endpoint: 'Users' | 'Groups') {
  expect(answer.status, answer.text).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/scim+json')
  expect(answer.body.meta.location).toBe(`${directory.baseUrl}/${endpoint}/${answer.body.id}`)
  expect(answer.headers.get('location')).toBe(answer.body.meta.location)
  expect(answer.body.schemas).toContain(endpoint === 'Users' ? U : G)
}

/** A list has these five keys, and numbers that are numbers (RFC 7644 §3.4.2). */
export function expectList(answer: Answer, totalResults: number, resources: number = totalResults) {
  expect(answer.status, answer.text).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/scim+json')
  expect(answer.body).toEqual({
    schemas: [listUrn],
    totalResults,
    startIndex: expect.any(Number),
    itemsPerPage: resources,
    Resources: expect.any(Array),
  })
  expect(answer.body.Resources).toHaveLength(resources)
}

/** Creates it and answers its id. */
export async function create(directory: TestDirectory, endpoint: 'Users' | 'Groups', body: object): Promise<string> {
  const answer = await directory.scim('POST', `/${endpoint}`, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

/** Creates so many users, some at a time. Answers their ids. */
export async function createMany(directory: TestDirectory, count: number, prefix: string): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < count; from += 100) {
    const names = Array.from({ length: Math.min(100, count - from) }, (_, place) => `${prefix}${from + place}`)
    ids.push(...(await Promise.all(names.map((name) => create(directory, 'Users', person(name))))))
  }
  return ids
}

/** Where the order says nothing. */
export const sorted = (values: readonly unknown[]): string[] => values.map(String).toSorted()

export const memberIds = (answer: Answer): string[] => answer.body.members.map(({ value }: { value: string }) => value)

/** What a question yields once it yields something: asked again and again, since what is batched is written a moment later. */
export async function until<Found>(ask: () => Promise<Found | undefined>, seconds = 5): Promise<Found> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const found = await ask()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`It did not come true within ${seconds} seconds.`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
