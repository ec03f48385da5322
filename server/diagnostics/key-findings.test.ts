import { expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import { addSeconds, toTimestamp } from '../kernel/timestamp.ts'
import { findOfKeys } from './key-findings.ts'

const now = toTimestamp(1_000_000)
const [ada, bob] = [realEnvironment.newId('mem'), realEnvironment.newId('mem')]
const key = {
  keyId: realEnvironment.newId('key'),
  name: 'ci',
  prefix: 'purser_key_ab12',
  createdAt: toTimestamp(0),
  createdById: ada,
  expiresAt: null,
}
const leaver = { memberId: ada, email: 'ada@acme.example', endedAt: toTimestamp(500_000) }

test.each([
  ['whoever made it is out', key, [leaver], 1],
  ['whoever made it is in', key, [{ ...leaver, memberId: bob }], 0],
  ['the command line made it', { ...key, createdById: null }, [leaver], 0],
  ['it has ended by itself', { ...key, expiresAt: now }, [leaver], 0],
  ['it ends later', { ...key, expiresAt: addSeconds(now, 1) }, [leaver], 1],
])('a key of the team, where %s', (_because, facts, leavers, count) => {
  const finding = { code: 'key-of-leaver', since: leaver.endedAt, detail: expect.stringMatching(/^ada@acme\.example.*ci.*ab12/), evidence: [] }
  expect(findOfKeys([facts], leavers, now)).toEqual(Array(count).fill(expect.objectContaining(finding)))
})
