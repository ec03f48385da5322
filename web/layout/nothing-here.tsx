import { Trans, useLingui } from '@lingui/react/macro'
import { Page } from '../components/page.tsx'
import { RouterLink } from '../components/router-link.tsx'

/** An address that no page has. */
export function NothingHere() {
  const { t } = useLingui()
  return (
    <Page title={t`There is no such page`}>
      <p>
        <Trans>
          Check the address, or go to the <RouterLink to="/">overview</RouterLink>.
        </Trans>
      </p>
    </Page>
  )
}
