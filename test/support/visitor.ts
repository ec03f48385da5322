import { ask, type Answer } from './test-server.ts'

/** An answer at the end of all redirects, with the address that gave it. */
export type Visit = Answer & { url: string }

/** A browser without a screen: it keeps cookies for each host and port, and follows redirects. */
export class Visitor {
  readonly #jar = new Map<string, Map<string, string>>()

  /** Asks once, and follows nothing. */
  async ask(method: string, url: string, body?: string, headers: Record<string, string> = {}): Promise<Visit> {
    const { origin } = new URL(url)
    const cookies = [...(this.#jar.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
    const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin }
    const answer = await ask(method, url, body, { accept: 'text/html', ...(cookies !== '' && { cookie: cookies }), ...form, ...headers })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      const jar = this.#jar.get(origin) ?? new Map<string, string>()
      this.#jar.set(origin, jar)
      if (value === '' || /max-age=0/i.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
    return { ...answer, url }
  }

  /** Goes where redirects lead; `until` stops before an address is asked. */
  async visit(url: string, until: (url: string) => boolean = () => false): Promise<Visit> {
    return this.#follow(await this.ask('GET', url), until)
  }

  /** Sends a form, and goes where that leads. */
  async submit(url: string, fields: Record<string, string>, until: (url: string) => boolean = () => false): Promise<Visit> {
    return this.#follow(await this.ask('POST', url, new URLSearchParams(fields).toString()), until)
  }

  cookie(url: string, name: string): string | undefined {
    return this.#jar.get(new URL(url).origin)?.get(name)
  }

  async #follow(first: Visit, until: (url: string) => boolean): Promise<Visit> {
    let answer = first
    for (let steps = 0; steps < 20; steps++) {
      const location = answer.headers.get('location')
      if (location === null || answer.status < 300 || answer.status >= 400) return answer
      const next = new URL(location, answer.url).href
      if (until(next)) return { ...answer, url: next }
      answer = await this.ask('GET', next)
    }
    throw new Error(`Redirects without end at ${answer.url}`)
  }
}

/** Signs somebody in at the test's OpenID provider, from an address of ours to wherever it leads in the end. */
export async function signInAtProvider(visitor: Visitor, start: string, login: string): Promise<Visit> {
  const form = await visitor.visit(start)
  const [, action] = /<form[^>]* action="([^"]+)"/.exec(form.text) ?? []
  if (action === undefined) return form
  return visitor.submit(new URL(action, form.url).href, { prompt: 'login', login, password: 'any' })
}
