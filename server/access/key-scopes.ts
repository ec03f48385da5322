import type { Actor } from '../kernel/actor.ts'
import { roles, type Role } from '../kernel/role.ts'
import { isForOperators, isPermission, may, permissionNames, roleAllows, type Permission } from './permissions.ts'
import { scopeExceedsOwn, scopeUnknown } from './refusals.ts'

/** What only some roles may do. What every member of a team may do is about themselves, and no way up. */
const beyondOneself = (role: Role) =>
  permissionNames.filter((permission) => roleAllows(role, permission) && !roles.every((any) => roleAllows(any, permission)))

/** Whether members of a role may let in others with this one. */
export const roleMayGive = (own: Role, role: Role): boolean =>
  roleAllows(own, 'members:write') && beyondOneself(role).every((permission) => roleAllows(own, permission))

/** Sees to it that nobody gives a role that may do more than they may themselves, as by a key with few scopes. Refuses: scope-exceeds-own. */
export function requireRole(by: Actor, role: Role): void {
  const beyond = beyondOneself(role).filter((permission) => !may(by, permission))
  if (beyond.length > 0)
    throw scopeExceedsOwn(`You may not give the role ${role}, since you may not do ${beyond.join(', ')} yourself. Name a lesser role.`)
}

/** Whose key it is to be: the team's, a member's own with that role, or the operator's. */
export type KeyHolder = 'team' | 'operator' | Role

/** What a key of this kind may have at most: what `*` stands for. */
function scopesOf(holder: KeyHolder): Permission[] {
  if (holder === 'operator') return permissionNames
  return permissionNames.filter((permission) => (holder === 'team' ? !isForOperators(permission) : roleAllows(holder, permission)))
}

/**
 * Sees to it that nobody makes a key that may do more than they may themselves: it would be a way up. `*` is all that a key of its kind may have.
 * Refuses: scope-unknown, scope-exceeds-own.
 */
export function requireScopes(by: Actor, holder: KeyHolder, scopes: readonly string[]): void {
  for (const scope of scopes) {
    if (scope === '*') continue
    const isKnown = isPermission(scope) && (holder === 'operator' || !isForOperators(scope))
    if (!isKnown)
      throw scopeUnknown(`"${scope.slice(0, 100)}" is not a scope. There are: *, ${scopesOf(holder === 'operator' ? holder : 'team').join(', ')}.`)
  }
  const wanted = scopes.includes('*') ? scopesOf(holder) : scopes.filter(isPermission)
  const beyond = wanted.filter((permission) => !may(by, permission))
  if (beyond.length > 0)
    throw scopeExceedsOwn(`You may not give ${beyond.join(', ')}, since you may not do that yourself. Name scopes that you have.`)
}
