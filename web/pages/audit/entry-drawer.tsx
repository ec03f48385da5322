import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Drawer, Stack, Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { AddressLink } from '../../components/address-link.tsx'
import { CopyText } from '../../components/copy-text.tsx'
import { Labelled } from '../../components/labelled.tsx'
import { When } from '../../components/when.tsx'
import { useActorKind, useOutcome } from './audit-words.ts'
import { useAuditTelling } from './use-audit-telling.ts'

/** All that an entry tells. */
export function EntryDrawer({ entry, onClose }: { entry: Item<'/v1/audit_log'> | undefined; onClose: () => void }) {
  const { t } = useLingui()
  const kindName = useActorKind()
  const outcomeName = useOutcome()
  const tell = useAuditTelling()
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={entry && tell(entry)}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {entry && (
        <Stack>
          <Labelled label={t`When`}>
            <When at={entry.at} as="dateTime" />
          </Labelled>
          <Labelled label={t`Who`}>
            {entry.actor.name} ({kindName(entry.actor.kind)}) {entry.actor.id && <CopyText text={entry.actor.id} />}
          </Labelled>
          <Labelled label={t`Outcome`}>
            {outcomeName(entry.outcome)} {entry.code && <Code>{entry.code}</Code>}
          </Labelled>
          <Labelled label={t`Action`}>
            <Code>{entry.action}</Code>
          </Labelled>
          {entry.subject_id && (
            <Labelled label={t`About`}>
              <CopyText text={entry.subject_id} /> <PageOf id={entry.subject_id} />
            </Labelled>
          )}
          {entry.from && (
            <Labelled label={t`From`}>
              <span className="mono">
                {entry.from.method} {entry.from.path}
              </span>
              <br />
              {entry.from.ip} · {entry.from.user_agent}
            </Labelled>
          )}
          {entry.is_erased && (
            <Text size="sm">
              <Trans>Names in this entry were blanked, because somebody was erased.</Trans>
            </Text>
          )}
          {entry.changes.length > 0 && (
            <Labelled label={t`What changed`}>
              <Code block tabIndex={0}>
                {JSON.stringify(entry.changes, null, 2)}
              </Code>
            </Labelled>
          )}
          <Labelled label={t`Request`}>
            <CopyText text={entry.id} />
          </Labelled>
          <Labelled label={t`Place in the chain`}>
            {entry.number} · <span className="mono">{entry.hash}</span>
          </Labelled>
        </Stack>
      )}
    </Drawer>
  )
}

/** Leads to the page of a person or a group, which the entry knows by its id alone. */
function PageOf({ id }: { id: string }) {
  const isPerson = id.startsWith('usr_') || id.startsWith('mem_')
  const page = id.startsWith('grp_') ? 'groups' : isPerson ? 'users' : undefined
  if (page === undefined) return null
  return (
    <AddressLink address={`/${page}/${id}`} size="sm">
      <Trans>Open the page</Trans>
    </AddressLink>
  )
}
