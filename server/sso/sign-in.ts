import { buildAuthorizationUrl, calculatePKCECodeChallenge, Configuration, allowInsecureRequests } from 'openid-client'
import { z } from 'zod'
import { openSecret } from '../access/sealed-secrets.ts'
import type { Occasion } from '../kernel/actor.ts'
import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { toAdmissionRefusal } from './admission-words.ts'
import { admitPerson } from './admit-person.ts'
import type { Assertion } from './assertion.ts'
import { browserOf, noted, refusalAlone, requireActive, requireKept } from './attempts.ts'
import { identityOf } from './connection-identity.ts'
import { findConnection, type Connection } from './connections.ts'
import { mapClaims, storedMapping, type MappedClaims } from './oidc/map-claims.ts'
import { claimsFor, mappedFields } from './oidc/providers.ts'
import { oidcSettingsOf, requireConfigured } from './oidc/settings.ts'
import { verifyAnswer, type Received, type Verified } from './oidc/verify-answer.ts'
import { redactClaims } from './redact-claims.ts'
import { connectionNotFound } from './refusals.ts'
import { addSignInRequest, drawHandle, takeSignInRequest, type TakenRequest } from './sign-in-requests.ts'
import { connectionChanged } from './sign-in-refusals.ts'
import { finishTest, requireOpenTest, type ConnectionTest, type TestResult } from './test-connection.ts'
import { clientSecretPlace, redirectUriOf, type SsoTools } from './tools.ts'
import { judgeTestAddress } from './test-address.ts'
import { isUsableSubject, readAddress } from './who-gets-in.ts'

/** A sign-in that was begun: where the browser goes, and what its cookie holds until the answer comes. */
export type BegunSignIn = { url: string; browser: string }

/** What a browser brings: the cookie of sign-ins that it began, and where it wants to go. */
type Beginning = { browser: string | undefined; returnTo: string; loginHint?: string | undefined }

/** The connection that an address names. Refuses: connection-not-found. */
export async function requireNamedConnection({ db }: SsoTools, connectionId: string): Promise<Connection> {
  const connection = await findConnection(db.read, connectionId)
  if (!connection) throw connectionNotFound('There is no such connection here. Is the address whole?')
  return connection
}

/** Begins a sign-in. A refusal stands in the sign-in log. Refuses: connection-not-active, discovery-…, outgoing-…. */
export async function beginSignIn(tools: SsoTools, occasion: Occasion, connection: Connection, beginning: Beginning): Promise<BegunSignIn> {
  return noted(tools.db, occasion, connection, nothingYet, async () => {
    requireActive(connection)
    return begin(tools, connection, beginning, null)
  })
}

const nothingYet = () => ({})

/** Begins the sign-in of a test whose address was opened. What is refused here is the result of the test too. Refuses: test-unknown, test-over, discovery-…, outgoing-…. */
export async function beginTestSignIn(
  tools: SsoTools,
  occasion: Occasion,
  connection: Connection,
  secret: string,
  browser: string | undefined,
): Promise<BegunSignIn> {
  const { testId } = await requireOpenTest(tools.db.read, connection, secret, occasion)
  try {
    requireKept(connection)
    return await begin(tools, connection, { browser, returnTo: '/' }, testId)
  } catch (error) {
    if (error instanceof Refusal)
      await finishTest(tools.db, occasion, connection, testId, { ...failedTest(error, {}), identity: identityOf(connection) })
    throw error
  }
}

/** What is sealed with a sign-in until its answer comes. */
const Secrets = z.object({ nonce: z.string(), codeVerifier: z.string(), identity: z.string() })

async function begin(tools: SsoTools, connection: Connection, beginning: Beginning, testId: ConnectionTest['testId'] | null): Promise<BegunSignIn> {
  const { db, environment, seal, discovery, publicUrl } = tools
  const { issuer, clientId } = requireConfigured(connection)
  const metadata = await discovery.find(connection.connectionId, { issuer, settings: oidcSettingsOf(connection) })
  const [state, nonce, codeVerifier] = [drawHandle(environment), drawHandle(environment), drawHandle(environment)]
  const browser = browserOf(environment, beginning.browser)
  const secrets = { nonce, codeVerifier, identity: identityOf(connection) }
  await addSignInRequest(db, environment, seal, state, { connection, testId, browser, returnTo: beginning.returnTo, secrets })
  const configuration = new Configuration({ issuer: metadata.issuer, authorization_endpoint: metadata.authorization_endpoint }, clientId)
  allowInsecureRequests(configuration) // where http is allowed was judged with the discovery document
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUriOf(publicUrl(), connection.connectionId),
    scope: scopesOf(metadata.scopes_supported),
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(beginning.loginHint !== undefined && { login_hint: beginning.loginHint }),
  })
  return { url: url.href, browser }
}

/** Of what we would like the scopes that the issuer knows: some refuse others. */
const scopesOf = (supported: readonly string[] | undefined): string =>
  ['openid', 'email', 'profile'].filter((scope) => scope === 'openid' || (supported?.includes(scope) ?? true)).join(' ')

/** How a sign-in ended: somebody is in, or a test has its result. */
export type FinishedSignIn = { kind: 'signed_in'; secret: string; returnTo: string } | { kind: 'tested'; test: ConnectionTest }

/** What the browser brought back from the identity provider. */
type Coming = { parameters: URLSearchParams; browser: string | undefined; presented: string | undefined }

/** Ends a sign-in with the answer of the identity provider. A refusal stands in the sign-in log, or in the result of the test. Refuses: sign-in-…, oidc-…, and what admission refuses. */
export async function finishSignIn(tools: SsoTools, occasion: Occasion, connection: Connection, coming: Coming): Promise<FinishedSignIn> {
  const { db, environment, seal, sessionLife } = tools
  const received: Received = {}
  const { taken, outcome } = await noted(
    db,
    occasion,
    connection,
    () => toReceived(received),
    async () => {
      const [handle, ...others] = coming.parameters.getAll('state')
      const at = occasion.at
      const found = await takeSignInRequest(db, seal, { connection, handle: others.length > 0 ? undefined : handle, browser: coming.browser, at })
      if (found.request.testId === null) requireActive(connection)
      // A test shows what went wrong instead of being refused.
      const ended = verify(tools, connection, found, coming.parameters, received)
      return { taken: found, outcome: found.request.testId === null ? await ended : await ended.catch(refusalAlone) }
    },
  )
  if (taken.request.testId !== null) {
    const { identity } = Secrets.parse(taken.secrets)
    const judged = outcome instanceof Refusal ? failedTest(outcome, received) : await judgeTest(tools, connection, outcome)
    return { kind: 'tested', test: await finishTest(db, occasion, connection, taken.request.testId, { ...judged, identity }) }
  }
  if (outcome instanceof Refusal) throw outcome
  const { session } = await admitPerson(db, environment, occasion, sessionLife, connection, toAssertion(connection, outcome), coming.presented)
  return { kind: 'signed_in', secret: session.secret, returnTo: taken.request.returnTo }
}

/** Where the team takes addresses that the provider calls unverified, what it says of them is no matter. */
const isRefusedAsUnverified = (connection: Connection, { emailVerified }: MappedClaims): boolean =>
  emailVerified === false && !oidcSettingsOf(connection).acceptUnverifiedEmail

const toAssertion = (connection: Connection, { verified, mapped }: Told): Assertion => ({
  issuer: verified.issuer,
  subject: mapped.subject ?? '',
  email: mapped.emails,
  isUnverified: isRefusedAsUnverified(connection, mapped),
  displayName: mapped.displayName,
  received: redactClaims(verified.received),
  sessionEndsAt: null,
})

type Told = { verified: Verified; mapped: MappedClaims }

async function verify(tools: SsoTools, connection: Connection, taken: TakenRequest, parameters: URLSearchParams, received: Received): Promise<Told> {
  const { nonce, codeVerifier, identity } = Secrets.parse(taken.secrets)
  const { issuer, clientId } = requireConfigured(connection)
  const clientSecret = await openSecret(tools.db.read, tools.seal, clientSecretPlace(connection))
  if (connection.deletedAt !== null || identityOf(connection) !== identity || clientSecret === undefined)
    throw connectionChanged('The connection was changed since this sign-in began. Begin again from the start.')
  const settings = oidcSettingsOf(connection)
  const expected = {
    connectionId: connection.connectionId,
    metadata: await tools.discovery.find(connection.connectionId, { issuer, settings }),
    clientId,
    clientSecret,
    settings,
    redirectUri: redirectUriOf(tools.publicUrl(), connection.connectionId),
    state: parameters.get('state') ?? '',
    nonce,
    codeVerifier,
  }
  const verified = await verifyAnswer(tools, expected, parameters, received)
  return { verified, mapped: mapClaims(verified.claims, issuer, storedMapping(connection.attributeMapping)) }
}

const toReceived = ({ response, idToken, userinfo }: Received): JsonObject =>
  redactClaims({ ...(response && { response }), ...(idToken && { claims: idToken }), ...(userinfo && { userinfo }) })

type JudgedTest = Omit<TestResult, 'identity'>

const failedTest = (failure: Refusal, received: Received): JudgedTest => ({
  received: toReceived(received),
  mapped: null,
  failure,
  problems: [],
  assertion: null,
})

/** What a test whose answer was verified comes to: it succeeds where somebody could be recognised by it. */
async function judgeTest({ db }: SsoTools, connection: Connection, told: Told): Promise<JudgedTest> {
  const { verified, mapped } = told
  const { email, kind } = readAddress(mapped.emails)
  const { subject, firstName, lastName, displayName, groups } = mapped
  const shown = {
    subject,
    email,
    email_verified: mapped.emailVerified,
    first_name: firstName,
    last_name: lastName,
    display_name: displayName,
    groups,
  }
  const foreign = await judgeTestAddress(db.read, connection.teamId, email, isRefusedAsUnverified(connection, mapped))
  const failure =
    foreign.failure ??
    (subject === null || !isUsableSubject(subject)
      ? toAdmissionRefusal({ because: 'subject-invalid' }, email)
      : kind === 'one'
        ? null
        : toAdmissionRefusal({ because: `email-${kind}` }, email))
  return {
    received: redactClaims(verified.received),
    mapped: redactClaims(shown),
    failure,
    assertion: toAssertion(connection, told),
    problems: [...foreign.problems, ...absentClaims(connection, mapped)],
  }
}

/** Names and groups that the mapping found nothing for: nobody is refused for that. */
function absentClaims({ issuer, attributeMapping }: Connection, mapped: MappedClaims): { code: string; detail: string }[] {
  const said = storedMapping(attributeMapping)
  const values = { subject: mapped.subject, email: mapped.emails, first_name: mapped.firstName, last_name: mapped.lastName }
  const found = { ...values, display_name: mapped.displayName, groups: mapped.groups }
  const absent = mappedFields.filter((field) => field !== 'subject' && field !== 'email' && (found[field] === null || found[field]?.length === 0))
  return absent.map((field) => ({ code: 'claim-absent', detail: `${field}: the claim ${claimsFor(field, issuer, said).join(' or ')} was not sent.` }))
}
