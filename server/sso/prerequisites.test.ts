import { expect, test } from 'vitest'
import { toTimestamp } from '../kernel/timestamp.ts'
import { judgePrerequisites, type Facts } from './prerequisites.ts'

const [t1, t2, t3] = [toTimestamp(1), toTimestamp(2), toTimestamp(3)]
const connection = (state: Facts['connections'][number]['state']) => ({ name: 'Okta', state, stateSince: t2 })
const domain = (state: Facts['domains'][number]['state'], failingSince: Facts['domains'][number]['failingSince'] = null, name = 'acme.example') => ({
  domain: name,
  state,
  stateSince: t2,
  verifiedAt: null,
  failingSince,
})
const nothing: Facts = { team: { plan: 'standard', planSince: t3, createdAt: t1 }, connections: [], domains: [], lost: { sso: null, domain: null } }
const [plan, sso, domainId] = [0, 1, 2]

const cases: [facts: Partial<Facts>, which: number, met: boolean, since: string | null, says: RegExp, because: string][] = [
  [{}, plan, false, t3, /plan standard.*enterprise.*purser team plan/, 'the plan was changed then'],
  [{ team: { plan: 'enterprise', planSince: null, createdAt: t1 } }, plan, true, t1, /plan enterprise/, 'the team was made with it'],
  [{ team: { plan: 'enterprise', planSince: t3, createdAt: t1 } }, plan, true, t3, /plan enterprise/, 'it was given later'],
  [{}, sso, false, null, /Set one up/, 'there never was one'],
  [{ connections: [connection('draft')] }, sso, false, null, /Finish setting up Okta/, 'it is a draft'],
  [{ connections: [connection('configured')] }, sso, false, null, /Test Okta/, 'it was not tested'],
  [{ connections: [connection('tested')] }, sso, false, null, /Activate Okta, which is tested/, 'a test alone is not enough'],
  [
    { connections: [connection('inactive')], lost: { sso: t2, domain: null } },
    sso,
    false,
    t2,
    /Activate Okta, which is inactive/,
    'it was deactivated then',
  ],
  [{ connections: [connection('active'), connection('inactive')] }, sso, true, t2, /Okta is active/, 'one is enough'],
  [{}, domainId, false, null, /Claim one/, 'there never was one'],
  [{ domains: [domain('pending')] }, domainId, false, null, /acme\.example is claimed.*verify/, 'a claim is not a proof'],
  [{ domains: [domain('failed')] }, domainId, false, null, /has failed/, 'nobody proved it'],
  [{ domains: [domain('expired')], lost: { sso: null, domain: t2 } }, domainId, false, t2, /has expired/, 'it was lost then'],
  [{ domains: [domain('verified')] }, domainId, true, t2, /acme\.example is verified\.$/, 'one is enough'],
  [{ domains: [domain('verified'), domain('verified', null, 'b.example')] }, domainId, true, t2, /and 1 more are verified/, 'several are fine'],
  [{ domains: [domain('verified', t1)] }, domainId, true, t2, /is gone since 1970.*before 1970-01-08/, 'it warns while the last one fails'],
  [{ domains: [domain('verified', t1), domain('verified')] }, domainId, true, t2, /verified\.$/, 'another one lasts'],
]
test.each(cases)('of %j the prerequisite number %i is met: %s, since %s, telling %s: %s', (facts, which, met, since, says) => {
  const judged = judgePrerequisites({ ...nothing, ...facts })
  expect(judged.map(({ id }) => id)).toEqual(['plan', 'sso', 'domain'])
  expect(judged[which]).toMatchObject({ met, since, detail: expect.stringMatching(says) })
})
