import { expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import type { DirectoryFacts } from './directory-facts.ts'
import { findOfDirectories } from './directory-findings.ts'

const directoryId = realEnvironment.newId('dir')
const statusRequest = realEnvironment.newId('req')
const lastRequest = realEnvironment.newId('req')
const statusSince = toTimestamp(1)
const called = new Map([[directoryId, { firstAt: toTimestamp(2), lastAt: toTimestamp(3), lastRequest }]])
const directory = (status: DirectoryFacts['status']): DirectoryFacts => ({
  directoryId,
  name: 'Okta',
  provider: 'okta',
  detectedProvider: null,
  status,
  statusSince,
  statusRequest,
})

const cases: [status: DirectoryFacts['status'], calls: typeof called, codes: string[], because: string][] = [
  ['active', called, [], 'it was paused or called once, and is well now'],
  ['paused', new Map(), ['directory-paused'], 'nobody new comes in'],
  ['detached', new Map(), [], 'nobody calls it'],
  ['detached', called, ['ended-directory-called'], 'its identity provider still pushes into nothing'],
  ['deleted', called, ['ended-directory-called'], 'its identity provider still pushes into nothing'],
]
test.each(cases)('of a directory that is %s, with calls %j, it finds %j, since %s', (status, calls, codes) => {
  const findings = findOfDirectories([directory(status)], calls)
  expect(findings.map(({ code }) => code)).toEqual(codes)
  for (const { detail } of findings) expect(detail).toMatch(/\. [A-Z].*\.$/) // what is so, and what to do
})

test('each says since when, and which request shows it', () => {
  expect(findOfDirectories([directory('paused')], new Map())).toMatchObject([{ since: statusSince, evidence: [{ request: statusRequest }] }])
  expect(findOfDirectories([directory('detached')], called)).toMatchObject([
    { since: toTimestamp(2), evidence: [{ request: lastRequest, at: toTimestamp(3) }] },
  ])
})
