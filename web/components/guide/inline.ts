/** What stands within a line of a guide. */
export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'emphasis'; children: Inline[] }
  | { kind: 'link'; to: string; children: Inline[] }

const marks = /`(?<code>[^`]+)`|\*\*(?<strong>.+?)\*\*|(?<!\w)_(?<emphasis>\S(?:.*?\S)??)_(?!\w)|\[(?<label>[^\]]+)\]\((?<to>[^)\s]+)\)/g

/** Reads the marks of Markdown that the guides use: code, bold, emphasis (which names what an identity provider's page shows) and links. */
export function parseInline(text: string): Inline[] {
  const found: Inline[] = []
  let at = 0
  for (const match of text.matchAll(marks)) {
    if (match.index > at) found.push({ kind: 'text', text: text.slice(at, match.index) })
    found.push(toInline(match.groups ?? {}))
    at = match.index + match[0].length
  }
  if (at < text.length) found.push({ kind: 'text', text: text.slice(at) })
  return found
}

function toInline({ code, strong, emphasis, label, to }: Record<string, string | undefined>): Inline {
  if (code !== undefined) return { kind: 'code', text: code }
  if (strong !== undefined) return { kind: 'strong', children: parseInline(strong) }
  if (emphasis !== undefined) return { kind: 'emphasis', children: parseInline(emphasis) }
  return { kind: 'link', to: to ?? '', children: parseInline(label ?? '') }
}

/** The words alone, as a search reads them. */
export const plainText = (inline: readonly Inline[]): string => inline.map((each) => ('text' in each ? each.text : plainText(each.children))).join('')
