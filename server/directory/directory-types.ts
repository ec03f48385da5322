import { groupType, userType } from '../../scim/resource-types.ts'
import type { Attribute, ResourceType, Schema } from '../../scim/schema.ts'
import { hiddenOf, isShown, shownOf, type Extension, type OwnAttribute } from './extension.ts'

/** What the users and the groups of one directory are made of. */
export type DirectoryTypes = {
  user: ResourceType
  group: ResourceType
  /** By the URN of their extension, the attributes that no resource has had a value of, by their names. */
  unused: ReadonlyMap<string, ReadonlyMap<string, Attribute>>
}

/** Those of a directory without schemas of its own. */
export const standardTypes: DirectoryTypes = { user: userType, group: groupType, unused: new Map() }

/** The standard types with what a team added to them. */
export function toDirectoryTypes(extensions: readonly Extension[]): DirectoryTypes {
  const unused = extensions.map(({ urn, attributes }) => {
    const first = attributes.filter(({ state }) => state === 'unused')
    return [urn, new Map(first.map((attribute) => [attribute.name, attribute]))] as const
  })
  return {
    user: extend(userType, extensions),
    group: extend(groupType, extensions),
    unused: new Map(unused.filter(([, attributes]) => attributes.size > 0)),
  }
}

function extend(type: ResourceType, extensions: readonly Extension[]): ResourceType {
  const own = extensions.filter(({ resourceType }) => resourceType === type.name)
  if (own.length === 0) return type
  return {
    ...type,
    extensions: [...type.extensions, ...own.filter(isShown).map((extension) => toSchema(extension, shownOf(extension)))],
    hidden: own.map((extension) => toSchema(extension, hiddenOf(extension))).filter(({ attributes }) => attributes.length > 0),
  }
}

const toSchema = ({ urn, name, description }: Extension, attributes: readonly OwnAttribute[]): Schema => ({ id: urn, name, description, attributes })
