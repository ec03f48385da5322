import { toStorable } from './storable.ts'

/** What a feature refuses, declared once: the code and the status are promises to scripts, the title is for people. */
export type RefusalKind = { code: string; status: number; title: string; scimType?: string }

/** A request that the rules forbid. `detail` says what was wrong, with which value, and what to do; never a secret. */
export class Refusal extends Error {
  readonly kind: RefusalKind
  /** More members for the problem body of `/v1`. */
  readonly extras: Record<string, unknown>
  constructor(kind: RefusalKind, detail: string, extras: Record<string, unknown> = {}) {
    super(toStorable(detail)) // it quotes what others sent, perhaps cut within a character, and is kept
    this.kind = kind
    this.extras = extras
  }
}

/** All that were declared, for the page on errors. Filled while modules load, and never after. */
export const declaredRefusals: RefusalKind[] = []

/** Declares a refusal: `const groupNotFound = refusal({ code: 'group-not-found', … })`, then `throw groupNotFound('…')`. */
export function refusal(kind: RefusalKind): (detail: string, extras?: Record<string, unknown>) => Refusal {
  declaredRefusals.push(kind)
  return (detail, extras) => new Refusal(kind, detail, extras)
}

/** A refusal that says where in what was sent its reason stands, as a JSON pointer. */
export const pointing = (refuse: ReturnType<typeof refusal>, pointer: string, detail: string): Refusal =>
  refuse(detail, { errors: [{ pointer: `#${pointer}`, detail }] })

/** Each code once, as declared, by the alphabet. A code that two features declare is one promise. */
export const listKinds = (declared: readonly RefusalKind[]): RefusalKind[] =>
  [...new Map(declared.map((kind) => [kind.code, kind])).values()].toSorted((one, other) => (one.code < other.code ? -1 : 1))
