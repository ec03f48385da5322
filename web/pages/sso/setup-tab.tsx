import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useMay } from '../../session/session.ts'
import { Certificates } from './certificates.tsx'
import { OidcForm } from './oidc-form.tsx'
import { OurValues } from './our-values.tsx'
import { ProviderFacts } from './provider-facts.tsx'
import { SamlForm } from './saml-form.tsx'
import { Section } from './section.tsx'
import type { Connection } from './sso-steps.ts'

/** What the identity provider is given of us, and what it gives us. */
export function SetupTab({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const may = useMay()
  return (
    <Stack gap="xl" maw={820}>
      <OurValues connection={connection} />
      <Section title={t`From your identity provider`} note={connection.protocol === 'oidc' ? t`Its application shows these.` : undefined}>
        {connection.protocol === 'oidc' ? (
          may('sso:write') ? (
            <OidcForm connection={connection} />
          ) : (
            <ProviderFacts provider={connection} />
          )
        ) : (
          <SamlSetup connection={connection} />
        )}
      </Section>
    </Stack>
  )
}

function SamlSetup({ connection }: { connection: Connection }) {
  const may = useMay()
  return (
    <Stack gap="lg">
      {connection.idp_entity_id && <ProviderFacts provider={connection} />}
      <Certificates certificates={connection.certificates ?? []} />
      {may('sso:write') && <SamlForm connection={connection} />}
    </Stack>
  )
}
