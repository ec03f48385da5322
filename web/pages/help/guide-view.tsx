import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { Guide } from '../../components/guide/guide.tsx'
import { headingOf, sectionTitles } from '../../components/guide/parse-guide.ts'
import type { GuideProvider } from '../../components/guide/providers.ts'
import { RouterLink } from '../../components/router-link.tsx'
import { GuideName } from './guide-name.tsx'
import { useMay } from '../../session/session.ts'
import { useOwnValues } from './own-values.ts'

type Props = { provider: GuideProvider; section: string | undefined; q: string }

/** A guide with the team's values in it, whole or the section that was found. */
export function GuideView({ provider, section, q }: Props) {
  const values = useOwnValues(provider)
  const { i18n } = useLingui()
  const may = useMay()
  const found = sectionTitles.find((title) => title === section)
  return (
    <Stack gap="lg" maw={860}>
      <Group justify="space-between">
        <RouterLink to="/help" search={{ q: q || undefined }}>
          {q ? <Trans>Back to what was found</Trans> : <Trans>All guides</Trans>}
        </RouterLink>
        {found && (
          <RouterLink to="/help" search={{ guide: provider, q: q || undefined }}>
            <Trans>The whole guide</Trans>
          </RouterLink>
        )}
      </Group>
      <Title order={2} size="h3">
        {found ? (
          <Trans>
            <GuideName provider={provider} />: {headingOf(found, i18n.locale)}
          </Trans>
        ) : (
          <GuideName provider={provider} />
        )}
      </Title>
      {values.scim_base_url === undefined && (
        <Text size="sm" c="dimmed">
          {may('directory_setup:read') || may('sso:read') ? (
            <Trans>
              Your own values stand here once there is a <Anchor href="/directory">directory</Anchor> and a connection.
            </Trans>
          ) : (
            <Trans>Whoever sets up the identity provider sees the team’s own values here.</Trans>
          )}
        </Text>
      )}
      <Guide provider={provider} values={values} {...(found && { sections: [found] })} />
    </Stack>
  )
}
