import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, TagsInput, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import type { Item } from '../../api/answer.ts'
import { api } from '../../api/client.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import { readThreshold } from './threshold.ts'

type Rule = Item<'/v1/alert_rules'>
type Threshold = Rule['thresholds'][number]

/** At which parts of a limit the team is told. */
export function ThresholdsTab() {
  const { t } = useLingui()
  const { items } = api.useSuspenseQuery('get', '/v1/alert_rules').data
  const names: Record<Rule['scope'], string> = { user: t`Each person’s spending`, team_total: t`The spending of all together` }
  return (
    <Stack gap="lg">
      {items.map((rule) => (
        <Section
          key={rule.scope}
          title={names[rule.scope]}
          note={<Trans>The feed of events tells when spending reaches one of these.</Trans>}
          actions={rule.is_default && <StatusBadge tone="neutral">{t`The usual ones`}</StatusBadge>}
        >
          <Thresholds key={JSON.stringify(rule.thresholds)} rule={rule} name={names[rule.scope]} />
        </Section>
      ))}
    </Stack>
  )
}

function Thresholds({ rule, name }: { rule: Rule; name: string }) {
  const may = useMay()
  const format = useFormat()
  const text = useThresholdText()
  if (may('limits:write')) return <ThresholdForm rule={rule} name={name} />
  return <Text>{rule.thresholds.length === 0 ? <Trans>None is told.</Trans> : format.list(rule.thresholds.map(text))}</Text>
}

/** A threshold as it is typed: "80%" or "250". */
function useThresholdText() {
  const { i18n } = useLingui()
  const { percent } = useFormat()
  const number = new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: 6, useGrouping: false })
  return (each: Threshold) => (each.kind === 'percent' ? percent(each.percent / 100) : number.format(Number(each.amount)))
}

function ThresholdForm({ rule, name }: { rule: Rule; name: string }) {
  const { t, i18n } = useLingui()
  const { currency } = useFormat()
  const text = useThresholdText()
  const [typed, setTyped] = useState(rule.thresholds.map(text))
  const { set, unset } = useChanges(rule.scope)
  const thresholds = typed.map((each) => readThreshold(each, i18n.locale))
  const wrong = typed.find((_, place) => thresholds[place] === undefined)
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    if (wrong === undefined) set.mutate({ body: { thresholds: thresholds.filter((each) => each !== undefined) } })
  }
  const problem = set.error ?? unset.error
  return (
    <form onSubmit={save}>
      <Stack align="flex-start">
        <TagsInput
          label={t`Thresholds: ${name}`}
          description={t`A part of the limit, such as 80%, or an amount in ${currency}. Enter adds one.`}
          error={wrong !== undefined && t`${wrong} is neither a part, such as 80%, nor an amount.`}
          w="100%"
          maw={520}
          maxTags={20}
          splitChars={[';']}
          value={typed}
          onChange={setTyped}
        />
        {problem && <ProblemAlert problem={problem} />}
        <Group>
          <Button type="submit" loading={set.isPending} disabled={wrong !== undefined}>
            <Trans>Save</Trans>
          </Button>
          {!rule.is_default && (
            <Button variant="default" loading={unset.isPending} onClick={() => unset.mutate({})}>
              <Trans>Back to the usual ones</Trans>
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}

/** Sets the thresholds of a scope, or has the usual ones again. */
function useChanges(scope: Rule['scope']) {
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['get', '/v1/alert_rules'] })
  const setUser = api.useMutation('put', '/v1/alert_rules/user', { onSuccess })
  const setTotal = api.useMutation('put', '/v1/alert_rules/team_total', { onSuccess })
  const unsetUser = api.useMutation('delete', '/v1/alert_rules/user', { onSuccess })
  const unsetTotal = api.useMutation('delete', '/v1/alert_rules/team_total', { onSuccess })
  return scope === 'user' ? { set: setUser, unset: unsetUser } : { set: setTotal, unset: unsetTotal }
}
