import { openSecret } from '../access/sealed-secrets.ts'
import { connectionEnded } from './admission-refusals.ts'
import type { Connection } from './connections.ts'
import type { IdentityProvider, ServiceProvider } from './saml/parties.ts'
import { samlSettingsOf, type SamlSettings } from './saml/settings.ts'
import { samlAddressesOf, samlKeyPlace, type SsoTools } from './tools.ts'

/** Who we are to the identity provider of a connection. Refuses: connection-not-active. */
export async function serviceProviderOf({ db, seal, publicUrl }: SsoTools, connection: Connection): Promise<ServiceProvider> {
  const privateKey = await openSecret(db.read, seal, samlKeyPlace(connection))
  if (privateKey === undefined) throw connectionEnded(`${connection.name} was deleted: its key is gone.`)
  return { ...samlAddressesOf(publicUrl(), connection.connectionId), privateKey, certificate: samlSettingsOf(connection).spCertificate }
}

/** Whom a connection trusts, and how far. */
export const toProvider = ({ issuer }: Connection, { certificates, acceptSha1, idpInitiated }: SamlSettings): IdentityProvider => ({
  entityId: issuer ?? '',
  certificates: certificates.map(({ pem }) => pem),
  acceptsSha1: acceptSha1,
  mayStart: idpInitiated,
})
