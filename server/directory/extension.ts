import type { Attribute, ResourceType } from '../../scim/schema.ts'
import type { Row } from '../store/open.ts'

/**
 * An attribute of a team's own, as it is stored. `unused` while no resource ever had a value of it: then it may still become another one. `used` from
 * the first value on. `hidden` when it was used and the team took it out: its values stay stored, and come back with it.
 */
export type OwnAttribute = Attribute & { state: 'unused' | 'used' | 'hidden' }

/** A schema that a team adds to the users or to the groups of a directory (RFC 7643 §3.3). One that has no attribute left to show is as good as removed. */
export type Extension = {
  urn: string
  resourceType: ResourceType['name']
  name: string
  description: string
  attributes: readonly OwnAttribute[]
}

export const shownOf = ({ attributes }: Extension): OwnAttribute[] => attributes.filter(({ state }) => state !== 'hidden')
export const hiddenOf = ({ attributes }: Extension): OwnAttribute[] => attributes.filter(({ state }) => state === 'hidden')
export const isShown = (extension: Extension): boolean => shownOf(extension).length > 0

export const toExtension = ({ urn, resourceType, name, description, attributes }: Row<'schemaExtensions'>): Extension => ({
  urn,
  resourceType,
  name,
  description,
  attributes: attributes as unknown as OwnAttribute[], // as `writeExtension` stored them
})
