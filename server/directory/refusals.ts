import { refusal } from '../kernel/refusal.ts'

export const directoryNotFound = refusal({ code: 'directory-not-found', status: 404, title: 'No such directory' })
export const providerUnknown = refusal({ code: 'provider-unknown', status: 422, title: 'Unknown identity provider' })
export const tokenNotFound = refusal({ code: 'token-not-found', status: 404, title: 'No such token' })
export const userNotFound = refusal({ code: 'user-not-found', status: 404, title: 'No such user' })
export const groupNotFound = refusal({ code: 'group-not-found', status: 404, title: 'No such group' })
export const userNameTaken = refusal({ code: 'user-name-taken', status: 409, title: 'userName already taken', scimType: 'uniqueness' })
export const displayNameTaken = refusal({ code: 'display-name-taken', status: 409, title: 'displayName already taken', scimType: 'uniqueness' })
export const membersUnknown = refusal({ code: 'members-unknown', status: 400, title: 'None of the members is known', scimType: 'invalidValue' })
