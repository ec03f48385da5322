import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { oneOf } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

const settingsTabs = ['general', 'spending', 'period', 'thresholds', 'sessions'] as const

export const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings',
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: (typeof settingsTabs)[number] | undefined } => ({ tab: oneOf(settingsTabs, tab) }),
  component: lazyRouteComponent(
    withWords(['pages/settings'], () => import('./settings-page.tsx')),
    'SettingsPage',
  ),
})
