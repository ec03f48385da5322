import type { AttributePath } from './attribute-path.ts'

export type CompareOp = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

/** Never a whole complex attribute in a comparison: `emails eq "x"` compares `emails.value` (RFC 7644 §3.4.2.2). */
export type FilterPath = AttributePath

/** What is sought, in the type of its attribute: a moment as an ISO text in UTC with milliseconds, text as the client wrote it. */
export type FilterValue = string | number | boolean | null

export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; operand: Filter }
  | { kind: 'present'; path: FilterPath }
  | { kind: 'compare'; path: FilterPath; op: CompareOp; value: FilterValue }
  /** One element of a multi-valued complex attribute satisfies all of `filter`, whose paths name its sub-attributes as their `attribute`. */
  | { kind: 'some'; path: FilterPath; filter: Filter }
