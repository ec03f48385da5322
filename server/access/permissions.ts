import type { Actor } from '../kernel/actor.ts'
import type { Role } from '../kernel/role.ts'

/** What may be done, and by which roles. What no role may do belongs to the operator: their keys and the command line. */
type PermissionFacts = { meaning: string; roles: readonly Role[] }

const administrators = ['owner', 'admin'] as const
const spenders = ['owner', 'admin', 'billing_admin'] as const
const readers = ['owner', 'admin', 'billing_admin', 'auditor'] as const
const everybody = ['owner', 'admin', 'billing_admin', 'auditor', 'member'] as const
const onlyOwners = ['owner'] as const
const nobody = [] as const

/**
 * Who may do what: the one table that the routes use, `docs/security.md` prints and the tests read. A permission's name is also the scope by which a key
 * has it. `*` is every scope that a role may have; on an operator's key every scope there is.
 */
export const permissions = {
  'session:own': { meaning: 'See and end one’s own session, and list one’s others.', roles: everybody },
  'keys:own': { meaning: 'Make and end one’s own personal keys.', roles: everybody },
  'team:read': { meaning: 'See the team’s name and plan.', roles: everybody },
  'team:write': { meaning: 'Rename the team.', roles: administrators },
  'directory:read': { meaning: 'See members, users, groups and their members, the provisioning log and the findings.', roles: readers },
  'directory:write': { meaning: 'Make, rename, pause, resume, replace and delete directories, their tokens and schemas.', roles: administrators },
  'members:write': { meaning: 'Invite people, change roles, remove members.', roles: administrators },
  'owners:write': { meaning: 'Make and unmake owners.', roles: onlyOwners },
  'keys:read': { meaning: 'See the team’s API keys.', roles: ['owner', 'admin', 'auditor'] },
  'keys:write': { meaning: 'Make, rotate and revoke API keys.', roles: administrators },
  'sessions:read': { meaning: 'See who is signed in.', roles: ['owner', 'admin', 'auditor'] },
  'sessions:write': { meaning: 'End the sessions of others.', roles: administrators },
  'audit:read': { meaning: 'Read and export the audit log.', roles: ['owner', 'admin', 'auditor'] },
  'limits:read': { meaning: 'See spend limits and what they come to for a person.', roles: readers },
  'limits:write': { meaning: 'Set and unset spend limits.', roles: spenders },
  'spend:read': { meaning: 'See what was spent.', roles: readers },
  'usage:write': { meaning: 'Report usage.', roles: administrators },
  'usage:adjust': { meaning: 'Correct usage, also downwards.', roles: spenders },
  'authorizations:write': { meaning: 'Ask whether a person may spend, settle and void.', roles: administrators },
  'teams:read': { meaning: 'List all teams.', roles: nobody },
  'teams:write': { meaning: 'Make teams and set their plan.', roles: nobody },
} as const satisfies Record<string, PermissionFacts>

export type Permission = keyof typeof permissions

export const isPermission = (name: string): name is Permission => Object.hasOwn(permissions, name)

export const permissionNames = Object.keys(permissions).filter(isPermission)

const rolesOf = (permission: Permission): readonly Role[] => permissions[permission].roles

/** Whether only the operator may do this. */
export const isForOperators = (permission: Permission): boolean => rolesOf(permission).length === 0

export const roleAllows = (role: Role, permission: Permission): boolean => rolesOf(permission).includes(role)

/** Whether a key's scopes hold a permission. The operator's are on no other key, whatever its scopes say. */
export const scopesAllow = (scopes: readonly string[], permission: Permission, isOperators = false): boolean =>
  (isOperators || !isForOperators(permission)) && (scopes.includes('*') || scopes.includes(permission))

/** Whether somebody may do this. A personal key may do what both its scopes and its member's role allow. */
export function may(by: Actor, permission: Permission): boolean {
  switch (by.kind) {
    case 'api_key':
      return scopesAllow(by.scopes, permission) && (by.member === null || roleAllows(by.member.role, permission))
    case 'operator_key':
      return scopesAllow(by.scopes, permission, true)
    case 'session':
      return roleAllows(by.member.role, permission)
    case 'command_line':
      return true
    case 'directory_token':
    case 'link':
    case 'housekeeping':
      return false
  }
}
