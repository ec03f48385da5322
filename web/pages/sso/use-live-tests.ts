import { useEffect } from 'react'
import { api } from '../../api/client.ts'
import type { Item } from '../../api/answer.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'

export type ConnectionTest = Item<'/v1/connections/{connection}/tests'>

const noTests: ConnectionTest[] = []
/** How often a test that somebody is signing in by is looked at. */
const pauseMilliseconds = 1_500

const isRunning = (test: ConnectionTest | undefined): boolean => test?.outcome === 'waiting' && Date.parse(test.expires_at) > Date.now()

/** The last tests of a connection, newest first; followed for as long as the newest has no result. */
export function useLiveTests(connectionId: string) {
  const refresh = useSsoRefresh()
  const list = api.useQuery(
    'get',
    '/v1/connections/{connection}/tests',
    { params: { path: { connection: connectionId }, query: { limit: 10 } } },
    // A tab that the browser put behind the one with the test is told too.
    { refetchInterval: ({ state: { data } }) => (isRunning(data?.items[0]) ? pauseMilliseconds : false), refetchIntervalInBackground: true },
  )
  const tests = list.data?.items ?? noTests
  const lastResult = tests.find(({ outcome }) => outcome !== 'waiting')?.id
  // What came of a test may have moved the connection.
  useEffect(() => void (lastResult !== undefined && refresh()), [lastResult])
  return { tests, error: list.error, refetch: list.refetch, isPending: list.isPending }
}
