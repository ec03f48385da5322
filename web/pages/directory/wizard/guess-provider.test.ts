import { expect, test } from 'vitest'
import { guessProvider } from './guess-provider.ts'

test.each([
  ['https://acme.okta.com', 'okta'],
  ['https://acme.oktapreview.com/oauth2/default', 'okta'],
  ['https://login.microsoftonline.com/0f1e/v2.0', 'entra'],
  ['https://sts.windows.net/0f1e/', 'entra'],
  ['https://accounts.google.com', 'google'],
  ['https://acme.onelogin.com/oidc/2', 'onelogin'],
  ['https://auth.pingone.eu/0f1e/as', 'pingone'],
  ['https://id.acme.example/realms/acme', 'keycloak'],
  ['https://id.acme.example/application/o/purser/', 'authentik'],
  ['https://notokta.com', undefined],
  ['https://okta.com.evil.example', undefined],
  ['no address', undefined],
  [null, undefined],
])('%s is of %s', (issuer, provider) => expect(guessProvider(issuer)).toBe(provider))
