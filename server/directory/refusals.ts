import { refusal } from '../kernel/refusal.ts'

export const directoryNotFound = refusal({ code: 'directory-not-found', status: 404, title: 'No such directory' })
export const providerUnknown = refusal({ code: 'provider-unknown', status: 422, title: 'Unknown identity provider' })
export const schemaNotFound = refusal({ code: 'schema-not-found', status: 404, title: 'No such schema' })
export const schemaUrnInvalid = refusal({ code: 'schema-urn-invalid', status: 422, title: 'Not a URN for a schema' })
export const schemaUrnTaken = refusal({ code: 'schema-urn-taken', status: 409, title: 'The URN is taken' })
export const schemaInvalid = refusal({ code: 'schema-invalid', status: 422, title: 'Not a schema' })
export const schemaChanging = refusal({ code: 'schema-changing', status: 503, title: 'The schema was changed meanwhile' })
export const attributeNameInvalid = refusal({ code: 'attribute-name-invalid', status: 422, title: 'Not a name for an attribute' })
export const attributeTwice = refusal({ code: 'attribute-twice', status: 422, title: 'Two attributes of one name' })
export const attributesTooMany = refusal({ code: 'attributes-too-many', status: 422, title: 'Too many attributes' })
export const attributeInUse = refusal({ code: 'attribute-in-use', status: 409, title: 'The attribute has values' })
export const changesHeld = refusal({ code: 'changes-held', status: 403, title: 'The directory takes no changes now' })
export const directoryGone = refusal({ code: 'directory-gone', status: 401, title: 'The directory ended meanwhile' })
export const directoryEnded = refusal({ code: 'directory-ended', status: 409, title: 'The directory is detached or deleted' })
export const directoryPausedAlready = refusal({ code: 'directory-paused-already', status: 409, title: 'The directory is paused already' })
export const directoryNotPaused = refusal({ code: 'directory-not-paused', status: 409, title: 'The directory is not paused' })
export const directoryReplacesItself = refusal({ code: 'directory-replaces-itself', status: 409, title: 'A directory cannot replace itself' })
export const replacementNotActive = refusal({
  code: 'replacement-not-active',
  status: 409,
  title: 'The directory that is to take over is not active',
})
export const tokenNotFound = refusal({ code: 'token-not-found', status: 404, title: 'No such token' })
export const expiryPast = refusal({ code: 'expiry-past', status: 422, title: 'The end lies in the past' })
export const userNotFound = refusal({ code: 'user-not-found', status: 404, title: 'No such user' })
export const groupNotFound = refusal({ code: 'group-not-found', status: 404, title: 'No such group' })
export const groupAmbiguous = refusal({ code: 'group-ambiguous', status: 409, title: 'Several groups have this name' })
export const userNameTaken = refusal({ code: 'user-name-taken', status: 409, title: 'userName already taken', scimType: 'uniqueness' })
export const displayNameTaken = refusal({ code: 'display-name-taken', status: 409, title: 'displayName already taken', scimType: 'uniqueness' })
export const membersUnknown = refusal({ code: 'members-unknown', status: 400, title: 'None of the members is known', scimType: 'invalidValue' })
