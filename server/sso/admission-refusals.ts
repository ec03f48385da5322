import { refusal } from '../kernel/refusal.ts'

// Why somebody whom an identity provider vouches for does not get in. In a file of their own, so that a test can hold that the admins' table
// (docs/who-gets-in.md) has each of them.

export const subjectInvalid = refusal({ code: 'subject-invalid', status: 403, title: 'Not a subject that can be kept' })
export const emailMissing = refusal({ code: 'email-missing', status: 403, title: 'No e-mail address was sent' })
export const emailSeveral = refusal({ code: 'email-several', status: 403, title: 'Several e-mail addresses were sent' })
export const emailInvalid = refusal({ code: 'email-invalid', status: 403, title: 'Not an e-mail address' })
export const emailForeign = refusal({ code: 'email-foreign', status: 403, title: 'Not in a verified domain of the team' })
export const emailUnverified = refusal({ code: 'email-unverified', status: 403, title: 'The provider calls the address unverified' })
export const severalMatches = refusal({ code: 'several-matches', status: 409, title: 'Several members match' })
export const linkedToAnother = refusal({ code: 'linked-to-another', status: 409, title: 'The member is linked to another subject' })
export const signInOut = refusal({ code: 'sign-in-out', status: 403, title: 'Out of the team' })
export const notProvisioned = refusal({ code: 'not-provisioned', status: 403, title: 'Not provisioned by the directory' })
export const ownersNotLetIn = refusal({ code: 'owners-not-let-in', status: 403, title: 'No owner has confirmed the connection' })
export const jitOff = refusal({ code: 'jit-off', status: 403, title: 'Nobody comes in by signing in alone' })
export const connectionEnded = refusal({ code: 'connection-not-active', status: 403, title: 'The connection is not active' })
export const ssoRequired = refusal({ code: 'sso-required', status: 403, title: 'This team signs in by single sign-on' })
