import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { withWords } from '../../language/words.ts'
import { frameRoute } from '../../layout/frame-route.ts'

/** What is shown of a connection. */
export const connectionTabs = ['setup', 'attributes', 'test', 'sign-ins', 'settings'] as const
export type ConnectionTab = (typeof connectionTabs)[number]

/** Connections have no paths of their own: what is beneath `/sso/` belongs to the protocols. */
export type SsoSearch = {
  /** The connection that is shown, `con_…`, or `new` for one that is being made. */
  connection?: string
  tab?: ConnectionTab
  /** The test sign-in that is shown, `tst_…`, where it is not the last one. */
  test?: string
  /** The sign-in that is shown whole, `req_…`. */
  sign_in?: string
  /** The domain whose record is shown, `dom_…`. */
  domain?: string
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

export const ssoRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/sso',
  validateSearch: (search): SsoSearch => {
    const { connection, test, sign_in: signIn, domain } = search
    const tab = connectionTabs.find((each) => each === search['tab'])
    return {
      ...(textOf(connection) !== undefined && { connection: textOf(connection) }),
      ...(tab && { tab }),
      ...(textOf(test) !== undefined && { test: textOf(test) }),
      ...(textOf(signIn) !== undefined && { sign_in: textOf(signIn) }),
      ...(textOf(domain) !== undefined && { domain: textOf(domain) }),
    }
  },
  component: lazyRouteComponent(
    withWords(['pages/sso'], () => import('./sso-page.tsx')),
    'SsoPage',
  ),
})
