import { z } from 'zod'
import type { Occasion } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import { browserOf, noted, requireActive, requireKept } from './attempts.ts'
import { identityOf } from './connection-identity.ts'
import type { Connection } from './connections.ts'
import { serviceProviderOf } from './saml-parties.ts'
import { makeAuthnRequest, type Departure } from './saml/authn-request.ts'
import { samlSettingsOf } from './saml/settings.ts'
import { addSignInRequest, drawHandle } from './sign-in-requests.ts'
import { requireOpenTest, type ConnectionTest } from './test-connection.ts'
import type { SsoTools } from './tools.ts'

/** A sign-in that was begun: how the browser goes to the identity provider, and what its cookie holds until the answer comes. */
export type BegunSamlSignIn = { departure: Departure; browser: string }

type Beginning = { browser: string | undefined; returnTo: string }

/** Begins a sign-in. A refusal stands in the sign-in log. Refuses: connection-not-active. */
export async function beginSamlSignIn(tools: SsoTools, occasion: Occasion, connection: Connection, beginning: Beginning): Promise<BegunSamlSignIn> {
  return noted(
    tools.db,
    occasion,
    connection,
    () => null,
    async () => {
      requireActive(connection)
      return begin(tools, connection, beginning, null)
    },
  )
}

/** Begins the sign-in of a test whose address was opened. Refuses: test-unknown, test-over. */
export async function beginSamlTest(
  tools: SsoTools,
  occasion: Occasion,
  connection: Connection,
  secret: string,
  browser: string | undefined,
): Promise<BegunSamlSignIn> {
  const { testId } = await requireOpenTest(tools.db.read, connection, secret, occasion)
  requireKept(connection)
  return begin(tools, connection, { browser, returnTo: '/' }, testId)
}

/** What is sealed with a sign-in until its answer comes. */
export const SamlSecrets = z.object({ requestId: z.string(), relayState: z.string(), identity: z.string() })

async function begin(
  tools: SsoTools,
  connection: Connection,
  beginning: Beginning,
  testId: ConnectionTest['testId'] | null,
): Promise<BegunSamlSignIn> {
  const { db, environment, seal } = tools
  const { issuer } = connection
  const { signIn, forceAuthn } = samlSettingsOf(connection)
  assert(issuer !== null && signIn !== null, 'a connection that is configured has an identity provider')
  const us = await serviceProviderOf(tools, connection)
  const relayState = drawHandle(environment)
  // An xs:ID begins with a letter or an underscore (core §1.3.4).
  const requestId = `_${Buffer.from(environment.chance(20)).toString('hex')}`
  const browser = browserOf(environment, beginning.browser)
  await addSignInRequest(db, environment, seal, relayState, {
    connection,
    testId,
    browser,
    returnTo: beginning.returnTo,
    secrets: { requestId, relayState, identity: identityOf(connection) },
  })
  return { departure: await makeAuthnRequest(us, { entityId: issuer }, signIn, { requestId, relayState }, forceAuthn), browser }
}
