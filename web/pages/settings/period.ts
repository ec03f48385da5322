import { useSuspenseQuery } from '@tanstack/react-query'
import type { Answer } from '../../api/answer.ts'
import { client } from '../../api/client.ts'
import type { Versioned } from './team.ts'

export type PeriodSettings = Answer<'/v1/billing_period_settings'>
export type Period = PeriodSettings['periods'][number]
export const intervals = ['month', 'week', 'day'] as const

/** What is typed of when periods begin. */
export type WantedPeriod = { interval: (typeof intervals)[number]; anchor_day: number; timezone: string }

export async function readPeriods(): Promise<Versioned<PeriodSettings>> {
  const { data, error, response } = await client.GET('/v1/billing_period_settings')
  if (error) throw error as unknown as Error // a problem, which is what the page shows
  return { value: data, etag: response.headers.get('etag') ?? '' }
}

/** When periods begin, as it is set now, to be changed. */
export const usePeriods = (): Versioned<PeriodSettings> =>
  useSuspenseQuery({ queryKey: ['get', '/v1/billing_period_settings', 'versioned'], queryFn: readPeriods }).data

/** Sets when periods begin, or with `dry_run` tells which would come. Throws a problem: `stale-etag` where it is set otherwise by now. */
export async function sendPeriods(wanted: WantedPeriod, etag: string, isDry: boolean): Promise<PeriodSettings> {
  const params = isDry ? { query: { dry_run: 'true' as const, limit: 1 } } : {}
  const { data, error } = await client.PUT('/v1/billing_period_settings', { params, headers: { 'If-Match': etag }, body: wanted })
  if (error) throw error as unknown as Error // as above
  return 'billing_period_settings' in data ? data.billing_period_settings : (data as PeriodSettings) // only a dry run answers the former
}
