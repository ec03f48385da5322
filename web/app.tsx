import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { useLingui } from '@lingui/react/macro'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queries } from './api/queries.ts'
import { router } from './router.tsx'
import { useMemo, type ReactNode } from 'react'
import { cssVariables, themeFor } from './theme.ts'

/** By which the server's policy lets the styles in that Mantine writes as it runs. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
// Where the piece looks for it that keeps the page still behind a dialog (get-nonce).
Object.assign(globalThis, { __webpack_nonce__: nonce })

/** What every page stands in. */
export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <Look>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Look>
    </I18nProvider>
  )
}

/** The theme, which has a word in it. */
function Look({ children }: { children: ReactNode }) {
  const { t } = useLingui()
  const theme = useMemo(() => themeFor(t`Close`), [t])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      {children}
    </MantineProvider>
  )
}
