import { maxBulkOperations } from './bounds.ts'
import { referencesIn } from './bulk-references.ts'
import { checkJson } from './check-json.ts'
import { quote, ScimError } from './error.ts'
import { isObject, ownInAnyCase, type Json, type JsonObject } from './json.ts'

export type BulkMethod = (typeof methods)[number]
const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

/** One operation of a bulk request. `path` is below the base URL; its id may be a reference, `bulkId:ada`, as may be texts of the data. */
export type BulkOperation = {
  method: BulkMethod
  path: string
  bulkId: string | undefined
  version: string | undefined
  data: JsonObject | undefined
  /** The bulkIds that the path and the data refer to. */
  references: ReadonlySet<string>
}

/** An operation, or what is wrong with what stands in its place. What it says of itself is answered in either case. */
export type SentOperation = { method: string | undefined; bulkId: string | undefined; operation: BulkOperation | ScimError }

/** After so many errors nothing more is begun; Infinity where the client does not say. */
export type Bulk = { failOnErrors: number; operations: SentOperation[] }

/** The body of a bulk request (RFC 7644 §3.7). Throws 400 invalidSyntax or invalidValue, or 413, for what cannot be told of one operation alone. */
export function parseBulk(body: Json): Bulk {
  if (!isObject(body)) throw new ScimError(400, 'invalidSyntax', 'The body of a bulk request must be a JSON object, a BulkRequest.')
  const sent = ownInAnyCase(body, 'Operations')
  if (!Array.isArray(sent)) throw new ScimError(400, 'invalidSyntax', 'Operations must be a list of operations.')
  if (sent.length > maxBulkOperations) {
    const detail = `The request has ${sent.length} operations, and ${maxBulkOperations} are allowed (bulk.maxOperations). Send several requests.`
    throw new ScimError(413, undefined, detail)
  }
  const operations = sent.map(parseOperation)
  refuseTwins(operations)
  return { failOnErrors: parseFailOnErrors(ownInAnyCase(body, 'failOnErrors') ?? null), operations }
}

function parseFailOnErrors(sent: Json): number {
  if (sent === null) return Infinity
  const count = typeof sent === 'string' ? Number(sent.trim() || NaN) : sent
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count === 0 ? Infinity : count
  throw new ScimError(400, 'invalidValue', `failOnErrors must be a whole number of errors, not ${quote(sent)}.`)
}

function parseOperation(sent: Json): SentOperation {
  if (!isObject(sent)) return { method: undefined, bulkId: undefined, operation: syntax('An operation must be a JSON object.') }
  const { text, all } = readerOf(sent)
  const method = text('method')?.toUpperCase()
  const bulkId = text('bulkId') || undefined
  try {
    return { method, bulkId, operation: checkOperation({ method, bulkId, path: text('path'), version: text('version') }, all('data')) }
  } catch (error) {
    if (error instanceof ScimError) return { method, bulkId, operation: error }
    throw error
  }
}

type Said = { [Name in 'method' | 'bulkId' | 'path' | 'version']: string | undefined }

function checkOperation(said: Said, sentData: Json | undefined): BulkOperation {
  const method = methods.find((known) => known === said.method)
  if (!method) throw syntax(`The method of an operation must be one of ${methods.join(', ')}, not ${quote(said.method)}.`)
  const { bulkId, version } = said
  if (method === 'POST' && bulkId === undefined) throw syntax('An operation with POST needs a bulkId, by which its answer is told from others.')
  const path = checkPath(said.path)
  checkMethod(method, path)
  const data = method === 'DELETE' ? undefined : checkData(method, sentData)
  return { method, path, bulkId, version, data, references: referencesIn(path, referencesIn(data ?? null), true) }
}

/** `/Users`, `/Groups/grp_…`: nothing else is done in bulk, above all no further bulk. */
function checkPath(sent: string | undefined): string {
  const path = sent?.startsWith('/') ? sent : `/${sent ?? ''}`
  // No id begins with a dot, as what lies beside resources does: `/Users/.search`.
  const [, known] = /^(\/(?:Users|Groups)(?:\/(?!\.)[^/?#]+)?)\/?$/.exec(path) ?? []
  if (known !== undefined) return known
  throw new ScimError(404, undefined, `The path of an operation is /Users or /Groups, or one of these with an id, not ${quote(sent)}.`)
}

function checkMethod(method: BulkMethod, path: string): void {
  const isOfOne = path.lastIndexOf('/') > 0
  if (isOfOne === (method !== 'POST')) return
  throw new ScimError(405, undefined, `${method} is not possible at ${quote(path)}. Possible: ${isOfOne ? 'PUT, PATCH, DELETE' : 'POST'}.`)
}

function checkData(method: BulkMethod, data: Json | undefined): JsonObject {
  if (!isObject(data)) throw syntax(`An operation with ${method} needs data: a JSON object, as the body of such a request has.`)
  checkJson(data)
  return data
}

function readerOf(sent: JsonObject) {
  const all = (name: string) => ownInAnyCase(sent, name)
  const text = (name: string) => {
    const value = all(name)
    return typeof value === 'string' ? value : undefined
  }
  return { text, all }
}

/** A reference to a bulkId that two operations have would mean either of them. */
function refuseTwins(operations: readonly SentOperation[]): void {
  const known = new Set<string>()
  for (const { bulkId } of operations) {
    if (bulkId === undefined) continue
    if (known.has(bulkId)) throw new ScimError(400, 'invalidValue', `Two operations have the bulkId ${quote(bulkId)}. Give each its own.`)
    known.add(bulkId)
  }
}

const syntax = (detail: string) => new ScimError(400, 'invalidSyntax', detail)
