import { expect, test } from 'vitest'
import type { RefusedRequest } from '../journal/traffic.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { addSeconds, toTimestamp } from '../kernel/timestamp.ts'
import { isOpen } from './refused-findings.ts'

const at = toTimestamp(Date.UTC(2026, 10, 25, 10))
const refused = (more: Partial<RefusedRequest>): RefusedRequest => ({
  requestId: realEnvironment.newId('req'),
  at,
  operation: 'create_user',
  code: 'uniqueness',
  tokenId: null,
  subjectId: null,
  subjectName: 'ada@acme.example',
  externalId: null,
  path: '/Users',
  userAgent: null,
  detail: null,
  count: 1,
  ...more,
})
const [before, later] = [addSeconds(at, -1), addSeconds(at, 1)]

const cases: [request: Partial<RefusedRequest>, succeeded: [subject: string, at: typeof at][], known: string[], open: boolean, because: string][] = [
  [{}, [], [], true, 'it never succeeded'],
  [{}, [['ada@acme.example', before]], [], true, 'what succeeded before it is no answer to it'],
  [{}, [['ada@acme.example', later]], [], false, 'it succeeded since, by its name'],
  [{}, [['bo@acme.example', later]], [], true, 'that was somebody else'],
  [{ operation: 'patch_group', subjectId: 'grp_a', subjectName: null }, [['grp_a', later]], [], false, 'or by its id'],
  [{ externalId: '00u-2' }, [['ada@acme.example', later]], [], true, 'of two with one name, the first succeeds under it again'],
  [{ externalId: '00u-2' }, [], ['00u-2'], false, 'whoever it was came in'],
  [{ operation: 'replace_user', externalId: '00u-2' }, [['ada@acme.example', later]], [], false, 'who is in already is known by the name'],
  [{ subjectName: null }, [], [], true, 'what had no name cannot be said to have succeeded'],
]
test.each(cases)('%j, where since then %j succeeded and %j are known, is still open: %s, since %s', (request, succeeded, known, open) => {
  expect(isOpen(refused(request), { succeededAt: new Map(succeeded), knownExternalIds: new Set(known) })).toBe(open)
})
