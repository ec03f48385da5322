import { createRouter } from '@tanstack/react-router'
import { PageSkeleton } from './components/page-skeleton.tsx'
import { PageProblem } from './components/page-problem.tsx'
import { PartUnread } from './language/words.ts'
import { frameRoute } from './layout/frame-route.ts'
import { auditRoute } from './pages/audit/audit.route.ts'
import { diagnosticsRoute } from './pages/diagnostics/diagnostics.route.ts'
import { directoryRoute } from './pages/directory/directory.route.ts'
import { groupRoute, groupsRoute } from './pages/groups/groups.route.ts'
import { helpRoute } from './pages/help/help.route.ts'
import { keysRoute } from './pages/keys/keys.route.ts'
import { logRoute } from './pages/log/log.route.ts'
import { membersRoute } from './pages/members/members.route.ts'
import { overviewRoute } from './pages/overview/overview.route.ts'
import { settingsRoute } from './pages/settings/settings.route.ts'
import { spendRoute } from './pages/spend/spend.route.ts'
import { ssoRoute } from './pages/sso/sso.route.ts'
import { userRoute, usersRoute } from './pages/users/users.route.ts'

const pages = [
  overviewRoute,
  ssoRoute,
  directoryRoute,
  groupsRoute,
  groupRoute,
  usersRoute,
  userRoute,
  logRoute,
  spendRoute,
  diagnosticsRoute,
  membersRoute,
  keysRoute,
  auditRoute,
  settingsRoute,
  helpRoute,
] as const

/** Which address shows which page. What a page filters by stands in its address, so that every view can be linked. */
export const router = createRouter({
  routeTree: frameRoute.addChildren(pages),
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ({ error, reset }) => (
    // A browser may go on to fail with what it once failed to load, until all is loaded anew.
    <PageProblem problem={error} onRetry={error instanceof PartUnread ? () => navigator.onLine && location.reload() : reset} />
  ),
  scrollRestoration: true,
  // What a mail program adds to a link is no filter of the API's.
  search: { strict: true },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
