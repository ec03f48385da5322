import { expect, test } from 'vitest'
import { isReachable, partEntries, whatIsMissing, type Missing, type Seen } from './what-is-missing.ts'

const at = '2026-11-30T00:00:00.000000Z'
const nothing: Seen = {
  isPaused: false,
  liveTokens: 1,
  firstRequestAt: null,
  firstUserAt: null,
  firstGroupAt: null,
  firstMembershipAt: null,
  lastRefusal: undefined,
  hasStranger: false,
  isReachable: true,
}
const asked = { ...nothing, firstRequestAt: at }
const people = { ...asked, firstUserAt: at }
const groups = { ...people, firstGroupAt: at }

const cases: [Seen, Missing | undefined, because: string][] = [
  [nothing, 'no-request', 'nothing came'],
  [{ ...nothing, isReachable: false }, 'unreachable', 'nothing can come'],
  [{ ...asked, isReachable: false }, 'no-user', 'what came shows that it can'],
  [{ ...nothing, liveTokens: 0 }, 'no-token', 'nothing could open it'],
  [{ ...people, isPaused: true }, 'directory-paused', 'a pause is nearer than all else'],
  [{ ...nothing, lastRefusal: { status: 401, code: 'token-revoked' } }, 'refused-token', 'it knocked with what opens nothing'],
  [{ ...nothing, hasStranger: true, isReachable: false }, 'unknown-token', 'somebody came, so it can be reached'],
  [{ ...asked, hasStranger: true, lastRefusal: { status: 400, code: null } }, 'unknown-token', 'what came last was none of its tokens'],
  [{ ...nothing, hasStranger: true, liveTokens: 0 }, 'no-token', 'none could have been brought'],
  [{ ...asked, lastRefusal: { status: 400, code: 'invalidSyntax' } }, 'refused', 'what it sent was refused'],
  [asked, 'no-user', 'it was only looked up'],
  [people, 'no-group', 'groups are not pushed'],
  [groups, 'no-membership', 'the groups are empty'],
  [{ ...groups, firstMembershipAt: at, lastRefusal: { status: 400, code: null } }, undefined, 'all came; a refusal since is for the log'],
]
test.each(cases)('%o lacks %s: %s', (seen, missing) => expect(whatIsMissing(seen)).toBe(missing))

test.each([
  ['https://purser.acme.example/scim/v2/dir_1', 'okta', true],
  ['http://127.0.0.1:8080/scim/v2/dir_1', 'okta', false],
  ['http://localhost:8080/scim/v2/dir_1', 'entra', false],
  ['http://[::1]:8080/scim/v2/dir_1', 'entra', false],
  ['https://172.20.3.4/scim/v2/dir_1', 'entra', false],
  ['https://172.40.3.4/scim/v2/dir_1', 'entra', true],
  ['https://purser.corp.internal/scim/v2/dir_1', 'rippling', false],
  ['http://127.0.0.1:8080/scim/v2/dir_1', 'keycloak', true],
])('%s can be reached by %s: %s', (url, provider, can) => expect(isReachable(url, provider)).toBe(can))

const refused = (code: string) => ({ outcome: 'refused', status: 401, code })
const good = { outcome: 'read', status: 200, code: null }
test.each([
  [[refused('token-cut')], false, undefined, 'token-cut', 'somebody came'],
  [[refused('token-missing'), refused('token-cut')], false, undefined, 'token-cut', 'a browser hides nothing'],
  [[good, refused('token-cut')], true, null, undefined, 'a valid token came since'],
  [[refused('token-missing'), refused('token-revoked')], false, 'token-revoked', 'token-missing', 'one after the other'],
  [[refused('token-missing'), good], true, null, undefined, 'anybody may open the address of what works'],
  [[refused('token-cut'), good], true, null, 'token-cut', 'and who pasted anew is told'],
])('of %j (connected: %s) the own is %s, the strange %s: %s', (entries, hasConnected, own, stranger, _because) => {
  const parted = partEntries(entries, hasConnected)
  expect([parted.own?.code, parted.stranger?.code]).toEqual([own, stranger])
})
