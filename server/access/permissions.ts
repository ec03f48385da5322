import type { Actor } from '../kernel/actor.ts'
import type { Role } from '../kernel/role.ts'
import { setupPurposes, type SetupPurpose } from '../kernel/setup-purpose.ts'

/** What may be done, and by which roles. What no role may do belongs to the operator: their keys and the command line. */
type PermissionFacts = {
  meaning: string
  roles: readonly Role[]
  /** The wider permission that holds this one: a key with the wider scope may do this too. */
  partOf?: string
  /** The set-up links that may do this; none unless said. */
  setupLinks?: readonly SetupPurpose[]
}

const administrators = ['owner', 'admin'] as const
const spenders = ['owner', 'admin', 'billing_admin'] as const
const readers = ['owner', 'admin', 'billing_admin', 'auditor'] as const
const everybody = ['owner', 'admin', 'billing_admin', 'auditor', 'member'] as const
const onlyOwners = ['owner'] as const
const nobody = [] as const
const overSso = ['sso', 'sso_and_directory'] as const
const overDirectories = ['directory', 'sso_and_directory'] as const

/**
 * Who may do what: the one table that the routes use, `docs/security.md` prints and the tests read. A permission's name is also the scope by which a key
 * has it. `*` is every scope that a role may have; on an operator's key every scope there is.
 */
export const permissions = {
  'session:own': { meaning: 'See and end one’s own session, and list one’s others.', roles: everybody, setupLinks: setupPurposes },
  'keys:own': { meaning: 'Make and end one’s own personal keys.', roles: everybody },
  'team:read': { meaning: 'See the team’s name, plan and settings.', roles: everybody },
  'team:write': { meaning: 'Rename the team, and set what it says of spending.', roles: administrators },
  'directory:read': { meaning: 'See members, invitations, users, groups and their members.', roles: readers },
  'directory:write': { meaning: 'Pause, resume, replace and delete directories, and set their schemas.', roles: administrators },
  'prerequisites:read': {
    meaning: 'See what the team still needs before it may have directories.',
    roles: readers,
    partOf: 'directory:read',
    setupLinks: setupPurposes,
  },
  'directory_setup:read': {
    meaning: 'See directories, their tokens and schemas, the provisioning log and the findings.',
    roles: readers,
    partOf: 'directory:read',
    setupLinks: overDirectories,
  },
  'directory_setup:write': {
    meaning: 'Make and rename directories; make, rotate and revoke their tokens.',
    roles: administrators,
    partOf: 'directory:write',
    setupLinks: overDirectories,
  },
  'sso:read': { meaning: 'See domains, connections, their tests and who signed in.', roles: ['owner', 'admin', 'auditor'], setupLinks: overSso },
  'sso:write': {
    meaning: 'Claim domains, set up, test, activate and end connections, require single sign-on.',
    roles: administrators,
    setupLinks: overSso,
  },
  'identities:read': {
    meaning: 'See which subjects of identity providers a member is linked to.',
    roles: ['owner', 'admin', 'auditor'],
    partOf: 'sso:read',
  },
  'identities:write': { meaning: 'Unlink a member from such a subject.', roles: administrators, partOf: 'sso:write' },
  'setup_links:read': { meaning: 'See the set-up links of the team.', roles: ['owner', 'admin', 'auditor'], partOf: 'sso:read' },
  'setup_links:write': { meaning: 'Make and revoke set-up links.', roles: administrators, partOf: 'sso:write' },
  'members:write': { meaning: 'Invite people, change roles, remove members.', roles: administrators },
  'owners:write': { meaning: 'Make and unmake owners.', roles: onlyOwners },
  'keys:read': { meaning: 'See the team’s API keys.', roles: ['owner', 'admin', 'auditor'] },
  'keys:write': { meaning: 'Make, rotate and revoke API keys.', roles: administrators },
  'sessions:read': { meaning: 'See who is signed in.', roles: ['owner', 'admin', 'auditor'] },
  'sessions:write': { meaning: 'End the sessions of others.', roles: administrators },
  'events:read': { meaning: 'Follow the events: members, directory users, groups and their members, limits, thresholds.', roles: readers },
  'audit:read': { meaning: 'Read and export the audit log.', roles: ['owner', 'admin', 'auditor'] },
  'limits:read': { meaning: 'See spend limits and what they come to for a person.', roles: readers },
  'limits:write': { meaning: 'Set and unset spend limits, which thresholds are told, and when periods begin.', roles: spenders },
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

const factsOf = (permission: Permission): PermissionFacts => permissions[permission]
const rolesOf = (permission: Permission): readonly Role[] => factsOf(permission).roles

/** Whether only the operator may do this. */
export const isForOperators = (permission: Permission): boolean => rolesOf(permission).length === 0

export const roleAllows = (role: Role, permission: Permission): boolean => rolesOf(permission).includes(role)

/** Whether a key's scopes hold a permission. The operator's are on no other key, whatever its scopes say. */
export const scopesAllow = (scopes: readonly string[], permission: Permission, isOperators = false): boolean =>
  (isOperators || !isForOperators(permission)) &&
  ['*', permission, factsOf(permission).partOf].some((scope) => scope !== undefined && scopes.includes(scope))

/** Whether a set-up link of this purpose may do this. */
export const setupLinkAllows = (purpose: SetupPurpose, permission: Permission): boolean => factsOf(permission).setupLinks?.includes(purpose) === true

/** Whether somebody may do this. A personal key may do what both its scopes and its member's role allow. */
export function may(by: Actor, permission: Permission): boolean {
  switch (by.kind) {
    case 'api_key':
      return scopesAllow(by.scopes, permission) && (by.member === null || roleAllows(by.member.role, permission))
    case 'operator_key':
      return scopesAllow(by.scopes, permission, true)
    case 'session':
      return roleAllows(by.member.role, permission)
    case 'setup_link':
      return setupLinkAllows(by.purpose, permission)
    case 'command_line':
      return true
    case 'directory_token':
    case 'link':
    case 'connection':
    case 'housekeeping':
      return false
  }
}
