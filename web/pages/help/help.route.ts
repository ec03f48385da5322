import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textIn } from '../../api/search.ts'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

/** `guide` is the provider whose guide is shown; `section` the part of it that was found; `q` what is looked for; `question` the frequent one that is open. */
type Search = { guide?: string | undefined; section?: string | undefined; q?: string | undefined; question?: string | undefined }

export const helpRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/help',
  validateSearch: ({ guide, section, q, question }: Record<string, unknown>): Search => ({
    guide: textIn(guide),
    section: textIn(section),
    q: textIn(q),
    question: textIn(question),
  }),
  component: lazyRouteComponent(
    withWords(['pages/help', 'findings'], () => import('./help-page.tsx')),
    'HelpPage',
  ),
})
