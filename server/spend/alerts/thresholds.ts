import { usualThresholds, type AlertRules, type AlertScope, type ThresholdRule } from '../../kernel/alert-rules.ts'
import { parseMicros, toMicros, type Micros } from '../../kernel/money.ts'
import type { Limit } from '../resolve-limit.ts'

/** A threshold, and what it comes to with the limit that holds. */
export type Threshold = { rule: ThresholdRule; key: string; micros: Micros }

/** What a team wants told of a scope. */
export const rulesOf = (rules: AlertRules | null, scope: AlertScope): readonly ThresholdRule[] => rules?.[scope] ?? usualThresholds

/** By what a threshold is known, whatever it comes to. */
export const keyOf = (rule: ThresholdRule): string => ('percent' in rule ? `percent ${rule.percent}` : `amount ${rule.amount}`)

/** The thresholds of a limit, lowest first. A part of what is unlimited, or not set, is never reached; a part of a micro counts as a whole one. */
export function thresholdsOf(rules: readonly ThresholdRule[], limit: Limit | undefined): Threshold[] {
  const thresholds = rules.flatMap((rule) => {
    const micros = 'percent' in rule ? partOf(limit, rule.percent) : parseMicros(rule.amount)
    return micros === undefined ? [] : [{ rule, key: keyOf(rule), micros }]
  })
  return thresholds.toSorted((one, other) => (one.micros === other.micros ? byPercent(one, other) : one.micros < other.micros ? -1 : 1))
}

const partOf = (limit: Limit | undefined, percent: number): Micros | undefined =>
  limit?.kind === 'amount' ? toMicros((limit.micros * BigInt(percent) + 99n) / 100n) : undefined

/** Of those that come to the same, as all do of a limit of zero, the one that says most is last. */
const percentOf = ({ rule }: Threshold) => ('percent' in rule ? rule.percent : 0)
const byPercent = (one: Threshold, other: Threshold) => percentOf(one) - percentOf(other)

/** Spending before and after it was booked, and what was told in this period: by key, how much it came to then. */
export type Spending = { before: bigint; after: bigint; fired: ReadonlyMap<string, bigint> }

export type Crossing = {
  /** Reached now, lowest first: the last one is told, and the others are marked with it. */
  reached: Threshold[]
  /** Told before, and lifted by a raise of the limit to where spending already was: it stays told, at what it comes to now. */
  lifted: Threshold[]
  /** Told before, and lifted by a raise of the limit above what is spent: it is to be told again. */
  armed: Threshold[]
}

/**
 * Which thresholds a booking reaches. One that was not told in the period is reached once spending is there, also where the limit came down to it. One that was
 * told is told again only once a raise of the limit has lifted it above spending: what a refund takes back makes nothing new.
 */
export function cross(thresholds: readonly Threshold[], { before, after, fired }: Spending): Crossing {
  const toldAt = ({ key }: Threshold) => fired.get(key)
  const isTold = (threshold: Threshold) => toldAt(threshold) !== undefined
  const isLifted = (threshold: Threshold) => threshold.micros > (toldAt(threshold) ?? threshold.micros)
  const isArmed = (threshold: Threshold) => !isTold(threshold) || (isLifted(threshold) && before < threshold.micros)
  const isReached = (threshold: Threshold) => isArmed(threshold) && after > 0n && after >= threshold.micros
  return {
    reached: thresholds.filter(isReached),
    lifted: thresholds.filter((threshold) => isLifted(threshold) && !isArmed(threshold)),
    armed: thresholds.filter((threshold) => isTold(threshold) && isArmed(threshold) && !isReached(threshold)),
  }
}

/** Whether anything could be told or marked, before it is asked what was told. */
export const mayCross = ([lowest]: readonly Threshold[], { before, after }: Pick<Spending, 'before' | 'after'>): boolean =>
  lowest !== undefined && (after >= lowest.micros || before >= lowest.micros)
