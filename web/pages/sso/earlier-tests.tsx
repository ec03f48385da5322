import { useLingui } from '@lingui/react/macro'
import { ListTable } from '../../components/list-table.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { When } from '../../components/when.tsx'
import { Section } from './section.tsx'
import { TestOutcome } from './test-outcome.tsx'
import type { ConnectionTest } from './use-live-tests.ts'

type Props = { tests: readonly ConnectionTest[]; shownId: string | undefined; connectionId: string }

/** The tests before the one that is shown. */
export function EarlierTests({ tests, shownId, connectionId }: Props) {
  const { t } = useLingui()
  if (tests.length < 2) return null
  return (
    <Section title={t`Tests so far`}>
      <ListTable
        caption={t`Tests so far`}
        rows={tests}
        keyOf={({ id }) => id}
        columns={[
          {
            label: t`Begun`,
            cell: ({ id, started_at: at }) => (
              <RouterLink
                to="/sso"
                search={{ connection: connectionId, tab: 'test', test: id }}
                aria-current={id === shownId}
                resetScroll={false}
                inherit
              >
                <When at={at} as="dateTime" />
              </RouterLink>
            ),
          },
          { label: t`By`, cell: ({ started_by: by }) => by },
          { label: t`Result`, cell: (test) => <TestOutcome test={test} /> },
        ]}
      />
    </Section>
  )
}
