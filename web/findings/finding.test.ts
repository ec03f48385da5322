import { expect, test } from 'vitest'
import { keyOf } from './key-of.ts'
import { supportText } from './support-text.ts'

const finding = {
  code: 'groups-not-pushed',
  severity: 'warning',
  title: 'Users arrive, but no group',
  since: '2026-01-02T03:04:05.000Z',
  detail: '',
  what: '2 users have arrived.',
  to_do: 'Choose the groups.',
  facts: { directory: 'dir_1', users: 2, hints: [] },
  link: '/log?directory=dir_1',
  evidence: [{ request: 'req_1', at: '2026-01-02T03:04:06.000Z' }],
} as const

test('a finding stays the same while its counts change, and is another one of another directory', () => {
  expect(keyOf({ ...finding, facts: { ...finding.facts, users: 3 } })).toBe(keyOf(finding))
  expect(keyOf({ ...finding, facts: { ...finding.facts, directory: 'dir_2' } })).not.toBe(keyOf(finding))
})

test('what is copied for support has the code, the ids, the times and the requests', () => {
  const copied = { ...finding, facts: { ...finding.facts }, evidence: [...finding.evidence] }
  expect(supportText(copied, { team: 'Acme (team_1)', at: '2026-01-02T04:00:00.000Z', origin: 'https://purser.example' })).toBe(
    `Users arrive, but no group [groups-not-pushed, warning]
Server: https://purser.example
Team: Acme (team_1)
Since: 2026-01-02T03:04:05.000Z
Checked: 2026-01-02T04:00:00.000Z
What: 2 users have arrived.
To do: Choose the groups.
Facts:
  directory: dir_1
  users: 2
  hints: []
Requests:
  req_1 2026-01-02T03:04:06.000Z`,
  )
})
