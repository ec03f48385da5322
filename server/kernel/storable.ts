/** A text as both databases hold it, with a mark in the place of what they do not. */
export const toStorable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** Where in what was sent a text stands that cannot be stored, as a JSON pointer: PostgreSQL holds no NUL, and half of a surrogate pair is no character. */
export function findUnstorable(sent: unknown, at = ''): string | undefined {
  if (typeof sent === 'string') return sent.includes('\0') || !sent.isWellFormed() ? at : undefined
  if (typeof sent !== 'object' || sent === null) return undefined
  for (const [key, value] of Object.entries(sent)) {
    const found = findUnstorable(key, at) ?? findUnstorable(value, `${at}/${key}`)
    if (found !== undefined) return found
  }
  return undefined
}
