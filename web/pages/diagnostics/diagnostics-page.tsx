import { Trans, useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { Page } from '../../components/page.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { FaqList } from '../../findings/faq-list.tsx'
import { useMay } from '../../session/session.ts'
import { diagnosticsRoute } from './diagnostics.route.ts'
import { FindingList } from './finding-list.tsx'
import { SubjectSearch } from './subject-search.tsx'

export function DiagnosticsPage() {
  const { t } = useLingui()
  const may = useMay()
  const { q = '', tab = 'findings', question } = diagnosticsRoute.useSearch()
  const navigate = diagnosticsRoute.useNavigate()
  return (
    <Page
      title={t`Diagnostics`}
      permission="directory_setup:read"
      note={<Trans>What stands in the way, since when, what shows it and what to do. All of it is computed when you look.</Trans>}
    >
      <Stack gap="xl">
        {may('directory:read') && <SubjectSearch q={q} onAsk={(asked) => void navigate({ search: { q: asked || undefined, tab, question } })} />}
        <Tabs
          open={tab}
          onOpen={(opened) => void navigate({ search: { q: q || undefined, tab: opened } })}
          tabs={[
            { name: 'findings', label: t`Findings`, body: () => <FindingList /> },
            {
              name: 'questions',
              label: t`Frequent questions`,
              body: () => (
                <FaqList
                  open={question}
                  onOpen={(opened) => void navigate({ search: { q: q || undefined, tab, question: opened }, replace: true })}
                />
              ),
            },
          ]}
        />
      </Stack>
    </Page>
  )
}
