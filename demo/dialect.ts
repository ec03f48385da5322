import type { Person } from './company.ts'

/** A request below the SCIM base URL. */
export type Call = { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; body?: object }

/** How an identity provider says what it has to say. */
export type Dialect = {
  name: 'Okta' | 'Entra'
  userAgent: string
  findUser(person: Person): Call
  createUser(person: Person): Call
  /** Sends what has changed of a person, or that they are assigned again. */
  updateUser(id: string, person: Person): Call
  deactivateUser(id: string, person: Person): Call
  findGroup(name: string): Call
  createGroup(name: string): Call
  renameGroup(id: string, name: string): Call
  addMembers(id: string, memberIds: readonly string[]): Call
  removeMembers(id: string, memberIds: readonly string[]): Call
}

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

export const patch = (path: string, Operations: object[]): Call => ({ method: 'PATCH', path, body: { schemas: [patchSchema], Operations } })
