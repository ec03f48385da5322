import { Trans, useLingui } from '@lingui/react/macro'
import { ExportMenu } from '../../components/export-menu.tsx'
import { Page } from '../../components/page.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditList } from './audit-list.tsx'
import { auditRoute } from './audit.route.ts'
import { ChainCheck } from './chain-check.tsx'

/** What people, keys, sign-ins and the command line did. */
export function AuditPage() {
  const { t } = useLingui()
  const { entry: _open, ...filters } = auditRoute.useSearch()
  return (
    <Page
      title={t`Audit log`}
      note={<Trans>Every change, and every change that was refused, with who asked for it. Nothing in it can be edited.</Trans>}
      permission="audit:read"
      actions={<ExportMenu of="/v1/audit_log/export" filters={filters} />}
    >
      <ChainCheck />
      <AuditFilters />
      <AuditList />
    </Page>
  )
}
