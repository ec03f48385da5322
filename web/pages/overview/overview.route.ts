import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

export const overviewRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  component: lazyRouteComponent(
    withWords(['pages/overview'], () => import('./overview-page.tsx')),
    'OverviewPage',
  ),
})
