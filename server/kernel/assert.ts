/** What must hold, or the program is wrong. The message says why it holds. */
export function assert(holds: unknown, because: string): asserts holds {
  if (!holds) throw new Error(`Broken invariant: ${because}`)
}
