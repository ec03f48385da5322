import { groupType, userType } from '../../scim/resource-types.ts'
import type { ResourceType } from '../../scim/schema.ts'

/** What the users and the groups of one directory are made of. */
export type DirectoryTypes = { user: ResourceType; group: ResourceType }

/** Those of a directory without schemas of its own. */
export const standardTypes: DirectoryTypes = { user: userType, group: groupType }
