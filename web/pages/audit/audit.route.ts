import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { momentIn, oneOf, textIn } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

export const outcomes = ['applied', 'unchanged', 'refused'] as const
export const actorKinds = ['session', 'api_key', 'connection', 'link', 'setup_link', 'command_line', 'operator_key', 'housekeeping'] as const

/** What the log is filtered by: the names are the API's. */
export type AuditSearch = {
  outcome?: (typeof outcomes)[number] | undefined
  actor_kind?: (typeof actorKinds)[number] | undefined
  actor?: string | undefined
  action?: string | undefined
  subject?: string | undefined
  since?: string | undefined
  until?: string | undefined
  /** The entry that is open. */
  entry?: string | undefined
}

export const auditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    outcome: oneOf(outcomes, search['outcome']),
    actor_kind: oneOf(actorKinds, search['actor_kind']),
    actor: textIn(search['actor']),
    action: textIn(search['action']),
    subject: textIn(search['subject']),
    since: momentIn(search['since']),
    until: momentIn(search['until']),
    entry: textIn(search['entry']),
  }),
  component: lazyRouteComponent(
    withWords(['pages/audit'], () => import('./audit-page.tsx')),
    'AuditPage',
  ),
})
