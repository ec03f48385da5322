import type { FastifyRequest } from 'fastify'
import { isDatabaseAway } from '../store/dialect.ts'

/** How a fault is told to whoever asked: what broke stands in the server's log, under the request's id. */
export function faultOf(error: unknown, requestId: string): { status: 500 | 503; code: string; title: string; detail: string } {
  if (isDatabaseAway(error)) {
    return {
      status: 503,
      code: 'database-unavailable',
      title: 'Database unavailable',
      detail: `The database cannot be reached. Try again shortly. Reference: ${requestId}.`,
    }
  }
  return {
    status: 500,
    code: 'internal-error',
    title: 'Internal error',
    detail: `Purser failed; nothing was changed. Ask its operator to look for ${requestId} in the log.`,
  }
}

export const retryAfterSeconds = 5

/** A refusal is a line in the log, a fault is told whole. What we do not offer (501) is no fault. */
export function logRefusal(request: FastifyRequest, error: Error, { status, code }: { status: number; code: string }): void {
  if (status >= 500 && status !== 501) request.log.error({ err: error, status, code }, 'failed')
  else request.log.info({ status, code }, 'refused')
}
