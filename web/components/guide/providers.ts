/** Every identity provider that has a guide, and what people call it, as its guide does. */
export const guideNames = {
  okta: 'Okta',
  entra: 'Microsoft Entra ID',
  google: 'Google Workspace',
  onelogin: 'OneLogin',
  jumpcloud: 'JumpCloud',
  pingone: 'PingOne',
  pingfederate: 'PingFederate',
  rippling: 'Rippling',
  cyberark: 'CyberArk Identity',
  keycloak: 'Keycloak',
  authentik: 'authentik',
  other: 'Any other SCIM 2.0 client',
} as const
export type GuideProvider = keyof typeof guideNames

export const guideProviders = Object.keys(guideNames).filter(isGuideProvider)

export function isGuideProvider(name: string | null | undefined): name is GuideProvider {
  return typeof name === 'string' && Object.hasOwn(guideNames, name)
}

/** What people call the provider of a directory or a connection. */
export const providerName = (provider: string | null | undefined): string =>
  isGuideProvider(provider) ? guideNames[provider] : (provider ?? guideNames.other)
