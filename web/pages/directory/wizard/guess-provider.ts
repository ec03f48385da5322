import type { GuideProvider } from '../../../components/guide/providers.ts'

const hosts: [RegExp, GuideProvider][] = [
  [/(^|\.)(okta|oktapreview|okta-emea)\.com$/, 'okta'],
  [/(^|\.)(microsoftonline\.com|windows\.net)$/, 'entra'],
  [/(^|\.)google\.com$/, 'google'],
  [/(^|\.)onelogin\.com$/, 'onelogin'],
  [/(^|\.)jumpcloud\.com$/, 'jumpcloud'],
  [/(^|\.)pingone\.(com|eu|ca|asia|com\.au)$/, 'pingone'],
  [/(^|\.)rippling\.com$/, 'rippling'],
  [/(^|\.)(cyberark\.cloud|idaptive\.app)$/, 'cyberark'],
]

/** The identity provider that issues sign-ins from an address; undefined where it does not tell. Keycloak and authentik tell by their paths. */
export function guessProvider(issuer: string | null | undefined): GuideProvider | undefined {
  if (!issuer || !URL.canParse(issuer)) return undefined
  const { hostname, pathname } = new URL(issuer)
  if (/^\/(auth\/)?realms\//.test(pathname)) return 'keycloak'
  if (pathname.startsWith('/application/o/') || pathname.startsWith('/application/saml/')) return 'authentik'
  return hosts.find(([host]) => host.test(hostname))?.[1]
}
