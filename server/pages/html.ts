/** Text that is HTML already. Only `html` makes it, so that nothing else gets into a page unescaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const escapes = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

/** A piece of a page. What is put into it is text, and escaped: names from a directory are hostile. */
export function html(strings: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return new Html(strings.map((string, place) => string + rendered(values[place] ?? '')).join(''))
}

function rendered(value: string | Html | readonly Html[]): string {
  if (value instanceof Html) return value.text
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (sign) => escapes.get(sign) ?? sign)
  return value.map(({ text }) => text).join('')
}
