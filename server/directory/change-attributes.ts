import type { Attribute } from '../../scim/schema.ts'
import { fold } from '../kernel/fold.ts'
import type { OwnAttribute } from './extension.ts'
import { attributeInUse } from './refusals.ts'

/**
 * What becomes of the attributes of a schema when a team wants these: new ones are added; of those that have values it changes what does not touch the
 * values; those that are wanted no more are hidden where they have values, and else go. Refuses: attribute-in-use.
 */
export function changeAttributes(standing: readonly OwnAttribute[], wanted: readonly Attribute[]): OwnAttribute[] {
  const byName = new Map(standing.map((attribute) => [fold(attribute.name), attribute]))
  const hasValues = standing.some(({ state }) => state !== 'unused')
  const next = wanted.map((attribute): OwnAttribute => {
    const known = byName.get(fold(attribute.name))
    byName.delete(fold(attribute.name))
    if (hasValues && attribute.required && known?.required !== true) throw requiredTooLate(attribute)
    if (!known || known.state === 'unused') return { ...attribute, state: 'unused' }
    const moved = whatIsFixed(known, attribute)
    if (moved) throw attributeInUse(`${known.name} has values, so ${moved}. Give the attribute another name, or leave that as it is.`)
    return { ...attribute, state: 'used' }
  })
  const left = [...byName.values()].filter(({ state }) => state !== 'unused')
  return [...next, ...left.map((attribute) => ({ ...attribute, state: 'hidden' as const }))]
}

const requiredTooLate = ({ name }: Attribute) =>
  attributeInUse(`${name} cannot be required: there are resources with values of this schema and none of it. Leave "required" out.`)

/** Why stored values of an attribute would not do for another one, in words; undefined where they would. */
export function whatIsFixed(before: Attribute, after: Attribute): string | undefined {
  if (before.name !== after.name) return `its name stays spelt ${before.name}`
  if (before.type !== after.type) return `its type stays ${before.type}`
  if (before.multiValued !== after.multiValued) return `it stays ${before.multiValued ? 'multi-valued' : 'single-valued'}`
  if (before.caseExact !== after.caseExact) return `its case stays ${before.caseExact ? 'exact' : 'ignored'}`
  if (before.returned === 'never' && after.returned !== 'never') return 'it stays one that is never returned'
  const parts = new Map(after.subAttributes?.map((part) => [fold(part.name), part]))
  for (const part of before.subAttributes ?? []) {
    const next = parts.get(fold(part.name))
    if (!next) return `its sub-attribute ${part.name} stays`
    const moved = whatIsFixed(part, next)
    if (moved) return `of its sub-attribute ${part.name} ${moved}`
  }
  return undefined
}
