import { useQuery } from '@tanstack/react-query'
import { client } from '../../api/client.ts'
import { toProblem } from '../../api/problem.ts'
import { useMay } from '../../session/session.ts'
import { pauseAfter } from './live-check.ts'
import { useProblemWords } from './problem-words.ts'
import type { Domain } from './sso-steps.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'

/** Looks a domain up in DNS, again and again until it is verified. It rests while nobody sees the page. */
export function useLiveCheck(domain: Domain) {
  const may = useMay()
  const refresh = useSsoRefresh()
  const wordsOf = useProblemWords()
  const isProved = domain.state === 'verified' && domain.failing_since === null
  const isWatching = may('sso:write') && !isProved
  const look = useQuery({
    queryKey: ['live-check', domain.id],
    queryFn: async () => {
      const { data, error } = await client.POST('/v1/domains/{domain}/verify', { params: { path: { domain: domain.id } } })
      if (!data) throw error
      await refresh()
      return data
    },
    enabled: isWatching,
    retry: false,
    staleTime: 0,
    refetchInterval: ({ state: { dataUpdateCount, errorUpdateCount } }) => pauseAfter(dataUpdateCount + errorUpdateCount),
  })
  const failure = look.error === null ? undefined : wordsOf(toProblem(look.error))
  return { isWatching, isChecking: look.isFetching, check: look.refetch, failure }
}
