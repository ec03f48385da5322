import { cursorSeconds, maxBodyBytes, maxBulkOperations, maxPageSize } from './bounds.ts'
import type { JsonObject } from './json.ts'

/** What the service can do. The one place to change when it learns more. */
export const features = { patch: true, bulk: true, filter: true, changePassword: false, sort: true, etag: true, cursor: true, index: true } as const

/** RFC 7643 §5. No part is left out: authentik takes a missing one for "nothing is supported". */
export function serviceProviderConfig(baseUrl: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: features.patch },
    bulk: { supported: features.bulk, maxOperations: maxBulkOperations, maxPayloadSize: maxBodyBytes },
    filter: { supported: features.filter, maxResults: maxPageSize },
    changePassword: { supported: features.changePassword },
    sort: { supported: features.sort },
    etag: { supported: features.etag },
    // RFC 9865 §4.
    pagination: {
      cursor: features.cursor,
      index: features.index,
      defaultPaginationMethod: 'index',
      defaultPageSize: maxPageSize,
      maxPageSize,
      cursorTimeout: cursorSeconds,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token of the directory, in the Authorization header.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  }
}
