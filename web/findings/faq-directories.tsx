import { Trans, useLingui } from '@lingui/react/macro'
import { MenuName } from '../components/guide/menu-name.tsx'
import { ListTable, type Column } from '../components/list-table.tsx'
import { StatusBadge } from '../components/status-badge.tsx'
import { When } from '../components/when.tsx'
import type { FaqEntry } from './faq-words.ts'
import { useWording } from './wording.ts'
import { rhythmOf } from './words/rhythm-words.ts'

type Row = FaqEntry['directories'][number]

/** Of the questions whose answer differs by directory: what it is of each. */
export function FaqDirectories({ entry: { id, directories } }: { entry: FaqEntry }) {
  const { t } = useLingui()
  const name: Column<Row> = { label: t`Directory`, cell: (row) => row.name }
  const people: Column<Row> = { label: t`People are changed at`, cell: (row) => <Menu row={row} menu={row.assign_menu} /> }
  const groups: Column<Row> = { label: t`Groups are chosen at`, cell: (row) => <Menu row={row} menu={row.groups_menu} /> }
  const columns: Record<string, readonly Column<Row>[]> = {
    'edit-directly': [name, people, groups],
    'users-not-syncing': [name, people],
    'groups-not-appearing': [name, groups],
    'how-fast': [
      name,
      { label: t`How often it comes`, cell: (row) => <Rhythm row={row} /> },
      { label: t`Last request`, cell: (row) => (row.last_request_at === null ? t`none yet` : <When at={row.last_request_at} />), align: 'end' },
      { label: t`Last change`, cell: (row) => (row.last_change_at === null ? t`none yet` : <When at={row.last_change_at} />), align: 'end' },
    ],
  }
  const shown = columns[id]
  if (!shown || directories.length === 0) return null
  return <ListTable caption={t`By directory`} columns={shown} rows={directories} keyOf={(row) => row.name} />
}

function Menu({ row, menu }: { row: Row; menu: string }) {
  return (
    <>
      {row.provider_name}: <MenuName>{menu}</MenuName>
    </>
  )
}

/** What its own requests show, else what the provider is known for. */
function Rhythm({ row: { provider, cycle_minutes: minutes, is_measured: isMeasured } }: { row: Row }) {
  const { length } = useWording()
  if (!isMeasured || minutes === null) return rhythmOf(provider)
  const cycle = length(minutes)
  return (
    <>
      <Trans>about every {cycle}</Trans>{' '}
      <StatusBadge tone="info">
        <Trans>measured</Trans>
      </StatusBadge>
    </>
  )
}
