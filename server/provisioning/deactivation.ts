import type { JsonObject } from '../../scim/json.ts'
import { applyPatch, type Operation } from '../../scim/patch.ts'
import type { ResourceType } from '../../scim/schema.ts'

/** A user who is out, and nothing else about them changed. The stored object itself where that is so already. */
export const deactivate = (stored: JsonObject): JsonObject => (stored['active'] === false ? stored : { ...stored, active: false })

/** Whether a PATCH, in whichever dialect it came, leaves a user inactive by what it says itself. */
export const doesDeactivate = (operations: readonly Operation[], userType: ResourceType): boolean =>
  applyPatch({}, operations.filter(isOfActive), userType)['active'] === false

export const isOfActive = ({ path }: Operation): boolean => path.extension === undefined && path.attribute.name === 'active'
