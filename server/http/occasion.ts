import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Came } from './origin.ts'
import type { Occasion } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import type { RequestId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import { redactBody, redactText } from '../journal/redact.ts'

/** When and how a request came, as the journal keeps it. */
export function occasionOf(request: FastifyRequest, environment: Environment): Occasion {
  const startedAt = environment.elapsed()
  return {
    requestId: request.id as RequestId, // app.ts makes the ids of requests
    at: environment.now(),
    http: {
      method: request.method,
      path: redactText(plainly(request.originalUrl)).slice(0, 2000),
      ip: addressOf(request),
      userAgent: redactText(request.headers['user-agent'] ?? '').slice(0, 300),
      elapsedMs: () => environment.elapsed() - startedAt,
    },
  }
}

/** A path as it is routed: letters may come percent-encoded, and are the same (RFC 3986 §6.2.2.2). So that a secret is known for one, however it was written. */
const plainly = (path: string): string =>
  path.replaceAll(/%[2-7][\da-f]/gi, (encoded) => {
    const sign = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return /[\w.~-]/.test(sign) ? sign : encoded
  })

/** The client's address; where a proxy names none (`unknown`, RFC 7239 §6), the proxy's own. */
export const addressOf = ({ ip, socket }: FastifyRequest): string => (isIP(ip) > 0 ? ip : (socket.remoteAddress ?? ''))

/** What a browser tells of where the request comes from. */
export function cameFrom({ headers }: FastifyRequest): Came {
  const { origin, host } = headers
  const fetchSite = headers['sec-fetch-site']
  return { origin, host, fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined }
}

/** The same with the body, once it is there. */
export function withBody<By extends Occasion>(by: By, body: unknown): By {
  if (!by.http || by.http.body !== undefined || body === undefined) return by
  return { ...by, http: { ...by.http, body: redactBody(body as Json) } } // what reaches a shell's routes was parsed from JSON
}
