import { Trans } from '@lingui/react/macro'
import { guideNames, type GuideProvider } from '../../components/guide/providers.ts'

/** What a guide is called. The providers' own names are the same in every language. */
export const GuideName = ({ provider }: { provider: GuideProvider }) =>
  provider === 'other' ? <Trans>Any other SCIM 2.0 client</Trans> : guideNames[provider]
