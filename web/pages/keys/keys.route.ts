import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { oneOf } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

const keyTabs = ['team', 'personal'] as const

type Search = { tab?: (typeof keyTabs)[number] | undefined }

export const keysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/keys',
  validateSearch: ({ tab }: Record<string, unknown>): Search => ({ tab: oneOf(keyTabs, tab) }),
  component: lazyRouteComponent(
    withWords(['pages/keys'], () => import('./keys-page.tsx')),
    'KeysPage',
  ),
})
