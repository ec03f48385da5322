import type { Actor } from '../kernel/actor.ts'
import type { Role } from '../kernel/role.ts'
import { isForOperators, isPermission, may, permissionNames, roleAllows, type Permission } from './permissions.ts'
import { scopeExceedsOwn, scopeUnknown } from './refusals.ts'

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
  const possible = scopesOf(holder)
  for (const scope of scopes) {
    if (scope === '*') continue
    const isKnown = isPermission(scope) && (holder === 'operator' || !isForOperators(scope))
    if (!isKnown)
      throw scopeUnknown(`"${scope.slice(0, 100)}" is not a scope. There are: *, ${scopesOf(holder === 'operator' ? holder : 'team').join(', ')}.`)
  }
  const wanted = scopes.includes('*') ? possible : scopes.filter(isPermission)
  const beyond = wanted.filter((permission) => !possible.includes(permission) || !may(by, permission))
  if (beyond.length > 0)
    throw scopeExceedsOwn(`You may not give ${beyond.join(', ')}, since you may not do that yourself. Name scopes that you have.`)
}
