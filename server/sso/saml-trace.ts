import type { Json, JsonObject } from '../kernel/json.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Connection } from './connections.ts'
import { redactClaims } from './redact-claims.ts'
import { samlFields, samlMappingOf } from './saml/mapping.ts'
import { findAssertion } from './saml/policy/structure.ts'
import { readAssertion, readResponse, type ResponseFacts, type VerifiedAssertion } from './saml/policy/verified-answer.ts'
import { samlSettingsOf, warningsOf } from './saml/settings.ts'
import type { Trace } from './saml/verify-response.ts'
import { judgeTestAddress } from './test-address.ts'
import type { TestResult } from './test-connection.ts'
import type { SsoTools } from './tools.ts'

/** What was read of an answer. Of the sign-in log `names` alone: whose they are stands beside it, and the rest is nobody's business. A test shows it all. */
export function receivedOf(trace: Trace, shown: 'names' | 'values'): JsonObject {
  const { outer, inner, answer } = trace
  if (answer) return redactClaims({ verified: true, ...tell(answer.response, answer.assertion, shown) })
  if (!outer) return {}
  const assertion = inner?.root ?? findAssertion(outer)
  return redactClaims({ verified: false, ...tell(readResponse(outer.root), assertion && readAssertion(assertion), shown) })
}

function tell(response: ResponseFacts, assertion: VerifiedAssertion | undefined, shown: 'names' | 'values'): JsonObject {
  const { destination, inResponseTo, issuers } = response
  const around: JsonObject = { response: { issuer: issuers[0] ?? null, destination, in_response_to: inResponseTo } }
  if (!assertion) return around
  const [nameId] = assertion.nameIds
  const values = (value: readonly string[]): Json => (shown === 'values' ? [...value] : `${value.length} ${value.length === 1 ? 'value' : 'values'}`)
  const attributes = assertion.attributes.map(({ name, values: sent }) => [name, values(sent)] as const)
  return {
    ...around,
    assertion: {
      id: assertion.id,
      issuer: assertion.issuers[0] ?? null,
      issued_at: assertion.issueInstant,
      name_id: shown === 'values' ? (nameId?.value ?? null) : null,
      name_id_format: nameId?.format ?? null,
      audience: assertion.audiences.flat(),
      conditions: assertion.conditions.map(({ notBefore, notOnOrAfter }) => ({ not_before: notBefore, not_on_or_after: notOnOrAfter })),
      confirmations: assertion.confirmations.map(({ method, recipient, inResponseTo: to, notOnOrAfter }) => ({
        method,
        recipient,
        in_response_to: to,
        not_on_or_after: notOnOrAfter,
      })),
      signed_in_at: assertion.authnStatements[0]?.authnInstant ?? null,
      attributes: Object.fromEntries(attributes),
    },
  }
}

/** What a test comes to: it succeeds where the answer was verified, since nobody is without a subject and an address then. */
export async function judgeSamlTest(
  tools: SsoTools,
  connection: Connection,
  failure: Refusal | null,
  trace: Trace,
): Promise<Omit<TestResult, 'identity' | 'assertion'>> {
  const settings = samlSettingsOf(connection)
  const { answer } = trace
  const email = answer?.person.emails[0] ?? null
  const foreign = await judgeTestAddress(tools.db.read, connection.teamId, email)
  return {
    received: receivedOf(trace, 'values'),
    mapped: answer ? mappedOf(answer) : null,
    failure: failure ?? foreign.failure,
    problems: [...foreign.problems, ...(answer ? absentAttributes(connection, answer) : []), ...warningsOf(settings, tools.environment.now())],
  }
}

function mappedOf({ assertion, person }: NonNullable<Trace['answer']>): JsonObject {
  const { emails, firstName, lastName, displayName, groups, readFrom } = person
  return redactClaims({
    subject: assertion.nameIds[0]?.value ?? null,
    email: emails.length === 1 ? (emails[0] ?? null) : null,
    first_name: firstName,
    last_name: lastName,
    display_name: displayName,
    groups: [...groups],
    read_from: readFrom,
  })
}

/** Names and groups that the mapping found nothing for: nobody is refused for that. */
function absentAttributes(connection: Connection, { person: { readFrom } }: NonNullable<Trace['answer']>): { code: string; detail: string }[] {
  const said = samlMappingOf(connection)
  return samlFields
    .filter((field) => field !== 'email' && readFrom[field] === undefined)
    .map((field) => ({
      code: 'attribute-absent',
      detail: `${field}: ${said[field] === undefined ? 'none of the usual attributes' : `the attribute ${said[field]}`} was sent.`,
    }))
}
