import { expect, test } from 'vitest'
import { counted, noCounts } from './counts.ts'

const entry = (outcome: 'applied' | 'refused' | 'read' | 'unchanged', parts: { code: string }[], count = 1) => ({ outcome, parts, count })

const changedMembers = { code: 'group.members_changed', joined: 40, left: 2 }

test('a sync is counted by what its requests changed', () => {
  const entries = [
    entry('applied', [{ code: 'user.created' }, { code: 'member.created' }]),
    entry('applied', [{ code: 'user.deactivated' }]),
    entry('applied', [{ code: 'group.created' }]),
    entry('applied', [changedMembers]),
    entry('refused', [{ code: 'refused' }]),
    entry('read', [{ code: 'read' }], 12),
  ]
  expect(entries.reduce(counted, noCounts)).toEqual({ requests: 17, refused: 1, users: 1, groups: 1, memberships: 42, out: 1 })
})

test('what was refused changed nothing', () => {
  expect(counted(noCounts, entry('refused', [{ code: 'user.created' }]))).toEqual({ ...noCounts, requests: 1, refused: 1 })
})
