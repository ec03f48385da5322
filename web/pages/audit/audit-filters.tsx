import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select } from '@mantine/core'
import { oneOf } from '../../api/search.ts'
import { DayRange } from '../../components/day-range.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { actorKinds, auditRoute, outcomes, type AuditSearch } from './audit.route.ts'
import { useActorKind, useOutcome } from './audit-words.ts'

/** What the log is filtered by. */
export function AuditFilters() {
  const { t } = useLingui()
  const search = auditRoute.useSearch()
  const navigate = auditRoute.useNavigate()
  const kindName = useActorKind()
  const outcomeName = useOutcome()
  const set = (change: AuditSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const isFiltered = Object.values({ ...search, entry: undefined }).some((value) => value !== undefined)
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label={t`Outcome`}
        w={130}
        clearable
        clearButtonProps={{ 'aria-label': t`Clear` }}
        placeholder={t`All`}
        value={search.outcome ?? null}
        data={outcomes.map((value) => ({ value, label: outcomeName(value) }))}
        onChange={(value) => set({ outcome: oneOf(outcomes, value) })}
      />
      <Select
        label={t`Who`}
        w={160}
        clearable
        clearButtonProps={{ 'aria-label': t`Clear` }}
        placeholder={t`Everybody`}
        value={search.actor_kind ?? null}
        data={actorKinds.map((value) => ({ value, label: kindName(value) }))}
        onChange={(value) => set({ actor_kind: oneOf(actorKinds, value) })}
      />
      <SearchField
        label={t`Action`}
        placeholder="set_limit"
        value={search.action ?? ''}
        onSearch={(action) => set({ action: action || undefined })}
      />
      <SearchField
        label={t`About (id)`}
        placeholder="grp_…"
        value={search.subject ?? ''}
        onSearch={(subject) => set({ subject: subject || undefined })}
      />
      <DayRange from={search.since} until={search.until} onFrom={(since) => set({ since })} onUntil={(until) => set({ until })} />
      {isFiltered && (
        <Button variant="subtle" onClick={() => void navigate({ search: {} })}>
          <Trans>Clear</Trans>
        </Button>
      )}
    </Group>
  )
}
