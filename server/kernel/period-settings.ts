import type { Timestamp } from './timestamp.ts'

export const intervals = ['month', 'week', 'day'] as const
export type Interval = (typeof intervals)[number]

/** When a team's periods begin: on which day of the month, or of the week (1 is Monday), at midnight of a time zone. A day has no anchor but itself: 1. */
export type PeriodSettings = { interval: Interval; anchorDay: number; timeZone: string }

/** Settings, and since when they hold: null for the first, which hold ever since. A later one begins where a period of the one before ends. */
export type PeriodSettingsSince = PeriodSettings & { since: Timestamp | null }

/** What holds for a team that has said nothing of periods: calendar months in UTC. */
export const firstPeriodSettings: PeriodSettingsSince = { interval: 'month', anchorDay: 1, timeZone: 'UTC', since: null }
