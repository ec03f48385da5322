import { enterpriseSchema } from './enterprise-schema.ts'
import { groupSchema } from './group-schema.ts'
import type { ResourceType } from './schema.ts'
import { userSchema } from './user-schema.ts'

export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: userSchema,
  extensions: [enterpriseSchema],
  hidden: [],
}

export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: groupSchema,
  extensions: [],
  hidden: [],
}
