import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { oneOf, textIn } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

const diagnosticsTabs = ['findings', 'questions'] as const

/** `q` is who or what is looked for; `question` the frequent one that is open. */
type Search = { q?: string | undefined; tab?: (typeof diagnosticsTabs)[number] | undefined; question?: string | undefined }

export const diagnosticsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/diagnostics',
  validateSearch: ({ q, tab, question }: Record<string, unknown>): Search => ({
    q: textIn(q),
    tab: oneOf(diagnosticsTabs, tab),
    question: textIn(question),
  }),
  component: lazyRouteComponent(
    withWords(['pages/diagnostics', 'findings'], () => import('./diagnostics-page.tsx')),
    'DiagnosticsPage',
  ),
})
