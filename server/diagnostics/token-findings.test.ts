import { expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import { addSeconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import type { DirectoryFacts } from './directory-facts.ts'
import { findOfTokens, type TokenFacts } from './token-findings.ts'

const now = toTimestamp(Date.parse('2026-11-25T10:00:00Z'))
const inDays = (days: number): Timestamp => addSeconds(now, days * 86_400)
const directoryId = realEnvironment.newId('dir')
const token = (expiresAt: Timestamp | null): TokenFacts => ({
  tokenId: realEnvironment.newId('tok'),
  directoryId,
  name: 'one',
  prefix: 'purser_scim_ab',
  createdAt: inDays(-300),
  expiresAt,
  revokedAt: null,
})
const directory = (status: DirectoryFacts['status']) => ({
  directoryId,
  name: 'Okta',
  provider: 'okta',
  detectedProvider: null,
  createdAt: inDays(-300),
  status,
  statusSince: null,
  statusRequest: null,
})

const cases: [expiries: (number | null)[], status: DirectoryFacts['status'], found: RegExp[], because: string][] = [
  [[null], 'active', [], 'it lasts'],
  [[], 'active', [/has no token yet/], 'there was none yet'],
  [[15], 'active', [], 'there is time'],
  [[13], 'active', [/expires 2026-12-08.*locked out/], 'it is told two weeks before'],
  [[14], 'active', [/expires 2026-12-09/], 'to the moment'],
  [[0], 'active', [/expired 2026-11-25.*is locked out/], 'it opens nothing at its end any more'],
  [[-1], 'active', [/expired 2026-11-24.*is locked out/], 'it is told until there is another'],
  [[-1, 3], 'active', [/expires 2026-11-28/], 'the last one counts'],
  [[3, null], 'active', [], 'one that is rotated has a successor'],
  [[3, 90], 'active', [], 'and the successor lasts longer'],
  [[3], 'paused', [/expires/], 'a paused directory is to go on with its token'],
  [[3], 'detached', [], 'nobody is to speak for a directory that ended'],
]
test.each(cases)('tokens that expire in %j days, of a directory that is %s, are told as %s: %s', (expiries, status, found) => {
  const tokens = expiries.map((days) => token(days === null ? null : inDays(days)))
  const findings = findOfTokens([directory(status)], tokens, now)
  expect(findings.map(({ detail }) => detail)).toEqual(found.map((words) => expect.stringMatching(words)))
})
