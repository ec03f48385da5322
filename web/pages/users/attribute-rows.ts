type Attributes = { [name: string]: unknown }

/** An attribute as its name in SCIM and its value, as text. */
export type AttributeRow = { name: string; value: string }

const ofProtocol = new Set(['schemas', 'meta'])
const isObject = (value: unknown): value is Attributes => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The attributes of a user, one row for each single value: `name.givenName`, `emails[work]`, `enterprise.department`. */
export function attributeRows(attributes: Attributes): AttributeRow[] {
  return Object.entries(attributes)
    .filter(([name]) => !ofProtocol.has(name))
    .flatMap(([name, value]) => rowsOf(shortName(name), value))
}

function rowsOf(name: string, value: unknown): AttributeRow[] {
  if (Array.isArray(value)) return value.flatMap((each: unknown, place) => rowsOfElement(name, each, place, value.length))
  if (isObject(value)) return Object.entries(value).flatMap(([part, of]) => rowsOf(`${name}.${part}`, of))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [{ name, value: String(value) }] : []
}

/** What has a type is named by it, else by its place where it is not alone. */
function rowsOfElement(name: string, element: unknown, place: number, count: number): AttributeRow[] {
  if (!isObject(element)) return rowsOf(name, element)
  const { type, value, primary, ...more } = element
  const mark = typeof type === 'string' ? `[${type}]` : count > 1 ? `[${place}]` : ''
  const known = value === undefined ? [] : rowsOf(`${name}${mark}`, primary === true && typeof value === 'string' ? `${value} (primary)` : value)
  return [...known, ...Object.entries(more).flatMap(([part, of]) => rowsOf(`${name}${mark}.${part}`, of))]
}

/** An extension by the last word that tells it from others: `enterprise` of `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User`. */
function shortName(name: string): string {
  if (!name.startsWith('urn:')) return name
  const parts = name.split(':').filter((part) => !/^(\d+(\.\d+)*|User)$/.test(part))
  return parts.at(-1) ?? name
}
