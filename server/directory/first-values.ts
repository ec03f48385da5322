import { isObject, own, type JsonObject } from '../../scim/json.ts'
import type { Attribute } from '../../scim/schema.ts'
import type { DirectoryId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Trx } from '../store/open.ts'
import { whatIsFixed } from './change-attributes.ts'
import type { DirectoryTypes } from './directory-types.ts'
import type { Extension, OwnAttribute } from './extension.ts'
import { schemaChanging } from './refusals.ts'
import { lockExtensions, writeExtension } from './schemas.sql.ts'

/**
 * Marks the attributes that a stored resource is the first to have a value of: from now on they stay what they are. For all later values it does nothing.
 * Refuses: schema-changing, where one of them was changed or taken out since the request was read.
 */
export async function markFirstValues(
  trx: Trx,
  { teamId, directoryId }: { teamId: TeamId; directoryId: DirectoryId },
  { unused }: DirectoryTypes,
  { resource, at }: { resource: JsonObject; at: Timestamp },
): Promise<void> {
  const first = [...unused].flatMap(([urn, attributes]) => {
    const held = own(resource, urn)
    const names = isObject(held) ? Object.keys(held).filter((name) => attributes.has(name)) : []
    return names.length > 0 ? [{ urn, attributes: [...attributes.values()].filter(({ name }) => names.includes(name)) }] : []
  })
  if (first.length === 0) return
  const extensions = await lockExtensions(trx, { teamId, directoryId })
  for (const { urn, attributes } of first) {
    const extension = extensions.find((each) => each.urn === urn)
    const marked = extension && attributes.reduce<Extension | undefined>((known, attribute) => known && markUsed(known, attribute), extension)
    if (!marked) throw schemaChanging(`The schema ${urn} was changed while this request was read. Send it again.`)
    if (marked !== extension) await writeExtension(trx, { teamId, directoryId }, marked, at)
  }
}

/** The extension with an attribute that has a value now; undefined where it has none any more that the value would do for. */
function markUsed(extension: Extension, attribute: Attribute): Extension | undefined {
  const stored = extension.attributes.find(({ name }) => name === attribute.name)
  if (!stored || whatIsFixed(attribute, stored) !== undefined) return undefined
  if (stored.state !== 'unused') return extension
  return { ...extension, attributes: extension.attributes.map((each): OwnAttribute => (each === stored ? { ...each, state: 'used' } : each)) }
}
