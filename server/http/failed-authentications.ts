import type { FastifyReply, FastifyRequest } from 'fastify'
import { AddressRate } from '../kernel/address-rate.ts'
import type { Environment } from '../kernel/environment.ts'
import { toMilliseconds } from '../kernel/timestamp.ts'
import { addressOf } from './occasion.ts'

/**
 * Counts the failed authentications of each address. Whoever guesses is answered 429 after so many within a minute, and may go on at once with a credential
 * that is right: it is looked up before anything is counted, so nobody is kept waiting by another's guesses, also not behind one address.
 */
export function countFailedAuthentications(max: number, environment: Environment) {
  const rate = new AddressRate(max)
  /** Whether it was one too many. The answer then says when the next may come. */
  return (request: FastifyRequest, reply: FastifyReply): boolean => {
    const retryAfter = rate.count(addressOf(request), toMilliseconds(environment.now()))
    if (retryAfter === undefined) return false
    reply.header('retry-after', retryAfter)
    return true
  }
}

export const tooManyFailures =
  'Too many requests with a wrong credential came from this address within a minute. Send a valid one: it is answered at once.'
