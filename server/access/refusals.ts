import { refusal } from '../kernel/refusal.ts'

export const unauthenticated = refusal({ code: 'unauthenticated', status: 401, title: 'No valid credential' })
export const insufficientScope = refusal({ code: 'insufficient-scope', status: 403, title: 'The key may not do this' })
export const scopeUnknown = refusal({ code: 'scope-unknown', status: 422, title: 'No such scope' })
export const durationInvalid = refusal({ code: 'duration-invalid', status: 422, title: 'Not a length of time' })
export const keyNotFound = refusal({ code: 'key-not-found', status: 404, title: 'No such API key' })
export const credentialEnded = refusal({ code: 'credential-ended', status: 409, title: 'The credential has ended' })
