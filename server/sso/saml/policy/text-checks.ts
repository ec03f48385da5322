/** Base64 and XML alike: an assertion with a hundred groups is 30 KB. */
export const longestMessage = 256 * 1024
const deepest = 40
const mostElements = 10_000

/** No message that reaches an ACS is deflated (bindings §3.5.4), so that nothing here grows when it is read. */
export function findTooLarge(posted: string): string | undefined {
  const bytes = Math.max(posted.length, Buffer.byteLength(posted))
  return bytes > longestMessage ? `The answer has ${bytes} bytes; at most ${longestMessage} are read.` : undefined
}

export const findNotBase64 = (posted: string) =>
  /^[A-Za-z\d+/]+={0,2}$/.test(posted.replace(/[\r\n\t ]/g, '')) ? undefined : 'SAMLResponse is not base64.'

export function findNotUtf8(bytes: Uint8Array): string | undefined {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return undefined
  } catch {
    return 'The message is not UTF-8. A deflated one is for the redirect binding, which answers do not come by.'
  }
}

// A well-formed document writes `<` as markup alone, so that what begins with `<!` or `<?` can be found without parsing it.

export const findDoctype = (text: string) =>
  /<!DOCTYPE/i.test(text) ? 'The message has a document type (DOCTYPE), which SAML forbids (bindings §3.1.1).' : undefined

/** Only the five that XML has by itself, and numbers. */
export function findEntity(text: string): string | undefined {
  const [found] = /<!ENTITY/i.exec(text) ?? /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)[^;\s<]{0,40};?/.exec(text) ?? []
  return found === undefined ? undefined : `The message uses an entity, "${found}".`
}

/** The XML declaration may stand at the start and nowhere else. Parsers disagree on whether the words of an instruction are text. */
export function findInstruction(text: string): string | undefined {
  const [found] = /<\?[^>]{0,40}/.exec(text.replace(/^<\?xml\s[^?<>]*\?>/, '')) ?? []
  return found === undefined ? undefined : `The message has a processing instruction, "${found}".`
}

export const findComment = (text: string) =>
  text.includes('<!--') ? 'The message has a comment. A comment inside a name can make another name of it, so that none is taken.' : undefined

export const findCdata = (text: string) => (/<!\[/.test(text) ? 'The message has a CDATA section.' : undefined)

/** What is no character of XML 1.0 (§2.2), and an encoding other than the one it was read in. */
export function findForbiddenCharacter(text: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- these are what is sought
  if (/[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) return 'The message has a control character, which XML forbids.'
  for (const [reference, decimal, hex] of text.matchAll(/&#(?:(\d+)|x([\da-fA-F]+));/g)) {
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    const isCharacter =
      [9, 10, 13].includes(point) ||
      (point >= 0x20 && point <= 0xd7ff) ||
      (point >= 0xe000 && point <= 0xfffd) ||
      (point >= 0x10000 && point <= 0x10ffff)
    if (!isCharacter) return `The message has "${reference}", which is no character of XML.`
  }
  const encoding = /^<\?xml\s[^?]*encoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
  return encoding === undefined || /^utf-?8$/i.test(encoding) ? undefined : `The message says that it is written in ${encoding}; only UTF-8 is read.`
}

/** What must stand in no XML that is read, whoever wrote it. Of comments each reader thinks otherwise: metadata has them, a message must not. */
export const findUnsafe = (text: string): string | undefined =>
  findDoctype(text) ?? findEntity(text) ?? findInstruction(text) ?? findCdata(text) ?? findForbiddenCharacter(text) ?? findTooDeep(text)

/** How far it nests and how much it holds, counted before anything is built of it: parsers and canonicalisers recurse. */
export function findTooDeep(text: string): string | undefined {
  let depth = 0
  let elements = 0
  for (const [tag] of text.matchAll(/<(?:[^<>"']|"[^"]*"|'[^']*')*>/g)) {
    if (tag.startsWith('</')) depth -= 1
    else if (!tag.startsWith('<?') && !tag.startsWith('<!')) {
      elements += 1
      if (!tag.endsWith('/>')) depth += 1
    }
    if (depth > deepest) return `The message nests deeper than ${deepest} elements.`
    if (elements > mostElements) return `The message has more than ${mostElements} elements.`
  }
  return undefined
}
