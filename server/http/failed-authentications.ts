import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * Counts the failed authentications of each address. Whoever guesses is answered 429 after so many, and may go on at once with a credential that is
 * right: it is looked up before anything is counted, so nobody is kept waiting by another's guesses, also not behind one address.
 */
export async function countFailedAuthentications(app: FastifyInstance, max: number) {
  await app.register(rateLimit, { global: false })
  const count = app.createRateLimit({ max, timeWindow: '1 minute' })
  /** Whether it was one too many. The answer then says when the next may come. */
  return async (request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
    const counted = await count(request)
    if (counted.isAllowed || !counted.isExceeded) return false
    reply.header('retry-after', counted.ttlInSeconds)
    return true
  }
}

export const tooManyFailures =
  'Too many requests with a wrong credential came from this address within a minute. Send a valid one: it is answered at once.'
