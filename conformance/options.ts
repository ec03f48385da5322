import { parseArgs } from 'node:util'

export type Options = {
  base: string
  headers: Record<string, string>
  themes: readonly string[]
  only: string | undefined
  json: boolean
  verbose: boolean
  strict: boolean
  list: boolean
  insecure: boolean
  timeoutSeconds: number
}

/** The command line is wrong. */
export class Misuse extends Error {}

export const usage = `Tests whether a SCIM 2.0 server does what RFC 7643, RFC 7644 and RFC 9865 say, and what identity providers need.

  npm run conformance -- --base URL --token TOKEN

  --base URL          The base URL of the service, the one that /Users is added to.
  --token TOKEN       The bearer token. Or in the environment: SCIM_TOKEN.
  --header "N: V"     A header for every request, for servers that want no bearer token. May be repeated.
  --theme NAME        Only this theme, or those that begin so. May be repeated.
  --only TEXT         Only the cases whose name or clause holds this text.
  --strict            What the RFC only recommends, and what clients need, fails the run too.
  --list              Shows the cases and asks the server for nothing but what it offers.
  --json              Prints the results as JSON.
  --verbose           Shows every request and answer, not only those that failed.
  --insecure          Accepts a certificate that no authority signed.
  --timeout SECONDS   How long to wait for an answer. 30 at first.
  --help              Shows this.

It makes users and groups with names of its own and removes them again. Use a directory for tests all the same.
Exit code: 0 all passed, 1 something failed, 2 wrong use or no such server, 130 stopped.
`

const flag = { type: 'boolean', default: false } as const

/** undefined where help is asked for. Throws Misuse. */
export function parseOptions(args: string[], environment: Record<string, string | undefined>): Options | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const token = values.token ?? environment['SCIM_TOKEN']
  const headers = Object.fromEntries(values.header.map(parseHeader))
  if (token !== undefined) headers['authorization'] ??= `Bearer ${token}`
  if (headers['authorization'] === undefined)
    throw new Misuse('There is no --token. Without one name the header that opens the server: --header "Authorization: …".')
  const timeoutSeconds = Number(values.timeout)
  if (!(timeoutSeconds > 0)) throw new Misuse(`--timeout is a number of seconds, not ${values.timeout}.`)
  return {
    base: parseBase(values.base),
    headers,
    themes: values.theme,
    only: values.only,
    json: values.json,
    verbose: values.verbose,
    strict: values.strict,
    list: values.list,
    insecure: values.insecure,
    timeoutSeconds,
  }
}

function parse(args: string[]) {
  try {
    const text = { type: 'string' } as const
    const texts = { type: 'string', multiple: true, default: [] as string[] } as const // the type of an empty list says nothing by itself
    const options = { base: text, token: text, header: texts, theme: texts, only: text, timeout: { ...text, default: '30' } }
    const flags = { strict: flag, list: flag, json: flag, verbose: flag, insecure: flag, help: flag }
    return parseArgs({ args, options: { ...options, ...flags } }).values
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error))
  }
}

function parseBase(base: string | undefined): string {
  if (base === undefined) throw new Misuse('There is no --base: the URL that /Users is added to.')
  const url = URL.canParse(base) ? new URL(base) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new Misuse(`--base is no URL of http or https: ${base}`)
  if (url.search || url.hash) throw new Misuse(`--base has a query or a fragment, which cannot be added to: ${base}`)
  return url.href.replace(/\/+$/, '')
}

function parseHeader(header: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(header) ?? []
  if (name === undefined || value === undefined) throw new Misuse(`--header is "Name: value", not ${header}`)
  return [name.toLowerCase(), value]
}
