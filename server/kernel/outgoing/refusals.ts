import { refusal } from '../refusal.ts'

export const urlInvalid = refusal({ code: 'outgoing-url-invalid', status: 422, title: 'No address to ask' })
export const notHttps = refusal({ code: 'outgoing-not-https', status: 422, title: 'Only over https' })
export const portForbidden = refusal({ code: 'outgoing-port-forbidden', status: 422, title: 'Not on this port' })
export const addressForbidden = refusal({ code: 'outgoing-address-forbidden', status: 422, title: 'Not a public address' })
export const tooManyRedirects = refusal({ code: 'outgoing-too-many-redirects', status: 422, title: 'Sent on too often' })
export const answerTooLarge = refusal({ code: 'outgoing-too-large', status: 422, title: 'The answer is too large' })
export const answerEncoded = refusal({ code: 'outgoing-encoded', status: 422, title: 'The answer is compressed' })
export const tookTooLong = refusal({ code: 'outgoing-timeout', status: 422, title: 'The answer takes too long' })
export const nameUnknown = refusal({ code: 'outgoing-name-unknown', status: 422, title: 'The name has no address' })
export const unreachable = refusal({ code: 'outgoing-unreachable', status: 422, title: 'Nobody answers there' })
