import { expect, test } from 'vitest'
import { toCurl } from './curl.ts'

test('a request becomes a command that a shell takes as it was, with a place for the token', () => {
  const command = toCurl('https://purser.example', { method: 'POST', path: '/scim/v2/dir_1/Users', body: `{"userName":"o'hara"}` })
  expect(command).toBe(`curl -X POST \\
  'https://purser.example/scim/v2/dir_1/Users' \\
  -H "Authorization: Bearer $SCIM_TOKEN" \\
  -H 'Content-Type: application/scim+json' \\
  -d '{"userName":"o'\\''hara"}'`)
})

test('one without a body has no type either', () => {
  expect(toCurl('http://127.0.0.1', { method: 'GET', path: '/scim/v2/dir_1/Users?filter=userName eq "a"', body: null })).not.toContain('Content-Type')
})
