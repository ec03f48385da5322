import { Plural, Trans } from '@lingui/react/macro'
import { Paper, Stack, Text, Title } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { loadGuide } from '../../components/guide/load-guide.ts'
import { guideProviders } from '../../components/guide/providers.ts'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { currentLanguage } from '../../language/language.ts'
import { RouterLink } from '../../components/router-link.tsx'
import { findInGuides, type FoundSection } from './find-in-guides.ts'

/** So many sections are shown: who looks for more says more. */
const shownAtMost = 12

/** The sections of guides that hold what is looked for. The guides are loaded once somebody looks. */
export function FoundInGuides({ q }: { q: string }) {
  return (
    <ErrorBoundary>
      <Suspense fallback={<BodySkeleton rows={4} />}>
        <Found q={q} />
      </Suspense>
    </ErrorBoundary>
  )
}

function Found({ q }: { q: string }) {
  const { data: guides } = useSuspenseQuery({
    queryKey: ['guides'],
    queryFn: () => Promise.all(guideProviders.map(loadGuide)),
    staleTime: Infinity,
  })
  const found = findInGuides(guides, q)
  return (
    <Stack gap="sm" component="section">
      <Title order={2} size="h4">
        <Trans>In the guides</Trans>
      </Title>
      <Text role="status">
        <Plural value={found.length} _0="No section of a guide holds all of these words." one="# section" other="# sections" />
      </Text>
      {found.length === 0 && currentLanguage() !== 'en' && (
        <Text size="sm" c="dimmed">
          <Trans>The guides are written in English: look for English words.</Trans>
        </Text>
      )}
      {found.slice(0, shownAtMost).map((each) => (
        <FoundOne key={`${each.provider} ${each.section}`} found={each} q={q} />
      ))}
    </Stack>
  )
}

function FoundOne({ found: { provider, name, section, excerpt }, q }: { found: FoundSection; q: string }) {
  return (
    <Paper withBorder p="md" lang="en">
      <RouterLink to="/help" search={{ guide: provider, section, q }} fw={600}>
        {`${name}: ${section}`}
      </RouterLink>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {excerpt}
      </Text>
    </Paper>
  )
}
