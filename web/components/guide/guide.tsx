import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text, Title } from '@mantine/core'
import { Suspense } from 'react'
import { ErrorBoundary } from '../error-boundary.tsx'
import { BodySkeleton } from '../page-skeleton.tsx'
import { GuideBlocks } from './guide-blocks.tsx'
import { GuideValuesContext, type GuideValues } from './guide-values.ts'
import { useGuide } from './load-guide.ts'
import type { GuideSection, SectionTitle } from './parse-guide.ts'

type Props = {
  /** As a directory names it: `okta`. Of a provider that has no guide, the one for any client is shown. */
  provider: string
  /** What of it is shown, in the guide's own order; all of it unless said. */
  sections?: readonly SectionTitle[]
  /** Whether what stands before the sections is shown, such as that Google pushes nothing. */
  withOpening?: boolean
  values: GuideValues
}

/** The guide of an identity provider, or some sections of it, with the team's values in it. It is loaded when it is shown. */
export function Guide(props: Props) {
  return (
    <ErrorBoundary>
      <Suspense fallback={<BodySkeleton rows={4} />}>
        <LoadedGuide {...props} />
      </Suspense>
    </ErrorBoundary>
  )
}

function LoadedGuide({ provider, sections, withOpening = sections === undefined, values }: Props) {
  const { i18n } = useLingui()
  const guide = useGuide(provider)
  const shown = guide.sections.filter(({ title }) => sections === undefined || sections.includes(title))
  return (
    <GuideValuesContext value={values}>
      <Stack gap="lg">
        {i18n.locale !== 'en' && (
          <Text size="sm" c="dimmed">
            <Trans>The names of menus and fields are those that the identity provider’s pages show in English.</Trans>
          </Text>
        )}
        {withOpening && <GuideBlocks blocks={guide.opening} />}
        {shown.map((section) => (
          <SectionBody key={section.title} section={section} isTitled={shown.length > 1} />
        ))}
      </Stack>
    </GuideValuesContext>
  )
}

function SectionBody({ section: { heading, blocks }, isTitled }: { section: GuideSection; isTitled: boolean }) {
  return (
    <Stack gap="sm" component="section" aria-label={heading}>
      {isTitled && (
        <Title order={3} size="h4">
          {heading}
        </Title>
      )}
      <GuideBlocks blocks={blocks} />
    </Stack>
  )
}
