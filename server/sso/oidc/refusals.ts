import { refusal } from '../../kernel/refusal.ts'

// What discovery refuses: the admin learns it as the connection is made, changed or tested, and whoever signs in where the provider changed since.

export const discoveryFailed = refusal({ code: 'discovery-failed', status: 422, title: 'No discovery document' })
export const discoveryUnavailable = refusal({ code: 'discovery-unavailable', status: 422, title: 'The identity provider cannot answer now' })
export const discoveryNotJson = refusal({ code: 'discovery-not-json', status: 422, title: 'No discovery document' })
export const discoveryIssuer = refusal({ code: 'discovery-issuer-mismatch', status: 422, title: 'The discovery document is of another issuer' })
export const discoveryIncomplete = refusal({ code: 'discovery-incomplete', status: 422, title: 'The discovery document lacks something' })
export const keysUnreadable = refusal({ code: 'oidc-keys-unreadable', status: 422, title: 'The keys cannot be read' })

// Why the answer of an identity provider is not believed, a code for each check (OpenID Connect Core 1.0 §3.1.3.7, RFC 9207, RFC 9700).

export const refusedByProvider = refusal({ code: 'oidc-refused-by-provider', status: 400, title: 'The identity provider refused' })
export const answerIncomplete = refusal({ code: 'oidc-answer-incomplete', status: 400, title: 'No code in the answer' })
export const responseIssuer = refusal({ code: 'oidc-response-issuer', status: 400, title: 'The answer is of another issuer' })
export const codeRefused = refusal({ code: 'oidc-code-refused', status: 400, title: 'The code was refused' })
export const clientRefused = refusal({ code: 'oidc-client-refused', status: 400, title: 'Client id or secret were refused' })
export const tokenAnswer = refusal({ code: 'oidc-token-answer', status: 400, title: 'The token endpoint answered something else' })
export const idTokenMissing = refusal({ code: 'oidc-id-token-missing', status: 400, title: 'No ID token' })
export const tokenMalformed = refusal({ code: 'oidc-token-malformed', status: 400, title: 'The ID token cannot be read' })
export const claimMissing = refusal({ code: 'oidc-claim-missing', status: 400, title: 'The ID token lacks a claim' })
export const tokenIssuer = refusal({ code: 'oidc-token-issuer', status: 400, title: 'The ID token is of another issuer' })
export const tokenAudience = refusal({ code: 'oidc-audience', status: 400, title: 'The ID token is for another client' })
export const authorizedParty = refusal({ code: 'oidc-authorized-party', status: 400, title: 'The ID token was given to another client' })
export const tokenNonce = refusal({ code: 'oidc-nonce', status: 400, title: 'The ID token is of another sign-in' })
export const tokenAlgorithm = refusal({ code: 'oidc-algorithm', status: 400, title: 'The ID token is not signed as it must be' })
export const keyUnknown = refusal({ code: 'oidc-key-unknown', status: 400, title: 'The ID token is signed by an unknown key' })
export const tokenSignature = refusal({ code: 'oidc-signature', status: 400, title: 'The signature of the ID token is wrong' })
export const tokenExpired = refusal({ code: 'oidc-expired', status: 400, title: 'The ID token has expired' })
export const clockAhead = refusal({ code: 'oidc-clock-ahead', status: 400, title: 'The clock of the identity provider is ahead' })
export const clockBehind = refusal({ code: 'oidc-clock-behind', status: 400, title: 'The clock of the identity provider is behind' })
export const accessTokenHash = refusal({ code: 'oidc-access-token-hash', status: 400, title: 'The access token is another' })
export const otherTenant = refusal({ code: 'oidc-tenant', status: 400, title: 'Of another tenant' })
export const notHosted = refusal({ code: 'oidc-hosted-domain', status: 400, title: 'Not an account of a Google Workspace' })
export const userinfoFailed = refusal({ code: 'oidc-userinfo-failed', status: 400, title: 'The user info cannot be read' })
export const userinfoSubject = refusal({ code: 'oidc-userinfo-subject', status: 400, title: 'The user info is of somebody else' })
