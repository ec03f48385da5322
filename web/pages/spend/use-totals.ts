import { api } from '../../api/client.ts'
import { spendRoute } from './spend.route.ts'

/** What the period that is shown comes to in all. The list of sums is asked for by itself, a page at a time; here of apps, which are few. */
export function useTotals() {
  const { period = 'current' } = spendRoute.useSearch()
  return api.useSuspenseQuery('get', '/v1/spend/summary', { params: { query: { period, group_by: 'app', limit: 1 } } }).data
}
