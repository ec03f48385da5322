/** The characteristics of RFC 7643 §2.2 and §7. */
export type Attribute = {
  name: string
  type: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'reference' | 'binary' | 'complex'
  multiValued: boolean
  description: string
  required: boolean
  caseExact: boolean
  mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  returned: 'always' | 'never' | 'default' | 'request'
  uniqueness: 'none' | 'server' | 'global'
  canonicalValues?: readonly string[]
  referenceTypes?: readonly string[]
  subAttributes?: readonly Attribute[]
  /** Other names that clients are known to use. Not advertised. */
  aliases?: readonly string[]
  /** How many values it may have in one request, where that is not the usual bound. Not advertised. */
  maxValues?: number
}

export type Schema = { id: string; name: string; description: string; attributes: readonly Attribute[] }

/** One definition drives discovery, validation, projection, filters and PATCH. A team's own schemas join `extensions`. */
export type ResourceType = {
  name: 'User' | 'Group'
  endpoint: '/Users' | '/Groups'
  description: string
  schema: Schema
  extensions: readonly Schema[]
  /** Attributes that a team has taken out of its extensions. Their values stay stored; no client knows them. */
  hidden: readonly Schema[]
}

/** An attribute with the characteristics that RFC 7643 §2.2 gives one by default, and those in which it differs. */
export function attribute(name: string, type: Attribute['type'], description: string, differing: Partial<Attribute> = {}): Attribute {
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...differing,
  }
}
