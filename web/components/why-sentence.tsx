import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useFormat } from '../language/format.ts'
import { verbatim } from '../language/verbatim.ts'
import { groupCountOf, intervalOf, whyOf, type Reasons } from './considered.ts'

type Props = {
  reasons: Reasons
  /** Of whom, by name; left out where they read it themselves. */
  who?: string | undefined
  period?: { start: string; end: string } | undefined
}

/** What somebody may spend and why, in one sentence. */
export function WhySentence({ reasons, who, period }: Props) {
  const limit = useLimitOfPeriod()(reasons, period)
  return (
    <Text size="lg" className="why-sentence">
      {who === undefined ? <OfOneself reasons={reasons} limit={limit} /> : <OfSomebody reasons={reasons} limit={limit} who={verbatim(who)} />}
    </Text>
  )
}

/** "$200.00 / month" */
function useLimitOfPeriod() {
  const { t } = useLingui()
  const format = useFormat()
  return ({ limit }: Reasons, period: Props['period']): string => {
    const text = format.limit(limit)
    const interval = period && intervalOf(period)
    if (limit.kind === 'unlimited' || interval === undefined) return text
    return { month: t`${text} / month`, week: t`${text} / week`, day: t`${text} / day` }[interval]
  }
}

type Said = { reasons: Reasons; limit: string }

function useDeciding(reasons: Reasons) {
  const format = useFormat()
  return { groups: verbatim(format.list(reasons.deciding.map(({ name }) => name))), count: format.number(groupCountOf(reasons)) }
}

function OfSomebody({ reasons, limit, who }: Said & { who: string }) {
  const { groups, count } = useDeciding(reasons)
  switch (whyOf(reasons)) {
    case 'override':
      return (
        <Trans>
          <b>{limit}</b>, because {who} has a limit of their own, which goes before those of groups.
        </Trans>
      )
    case 'only-group':
      return (
        <Trans>
          <b>{limit}</b>, because that is the limit of <b>{groups}</b>, the only group of {who}.
        </Trans>
      )
    case 'only-limited':
      return (
        <Trans>
          <b>{limit}</b>, because <b>{groups}</b> is the only one of {who}’s {count} groups with a limit.
        </Trans>
      )
    case 'highest':
      return (
        <Trans>
          <b>{limit}</b>, because <b>{groups}</b> is the highest limit among {who}’s {count} groups.
        </Trans>
      )
    case 'tie':
      return (
        <Trans>
          <b>{limit}</b>, because <b>{groups}</b> have the highest limit among {who}’s {count} groups.
        </Trans>
      )
    case 'default-no-group':
      return (
        <Trans>
          <b>{limit}</b>, the team default, because {who} is in no group.
        </Trans>
      )
    case 'default-no-limit':
      return (
        <Trans>
          <b>{limit}</b>, the team default, because none of {who}’s groups has a limit.
        </Trans>
      )
    case 'nothing-set':
      return (
        <Trans>
          <b>{limit}</b>, because no limit is set: not for {who}, nor for a group of theirs, nor for the team.
        </Trans>
      )
    case 'nothing-blocks':
      return (
        <Trans>
          <b>{limit}</b>, because no limit is set for {who}, and in this team nobody spends without one.
        </Trans>
      )
  }
}

function OfOneself({ reasons, limit }: Said) {
  const { groups, count } = useDeciding(reasons)
  switch (whyOf(reasons)) {
    case 'override':
      return (
        <Trans>
          <b>{limit}</b>, because you have a limit of your own, which goes before those of groups.
        </Trans>
      )
    case 'only-group':
      return (
        <Trans>
          <b>{limit}</b>, because that is the limit of <b>{groups}</b>, your only group.
        </Trans>
      )
    case 'only-limited':
      return (
        <Trans>
          <b>{limit}</b>, because <b>{groups}</b> is the only one of your {count} groups with a limit.
        </Trans>
      )
    case 'highest':
      return (
        <Trans>
          <b>{limit}</b>, because <b>{groups}</b> is the highest limit among your {count} groups.
        </Trans>
      )
    case 'tie':
      return (
        <Trans>
          <b>{limit}</b>, because <b>{groups}</b> have the highest limit among your {count} groups.
        </Trans>
      )
    case 'default-no-group':
      return (
        <Trans>
          <b>{limit}</b>, the team default, because you are in no group.
        </Trans>
      )
    case 'default-no-limit':
      return (
        <Trans>
          <b>{limit}</b>, the team default, because none of your groups has a limit.
        </Trans>
      )
    case 'nothing-set':
      return (
        <Trans>
          <b>{limit}</b>, because no limit is set: not for you, nor for a group of yours, nor for the team.
        </Trans>
      )
    case 'nothing-blocks':
      return (
        <Trans>
          <b>{limit}</b>, because no limit is set for you, and in this team nobody spends without one.
        </Trans>
      )
  }
}
