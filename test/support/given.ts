import type { Given } from './exchange.ts'
import { patchOf } from './scim.ts'

// Who and what most tables begin with, and requests that change them.

export const ana: Given = { users: ['ana'] }
export const two: Given = { users: ['ana', 'bo'], groups: { Eng: ['ana'] } }
export const patchUser = (...operations: object[]) => ({ send: 'PATCH /Users/{ana}', body: patchOf(...operations) })
export const patchEng = (...operations: object[]) => ({ send: 'PATCH /Groups/{Eng}', body: patchOf(...operations) })

/** A reference to what is kept under the name. */
export const refer = (name: string) => ({ value: `{${name}}` })
