import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { oneOf } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

const memberTabs = ['people', 'invites', 'sessions'] as const
export const memberStatuses = ['active', 'deprovisioned', 'all'] as const

type Search = { tab?: (typeof memberTabs)[number] | undefined; status?: (typeof memberStatuses)[number] | undefined }

export const membersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/members',
  validateSearch: ({ tab, status }: Record<string, unknown>): Search => ({ tab: oneOf(memberTabs, tab), status: oneOf(memberStatuses, status) }),
  component: lazyRouteComponent(
    withWords(['pages/members'], () => import('./members-page.tsx')),
    'MembersPage',
  ),
})
