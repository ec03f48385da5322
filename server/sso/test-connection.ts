import { makeSecret, hashPresented } from '../access/secrets.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Caller, Occasion } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import type { ConnectionTestId, MemberId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import type { Assertion } from './assertion.ts'
import { toConnectionActor } from './connection-actor.ts'
import { identityOf } from './connection-identity.ts'
import { stateAfter } from './connection-state.ts'
import { findConnectionTestBySecret, forgetShown, insertConnectionTest, lockConnectionTest, updateConnectionTest } from './connection-tests.sql.ts'
import { requireConnection, type Connection } from './connections.ts'
import { lockConnectionRow, updateConnectionRow } from './connections.sql.ts'
import { gatherFacts } from './gather-facts.ts'
import { missingOf, oidcSettingsOf, requireConfigured } from './oidc/settings.ts'
import { hasSecret } from '../access/sealed-secrets.ts'
import { connectionIncomplete, testOver, testUnknown } from './refusals.ts'
import { missingOfSaml, samlSettingsOf } from './saml/settings.ts'
import { completeDraft } from './set-up-oidc.ts'
import { changeSamlConnection } from './set-up-saml.ts'
import { clientSecretPlace, type SsoTools } from './tools.ts'
import { decideWhoGetsIn } from './who-gets-in.ts'

export { listConnectionTestRows as listConnectionTests } from './connection-tests.sql.ts'
export type ConnectionTest = Row<'connectionTests'>

const batch = 500

/** Forgets what test sign-ins of so many days ago show of whoever signed in. How they ended, and whom they proved, stays. */
export async function forgetTestAnswers(db: Db, days: number, now: Timestamp): Promise<void> {
  const sweep = () => write(db, (trx) => forgetShown(trx, addSeconds(now, -days * 86_400), batch))
  while ((await sweep()) === batch);
}

/** How long a test sign-in may be begun: whoever sets the identity provider up may have to try several things. */
const testSeconds = 3_600

/**
 * Begins a test sign-in: its address is opened in a browser, and leads to the identity provider. The secret in it is shown this once. Refuses: connection-not-found,
 * connection-incomplete, discovery-…, outgoing-….
 */
export async function beginTest(tools: SsoTools, by: Caller, connectionId: string): Promise<{ test: ConnectionTest; url: string }> {
  const connection = await requireComplete(tools, by, await requireConnection(tools.db.read, by.teamId, connectionId))
  const { secret, hash } = makeSecret('link', tools.environment)
  const test: ConnectionTest = {
    teamId: by.teamId,
    testId: tools.environment.newId('tst'),
    connectionId: connection.connectionId,
    secretHash: hash,
    memberId: by.kind === 'operator_key' || by.kind === 'setup_link' ? null : (by.member?.memberId ?? null),
    startedBy: by.name,
    startedAt: by.at,
    expiresAt: addSeconds(by.at, testSeconds),
    finishedAt: null,
    outcome: 'waiting',
    code: null,
    detail: null,
    received: null,
    mapped: null,
    problems: null,
    provenMemberId: null,
  }
  await write(tools.db, async (trx) => {
    await insertConnectionTest(trx, { ...test, received: null, mapped: null, problems: null })
    const change = { kind: 'connection.test_started', connection: connection.connectionId, name: connection.name, test: test.testId } as const
    await record(trx, by, {
      operation: 'test_connection',
      status: 200,
      subjectId: connection.connectionId,
      subjectName: connection.name,
      changes: [change],
    })
  })
  return { test, url: `${tools.publicUrl()}/sso/${connection.connectionId}/test/${secret}` }
}

/** A connection that somebody could sign in through, asked for its discovery document anew. */
async function requireComplete(tools: SsoTools, by: Caller, seen: Connection): Promise<Connection> {
  if (seen.protocol === 'saml') return requireCompleteSaml(tools, by, seen)
  const connection = seen.state === 'draft' ? await completeDraft(tools, by, seen) : seen
  const settings = oidcSettingsOf(connection)
  if (connection.state === 'draft') {
    const missing = missingOf({ ...connection, settings }, await hasSecret(tools.db.read, clientSecretPlace(connection)))
    const why = missing.length > 0 ? `it lacks ${missing.join(', ')}` : (settings.problem?.detail ?? 'it was not completed')
    throw connectionIncomplete(cannotBeTested(connection, why), { missing, problems: settings.problem ? [settings.problem] : [] })
  }
  if (seen.state !== 'draft') await tools.discovery.read(connection.connectionId, { ...requireConfigured(connection), settings })
  return connection
}

/** The same of SAML, where a draft's metadata is asked for anew. */
async function requireCompleteSaml(tools: SsoTools, by: Caller, seen: Connection): Promise<Connection> {
  const connection = seen.state === 'draft' ? await changeSamlConnection(tools, by, seen.connectionId, {}, undefined) : seen
  const settings = samlSettingsOf(connection)
  const missing = missingOfSaml({ issuer: connection.issuer, settings })
  if (missing.length === 0) return connection
  const why = settings.problem?.detail ?? `it lacks ${missing.join(', ')}`
  throw connectionIncomplete(cannotBeTested(connection, why), { missing, problems: settings.problem ? [settings.problem] : [] })
}

/** What hinders it is a sentence of its own, or a part of one. */
const cannotBeTested = ({ name }: Connection, why: string): string => `${name} cannot be tested yet: ${why.replace(/\.$/, '')}.`

/** The test whose address was opened. Refuses: test-unknown, test-over. */
export async function requireOpenTest(db: Reader, connection: Connection, secret: string, { at }: Occasion): Promise<ConnectionTest> {
  const hash = hashPresented('link', secret)
  const { teamId, connectionId } = connection
  const test = hash === undefined ? undefined : await findConnectionTestBySecret(db, teamId, connectionId, hash)
  if (!test) throw testUnknown('There is no such test. Copy its address whole, or begin another.')
  if (test.finishedAt !== null || test.expiresAt <= at) throw testOver('This test is over. Begin another one.')
  return test
}

/** How a test sign-in ended. */
export type TestResult = {
  received: JsonObject
  mapped: JsonObject | null
  /** Why it failed; null where it did not. */
  failure: Refusal | null
  /** What else an admin should know. */
  problems: { code: string; detail: string }[]
  /** Who signed in; null where it failed. */
  assertion: Assertion | null
  /** Who vouched for them: what the connection was when the sign-in was begun. */
  identity: string
}

/**
 * Keeps how a test ended, once; where it succeeded, and the connection is what it was, the connection is tested, and whoever signed in has shown that they can. Refuses:
 * test-over.
 */
export function finishTest(
  db: Db,
  occasion: Occasion,
  connection: Connection,
  testId: ConnectionTestId,
  result: TestResult,
): Promise<ConnectionTest> {
  const by = toConnectionActor(connection, occasion, result.received)
  const { failure, received, mapped, assertion, identity } = result
  return write(db, async (trx) => {
    const now = await lockConnectionRow(trx, by.teamId, by.connectionId)
    const test = await lockConnectionTest(trx, by.teamId, testId)
    assert(now && test, 'a sign-in that is a test names it')
    if (test.finishedAt !== null) throw testOver('This test is over. Begin another one.')
    const problems = [...(failure ? [{ code: failure.kind.code, detail: failure.message }] : []), ...result.problems]
    const ended = {
      finishedAt: by.at,
      outcome: failure === null ? 'succeeded' : 'failed',
      code: failure?.kind.code ?? null,
      detail: failure?.message ?? null,
    } as const
    const json = { received: JSON.stringify(received), mapped: mapped && JSON.stringify(mapped), problems: JSON.stringify(problems) }
    const isProven = failure === null && now.deletedAt === null && identityOf(now) === identity
    const provenMemberId = isProven && assertion ? await findWhoGetsIn(trx, now, assertion, by.at) : null
    await updateConnectionTest(trx, test, { ...ended, ...json, provenMemberId })
    const { connectionId, name } = now
    const changes: Change[] = [
      { kind: 'connection.test_finished', connection: connectionId, name, test: testId, outcome: ended.outcome, code: ended.code },
    ]
    const state = isProven ? stateAfter(now.state, 'pass_test') : undefined
    if (state !== undefined) {
      const isMoved = state !== now.state
      await updateConnectionRow(trx, by.teamId, connectionId, {
        testedAt: by.at,
        ...(isMoved && { state, stateSince: by.at, version: now.version + 1n }),
      })
      if (isMoved) changes.push({ kind: 'connection.tested', connection: connectionId, name })
    }
    await record(trx, by, { operation: 'test_sign_in', status: 200, subjectId: connectionId, subjectName: name, changes })
    return { ...test, ...ended, received, mapped, problems, provenMemberId }
  })
}

/** The member as whom somebody would be in, were the connection active, and an owner had activated it. */
async function findWhoGetsIn(trx: Trx, connection: Connection, assertion: Assertion, at: Timestamp): Promise<MemberId | null> {
  const { facts } = await gatherFacts(trx, connection, assertion, at)
  const answer = decideWhoGetsIn({ ...facts, isConnectionActive: true, letsOwnersIn: true })
  return answer.kind === 'member' ? answer.memberId : null
}
