import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { Agent, buildConnector, request as send } from 'undici'
import type { Environment } from '../environment.ts'
import { Refusal } from '../refusal.ts'
import { isPublicAddress } from './address.ts'
import { isAllowed, type Allowed } from './allow-list.ts'
import {
  addressForbidden,
  answerEncoded,
  answerTooLarge,
  nameUnknown,
  notHttps,
  portForbidden,
  tookTooLong,
  tooManyRedirects,
  unreachable,
  urlInvalid,
} from './refusals.ts'

export type OutgoingRequest = { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string }
/** An answer, read whole. */
export type OutgoingAnswer = { status: number; headers: Headers; body: string }

export type Bounds = { connectMs: number; totalMs: number; mostBytes: number; mostRedirects: number }
const usual: Bounds = { connectMs: 5_000, totalMs: 10_000, mostBytes: 1_000_000, mostRedirects: 3 }

/**
 * Asks addresses that tenants name: identity providers, and later their webhooks. Whatever a name means is looked up once, for the connection that is then made, and the
 * address that is dialled is the one that was judged: to look up first and to ask afterwards would let the name change its meaning in between (DNS rebinding).
 */
export class Outgoing {
  readonly #environment: Pick<Environment, 'lookup'>
  readonly #allowed: readonly Allowed[]
  readonly #bounds: Bounds
  constructor(environment: Pick<Environment, 'lookup'>, allowed: readonly Allowed[], bounds: Partial<Bounds> = {}) {
    this.#environment = environment
    this.#allowed = allowed
    this.#bounds = { ...usual, ...bounds }
  }

  /**
   * What can be said of a URL before its name is looked up: https, to port 443, unless the operator allows more. Refuses: outgoing-url-invalid, outgoing-not-https,
   * outgoing-port-forbidden, outgoing-address-forbidden.
   */
  requireUrl(text: string): URL {
    const url = URL.parse(text)
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || url.hash !== '')
      throw urlInvalid(
        `"${text.slice(0, 200)}" is not a URL that can be asked. Give one such as https://idp.example.com, without user, password or #.`,
      )
    const { host, port } = targetOf(url)
    if (isIP(host) > 0) this.#requireAddress(url, host)
    // A name may lead into a network that the operator allows: that is judged when it is dialled.
    const mayBeAllowed = isIP(host) === 0 && this.#allowed.some(({ place }) => 'network' in place)
    if (!isAllowed(this.#allowed, { host, port }) && !mayBeAllowed) requireUsual(url)
    return url
  }

  /**
   * The same of an address that browsers alone are sent to. What a name means is for their network to say; one that is written as a number inside names a machine there,
   * which is for the operator to allow. Refuses: outgoing-address-forbidden.
   */
  requireOutside(text: string): void {
    const url = new URL(text)
    const { host } = targetOf(url)
    if (isIP(host) > 0 && !isAllowed(this.#allowed, { ...targetOf(url), address: host }) && !isPublicAddress(host)) throw notOutside(url)
  }

  /** Asks, and reads the answer whole. A GET without a credential is sent on up to three times, each to where it could have gone at first. */
  async ask(text: string, { method = 'GET', headers = {}, body }: OutgoingRequest = {}): Promise<OutgoingAnswer> {
    const { totalMs, mostRedirects } = this.#bounds
    const timeIsUp = AbortSignal.timeout(totalMs)
    const mayBeSentOn = method === 'GET' && !Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
    let url = this.requireUrl(text)
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#askOnce(url, { method, headers, ...(body !== undefined && { body }) }, timeIsUp)
      const location = answer.headers.get('location')
      if (!mayBeSentOn || location === null || ![301, 302, 303, 307, 308].includes(answer.status)) return answer
      if (redirects === mostRedirects) throw tooManyRedirects(`${placeOf(url)} is the end of ${mostRedirects} redirects, and sends on once more.`)
      url = this.requireUrl(URL.parse(location, url)?.href ?? location)
    }
  }

  async #askOnce(url: URL, { method = 'GET', headers, body }: OutgoingRequest, timeIsUp: AbortSignal): Promise<OutgoingAnswer> {
    // One connection for one request: a kept one was judged when it was made, for whoever asked then.
    const agent = new Agent({ connect: this.#connector(url), pipelining: 0, maxResponseSize: -1 })
    try {
      const answer = await send(url, {
        dispatcher: agent,
        method,
        headers: { 'user-agent': 'purser', accept: 'application/json', ...headers, 'accept-encoding': 'identity' },
        ...(body !== undefined && { body }),
        signal: timeIsUp,
      })
      const told = new Headers()
      for (const [name, value] of Object.entries(answer.headers)) for (const each of [value ?? []].flat()) told.append(name, each)
      const encoding = told.get('content-encoding') ?? 'identity'
      if (encoding !== 'identity') throw answerEncoded(`${placeOf(url)} answers compressed (${encoding.slice(0, 40)}), which was not asked for.`)
      return { status: answer.statusCode, headers: told, body: await this.#readWhole(url, answer.body) }
    } catch (error) {
      throw this.#inWords(error, url, timeIsUp)
    } finally {
      await agent.destroy()
    }
  }

  async #readWhole(url: URL, body: AsyncIterable<Uint8Array>): Promise<string> {
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of body) {
      size += chunk.length
      if (size > this.#bounds.mostBytes)
        throw answerTooLarge(`The answer of ${placeOf(url)} is larger than ${this.#bounds.mostBytes / 1_000_000} MB, and was not read to its end.`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  }

  /** Connects to addresses that were judged. A host that is written as an address is never looked up: `requireUrl` judged it, which each URL has passed. */
  #connector(url: URL): buildConnector.connector {
    return buildConnector({ timeout: this.#bounds.connectMs, lookup: this.#lookup(url), autoSelectFamily: true })
  }

  #lookup(url: URL): LookupFunction {
    return (name, options, callback) => {
      this.#environment.lookup(name).then(
        (found) => {
          try {
            if (found.length === 0) throw nameUnknown(`${name} has no address.`)
            // All of them: one may be taken when another fails.
            for (const { address } of found) this.#requireAddress(url, address)
          } catch (error) {
            return callback(error as Error, []) // only refusals are thrown there
          }
          const [first] = found
          if (options.all === true) callback(null, found)
          else callback(null, first?.address ?? '', first?.family)
        },
        () => callback(nameUnknown(`${name} has no address that can be looked up. Is it spelt as it should be?`), []),
      )
    }
  }

  /** Refuses: outgoing-address-forbidden, outgoing-not-https, outgoing-port-forbidden. */
  #requireAddress(url: URL, address: string): void {
    if (isAllowed(this.#allowed, { ...targetOf(url), address })) return
    if (!isPublicAddress(address)) throw notOutside(url)
    requireUsual(url)
  }

  #inWords(error: unknown, url: URL, timeIsUp: AbortSignal): unknown {
    const causes = [error, error instanceof Error ? error.cause : undefined]
    const refused = [...causes, ...(error instanceof AggregateError ? error.errors : [])].find((each) => each instanceof Refusal)
    if (refused) return refused
    if (timeIsUp.aborted) return tookTooLong(`${placeOf(url)} did not answer whole within ${this.#bounds.totalMs / 1000} seconds.`)
    const code = causes
      .map((each) => (each instanceof Error && 'code' in each && typeof each.code === 'string' ? each.code : ''))
      .find((each) => each !== '')
    return unreachable(`${placeOf(url)} cannot be reached${code === undefined ? '' : ` (${code.slice(0, 60)})`}.`)
  }
}

const notOutside = (url: URL): Refusal =>
  addressForbidden(
    `${placeOf(url)} is not on the public internet${isIP(targetOf(url).host) > 0 ? '' : ': its name leads to an internal address'}. Whoever runs Purser may allow it with PURSER_OUTGOING_ALLOW.`,
  )

/** Refuses: outgoing-not-https, outgoing-port-forbidden. */
function requireUsual(url: URL): void {
  if (url.protocol !== 'https:')
    throw notHttps(`${placeOf(url)} is to be asked over plain http, where others can read and alter the answer. Give an https URL.`)
  const { port } = targetOf(url)
  if (port !== 443)
    throw portForbidden(`${placeOf(url)} is on port ${port}; requests go to port 443. Whoever runs Purser may allow it with PURSER_OUTGOING_ALLOW.`)
}

/** The host without the brackets of IPv6, as addresses are written elsewhere. */
const targetOf = ({ hostname, port, protocol }: URL): { host: string; port: number } => ({
  host: hostname.replace(/^\[(.*)\]$/, '$1'),
  port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
})

/** How a message calls where it went: what the path says may be long, and is known to whoever gave it. */
const placeOf = ({ protocol, host }: URL): string => `${protocol}//${host}`
