import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { momentIn, oneOf, textIn } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

export const yesNo = ['true', 'false'] as const

/** What the users are filtered by: the names are the API's. */
export type UserSearch = {
  q?: string | undefined
  active?: (typeof yesNo)[number] | undefined
  in_several_groups?: 'true' | undefined
  directory?: string | undefined
  group?: string | undefined
}

export const usersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/users',
  // The router reads `true` in an address as what it says, and not as a word.
  validateSearch: (search: Record<string, unknown>): UserSearch => ({
    q: textIn(search['q']),
    active: oneOf(yesNo, String(search['active'])),
    in_several_groups: oneOf(['true'] as const, String(search['in_several_groups'])),
    directory: textIn(search['directory']),
    group: textIn(search['group']),
  }),
  component: lazyRouteComponent(
    withWords(['pages/users'], () => import('./users-page.tsx')),
    'UsersPage',
  ),
})

/** One person, by whatever name the API knows people: `usr_…`, `mem_…`, `email:…`. */
export const userRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/users/$userId',
  /** The moment as of which the limit is explained; now where there is none. */
  validateSearch: ({ at }: Record<string, unknown>): { at?: string | undefined } => ({ at: momentIn(at) }),
  component: lazyRouteComponent(
    withWords(['pages/users'], () => import('./user-page.tsx')),
    'UserPage',
  ),
})
