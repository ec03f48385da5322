import { hash } from 'node:crypto'
import { compactVerify, errors, type CompactVerifyGetKey } from 'jose'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  ClientSecretBasic,
  ClientSecretPost,
  clockSkew,
  clockTolerance,
  Configuration,
  customFetch,
  fetchUserInfo,
  type ClientAuth,
  type CustomFetch,
} from 'openid-client'
import { assert } from '../../kernel/assert.ts'
import { realEnvironment, type Environment } from '../../kernel/environment.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { Outgoing } from '../../kernel/outgoing/outgoing.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { toMilliseconds } from '../../kernel/timestamp.ts'
import type { ProviderMetadata } from './discovery.ts'
import { refusalOf, signatureRefusal } from './failures.ts'
import type { KeySets } from './key-sets.ts'
import { backdatedSecondsOf } from './providers.ts'
import {
  accessTokenHash,
  answerIncomplete,
  authorizedParty,
  claimMissing,
  clockAhead,
  clockBehind,
  notHosted,
  otherTenant,
  refusedByProvider,
  responseIssuer,
  tokenAnswer,
  userinfoFailed,
} from './refusals.ts'
import { tokenEndpointAuthMethods, type OidcSettings } from './settings.ts'

/** The algorithms of signatures that we take. Discovery may offer `none` and HS256, whose key the client has too: what it says is not asked. */
export const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA']

/** So far may the clock of an identity provider be from ours. */
export const skewSeconds = 150

/** A sign-in as it was begun, at a connection as it is configured. */
export type Expected = {
  connectionId: string
  metadata: ProviderMetadata
  clientId: string
  clientSecret: string
  settings: OidcSettings
  redirectUri: string
  state: string
  nonce: string
  codeVerifier: string
}

export type VerifyTools = { environment: Environment; outgoing: Outgoing; keySets: KeySets }

/** What an identity provider said, once all of it is verified: the claims of the ID token, and beneath them those of user info. */
export type Verified = { issuer: string; claims: JsonObject; received: JsonObject }

/** What had come when something was found wrong, for the log. */
export type Received = { idToken?: JsonObject; userinfo?: JsonObject; response?: JsonObject }

/** Trades the code of an answer for tokens and verifies all of it. What was received is put into `received` as it comes, so that a refusal can be told with it. Refuses: oidc-…. */
export async function verifyAnswer(tools: VerifyTools, expected: Expected, parameters: URLSearchParams, received: Received): Promise<Verified> {
  received.response = Object.fromEntries([...parameters].filter(([name]) => ['error', 'error_description', 'iss'].includes(name)))
  requireGoodResponse(expected, parameters)
  const { idToken, accessToken, claims } = await redeemCode(tools, expected, parameters)
  received.idToken = claims
  await requireSignature(tools, expected, idToken)
  requireGoodClaims(tools, expected, claims, { idToken, accessToken })
  const { iss, sub } = claims
  assert(typeof iss === 'string' && typeof sub === 'string', 'the library refuses an ID token without issuer or subject')
  const userinfo = await askUserinfo(tools, expected, accessToken, sub)
  received.userinfo = userinfo
  return { issuer: iss, claims: { ...userinfo, ...claims }, received: { claims, userinfo } }
}

/** The parameters that the browser brought (RFC 6749 §4.1.2, RFC 9207 §2.4). */
function requireGoodResponse({ metadata }: Expected, parameters: URLSearchParams): void {
  const issuers = parameters.getAll('iss')
  const mustName = metadata.authorization_response_iss_parameter_supported === true
  if (issuers.some((issuer) => issuer !== metadata.issuer) || (mustName && issuers.length === 0))
    throw responseIssuer(
      issuers.length === 0
        ? `The answer names no issuer, and "${metadata.issuer.slice(0, 200)}" says that its answers do: this one may be another's.`
        : `The answer is of the issuer "${issuers.join(' ').slice(0, 200)}", and this connection of "${metadata.issuer.slice(0, 200)}".`,
    )
  const error = parameters.get('error')
  if (error !== null) {
    const description = parameters.get('error_description')
    throw refusedByProvider(
      `The identity provider answers "${error.slice(0, 100)}"${description === null ? '' : `: ${description.slice(0, 300)}`}. It is its admin who can say more.`,
    )
  }
  if (parameters.getAll('code').length !== 1) throw answerIncomplete('The answer has no code, or several.')
}

// RFC 6749 appendix A.12.
const accessTokenForm = /^[\x20-\x7e]+$/

type Redeemed = { idToken: string; accessToken: string; claims: JsonObject }

/** Trades the code for tokens; the library checks issuer, audience, nonce and times of the ID token. */
async function redeemCode(tools: VerifyTools, expected: Expected, parameters: URLSearchParams): Promise<Redeemed> {
  const currentUrl = new URL(`${expected.redirectUri}?${parameters.toString()}`)
  const checks = () => ({
    expectedState: expected.state,
    expectedNonce: expected.nonce,
    pkceCodeVerifier: expected.codeVerifier,
    idTokenExpected: true,
  })
  const [first, second] = authenticationsOf(expected)
  const redeem = (auth: ClientAuth) => authorizationCodeGrant(configurationOf(tools, expected, auth), currentUrl, checks())
  const tokens = await redeem(first)
    .catch((error: unknown) => {
      const refused = refusalOf(error, 'token')
      // The client may be registered for the other way to say who it is, which discovery offers as well. It was not let in, so the code is not used up.
      if (second && refused instanceof Refusal && refused.kind.code === 'oidc-client-refused') return redeem(second)
      throw error
    })
    .catch((error: unknown) => {
      throw refusalOf(error, 'token')
    })
  const claims = tokens.claims()
  assert(tokens.id_token !== undefined && claims, 'the library refuses an answer without an ID token')
  if (!accessTokenForm.test(tokens.access_token))
    throw tokenAnswer('The access token of the token endpoint has signs that no header can carry (RFC 6749 appendix A.12).')
  if (claims.sub === '') throw claimMissing('The ID token names nobody: its claim "sub" is empty.')
  return { idToken: tokens.id_token, accessToken: tokens.access_token, claims: { ...claims } as JsonObject } // the payload was parsed from JSON
}

/** How the client says who it is: as the admin set it, or as discovery offers it, the standard's default first. */
function authenticationsOf({ metadata, settings, clientSecret }: Expected): [ClientAuth, ClientAuth?] {
  const ways = { client_secret_basic: ClientSecretBasic(clientSecret), client_secret_post: ClientSecretPost(clientSecret) }
  const { tokenEndpointAuthMethod: said } = settings
  if (said !== null) return [ways[said]]
  const offered = tokenEndpointAuthMethods.filter((way) => metadata.token_endpoint_auth_methods_supported?.includes(way) ?? true)
  const [first = 'client_secret_basic', second] = offered
  return second === undefined ? [ways[first]] : [ways[first], ways[second]]
}

function configurationOf(
  { environment, outgoing }: Pick<VerifyTools, 'environment' | 'outgoing'>,
  expected: Expected,
  auth: ClientAuth,
): Configuration {
  const { metadata, clientId } = expected
  const client = {
    // The library goes by the system's clock: this is how far ours is from it.
    [clockSkew]: Math.round((toMilliseconds(environment.now()) - toMilliseconds(realEnvironment.now())) / 1000),
    [clockTolerance]: skewSeconds,
  }
  const known = Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined))
  const server = {
    ...known,
    issuer: metadata.issuer,
    id_token_signing_alg_values_supported: algorithms,
    userinfo_signing_alg_values_supported: algorithms,
  }
  const configuration = new Configuration(server, clientId, client, auth)
  configuration[customFetch] = fetchThrough(outgoing)
  allowInsecureRequests(configuration) // where http is allowed is for `outgoing` to say
  return configuration
}

/** Whatever the library asks goes out under guard. */
const fetchThrough =
  (outgoing: Outgoing): CustomFetch =>
  async (url, { method, headers, body }) => {
    assert(method === 'GET' || method === 'POST', 'the code flow asks by GET and POST')
    assert(body === undefined || body === null || body instanceof URLSearchParams || typeof body === 'string', 'the code flow sends forms')
    const sent = body === undefined || body === null ? {} : { body: body.toString() }
    const answer = await outgoing.ask(url, { method, headers: Object.fromEntries(new Headers(headers)), ...sent })
    const hasBody = ![204, 205, 304].includes(answer.status)
    return new Response(hasBody ? answer.body : null, { status: answer.status, headers: answer.headers })
  }

/** The library does not check the signature of an ID token that came straight from the token endpoint (OpenID Connect Core 1.0 §3.1.3.7, 6): we do, always. */
async function requireSignature({ keySets }: VerifyTools, { connectionId, metadata }: Expected, idToken: string): Promise<void> {
  const keyFor: CompactVerifyGetKey = async (header, token) => (await keySets.of({ connectionId, jwksUri: metadata.jwks_uri }, header))(header, token)
  try {
    await compactVerify(idToken, keyFor, { algorithms })
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw signatureRefusal(error)
    await requireSignatureOfOne(error, idToken)
  }
}

/** A token without `kid` may be signed by any of the keys that are of its kind. */
async function requireSignatureOfOne(several: errors.JWKSMultipleMatchingKeys, idToken: string): Promise<void> {
  let last: unknown = several
  for await (const key of several) {
    try {
      await compactVerify(idToken, key, { algorithms })
      return
    } catch (error) {
      last = error
    }
  }
  throw signatureRefusal(last)
}

/** What the standard wants of the claims beyond what the library checks. */
export function requireGoodClaims(
  { environment }: Pick<VerifyTools, 'environment'>,
  { metadata, clientId, settings }: Pick<Expected, 'metadata' | 'clientId' | 'settings'>,
  claims: JsonObject,
  { idToken, accessToken }: { idToken: string; accessToken: string },
): void {
  const { azp, iat, at_hash: atHash, tid, hd } = claims
  if (azp !== undefined && azp !== clientId)
    throw authorizedParty('The ID token says that it was given to another client (azp) than this connection is.')
  const behind = toMilliseconds(environment.now()) / 1000 - Number(iat)
  if (behind < -skewSeconds)
    throw clockAhead(
      `The ID token was issued ${inMinutes(-behind)} after now, by our clock. Set the clocks: they may differ by ${inMinutes(skewSeconds)}.`,
    )
  // Against an answer that is played once more there are the nonce, `exp` and the sign-in that is used once: this is for clocks alone.
  const unexplained = behind - backdatedSecondsOf(metadata.issuer)
  if (unexplained > skewSeconds)
    throw clockBehind(
      `The ID token was issued ${inMinutes(unexplained)} ago, by our clock, and came just now. Set the clocks: they may differ by ${inMinutes(skewSeconds)}.`,
    )
  if (atHash !== undefined && atHash !== hashOf(accessToken, idToken))
    throw accessTokenHash('The access token is not the one that the ID token was issued with (at_hash).')
  if (settings.entraTenantId !== null && tid !== settings.entraTenantId)
    throw otherTenant('The person is of another tenant of Entra than this connection is.')
  // Anybody may have a Google account for an address of theirs; `hd` is there where the organization manages it.
  if (metadata.issuer === 'https://accounts.google.com' && typeof hd !== 'string')
    throw notHosted('The account is a personal one, and not managed by a Google Workspace.')
}

/** Half of the hash that the signature of the ID token uses (OpenID Connect Core 1.0 §3.1.3.6); with Ed25519 that is SHA-512. */
function hashOf(accessToken: string, idToken: string): string {
  const { alg } = JSON.parse(Buffer.from(idToken.split('.')[0] ?? '', 'base64url').toString())
  const whole = hash(alg === 'EdDSA' ? 'sha512' : 'sha256', accessToken, 'buffer')
  return whole.subarray(0, whole.length / 2).toString('base64url')
}

/** The claims of user info, of the same subject; none where the identity provider has no such endpoint. */
async function askUserinfo(tools: VerifyTools, expected: Expected, accessToken: string, subject: string): Promise<JsonObject> {
  if (expected.metadata.userinfo_endpoint === undefined) return {}
  const [auth] = authenticationsOf(expected)
  const configuration = configurationOf(tools, expected, auth)
  const ask = fetchThrough(tools.outgoing)
  configuration[customFetch] = async (url, options) => {
    const answer = await ask(url, options)
    // We registered for no signed user info, so nobody would have checked that signature.
    if (answer.headers.get('content-type')?.includes('jwt') === true)
      throw userinfoFailed('The user info endpoint answers a JWT. Have the identity provider send it as plain JSON.')
    return answer
  }
  try {
    const claims = await fetchUserInfo(configuration, accessToken, subject)
    return { ...claims } as JsonObject // parsed from JSON
  } catch (error) {
    throw refusalOf(error, 'userinfo')
  }
}

const inMinutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} minutes`
