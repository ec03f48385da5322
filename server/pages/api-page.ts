import type { Json, JsonObject } from '../kernel/json.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'

/** An OpenAPI document as a page that is read without a script: a list of contents, and each operation to unfold. */
export function apiPage(document: JsonObject): Page {
  const shared = objectIn(objectIn(document, 'components'), 'parameters')
  const operations = Object.entries(objectIn(document, 'paths')).flatMap(([path, methods]) =>
    Object.entries(asObject(methods)).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation: withShared(asObject(operation), shared),
    })),
  )
  const byTag = Map.groupBy(operations, ({ operation }) => textIn(asObject({ tag: listIn(operation, 'tags')[0] ?? '' }), 'tag'))
  const tags = [...byTag.keys()].toSorted()
  return {
    title: 'The API',
    isWide: true,
    body: html`<p>${textIn(objectIn(document, 'info'), 'description').replaceAll('`', '')}</p>
      <p class="small">The document: <a href="api/openapi.json">openapi.json</a></p>
      <nav><p>${tags.map((tag) => html`<a href="#${tag}">${tag}</a> `)}</p></nav>
      ${tags.map(
        (tag) =>
          html`<section>
            <h2 id="${tag}">${tag}</h2>
            ${(byTag.get(tag) ?? []).map(operationPart)}
          </section>`,
      )}`,
  }
}

/** An operation whose parameters are written out, also those that it refers to. */
function withShared(operation: JsonObject, shared: JsonObject): JsonObject {
  const parameters = listIn(operation, 'parameters').map((parameter) => {
    const name = /^#\/components\/parameters\/(\w+)$/.exec(textIn(asObject(parameter), '$ref'))?.[1]
    return name === undefined ? parameter : objectIn(shared, name)
  })
  return { ...operation, parameters }
}

type Operation = { path: string; method: string; operation: JsonObject }

function operationPart({ path, method, operation }: Operation): Html {
  const body = schemaIn(objectIn(operation, 'requestBody'))
  const answers = Object.entries(objectIn(operation, 'responses')).filter(([status]) => status !== 'default')
  return html`<details id="${textIn(operation, 'operationId')}">
    <summary><code>${method} ${path}</code> ${textIn(operation, 'summary')}</summary>
    <p>${textIn(operation, 'description').replaceAll('`', '')}</p>
    ${parametersPart(listIn(operation, 'parameters').map(asObject))}
    ${
      body
        ? html`<h3>Body</h3>
            <pre>${shapeOf(body)}</pre>`
        : html``
    }
    ${answers.map(([status, answer]) => answerPart(status, schemaIn(asObject(answer))))}
  </details> `
}

function parametersPart(parameters: readonly JsonObject[]): Html {
  if (parameters.length === 0) return html``
  const rows = parameters.map(
    (parameter) =>
      html`<tr>
        <td><code>${textIn(parameter, 'name')}</code></td>
        <td>${textIn(parameter, 'in')}</td>
        <td><code>${shapeOf(objectIn(parameter, 'schema'))}</code></td>
      </tr>`,
  )
  return html`<h3>Parameters</h3>
    <table>
      <tr>
        <th>Name</th>
        <th>In</th>
        <th>What</th>
      </tr>
      ${rows}
    </table>`
}

const answerPart = (status: string, schema: JsonObject | undefined): Html =>
  html`<h3>Answer ${status}</h3>
    ${schema ? html`<pre>${shapeOf(schema)}</pre>` : html`<p>Nothing.</p>`}`

/** The schema of the one media type that a body or answer has. */
function schemaIn(content: JsonObject): JsonObject | undefined {
  const [type] = Object.values(objectIn(content, 'content'))
  return type === undefined ? undefined : objectIn(asObject(type), 'schema')
}

/** A JSON schema as it is read: `{ name: string, scopes: string[], expires_in?: string }`. */
export function shapeOf(schema: JsonObject, indent = ''): string {
  const options = [...listIn(schema, 'anyOf'), ...listIn(schema, 'oneOf')].map((option) => shapeOf(asObject(option), indent))
  if (options.length > 0) return options.join(' | ')
  if ('const' in schema) return JSON.stringify(schema['const'])
  if ('enum' in schema)
    return listIn(schema, 'enum')
      .map((value) => JSON.stringify(value))
      .join(' | ')
  const types = 'type' in schema ? [schema['type']].flat() : ['anything']
  return types.map((type) => shapeOfType(typeof type === 'string' ? type : 'anything', schema, indent)).join(' | ')
}

function shapeOfType(type: string, schema: JsonObject, indent: string): string {
  if (type === 'array') return `${shapeOf(objectIn(schema, 'items'), indent)}[]`
  const properties = Object.entries(objectIn(schema, 'properties'))
  if (type !== 'object' || properties.length === 0) return type
  const required = listIn(schema, 'required')
  const lines = properties.map(
    ([name, inner]) => `${indent}  ${name}${required.includes(name) ? '' : '?'}: ${shapeOf(asObject(inner), `${indent}  `)}`,
  )
  return `{\n${lines.join('\n')}\n${indent}}`
}

const asObject = (value: Json): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {})
const objectIn = (value: JsonObject, key: string): JsonObject => asObject(value[key] ?? {})
const listIn = (value: JsonObject, key: string): Json[] => (Array.isArray(value[key]) ? value[key] : [])
const textIn = (value: JsonObject, key: string): string => (typeof value[key] === 'string' ? value[key] : '')
