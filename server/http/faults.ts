import type { FastifyRequest } from 'fastify'
import type { RefusalKind } from '../kernel/refusal.ts'
import { isDatabaseAway } from '../store/dialect.ts'

/** What nobody refused and yet failed, as it is told. */
const unavailable = { code: 'database-unavailable', status: 503, title: 'Database unavailable' } as const
const broken = { code: 'internal-error', status: 500, title: 'Internal error' } as const
export const faultKinds: readonly RefusalKind[] = [unavailable, broken]

/** How a fault is told to whoever asked: what broke stands in the server's log, under the request's id. */
export function faultOf(error: unknown, requestId: string): { status: 500 | 503; code: string; title: string; detail: string } {
  if (isDatabaseAway(error)) {
    return {
      ...unavailable,
      detail: `The database cannot be reached. Try again shortly. Reference: ${requestId}.`,
    }
  }
  return {
    ...broken,
    detail: `Purser failed; nothing was changed. Ask its operator to look for ${requestId} in the log.`,
  }
}

/** Whether it broke in our own code, so that asking again breaks it again. A database fails with errors of other kinds. */
export const isMistake = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError || error instanceof SyntaxError

export const retryAfterSeconds = 5

/** A refusal is a line in the log, a fault is told whole. What we do not offer (501) is no fault. */
export function logRefusal(request: FastifyRequest, error: Error, { status, code }: { status: number; code: string }): void {
  if (status >= 500 && status !== 501) request.log.error({ err: error, status, code }, 'failed')
  else request.log.info({ status, code }, 'refused')
}
