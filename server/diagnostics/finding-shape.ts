import { z } from 'zod'
import type { Json } from '../kernel/json.ts'
import { allCodes, type Answer, type Finding } from './finding.ts'

/** A finding on the wire of the API. */
export const FindingShape = z.object({
  /** Stays the same, for programs and for who shows it in another language. Others may come. */
  code: z.enum(allCodes),
  /** `info` is good to know and may be meant; a `warning` is worth a look. */
  severity: z.enum(['info', 'warning']),
  title: z.string(),
  /** When it was first met, of what is still so. */
  since: z.string(),
  /** `what` and `to_do` in one text. */
  detail: z.string(),
  /** What is so, and why it matters. */
  what: z.string(),
  /** What to do, at the identity provider of the directory where it is one of that. */
  to_do: z.string(),
  /** Every value that the texts hold. Of each code the same: docs/findings.md lists them. */
  facts: z.looseObject({}),
  /** Where the dashboard shows it. */
  link: z.string(),
  /** The requests that show it, newest first: 20 at most. */
  evidence: z.array(z.object({ request: z.string(), at: z.string(), note: z.looseObject({}).optional() })),
})

export const toFindingShape = ({ toDo, facts, evidence, ...finding }: Finding | Answer): z.infer<typeof FindingShape> => ({
  ...finding,
  to_do: toDo,
  facts: toWire(facts),
  evidence: [...evidence],
})

/** Facts with the names of the wire. */
const toWire = (facts: object): { [key: string]: unknown } =>
  Object.fromEntries(Object.entries(facts).map(([key, value]) => [toSnake(key), toWireValue(value as Json)])) // facts hold nothing else

function toWireValue(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toWireValue)
  return typeof value === 'object' && value !== null ? toWire(value) : value
}

const toSnake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
