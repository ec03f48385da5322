import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { CatchBoundary } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ProblemAlert } from './problem-alert.tsx'

/** What fails in it fails alone, says why, and can be tried again. */
export function ErrorBoundary({ children }: { children: ReactNode }) {
  return (
    <QueryErrorResetBoundary>
      {({ reset: forget }) => (
        <CatchBoundary
          getResetKey={() => location.href}
          errorComponent={({ error, reset }) => (
            <ProblemAlert
              problem={error}
              onRetry={() => {
                forget()
                reset()
              }}
            />
          )}
        >
          {children}
        </CatchBoundary>
      )}
    </QueryErrorResetBoundary>
  )
}
