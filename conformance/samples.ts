import type { Json, JsonObject } from './json.ts'
import type { Offer, OfferedAttribute } from './offer.ts'

/** Values that servers check more closely than by their type. Each has two, to change from one to the other. */
const known: Record<string, readonly [string, string]> = {
  locale: ['en-US', 'de-DE'],
  preferredlanguage: ['en-US', 'de-DE'],
  timezone: ['America/New_York', 'Europe/Berlin'],
  country: ['US', 'DE'],
  postalcode: ['91608', '10115'],
  phonenumbers: ['tel:+1-201-555-0123', 'tel:+1-201-555-0199'],
}

/** A value for an attribute: the first, or another. A list has one element. undefined where none can be made up, as for a reference to a resource. */
export function sampleOf(attribute: OfferedAttribute, word: string, turn: 0 | 1, parent?: OfferedAttribute): Json | undefined {
  const one = attribute.type === 'complex' ? complexSample(attribute, word, turn) : simpleSample(attribute, word, turn, parent)
  return one !== undefined && attribute.multiValued ? [one] : one
}

function complexSample(attribute: OfferedAttribute, word: string, turn: 0 | 1): JsonObject | undefined {
  if (isReferenceToResource(attribute)) return undefined
  const parts = attribute.subAttributes
    .filter(({ mutability, returned }) => mutability !== 'readOnly' && returned !== 'never')
    .flatMap((part): [string, Json][] => {
      const value = sampleOf(part, word, turn, attribute)
      return value === undefined ? [] : [[part.name, value]]
    })
  return parts.length > 0 ? Object.fromEntries(parts) : undefined
}

/** Whether the attribute points to a resource of the server, as `manager` and `members` do. */
export const isReferenceToResource = ({ subAttributes }: OfferedAttribute): boolean =>
  subAttributes.some(({ name, referenceTypes }) => name === '$ref' && referenceTypes.some((type) => type !== 'external' && type !== 'uri'))

function simpleSample(attribute: OfferedAttribute, word: string, turn: 0 | 1, parent?: OfferedAttribute): Json | undefined {
  const texts = known[attribute.name.toLowerCase()] ?? (attribute.name === 'value' && parent ? known[parent.name.toLowerCase()] : undefined)
  if (texts) return texts[turn]
  switch (attribute.type) {
    case 'boolean':
      return attribute.name === 'primary' || turn === 0
    case 'integer':
      return 41 + turn
    case 'decimal':
      return 4.25 + turn
    case 'dateTime':
      return `2020-01-0${turn + 1}T00:00:00Z`
    case 'binary':
      return Buffer.from(`${word}-${turn}`).toString('base64')
    case 'reference':
      return attribute.referenceTypes.every((type) => type === 'external' || type === 'uri') ? `https://example.com/${word}/${turn}` : undefined
    default:
      return textSample(attribute, word, turn, parent)
  }
}

function textSample(attribute: OfferedAttribute, word: string, turn: 0 | 1, parent?: OfferedAttribute): string {
  const canonical = attribute.canonicalValues[turn] ?? attribute.canonicalValues[0]
  if (canonical !== undefined) return canonical
  const isAddress = attribute.name === 'userName' || (attribute.name === 'value' && parent?.name === 'emails')
  if (isAddress) return `${word}.${turn}@example.com`
  return `${attribute.name} ${turn} of ${word}`
}

/** What the schemas of an endpoint require, whatever it is. */
export function requiredOf(offer: Offer, endpoint: string, word: string): JsonObject {
  const type = offer.types.find((each) => each.endpoint === endpoint)
  const schema = offer.schemas.find(({ id }) => id === type?.schema)
  const required = schema?.attributes.filter((attribute) => attribute.required && attribute.mutability !== 'readOnly') ?? []
  return Object.fromEntries(required.map((attribute) => [attribute.name, sampleOf(attribute, word, 0)]))
}
