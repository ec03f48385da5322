import { z } from 'zod'

/**
 * What every schema says of what breaks it where it has no words of its own: what is needed, and where that helps what came instead. After a pointer: `#/domain: a text is needed`.
 * Undefined leaves it to zod.
 */
function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return needed(kindsOf[issue.expected] ?? issue.expected, issue.input)
    case 'invalid_value':
      return needed(listOf(issue.values), issue.input)
    case 'invalid_union':
      return Array.isArray(issue.options) ? needed(listOf(issue.options), undefined) : undefined
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => JSON.stringify(key)).join(', ')} ${issue.keys.length === 1 ? 'is no field' : 'are no fields'} here: take out what is not meant, or correct the name`
    case 'too_big':
      return `send at most ${amountOf(issue.origin, issue.maximum)}`
    case 'too_small':
      return issue.minimum === 1 && issue.origin === 'string' ? 'it is empty' : `send at least ${amountOf(issue.origin, issue.minimum)}`
    case 'invalid_format':
      return formats[issue.format]
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    default:
      return undefined
  }
}

z.config({ customError: wordsOf })

const kindsOf: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}
const units: Partial<Record<string, string>> = { string: 'character', array: 'item' }
const formats: Partial<Record<string, string>> = {
  datetime: 'a moment is needed, such as 2026-01-31T09:00:00Z',
  date: 'a day is needed, such as 2026-01-31',
  email: 'an e-mail address is needed, such as ada@acme.example',
  url: 'an address is needed, such as https://acme.example',
}

function amountOf(origin: string, amount: number | bigint): string {
  const unit = units[origin]
  return unit === undefined ? String(amount) : `${amount} ${unit}${Number(amount) === 1 ? '' : 's'}`
}

const listOf = (values: readonly unknown[]): string =>
  (values.length === 1 ? '' : 'one of ') + values.map((value) => JSON.stringify(value)).join(', ')

/** What came is named by its kind: the value itself may be a secret. */
const needed = (what: string, input: unknown): string =>
  `${what} is needed${input === undefined || Number.isNaN(input) || typeof input === 'string' ? '' : `, not ${kindOf(input)}`}`

const kindOf = (input: unknown): string => (input === null ? 'null' : Array.isArray(input) ? 'a list' : (kindsOf[typeof input] ?? typeof input))
