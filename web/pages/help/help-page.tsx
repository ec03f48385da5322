import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Title } from '@mantine/core'
import { Suspense } from 'react'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { isGuideProvider } from '../../components/guide/providers.ts'
import { Page } from '../../components/page.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { FaqList } from '../../findings/faq-list.tsx'
import { useMay } from '../../session/session.ts'
import { FoundInGuides } from './found-in-guides.tsx'
import { GuideList } from './guide-list.tsx'
import { GuideView } from './guide-view.tsx'
import { helpRoute } from './help.route.ts'
import { Keyboard } from './keyboard.tsx'
import { MoreHelp } from './more-help.tsx'

export function HelpPage() {
  const { t } = useLingui()
  const { guide, section, q = '' } = helpRoute.useSearch()
  const navigate = helpRoute.useNavigate()
  const isGuide = isGuideProvider(guide)
  return (
    <Page
      title={t`Help`}
      permission="session:own"
      note={<Trans>The guides of every identity provider and the frequent questions, with your team’s own values in them.</Trans>}
    >
      {isGuide ? (
        <GuideView provider={guide} section={section} q={q} />
      ) : (
        <Stack gap="xl">
          <SearchField
            label={t`Search the guides and questions`}
            placeholder={t`Such as: push groups, token, SAML certificate`}
            value={q}
            onSearch={(text) => void navigate({ search: { q: text || undefined }, replace: true })}
          />
          {q === '' ? <GuideList /> : <FoundInGuides q={q} />}
          <Questions q={q} />
          {q === '' && <MoreHelp />}
          {q === '' && <Keyboard />}
        </Stack>
      )}
    </Page>
  )
}

function Questions({ q }: { q: string }) {
  const may = useMay()
  const { question } = helpRoute.useSearch()
  const navigate = helpRoute.useNavigate()
  if (!may('directory_setup:read')) return null
  return (
    <Stack gap="sm" component="section">
      <Title order={2} size="h4">
        <Trans>Frequent questions</Trans>
      </Title>
      <ErrorBoundary>
        <Suspense fallback={<BodySkeleton rows={4} />}>
          <FaqList
            holding={q}
            open={question}
            onOpen={(opened) => void navigate({ search: { q: q || undefined, question: opened }, replace: true })}
          />
        </Suspense>
      </ErrorBoundary>
    </Stack>
  )
}
