export const U = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const G = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const message = (name: string) => `urn:ietf:params:scim:api:messages:2.0:${name}`
export const patchUrn = message('PatchOp')
export const listUrn = message('ListResponse')
export const searchUrn = message('SearchRequest')
export const errorUrn = message('Error')
export const bulkUrn = message('BulkRequest')
export const bulkAnswerUrn = message('BulkResponse')
