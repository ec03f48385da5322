import { refusal } from '../kernel/refusal.ts'

// Why a sign-in ends before the identity provider's answer is looked at, whatever the protocol. Admins find these codes in the sign-in log and in docs/sso.md.

export const returnToForeign = refusal({ code: 'return-to-foreign', status: 400, title: 'Not an address of ours' })
export const signInNotOpened = refusal({ code: 'sign-in-not-opened', status: 403, title: 'Not opened as a page' })
export const signInUnknown = refusal({ code: 'sign-in-unknown', status: 400, title: 'No such sign-in' })
export const signInOtherConnection = refusal({ code: 'sign-in-other-connection', status: 400, title: 'The answer to another sign-in' })
export const signInOtherBrowser = refusal({ code: 'sign-in-other-browser', status: 400, title: 'Begun in another browser' })
export const signInUsed = refusal({ code: 'sign-in-used', status: 400, title: 'Answered already' })
export const signInExpired = refusal({ code: 'sign-in-expired', status: 400, title: 'It took too long' })
export const connectionChanged = refusal({ code: 'connection-changed', status: 400, title: 'The connection was changed meanwhile' })
