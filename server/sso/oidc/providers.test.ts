import { expect, test } from 'vitest'
import { realEnvironment } from '../../kernel/environment.ts'
import { Discovery } from './discovery.ts'
import { mapClaims } from './map-claims.ts'
import { mappingOf, providerOf } from './providers.ts'
import { isOfEveryTenant, noSettings } from './settings.ts'
import { requireGoodClaims } from './verify-answer.ts'

test.each([
  ['https://acme.okta.com', 'okta'],
  ['https://acme.okta.com/oauth2/default', 'okta'],
  ['https://okta.com.evil.example', 'other'],
  ['https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0', 'entra'],
  ['https://accounts.google.com', 'google'],
  ['https://acme.onelogin.com/oidc/2', 'onelogin'],
  ['https://oauth.id.jumpcloud.com/', 'jumpcloud'],
  ['https://auth.pingone.eu/11111111-2222-3333-4444-555555555555/as', 'ping'],
  ['https://id.acme.example/realms/main', 'keycloak'],
  ['https://id.acme.example/application/o/purser/', 'authentik'],
  ['https://id.acme.example', 'other'],
  [null, 'other'],
])('the issuer %s is of %s', (issuer, provider) => expect(providerOf(issuer)).toBe(provider))

const entra = 'https://login.microsoftonline.com/t/v2.0'
const plain = 'https://id.acme.example'
const ada = { subject: null, emails: [], emailVerified: null, firstName: null, lastName: null, displayName: null, groups: [] }
test.each<[because: string, claims: Record<string, string | string[] | boolean | number>, issuer: string, said: object, mapped: object]>([
  [
    'standard claims',
    { sub: '1', email: 'a@x.example', given_name: 'Ada', family_name: 'L' },
    plain,
    {},
    { subject: '1', emails: ['a@x.example'], firstName: 'Ada', lastName: 'L', displayName: 'Ada L' },
  ],
  [
    'a name as it is sent goes before one that we put together',
    { name: 'Countess', given_name: 'Ada' },
    plain,
    {},
    { firstName: 'Ada', displayName: 'Countess' },
  ],
  ['Entra’s `oid`, not its `sub`', { sub: '1', oid: '2' }, entra, {}, { subject: '2' }],
  ['Entra’s `preferred_username` where it sends no `email`', { preferred_username: 'a@x.example' }, entra, {}, { emails: ['a@x.example'] }],
  ['but not where it does', { preferred_username: 'b@x.example', email: 'a@x.example' }, entra, {}, { emails: ['a@x.example'] }],
  ['nor anywhere else', { preferred_username: 'a@x.example' }, plain, {}, {}],
  [
    'the claim that the admin names, and no other',
    { upn: 'a@x.example', email: 'b@x.example' },
    plain,
    { email: 'upn' },
    { emails: ['a@x.example'] },
  ],
  ['nothing where the claim that the admin names is absent', { email: 'b@x.example' }, entra, { email: 'upn' }, {}],
  ['all addresses, each once', { email: ['a@x.example', ' a@x.example ', 'b@x.example', ''] }, plain, {}, { emails: ['a@x.example', 'b@x.example'] }],
  ['a subject letter by letter', { sub: ' 1 ' }, plain, {}, { subject: ' 1 ' }],
  ['one that is a number', { employee: 7 }, plain, { subject: 'employee' }, { subject: '7' }],
  ['none that is a number which JSON does not hold whole', { employee: 2 ** 53 }, plain, { subject: 'employee' }, {}],
  ['none that is a part of a whole', { employee: 1.5 }, plain, { subject: 'employee' }, {}],
  ['none that is something else', { employee: true }, plain, { subject: 'employee' }, {}],
  ['one whose list has one', { sub: ['1'] }, plain, {}, { subject: '1' }],
  ['no subject where there are several', { sub: ['1', '2'] }, plain, {}, {}],
  ['groups', { groups: ['A', 'B'] }, plain, {}, { groups: ['A', 'B'] }],
  ['a flag that is text', { email_verified: 'true' }, plain, {}, { emailVerified: true }],
  ['and one that is anything else', { email_verified: 'yes' }, plain, {}, { emailVerified: false }],
])('from claims is taken %s', (_because, claims, issuer, said, mapped) => expect(mapClaims(claims, issuer, said)).toEqual({ ...ada, ...mapped }))

test('a mapping is the provider’s, but for what the admin says', () =>
  expect(mappingOf(entra, { groups: 'roles' })).toMatchObject({ subject: 'oid', email: 'email', groups: 'roles' }))

const tenantId = '11111111-2222-3333-4444-555555555555'
/** As https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration has it. */
const everyTenant = {
  issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
  authorization_endpoint: 'https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize',
  token_endpoint: 'https://login.microsoftonline.com/organizations/oauth2/v2.0/token',
  jwks_uri: 'https://login.microsoftonline.com/organizations/discovery/v2.0/keys',
}

test('of Entra’s issuer for every tenant the one tenant is meant that the connection names', async () => {
  const answered = (body: object) => ({
    ask: async () => ({ status: 200, headers: new Headers(), body: JSON.stringify(body) }),
    requireUrl: (url: string) => new URL(url),
  })
  const issuer = 'https://login.microsoftonline.com/organizations/v2.0'
  expect([isOfEveryTenant(issuer), isOfEveryTenant(`https://login.microsoftonline.com/${tenantId}/v2.0`)]).toEqual([true, false])
  const read = (document: object, entraTenantId: string | null) =>
    new Discovery(realEnvironment, answered(document)).read('con', { issuer, settings: { ...noSettings, entraTenantId } })
  expect((await read(everyTenant, tenantId)).issuer).toBe(`https://login.microsoftonline.com/${tenantId}/v2.0`)
  await expect(read({ ...everyTenant, issuer: 'https://evil.example/{tenantid}' }, tenantId)).rejects.toMatchObject({
    kind: { code: 'discovery-issuer-mismatch' },
  })
})

test.each<[code: string | undefined, issuer: string, tenant: string | null, more: object, because: string]>([
  ['oidc-tenant', everyTenant.issuer, tenantId, { tid: 'another' }, 'somebody of another tenant'],
  ['oidc-tenant', everyTenant.issuer, tenantId, {}, 'somebody of no tenant'],
  [undefined, everyTenant.issuer, tenantId, { tid: tenantId }, 'somebody of the tenant'],
  ['oidc-hosted-domain', 'https://accounts.google.com', null, {}, 'a personal account of Google, for a company’s address'],
  [undefined, 'https://accounts.google.com', null, { hd: 'acme.example' }, 'an account of a Workspace'],
])('%s, at %s with the tenant %s, for the claims %j: %s', (code, issuer, entraTenantId, more) => {
  const expected = { metadata: { ...everyTenant, issuer }, clientId: 'c', settings: { ...noSettings, entraTenantId } }
  const claims = { iat: Math.floor(Date.now() / 1000), ...more }
  const judge = () => requireGoodClaims({ environment: realEnvironment }, expected, claims, { idToken: '', accessToken: '' })
  expect(codeOf(judge)).toBe(code)
})

const ofTenant = `https://login.microsoftonline.com/${tenantId}/v2.0`
const nowSeconds = Math.floor(Date.now() / 1000)
/** As Entra issues a token at this moment: five minutes back, and for an hour and some from now. */
const ofEntra = (seconds = 0) => ({ iat: nowSeconds - 301 + seconds, nbf: nowSeconds - 301 + seconds, exp: nowSeconds + 3_899 + seconds })

test.each<[code: string | undefined, issuer: string, times: object, because: string]>([
  [undefined, ofTenant, ofEntra(), 'a token of Entra that was issued now'],
  [undefined, 'https://sts.windows.net/t/', ofEntra(), 'one by its older issuer'],
  [undefined, ofTenant, ofEntra(-140), 'one by a clock that is two minutes behind'],
  ['oidc-clock-behind', ofTenant, ofEntra(-300), 'one by a clock that is five minutes behind'],
  [undefined, ofTenant, { iat: nowSeconds }, 'one that is not set back'],
  ['oidc-clock-ahead', ofTenant, ofEntra(600), 'one by a clock that is ten minutes ahead'],
  ['oidc-clock-behind', 'https://acme.okta.com', ofEntra(), 'the same of an identity provider that sets nothing back'],
])('%s, at %s for the times %j: %s', (code, issuer, times) => {
  const expected = { metadata: { ...everyTenant, issuer }, clientId: 'c', settings: noSettings }
  const judge = () => requireGoodClaims({ environment: realEnvironment }, expected, { ...times }, { idToken: '', accessToken: '' })
  expect(codeOf(judge)).toBe(code)
})

function codeOf(act: () => void): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return (error as { kind: { code: string } }).kind.code
  }
}
