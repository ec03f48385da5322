import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { oneOf, textIn } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

export const yesNo = ['true', 'false'] as const

/** What the groups are filtered by: the names are the API's. */
export type GroupSearch = {
  q?: string | undefined
  has_limit?: (typeof yesNo)[number] | undefined
  is_empty?: (typeof yesNo)[number] | undefined
  directory?: string | undefined
}

/** The router reads `true` in an address as what it says, and not as a word. */
const yesNoIn = (value: unknown): (typeof yesNo)[number] | undefined => oneOf(yesNo, String(value))

export const groupsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/groups',
  validateSearch: (search: Record<string, unknown>): GroupSearch => ({
    q: textIn(search['q']),
    has_limit: yesNoIn(search['has_limit']),
    is_empty: yesNoIn(search['is_empty']),
    directory: textIn(search['directory']),
  }),
  component: lazyRouteComponent(
    withWords(['pages/groups'], () => import('./groups-page.tsx')),
    'GroupsPage',
  ),
})

export const groupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/groups/$groupId',
  validateSearch: ({ q }: Record<string, unknown>): { q?: string | undefined } => ({ q: textIn(q) }),
  component: lazyRouteComponent(
    withWords(['pages/groups'], () => import('./group-page.tsx')),
    'GroupPage',
  ),
})
