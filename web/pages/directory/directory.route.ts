import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'
import { isStep, type Step } from './wizard/steps.ts'

/** `directory` is the one that is shown, `step` where its set-up stands: without a directory a new one begins. `ended` where those that are over are listed too. */
export type DirectorySearch = { directory?: string; step?: Step; ended?: boolean }

export const directoryRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/directory',
  validateSearch: ({ directory, step, ended }: Record<string, unknown>): DirectorySearch => ({
    ...(typeof directory === 'string' && { directory }),
    ...(isStep(step) && { step }),
    ...(ended === true && { ended }),
  }),
  component: lazyRouteComponent(
    withWords(['pages/directory'], () => import('./directory-page.tsx')),
    'DirectoryPage',
  ),
})
