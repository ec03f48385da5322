import { ScimError, quote } from './error.ts'

/** A value as it stands in a filter. Without quotes it may be a number, `true`, `null`, or a text whose quotes a client forgot. */
export type Literal = { text: string; isQuoted: boolean; at: number }

/** The text of a filter and how far it has been read. Knows characters, not grammar. */
export class FilterText {
  readonly #text: string
  readonly #isInUrl: boolean
  #at: number

  constructor(text: string, start = 0, isInUrl = false) {
    this.#text = text
    this.#at = start
    this.#isInUrl = isInUrl
  }

  /** Where reading goes on, after any spaces. */
  get at(): number {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++
    return this.#at
  }

  get isAtEnd(): boolean {
    return this.at >= this.#text.length
  }

  /** Reads one mark, if it comes next: at once, or after spaces. */
  takeMark(mark: string, spaces: 'spaces' | 'no spaces' = 'spaces'): boolean {
    if (this.#text[spaces === 'spaces' ? this.at : this.#at] !== mark) return false
    this.#at++
    return true
  }

  /** Reads a keyword in any letter case, if it comes next and is the whole word. */
  takeKeyword(keyword: string): boolean {
    const start = this.at
    if (this.takeWord().toLowerCase() === keyword) return true
    this.#at = start
    return false
  }

  /** Reads up to the next space, bracket or quote. Empty when one of these comes next. */
  takeWord(): string {
    return this.#takeUntil(this.at, ' \t()[]"')
  }

  takeLiteral(): Literal {
    const at = this.at
    if (this.#text[at] === '"') return { text: this.#takeQuoted(at), isQuoted: true, at }
    const text = this.#takeUntil(at, ' \t)]')
    if (/^[{[]/.test(text)) throw this.error(`a list or an object is no value to compare with, at position ${at}`)
    if (text === '') throw this.error(`a value is missing at position ${at}: write it as in userName eq "bjensen"`)
    return { text, isQuoted: false, at }
  }

  error(what: string): ScimError {
    return new ScimError(400, 'invalidFilter', `The filter cannot be used: ${what}.`)
  }

  /** A URL is kept in many logs, so a secret in one is told as such (RFC 7644 §3.12 and §7.5.2). */
  secretError(what: string): ScimError {
    return this.#isInUrl ? new ScimError(400, 'sensitive', `The filter cannot be used: ${what}. Never send one in a URL.`) : this.error(what)
  }

  /** What stands at a position, for an error to name. */
  describe(at: number): string {
    return at < this.#text.length ? `${quote(this.#text.slice(at, at + 20))} at position ${at}` : 'its end'
  }

  #takeUntil(start: number, marks: string): string {
    let end = start
    while (end < this.#text.length && !marks.includes(this.#text.charAt(end))) end++
    this.#at = end
    return this.#text.slice(start, end)
  }

  /** RFC 7644 §3.4.2.2: a JSON string. */
  #takeQuoted(start: number): string {
    let end = start + 1
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1
    if (end >= this.#text.length) throw this.error(`the text that begins at position ${start} has no closing quote`)
    this.#at = end + 1
    const inner = this.#text.slice(start + 1, end)
    return inner.includes('\\') ? this.#unescape(inner, start) : inner
  }

  #unescape(inner: string, start: number): string {
    try {
      return String(JSON.parse(`"${inner}"`))
    } catch {
      throw this.error(`the text at position ${start} has an escape that JSON does not know; a backslash is written \\\\`)
    }
  }
}
