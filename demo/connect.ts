import { call, type ApiAccess } from './api.ts'
import type { SandboxOidc } from './sandbox-oidc.ts'
import { signInByHand } from './sign-in-by-hand.ts'

export type Connection = { id: string; redirect_uri: string }

/** Sets single sign-on up as an admin would: made, told to the identity provider, tested by a sign-in, activated. */
export async function connect(access: ApiAccess, { issuer, client, allow }: SandboxOidc, email: string): Promise<Connection> {
  const given = { protocol: 'oidc', name: 'Sandbox', issuer, client_id: client.id, client_secret: client.secret }
  const connection = (await call(access, 'POST', '/connections', given)) as Connection // the API's own answers
  await allow(connection.redirect_uri)
  const { url } = (await call(access, 'POST', `/connections/${connection.id}/test`)) as { url: string } // as above
  await signInByHand(url, email)
  await call(access, 'POST', `/connections/${connection.id}/activate`)
  return connection
}
