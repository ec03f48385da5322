/** What a key may be allowed, by the name that its scopes and the routes share. `*` is all of them, within the key's own team. */
export const permissions = {
  'directory:read': 'See users, groups and their members, the provisioning log and the findings.',
  'directory:write': 'Make, rename, pause, resume, replace and delete directories, their tokens and schemas.',
  'limits:read': 'See spend limits and what they come to for a person.',
  'limits:write': 'Set and unset spend limits.',
  'spend:read': 'See what was spent.',
  'usage:write': 'Report usage.',
  'usage:adjust': 'Correct usage, also downwards.',
  'authorizations:write': 'Ask whether a person may spend, settle and void.',
} as const

export type Permission = keyof typeof permissions

export const isPermission = (name: string): name is Permission => Object.hasOwn(permissions, name)

export const allows = (scopes: readonly string[], permission: Permission): boolean => scopes.includes('*') || scopes.includes(permission)
