import { expect, test } from 'vitest'
import type { DirectoryId } from '../kernel/ids.ts'
import type { Change } from './changes.ts'
import { describe as describeEntry } from './describe.ts'

const directory = 'dir_1' as DirectoryId
const schema = { directory, schema: 'urn:acme:hr', resourceType: 'User' }

test.each<[change: Change, words: string]>([
  [{ kind: 'schema.set', ...schema, added: ['a', 'b'], changed: [], removed: ['c'] }, 'schema urn:acme:hr of Users: a, b added; c taken out'],
  [{ kind: 'schema.set', ...schema, added: [], changed: ['a'], removed: [] }, 'schema urn:acme:hr of Users: a changed'],
  [{ kind: 'schema.set', ...schema, added: [], changed: [], removed: [] }, 'schema urn:acme:hr of Users: described anew'],
  [{ kind: 'schema.removed', ...schema, added: [], changed: [], removed: ['a', 'b'] }, 'schema urn:acme:hr taken out, with a, b'],
])('%j reads "%s"', (change, words) => {
  const entry = {
    actorKind: 'api_key',
    actorName: 'key',
    operation: 'set_schema',
    outcome: 'applied',
    code: null,
    answer: null,
    subjectName: null,
    subjectId: null,
    count: 1n,
  } as const
  expect(describeEntry({ ...entry, changes: [change], notes: [] })).toBe(words)
})

test.each([
  ['token-missing', 'refused: called without a token (3 times within the minute)'],
  [
    'token-cut',
    'refused: called with a token that begins like the token Okta and is not it: it was cut or mistyped when it was pasted (3 times within the minute)',
  ],
  ['token-revoked', 'refused: presented its token (3 times within the minute)'],
])('a refusal as %s reads "%s"', (code, words) => {
  const call = { actorKind: 'directory_token', actorName: 'Okta', operation: 'authenticate', outcome: 'refused', code } as const
  expect(describeEntry({ ...call, answer: null, subjectName: null, subjectId: null, count: 3n, changes: [], notes: [] })).toBe(words)
})
