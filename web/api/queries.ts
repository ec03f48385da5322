import { QueryClient } from '@tanstack/react-query'
import { isProblem } from './problem.ts'

/**
 * What the server said. A refusal is final; where no answer came, it is asked once more. It is asked whatever the browser thinks of the network, which may be a company's own: what
 * would else wait in silence says that no answer came, and no change is made later than it was wanted.
 */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, networkMode: 'always', refetchOnReconnect: true, retry: (failures, error) => failures < 1 && !isProblem(error) },
    mutations: { networkMode: 'always' },
  },
})
