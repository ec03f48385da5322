import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { List, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useFormat } from '../../../language/format.ts'
import type { Effect, LifeStep } from './life.ts'

/** Whom a step would affect: how many, and the first of them by name. */
export function EffectView({ effect, kind }: { effect: Effect; kind: LifeStep['kind'] }) {
  const isEnd = kind === 'delete' || kind === 'replace'
  return (
    <Stack gap="xs" role="status">
      <Text size="sm">
        <Trans>
          It holds <Plural value={effect.users} one="# user" other="# users" /> and <Plural value={effect.groups} one="# group" other="# groups" />.
        </Trans>
      </Text>
      {isEnd && <End effect={effect} />}
    </Stack>
  )
}

function End({ effect }: { effect: Effect }) {
  const { t } = useLingui()
  const format = useFormat()
  const people = (several: Effect['members_out']) => several.first.map(({ display_name: name, email, id }) => name ?? email ?? id)
  return (
    <List size="sm" spacing={6}>
      <Several
        title={t({ message: 'Out of the team', context: 'people' })}
        several={effect.members_out}
        names={people(effect.members_out)}
        isAlways
      />
      <Several title={t`Stay, by another directory or on their own`} several={effect.members_staying} names={people(effect.members_staying)} />
      <Several title={t`Go on in the new directory`} several={effect.members_matched} names={people(effect.members_matched)} />
      <Several title={t`Stay, as the last owners`} several={effect.owners_kept} names={people(effect.owners_kept)} />
      <Several
        title={t`Limits that are carried over`}
        several={effect.limits_carried}
        names={effect.limits_carried.first.map(({ name, limit }) => `${name} (${format.limit(limit)})`)}
      />
      <Several
        title={t`Limits that end`}
        several={effect.limits_ended}
        names={effect.limits_ended.first.map(({ name, limit }) => `${name} (${format.limit(limit)})`)}
        isAlways
      />
      <Several
        title={t`Tokens that end`}
        several={effect.tokens_ended}
        names={effect.tokens_ended.first.map(({ name, prefix }) => `${name} (${prefix}…)`)}
      />
    </List>
  )
}

const named = 5
type SeveralProps = { title: ReactNode; several: { count: number }; names: readonly string[]; isAlways?: boolean }

function Several({ title, several: { count }, names, isAlways = false }: SeveralProps) {
  const format = useFormat()
  if (count === 0 && !isAlways) return null
  const shown = names.slice(0, named)
  const rest = count - shown.length
  return (
    <List.Item>
      {title}: <b>{format.number(count)}</b>
      {shown.length > 0 && (
        <Text size="xs" c="dimmed">
          {shown.join(', ')}
          {rest > 0 && (
            <>
              {' '}
              <Plural value={rest} one="and # more" other="and # more" />
            </>
          )}
        </Text>
      )}
    </List.Item>
  )
}
