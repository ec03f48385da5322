import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client'
import { errors } from 'jose'
import { Refusal } from '../../kernel/refusal.ts'
import {
  claimMissing,
  clientRefused,
  codeRefused,
  idTokenMissing,
  keysUnreadable,
  keyUnknown,
  tokenAlgorithm,
  tokenAnswer,
  tokenAudience,
  tokenExpired,
  tokenIssuer,
  tokenMalformed,
  tokenNonce,
  tokenSignature,
  userinfoFailed,
  userinfoSubject,
} from './refusals.ts'

/** What was refused on the way to an identity provider, or found wrong in its answer, as one refusal with its own code. Anything else is a fault. */
export function refusalOf(error: unknown, at: 'token' | 'userinfo'): unknown {
  const chain = [...causesOf(error)]
  const refused = chain.find((each) => each instanceof Refusal)
  if (refused) return refused
  const told = at === 'token' ? tokenRefusal(error, chain) : userinfoRefusal(error, chain)
  return told ?? error
}

/** What the libraries say at the token endpoint and of the claims in the ID token. */
function tokenRefusal(error: unknown, chain: readonly unknown[]): Refusal | undefined {
  if (error instanceof ResponseBodyError) return endpointRefusal(error.error, error.error_description)
  if (error instanceof WWWAuthenticateChallengeError) return endpointRefusal('invalid_client', undefined)
  if (!(error instanceof ClientError)) return undefined
  const text = chain.map((each) => (each instanceof Error ? each.message : '')).join(': ')
  const claim = claimIn(chain)
  if (claim !== undefined) return claimRefusal(claim, chain)
  if (/"alg" header parameter/.test(text)) return tokenAlgorithm(`The ID token is ${algorithmIn(chain)}. RS256, PS256, ES256 and EdDSA are taken.`)
  const [, missing] = /JWT "(\w+)" \([^)]*\) claim missing/.exec(text) ?? []
  if (missing === 'nonce')
    return tokenNonce('The ID token has no nonce, so it may be of another sign-in. The identity provider must send back the one that it was given.')
  if (missing !== undefined) return claimMissing(`The ID token lacks the claim "${missing}".`)
  if (/"id_token" property/.test(text))
    return idTokenMissing('The token endpoint answered without an ID token. Is the scope openid allowed for this client?')
  if (/JWT|JWE/.test(text)) return tokenMalformed('The ID token is no signed JWT that can be read (RFC 7519).')
  return tokenAnswer('The token endpoint answered neither tokens nor an error (OpenID Connect Core 1.0 §3.1.3.3).')
}

function endpointRefusal(error: string, description: string | undefined): Refusal {
  const words = `"${error.slice(0, 100)}"${description === undefined ? '' : ` (${description.slice(0, 200)})`}`
  if (error === 'invalid_client' || error === 'unauthorized_client')
    return clientRefused(`The token endpoint answered ${words}. Check the client id and the client secret, which may have expired.`)
  if (error === 'invalid_grant')
    return codeRefused(`The token endpoint answered ${words}: the code is used, expired, or was given for something else.`)
  return tokenAnswer(`The token endpoint answered ${words}.`)
}

function claimRefusal(claim: string, chain: readonly unknown[]): Refusal {
  const { claims, expected } = detailsIn(chain)
  const shown = `"${shortly(claims?.[claim])}"`
  switch (claim) {
    case 'iss':
      return tokenIssuer(`The ID token is of the issuer ${shown}, and this connection of "${shortly(expected)}".`)
    case 'aud':
      return tokenAudience(
        `The ID token is for ${shown}, and the client id of this connection is another, or not the only one and no azp says that it is meant.`,
      )
    case 'azp':
      return tokenAudience(`The ID token is for several clients, and was given to ${shown}, which is not this connection's client id.`)
    case 'nonce':
      return tokenNonce('The nonce in the ID token is not the one of this sign-in.')
    case 'exp':
    case 'nbf':
      return tokenExpired(`The ID token counts ${claim === 'exp' ? 'until' : 'from'} ${momentOf(claims?.[claim])}, and it is not so by our clock.`)
    default:
      return claimMissing(`The claim "${claim}" in the ID token is not as it must be.`)
  }
}

function userinfoRefusal(error: unknown, chain: readonly unknown[]): Refusal | undefined {
  const { attribute } = detailsIn(chain)
  if (attribute === 'sub') return userinfoSubject('The user info endpoint answers of another subject than the ID token names.')
  if (error instanceof ClientError || error instanceof WWWAuthenticateChallengeError || error instanceof ResponseBodyError)
    return userinfoFailed('The user info endpoint answers no claims about the person (OpenID Connect Core 1.0 §5.3).')
  return undefined
}

/** What jose says of a signature. */
export function signatureRefusal(error: unknown): unknown {
  if (error instanceof errors.JWKSNoMatchingKey) return keyUnknown('The ID token is signed by a key that is not among those the issuer publishes.')
  if (error instanceof errors.JOSEAlgNotAllowed)
    return tokenAlgorithm('The ID token is signed by an algorithm that is not taken. RS256, PS256, ES256 and EdDSA are.')
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return tokenSignature('The signature of the ID token is not by the issuer’s key: somebody else made or altered it.')
  if (error instanceof errors.JOSEError) return tokenSignature(`The signature of the ID token cannot be checked (${error.code}).`)
  // How jose and WebCrypto refuse a key: RSA of less than 2,048 bits, or numbers that make no key.
  if (error instanceof TypeError || error instanceof DOMException)
    return keysUnreadable('The key that the issuer publishes for this ID token cannot be used. An RSA key has 2,048 bits or more.')
  return error
}

type Details = { claims?: Record<string, unknown>; expected?: unknown; attribute?: unknown; claim?: unknown; header?: Record<string, unknown> }

/** What oauth4webapi puts beside an error: which claim, what was expected. */
function detailsIn(chain: readonly unknown[]): Details {
  const found = chain.filter((each) => typeof each === 'object' && each !== null && !(each instanceof Error) && !(each instanceof Response))
  return Object.assign({}, ...found)
}
const claimIn = (chain: readonly unknown[]): string | undefined => {
  const { claim } = detailsIn(chain)
  return typeof claim === 'string' ? claim : undefined
}
const algorithmIn = (chain: readonly unknown[]): string => {
  const { header } = detailsIn(chain)
  return header?.['alg'] === 'none' ? 'not signed (alg "none")' : `signed by "${shortly(header?.['alg'])}"`
}

function* causesOf(error: unknown): Generator<unknown> {
  for (let each = error, depth = 0; each !== undefined && each !== null && depth < 8; depth++) {
    yield each
    each = each instanceof Error ? each.cause : undefined
  }
}

const shortly = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 200)
const momentOf = (value: unknown): string =>
  typeof value === 'number' && Math.abs(value) < 1e11 ? new Date(value * 1000).toISOString() : 'no moment'
