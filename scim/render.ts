import { withoutHidden } from './hidden.ts'
import { own, type Json, type JsonObject } from './json.ts'
import type { ResourceType } from './schema.ts'

export type RenderFacts = {
  id: string
  resourceType: string
  createdAt: string
  lastModifiedAt: string
  /** The entity tag as a header has it: `W/"7"`. */
  version: string
  location: string
  groups?: Json[]
  members?: Json[]
}

/** A resource as it is answered (RFC 7643 §3.1), before projection. */
export function render(stored: JsonObject, facts: RenderFacts, type: ResourceType): JsonObject {
  const { id, resourceType, createdAt, lastModifiedAt, version, location, groups, members } = facts
  const shown = withoutHidden(stored, type)
  const externalId = own(shown, 'externalId')
  return {
    schemas: schemasOf(shown, type),
    id,
    ...(externalId !== undefined && { externalId }),
    ...shown,
    ...(groups && { groups }),
    ...(members && { members }),
    meta: { resourceType, created: createdAt, lastModified: lastModifiedAt, location, version },
  }
}

/** The core schema, and the extensions that the resource really has. */
function schemasOf(shown: JsonObject, { schema, extensions }: ResourceType): string[] {
  return [schema.id, ...extensions.filter(({ id }) => Object.hasOwn(shown, id)).map(({ id }) => id)]
}
