import { isDeepStrictEqual } from 'node:util'
import type { Attribute, ResourceType } from '../../scim/schema.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import { fold } from '../kernel/fold.ts'
import type { DirectoryId } from '../kernel/ids.ts'
import { write, type Db, type Reader } from '../store/open.ts'
import { changeAttributes } from './change-attributes.ts'
import { requireDirectory } from './directories.ts'
import { hiddenOf, isShown, shownOf, type Extension, type OwnAttribute } from './extension.ts'
import { attributesTooMany, schemaNotFound, schemaUrnTaken } from './refusals.ts'
import { nameInUrn, requireFreeUrn, requireNames, toUrn } from './schema-names.ts'
import { listExtensions, lockExtensions, writeExtension } from './schemas.sql.ts'

/** Which schema of a directory is meant: by its URN, or by the name that stands for one. */
export type SchemaAddress = { directoryId: string; schema: string; resourceType: ResourceType['name'] }
export type WantedSchema = { name: string | undefined; description: string; attributes: readonly Attribute[] }

/** Attributes that the schemas of a directory show, all together; and those that they keep with what is hidden. */
const [attributesShown, attributesKept] = [100, 500]

/** The schemas that a team added to a directory. Refuses: directory-not-found. */
export async function listSchemas(db: Reader, by: Pick<Actor, 'teamId'>, directoryId: string): Promise<Extension[]> {
  return (await listExtensions(db, await requireDirectory(db, by.teamId, directoryId))).filter(isShown)
}

/** Refuses: directory-not-found, schema-urn-invalid, schema-not-found. */
export async function requireSchema(db: Reader, by: Pick<Actor, 'teamId'>, { directoryId, schema, resourceType }: SchemaAddress): Promise<Extension> {
  const urn = toUrn(schema, resourceType)
  const found = (await listSchemas(db, by, directoryId)).find((each) => fold(each.urn) === fold(urn))
  return found ?? refuseUnknown(urn)
}

/**
 * Makes a schema what a team wants it to be, for the users or the groups of a directory. Refuses: directory-not-found, schema-urn-invalid, schema-urn-taken,
 * attribute-name-invalid, attribute-twice, attribute-in-use, attributes-too-many.
 */
export function setSchema(db: Db, by: Actor, { directoryId, schema, resourceType }: SchemaAddress, wanted: WantedSchema): Promise<Extension> {
  const urn = toUrn(schema, resourceType)
  requireNames(wanted.attributes)
  return write(db, async (trx) => {
    const directory = await requireDirectory(trx, by.teamId, directoryId)
    const all = await lockExtensions(trx, directory)
    const before = all.find((each) => fold(each.urn) === fold(urn))
    const after = nextExtension(all, before, { urn, resourceType, ...wanted })
    const isSame = isDeepStrictEqual(before, after)
    if (!isSame) await writeExtension(trx, scopeOf(directory), after, by.at)
    const changes = isSame ? [] : [{ kind: 'schema.set' as const, directory: directory.directoryId, ...movedBetween(before, after) }]
    await record(trx, by, { operation: 'set_schema', subjectId: directory.directoryId, changes })
    return after
  })
}

/** What becomes of one of a directory's schemas, or of a new one. */
function nextExtension(
  all: readonly Extension[],
  before: Extension | undefined,
  { urn, resourceType, name, description, attributes }: WantedSchema & Pick<Extension, 'urn' | 'resourceType'>,
): Extension {
  const others = all.filter((each) => each !== before)
  requireFreeUrn(urn, attributes, others)
  if (before && before.resourceType !== resourceType)
    throw schemaUrnTaken(`${before.urn} is a schema of the directory's ${before.resourceType}s. Use another URN for its ${resourceType}s.`)
  const after: Extension = {
    urn: before?.urn ?? urn,
    resourceType,
    name: name ?? before?.name ?? nameInUrn(urn),
    description,
    attributes: changeAttributes(before?.attributes ?? [], attributes),
  }
  requireRoom([...others, after])
  return after
}

/**
 * Takes a schema out. What resources have of it stays stored, unseen, and comes back when the same is set again.
 * Refuses: directory-not-found, schema-urn-invalid, schema-not-found.
 */
export function removeSchema(db: Db, by: Actor, { directoryId, schema, resourceType }: SchemaAddress): Promise<void> {
  const urn = toUrn(schema, resourceType)
  return write(db, async (trx) => {
    const directory = await requireDirectory(trx, by.teamId, directoryId)
    const before = (await lockExtensions(trx, directory)).find((each) => fold(each.urn) === fold(urn) && isShown(each)) ?? refuseUnknown(urn)
    const after = { ...before, attributes: changeAttributes(before.attributes, []) }
    await writeExtension(trx, scopeOf(directory), after, by.at)
    const change = { kind: 'schema.removed' as const, directory: directory.directoryId, ...movedBetween(before, after) }
    await record(trx, by, { operation: 'remove_schema', subjectId: directory.directoryId, changes: [change] })
  })
}

function refuseUnknown(urn: string): never {
  throw schemaNotFound(`This directory has no schema ${urn} of its own.`)
}

const scopeOf = ({ teamId, directoryId }: { teamId: Actor['teamId']; directoryId: DirectoryId }) => ({ teamId, directoryId })

function requireRoom(all: readonly Extension[]): void {
  const [shown, hidden] = [all.flatMap(shownOf).length, all.flatMap(hiddenOf).length]
  if (shown > attributesShown)
    throw attributesTooMany(
      `The schemas of this directory would have ${shown} attributes together, and ${attributesShown} are allowed. Leave some out.`,
    )
  if (shown + hidden > attributesKept)
    throw attributesTooMany(`This directory keeps the values of ${hidden} attributes that were taken out. Put some back in place of new ones.`)
}

/** The names of the attributes that a change adds, changes and takes out. */
function movedBetween(before: Extension | undefined, after: Extension) {
  const [old, shown] = [before ? shownOf(before) : [], shownOf(after)]
  const find = (list: readonly OwnAttribute[], { name }: OwnAttribute) => list.find((each) => fold(each.name) === fold(name))
  const namesOf = (list: readonly OwnAttribute[]) => list.map(({ name }) => name)
  return {
    schema: after.urn,
    resourceType: after.resourceType,
    added: namesOf(shown.filter((attribute) => !find(old, attribute))),
    changed: namesOf(shown.filter((attribute) => find(old, attribute) && !isDeepStrictEqual(find(old, attribute), attribute))),
    removed: namesOf(old.filter((attribute) => !find(shown, attribute))),
  }
}
