import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { momentIn, oneOf, textIn } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

export const outcomes = ['applied', 'refused', 'unchanged', 'read'] as const

/** What the log is filtered by: the names are the API's. */
export type LogFilters = {
  outcome?: (typeof outcomes)[number] | undefined
  directory?: string | undefined
  /** A user or group, by id. */
  subject?: string | undefined
  /** What was asked for, such as `patch_user`. */
  operation?: string | undefined
  /** The beginning of the name that was asked for. */
  q?: string | undefined
  since?: string | undefined
  until?: string | undefined
}
export type LogSearch = LogFilters & {
  /** The entry that is open, `req_…`. */
  request?: string | undefined
}

export const logRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/log',
  validateSearch: (search: Record<string, unknown>): LogSearch => ({
    outcome: oneOf(outcomes, search['outcome']),
    directory: textIn(search['directory']),
    subject: textIn(search['subject']),
    operation: textIn(search['operation']),
    q: textIn(search['q']),
    since: momentIn(search['since']),
    until: momentIn(search['until']),
    request: textIn(search['request']),
  }),
  component: lazyRouteComponent(
    withWords(['pages/log'], () => import('./log-page.tsx')),
    'LogPage',
  ),
})
