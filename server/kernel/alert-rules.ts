/** What somebody wants to be told of: a part of the limit in percent, or an amount in major units. */
export type ThresholdRule = { percent: number } | { amount: string }

/** Of whose spending thresholds are told: each person's, or the whole team's. */
export const alertScopes = ['user', 'team_total'] as const
export type AlertScope = (typeof alertScopes)[number]

/** Which thresholds a team wants told; a scope that is not there has the usual ones. */
export type AlertRules = { [Scope in AlertScope]?: ThresholdRule[] }

/** Half, most, and all of a limit. */
export const usualThresholds: readonly ThresholdRule[] = [{ percent: 50 }, { percent: 80 }, { percent: 100 }]
