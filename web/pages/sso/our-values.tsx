import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Paper, Stack } from '@mantine/core'
import { CopyField } from '../../components/copy-field.tsx'
import { Section } from './section.tsx'
import type { Connection } from './sso-steps.ts'

/** What the identity provider asks for when an application is made there. */
export function OurValues({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const isOidc = connection.protocol === 'oidc'
  return (
    <Section
      title={t`For your identity provider`}
      note={
        isOidc
          ? t`Make a web application with the authorization code flow there, give it this address, and assign people to it.`
          : t`Make a SAML application there, give it these, and assign people to it.`
      }
    >
      <Paper withBorder p="md">
        <Stack gap="md">{isOidc ? <OidcValues connection={connection} /> : <SamlValues connection={connection} />}</Stack>
      </Paper>
    </Section>
  )
}

function OidcValues({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  return (
    <CopyField
      label={t`Redirect URI`}
      value={connection.redirect_uri ?? ''}
      hint={<Trans>Also called: sign-in redirect URI, callback URL, reply URL.</Trans>}
    />
  )
}

function SamlValues({ connection: { acs_url: acsUrl, sp_entity_id: entityId, sp_metadata_url: metadataUrl } }: { connection: Connection }) {
  const { t } = useLingui()
  return (
    <>
      <CopyField
        label={t`Assertion consumer address (ACS URL)`}
        value={acsUrl ?? ''}
        hint={<Trans>Also called: single sign-on URL, reply URL.</Trans>}
      />
      <CopyField label={t`Entity ID of this service`} value={entityId ?? ''} hint={<Trans>Also called: audience, identifier.</Trans>} />
      <CopyField
        label={t`Address of our metadata`}
        value={metadataUrl ?? ''}
        hint={
          <Trans>
            It has all of this, and our certificate.{' '}
            <Anchor href={metadataUrl} target="_blank" underline="always" inherit>
              Open it
            </Anchor>
          </Trans>
        }
      />
    </>
  )
}
