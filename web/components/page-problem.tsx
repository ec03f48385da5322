import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Page } from './page.tsx'
import { ProblemAlert } from './problem-alert.tsx'

/** A page that could not be shown at all. */
export function PageProblem({ problem, onRetry }: { problem: unknown; onRetry: () => void }) {
  const { t } = useLingui()
  const queries = useQueryClient()
  return (
    <Page title={t`This page could not be shown`}>
      <ProblemAlert
        problem={problem}
        onRetry={() => {
          // All that failed is asked for anew: the parts of the page would else show what they failed with before.
          queries.removeQueries({ predicate: ({ state }) => state.status === 'error' })
          onRetry()
        }}
      />
    </Page>
  )
}
