import { toMicros, type Micros } from '../../kernel/money.ts'
import type { Standing } from '../ledger/standing.ts'
import { remainingOf } from '../remaining.ts'
import type { Limit } from '../resolve-limit.ts'

/** What is asked for, and what it is asked of. */
export type AdmissionFacts = {
  amount: Micros
  /** What the caller takes where there is less than the amount. */
  minAmount: Micros
  limit: Limit
  standing: Standing
  /** What all members together may spend, and how they stand; undefined where no total is set. */
  total: { limit: Limit; standing: Standing } | undefined
  /** Whether somebody who has nothing left may not even do what costs nothing. */
  blockFree: boolean
}

export type Admission =
  | { decision: 'admitted'; granted: Micros }
  | { decision: 'denied'; blockedBy: 'user' | 'team_total'; code: DenialCode; maxApprovable: Micros }
export type DenialCode = 'spend-limit-exceeded' | 'team-total-exceeded' | 'limit-is-zero'

/**
 * Whether somebody may spend, and how much of what was asked: what is settled and held and what is granted lies within the limit, and within the team's
 * total. Less than was asked for is granted only to who said how little they take.
 */
export function admit({ amount, minAmount, limit, standing, total, blockFree }: AdmissionFacts): Admission {
  const ofUser = remainingOf(limit, standing)
  const room = roomOf({ limit, standing, total })
  if (amount === 0n && !blockFree) return { decision: 'admitted', granted: amount }
  const least = amount === 0n || minAmount === 0n ? toMicros(1n) : minAmount // nothing is no part of something
  if (isEnough(room, least)) return { decision: 'admitted', granted: lower(room, amount) ?? amount }
  const blockedBy = isEnough(ofUser, least) ? 'team_total' : 'user'
  return { decision: 'denied', blockedBy, code: codeOf(blockedBy, limit), maxApprovable: atLeastNothing(room) ?? toMicros(0n) }
}

type Room = Pick<AdmissionFacts, 'limit' | 'standing' | 'total'>

/** How much could be granted, be it nothing: undefined where there is no limit at all. */
export const mostApprovable = (facts: Room): Micros | undefined => atLeastNothing(roomOf(facts))

const roomOf = ({ limit, standing, total }: Room): Micros | undefined =>
  lower(remainingOf(limit, standing), total && remainingOf(total.limit, total.standing))

const atLeastNothing = (room: Micros | undefined): Micros | undefined => (room !== undefined && room < 0n ? toMicros(0n) : room)

function codeOf(blockedBy: 'user' | 'team_total', limit: Limit): DenialCode {
  if (blockedBy === 'team_total') return 'team-total-exceeded'
  return limit.kind === 'amount' && limit.micros === 0n ? 'limit-is-zero' : 'spend-limit-exceeded'
}

/** Undefined is without limit. */
const isEnough = (room: Micros | undefined, wanted: bigint) => room === undefined || room >= wanted

function lower(one: Micros | undefined, other: Micros | undefined): Micros | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one < other ? one : other
}
