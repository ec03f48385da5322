import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Loader, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { LiveBadge } from '../../../components/live-badge.tsx'
import { RouterLink } from '../../../components/router-link.tsx'
import { When } from '../../../components/when.tsx'
import { isLive, type Health } from '../directories.ts'
import { Arrivals } from './arrivals.tsx'
import { MissingAlert } from './missing-alert.tsx'
import type { Standing } from './standing.ts'
import { StepFrame } from './step-frame.tsx'
import { isReachable, partEntries, whatIsMissing } from './what-is-missing.ts'

/** The connection as it is tested by the provider itself: what arrives for the first time, and what is missing where nothing does. */
export function TestStep({ standing }: { standing: Standing }) {
  const { directory, milestones, entries, live, stored, tokens } = standing
  const { own: newest, stranger } = partEntries(entries, stored.firstRequestAt !== null)
  const missing = whatIsMissing({
    isPaused: directory.state === 'paused',
    liveTokens: tokens.filter((token) => isLive(token)).length,
    firstRequestAt: stored.firstRequestAt,
    firstUserAt: stored.firstUserAt,
    firstGroupAt: stored.firstGroupAt,
    firstMembershipAt: milestones.first_membership?.at ?? null,
    lastRefusal: newest?.outcome === 'refused' ? { status: newest.status, code: newest.code } : undefined,
    hasStranger: stranger !== undefined,
    isReachable: isReachable(directory.scim_base_url, directory.provider),
  })
  return (
    <StepFrame
      step="test"
      directoryId={directory.id}
      lead={<Trans>Test the connection at your provider, assign one person, and push one group. Nothing has to be reloaded here.</Trans>}
      caution={stored.firstGroupAt === null && <Trans>You can go on without groups, but limits by group do nothing until one arrives.</Trans>}
    >
      <Milestones milestones={milestones} />
      {missing && <MissingAlert missing={missing} directory={directory} refusal={missing === 'unknown-token' ? stranger : newest} />}
      <Paper withBorder p="md">
        <Stack gap="sm">
          <Group justify="space-between">
            <Title order={3} size="h5">
              <Trans>What arrives</Trans>
            </Title>
            <LiveBadge state={live} />
          </Group>
          <Arrivals entries={entries} />
        </Stack>
      </Paper>
    </StepFrame>
  )
}

function Milestones({ milestones }: Pick<Health, 'milestones'>) {
  const { t } = useLingui()
  return (
    <Stack gap="xs" component="ul" className="bare-list" aria-label={t`What has arrived`}>
      <MilestoneRow milestone={milestones.first_request}>
        <Trans>First request</Trans>
      </MilestoneRow>
      <MilestoneRow milestone={milestones.first_user}>
        <Trans>First user</Trans>
      </MilestoneRow>
      <MilestoneRow milestone={milestones.first_group}>
        <Trans>First group</Trans>
      </MilestoneRow>
      <MilestoneRow milestone={milestones.first_membership}>
        <Trans>First person in a group</Trans>
      </MilestoneRow>
    </Stack>
  )
}

function MilestoneRow({ milestone, children }: { milestone: Health['milestones']['first_user']; children: ReactNode }) {
  return (
    <Group component="li" gap="sm" wrap="nowrap">
      {milestone ? (
        <ThemeIcon size="md" radius="xl" variant="light" color="green" aria-hidden>
          ✓
        </ThemeIcon>
      ) : (
        <Loader size={22} type="dots" aria-hidden />
      )}
      <Text fw={600}>{children}</Text>
      <Text size="sm" c="dimmed" role="status">
        {milestone ? <Arrived milestone={milestone} /> : <Trans>waiting</Trans>}
      </Text>
    </Group>
  )
}

function Arrived({ milestone: { at, request } }: { milestone: NonNullable<Health['milestones']['first_user']> }) {
  return (
    <>
      <Trans>
        arrived <When at={at} as="time" />
      </Trans>{' '}
      {request && (
        <RouterLink to="/log" search={{ request }} inherit underline="always">
          <Trans>request</Trans>
        </RouterLink>
      )}
    </>
  )
}
