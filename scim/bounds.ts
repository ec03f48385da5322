// What one request may ask. An honest IdP meets none of these; they keep the cost of a dishonest one small.

/** Bytes of a body: 20,000 members with `$ref` and `display` are some 4 MB. */
export const maxBodyBytes = 8 * 1024 * 1024

/** How deep a body may nest. An operation that sets the manager of the enterprise extension nests six deep. */
export const maxBodyDepth = 20

/** Characters of a string. A certificate of a long key has some 4,000. */
export const maxTextLength = 8_192

/** Characters of what resources are looked up by: names, addresses, the client's own keys. An entry of PostgreSQL's indexes holds 2,704 bytes. */
export const maxKeyLength = 500

/** Values of one attribute, and of one PATCH besides its members. Each is compared with each that is stored. */
export const maxValues = 500

/** Members named by one request. An IdP with more sends several requests, as it does for 413. */
export const maxMembers = 20_000

/**
 * Operations of one PATCH, attributes that they change, and comparisons in the filters of their paths. Entra sends an operation for each
 * attribute, or for each member that it removes.
 */
export const maxOperations = 1_000

/** Operations of one bulk request. authentik sends the members of a group in chunks of this size, by PATCH. */
export const maxBulkOperations = 1_000

/** Characters of a filter, as many as a URL safely carries. */
export const maxFilterLength = 8_192

/** How deep the brackets of a filter may nest, so that neither our stack nor the database's runs out. */
export const maxFilterDepth = 50

/** Comparisons of one filter. SQLite refuses an expression that is 1,000 deep, and a chain of `or` is as deep as it is long. */
export const maxFilterTerms = 100

/** Resources of a page, and of an answer to a request without `count`: some IdPs ask once, and take the answer for everything. */
export const maxPageSize = 1_000

/** How long a cursor holds, in seconds: a client that pages takes less for a page. */
export const cursorSeconds = 3_600

/** Unknown attributes that are told of one request. They are there to be read. */
export const maxUnused = 100

/** Characters of what an error shows of a value, and of all that it says: it may name a path that a client made very long. */
export const maxQuoteLength = 80
export const maxDetailLength = 1_000
