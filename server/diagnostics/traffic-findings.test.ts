import { expect, test } from 'vitest'
import type { RefusedRequest, Sign } from '../journal/traffic.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { addSeconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import type { TokenFacts } from './token-findings.ts'
import { findOfTraffic, type Traffic } from './traffic-findings.ts'

const now = toTimestamp(Date.parse('2026-11-25T10:00:00Z'))
const ago = (minutes: number): Timestamp => addSeconds(now, -minutes * 60)
const [directoryId, tokenId] = [realEnvironment.newId('dir'), realEnvironment.newId('tok')]

const token = (facts: Partial<TokenFacts> = {}): TokenFacts => ({
  tokenId,
  directoryId,
  name: 'one',
  prefix: 'purser_scim_ab',
  createdAt: ago(600),
  expiresAt: null,
  revokedAt: null,
  ...facts,
})
const refused = (facts: Partial<RefusedRequest>): RefusedRequest => ({
  requestId: realEnvironment.newId('req'),
  at: ago(10),
  operation: 'authenticate',
  code: 'token-revoked',
  tokenId,
  subjectId: null,
  subjectName: null,
  externalId: null,
  path: '',
  userAgent: null,
  detail: null,
  count: 1,
  ...facts,
})
const sign = (at: Timestamp, isGood = true): Sign => ({ requestId: realEnvironment.newId('req'), at, isGood, hasChanged: isGood })

const spoke = { firstRequestAt: ago(600), lastRequestAt: ago(20), firstWriteAt: ago(500) }
type Given = Partial<Omit<Traffic, 'directory'>> & { directory?: Partial<Traffic['directory']> }
const find = ({ directory, ...traffic }: Given) =>
  findOfTraffic(
    {
      directory: {
        directoryId,
        name: 'Entra',
        provider: 'entra',
        detectedProvider: null,
        status: 'active',
        statusSince: null,
        statusRequest: null,
        ...spoke,
        ...directory,
      },
      hasUser: true,
      tokens: [token()],
      signs: [sign(ago(20))],
      refused: [],
      strangers: [],
      ...traffic,
    },
    now,
  )
const found = (given: Given): string[] => find(given).map(({ code }) => code)

const silent = { lastRequestAt: ago(3 * 40), firstRequestAt: ago(600), firstWriteAt: ago(500) }
const untouched = { firstRequestAt: null, lastRequestAt: null, firstWriteAt: null }
const readOnly = { ...spoke, firstWriteAt: null }
const elsewhere = (path: string) => refused({ code: 'token-of-another-directory', path })
const strange = (code: string, facts: Partial<RefusedRequest> = {}) => refused({ code, tokenId: code === 'token-cut' ? tokenId : null, ...facts })
const own = realEnvironment.newId('dir')

const cases: [given: Given, codes: string[], because: string][] = [
  [{}, [], 'it asks, and is answered'],
  [{ refused: [refused({})] }, ['dead-token-called'], 'a token that opens nothing is still used'],
  [{ refused: [refused({ at: ago(30) })] }, [], 'and is not any more: one with a valid token came since'],
  [{ refused: [elsewhere(`/scim/v2/${own}/Users`)] }, ['dead-token-called'], 'the token is of another directory, which is named'],
  [{ refused: [elsewhere('/scim/v2/Users')], signs: [] }, ['wrong-base-url'], 'no directory is named, so the address is wrong'],
  [{ refused: [elsewhere(`/scim/v2/${own}/Users`)], tokens: [] }, [], 'what is known of no token tells nothing of the address'],
  [
    { refused: [refused({ operation: 'other', code: '404', path: '/scim/v2' })], signs: [sign(ago(30))] },
    ['wrong-base-url'],
    'nothing was reached since',
  ],
  [{ refused: [refused({ operation: 'other', code: '404', path: '/scim/v2' })], signs: [sign(ago(5))] }, [], 'something was reached since'],
  [{ directory: untouched, signs: [], strangers: [strange('token-cut')] }, ['unknown-token-called'], 'somebody came, with a token that was cut'],
  [{ directory: untouched, signs: [], strangers: [strange('token-missing')] }, ['unknown-token-called'], 'or with none'],
  [{ directory: { ...untouched, lastRequestAt: ago(5) }, strangers: [strange('token-cut')] }, [], 'a call with a valid token came since'],
  [{ strangers: [strange('token-unknown')] }, ['unknown-token-called'], 'what was pasted anew is known to nobody'],
  [{ directory: silent, strangers: [strange('token-missing')] }, ['unknown-token-called', 'idp-silent'], 'a stranger is no sign of the provider'],
  [{ directory: readOnly, hasUser: false, strangers: [strange('token-missing')] }, ['unknown-token-called', 'only-lookups'], 'nor of what it sends'],
  [{ refused: [refused({})], strangers: [strange('token-cut')] }, ['dead-token-called', 'unknown-token-called'], 'both are so'],
  [{ directory: silent }, ['idp-silent'], 'three cycles were missed'],
  [{ directory: { ...silent, lastRequestAt: ago(3 * 40 - 1) } }, [], 'three cycles are not over'],
  [{ directory: { ...silent, status: 'paused' } }, [], 'whoever is paused may be silent'],
  [{ directory: { ...silent, provider: 'okta' } }, [], 'Okta speaks of changes alone'],
  [{ directory: untouched, signs: [] }, ['nothing-received'], 'there is a token, and nobody came'],
  [{ directory: untouched, signs: [], tokens: [] }, [], 'without a token nobody could'],
  [{ directory: untouched, signs: [], tokens: [token({ expiresAt: ago(1) })] }, [], 'nor with one that has expired'],
  [{ directory: untouched, signs: [], tokens: [token({ revokedAt: ago(1) })] }, [], 'nor with one that is revoked'],
  [{ directory: readOnly, hasUser: false }, ['only-lookups'], 'it asks, and pushes nobody'],
  [{ directory: readOnly, hasUser: true }, [], 'somebody is here, though when is not written yet'],
  [
    { directory: readOnly, hasUser: false, refused: [refused({ operation: 'create_user', code: 'invalidValue' })] },
    [],
    'it tried to push, and was refused',
  ],
  [
    { directory: readOnly, hasUser: false, refused: [refused({ operation: 'get_user', code: 'not-found' })] },
    ['only-lookups'],
    'to ask for somebody who is not here is no push',
  ],
]
test.each(cases)('%# of an identity provider is told %j: %s', (given, codes, _because) => expect(found(given)).toEqual(codes))

const told: [strangers: RefusedRequest[], facts: object, severity: string, because: string][] = [
  [
    [strange('token-missing', { at: ago(5) }), strange('token-cut', { userAgent: 'Okta' })],
    { why: 'cut', token: 'one', userAgent: 'Okta' },
    'warning',
    'a browser brings nothing and hides nothing',
  ],
  [
    [strange('token-not-ours', { at: ago(5) }), strange('token-cut')],
    { why: 'not-ours', token: null, calls: 1 },
    'info',
    'the latest that was brought counts',
  ],
  [[strange('token-unknown', { count: 2 }), strange('token-unknown')], { why: 'unknown', calls: 3 }, 'warning', 'all of one kind are counted'],
  [[strange('token-cut'), strange('token-cut', { at: ago(30) })], { calls: 1 }, 'warning', 'those before a valid call are over'],
  [[strange('token-missing')], { why: 'missing', wasConnected: true }, 'info', 'anybody may open the address of what works'],
]
test.each(told)('%# of calls without a known token is told %#: %s', (strangers, facts, severity, _because) =>
  expect(find({ strangers })).toMatchObject([{ code: 'unknown-token-called', severity, facts }]),
)
