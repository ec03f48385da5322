import { Trans, useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { RouterButton } from '../../components/router-link.tsx'
import { Section } from '../../components/section.tsx'
import { GroupLimits } from './group-limits.tsx'
import { Orphans } from './orphans.tsx'
import { Overrides } from './overrides.tsx'
import { NewOverride } from './new-override.tsx'
import { TeamLimits } from './team-limits.tsx'

/** All limits that are set, each where it is changed, with whom a change would affect before it is made. */
export function LimitsTab() {
  const { t } = useLingui()
  return (
    <Stack gap="lg">
      <Section
        title={t`The team`}
        note={
          <Trans>A limit of one’s own goes before those of groups; of several groups the highest decides; where none has one, the default.</Trans>
        }
      >
        <TeamLimits />
      </Section>
      <Section
        title={t`Groups`}
        note={<Trans>Each member of the group may spend so much: it is not shared by the group.</Trans>}
        actions={
          <RouterButton to="/groups" size="xs" variant="default">
            <Trans>All directory groups</Trans>
          </RouterButton>
        }
      >
        <GroupLimits />
      </Section>
      <Section title={t`Overrides`} note={<Trans>Limits of single people, each with its reason.</Trans>} actions={<NewOverride />}>
        <Overrides />
      </Section>
      <Section
        title={t`Limits of deleted groups`}
        note={<Trans>The identity provider deleted the group. Give its limit to the group that came instead, or let it go.</Trans>}
      >
        <Orphans />
      </Section>
    </Stack>
  )
}
