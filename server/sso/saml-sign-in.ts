import { hash } from 'node:crypto'
import type { NewSession } from '../access/sessions.ts'
import type { Occasion } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import { Refusal } from '../kernel/refusal.ts'
import { addSeconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db } from '../store/open.ts'
import { admitPerson } from './admit-person.ts'
import type { Assertion } from './assertion.ts'
import { noted, refusalAlone, requireActive } from './attempts.ts'
import { SamlSecrets } from './begin-saml-sign-in.ts'
import { identityOf } from './connection-identity.ts'
import type { Connection } from './connections.ts'
import { serviceProviderOf, toProvider } from './saml-parties.ts'
import { samlMappingOf } from './saml/mapping.ts'
import { parseMoment } from './saml/moments.ts'
import type { Form } from './saml/policy/form-checks.ts'
import { samlSettingsOf } from './saml/settings.ts'
import { judgeSamlTest, receivedOf } from './saml-trace.ts'
import { verifyResponse, type Expectation, type Trace, type VerifiedAnswer } from './saml/verify-response.ts'
import { insertSamlSession } from './saml-sessions.sql.ts'
import { deleteSeenAssertions, insertSeenAssertion } from './seen-assertions.sql.ts'
import type { FinishedSignIn } from './sign-in.ts'
import { connectionChanged, signInOtherBrowser } from './sign-in-refusals.ts'
import { findSignInRequest, requireSameBrowser, useSignInRequest, type TakenRequest } from './sign-in-requests.ts'
import { finishTest } from './test-connection.ts'
import type { SsoTools } from './tools.ts'

/**
 * What the browser brought. A provider's form comes from another site, so that browsers send no cookie of ours with it: then `isOwn` is false, and the page that
 * answers has the browser post the same form again, from here.
 */
export type ComingSaml = { form: Form; browser: string | undefined; presented: string | undefined; isOwn: boolean }

/** How a posted answer ended: as other sign-ins do, or with a page that posts it again: by itself, or once the person says so. */
export type FinishedSaml = FinishedSignIn | { kind: 'post_again'; form: Form; isToBeConfirmed: boolean }

/** Ends a sign-in with the answer that was posted. A refusal stands in the sign-in log, or in the result of the test. Refuses: saml-…, sign-in-…, and what admission refuses. */
export async function finishSamlSignIn(tools: SsoTools, occasion: Occasion, connection: Connection, coming: ComingSaml): Promise<FinishedSaml> {
  const trace: Trace = {}
  const { taken, outcome } = await noted(
    tools.db,
    occasion,
    connection,
    () => (trace.outer ? receivedOf(trace, 'names') : null),
    async () => {
      const begun = await findBegun(tools, occasion, connection, coming.form)
      if (!begun || begun.request.testId === null) requireActive(connection)
      if (begun && coming.browser !== undefined) requireSameBrowser(begun.request, coming.browser)
      if (begun && coming.isOwn && coming.browser === undefined)
        throw signInOtherBrowser(
          'The sign-in was begun in another browser, or this one keeps no cookies. Begin again from the start, in this browser.',
        )
      const isFinal = begun ? coming.browser !== undefined : coming.isOwn
      const read = verify(tools, occasion, connection, begun, { ...coming, isFinal }, trace)
      if (!begun || begun.request.testId === null) return { taken: begun, outcome: await read }
      // A test shows what went wrong instead of being refused: in the browser that began it.
      const tried = await read.catch(refusalAlone)
      if (!isFinal) return { taken: begun, outcome: 'again' as const }
      if (tried instanceof Refusal) await endBegun(tools, occasion, connection, begun, coming.browser)
      return { taken: begun, outcome: tried }
    },
  )
  if (outcome === 'again')
    return {
      kind: 'post_again',
      form: coming.form.filter(([name]) => name === 'SAMLResponse' || name === 'RelayState'),
      isToBeConfirmed: taken === undefined,
    }
  if (taken && taken.request.testId !== null) {
    const { identity } = SamlSecrets.parse(taken.secrets)
    const assertion = outcome instanceof Refusal ? null : toAssertion(connection, outcome, trace, true)
    const judged = await judgeSamlTest(tools, connection, outcome instanceof Refusal ? outcome : null, trace)
    return {
      kind: 'tested',
      test: await finishTest(tools.db, occasion, connection, taken.request.testId, { ...judged, assertion, identity }),
    }
  }
  if (outcome instanceof Refusal) throw outcome
  const assertion = toAssertion(connection, outcome, trace, taken !== undefined)
  const { session } = await admitPerson(tools.db, tools.environment, occasion, tools.sessionLife, connection, assertion, coming.presented)
  await keepName(tools, occasion, connection, session, outcome)
  return { kind: 'signed_in', secret: session.secret, returnTo: taken?.request.returnTo ?? new URL(`${tools.publicUrl()}/`).pathname }
}

/** A test that failed is over too. Refuses: sign-in-used. */
async function endBegun(
  { db }: SsoTools,
  { at }: Occasion,
  connection: Connection,
  { secrets }: TakenRequest,
  browser: string | undefined,
): Promise<void> {
  const handle = SamlSecrets.parse(secrets).relayState
  await write(db, (trx) => useSignInRequest(trx, { connection, handle, browser, at }))
}

/** The sign-in that the form's RelayState is the handle of. Undefined where the provider began by itself, or says so. */
function findBegun({ db, seal }: SsoTools, { at }: Occasion, connection: Connection, form: Form): Promise<TakenRequest | undefined> {
  const [handle, ...others] = form.filter(([name]) => name === 'RelayState').map(([, value]) => value)
  return findSignInRequest(db.read, seal, { connection, handle: others.length > 0 ? undefined : handle, at })
}

type Judging = ComingSaml & { isFinal: boolean }

/** Reads the answer against what is stored. Before the browser is known to be the right one nothing is used up: then it answers `again`. */
async function verify(
  tools: SsoTools,
  { at }: Occasion,
  connection: Connection,
  begun: TakenRequest | undefined,
  { form, browser, isFinal }: Judging,
  trace: Trace,
): Promise<VerifiedAnswer | 'again'> {
  const { db } = tools
  const settings = samlSettingsOf(connection)
  const secrets = begun && SamlSecrets.parse(begun.secrets)
  if (secrets && secrets.identity !== identityOf(connection))
    throw connectionChanged('The connection was changed since this sign-in began. Begin again from the start.')
  const expectation: Expectation = {
    us: await serviceProviderOf(tools, connection),
    provider: toProvider(connection, settings),
    mapping: samlMappingOf(connection),
    request: secrets ?? null,
    now: at,
    isFirstUse: (assertionId, until) =>
      isFinal ? use(db, connection, { assertionId, until: toTimestamp(until), at, handle: secrets?.relayState, browser }) : Promise.resolve(true),
  }
  const answer = await verifyResponse(form, expectation, undefined, trace)
  return isFinal ? answer : 'again'
}

type Use = { assertionId: string; until: Timestamp; at: Timestamp; handle: string | undefined; browser: string | undefined }

/** Uses up the assertion, and the sign-in that it answers, both or none. False where the assertion was used. Refuses: sign-in-used, …. */
function use(db: Db, connection: Connection, { assertionId, until, at, handle, browser }: Use): Promise<boolean> {
  const { teamId, connectionId } = connection
  return write(db, async (trx) => {
    const isFirst = await insertSeenAssertion(trx, {
      teamId,
      connectionId,
      assertionHash: hash('sha256', assertionId, 'base64url'),
      expiresAt: until,
    })
    if (isFirst && handle !== undefined) await useSignInRequest(trx, { connection, handle, browser, at })
    return isFirst
  })
}

function toAssertion(connection: Connection, { assertion, person }: VerifiedAnswer, trace: Trace, isAsked: boolean): Assertion {
  const [nameId] = assertion.nameIds
  assert(connection.issuer !== null && nameId, 'what was verified has an issuer and a subject')
  const ends = assertion.authnStatements.map(({ sessionNotOnOrAfter }) => parseMoment(sessionNotOnOrAfter)).filter((end) => !Number.isNaN(end))
  return {
    issuer: connection.issuer,
    subject: nameId.value,
    email: person.emails,
    isUnverified: false, // SAML has no word for it
    displayName: person.displayName,
    received: receivedOf(trace, 'names'),
    sessionEndsAt: ends.length === 0 ? null : toTimestamp(Math.min(...ends)),
    source: isAsked ? 'service_provider' : 'identity_provider',
  }
}

/** Keeps what the session is called at the provider, where that can be told of its end. */
async function keepName(
  { db, sessionLife }: SsoTools,
  { at }: Occasion,
  connection: Connection,
  { change }: NewSession,
  { assertion }: VerifiedAnswer,
): Promise<void> {
  const [nameId] = assertion.nameIds
  if (samlSettingsOf(connection).signOut === null || change.kind !== 'session.started' || !nameId) return
  const { teamId, connectionId } = connection
  await write(db, (trx) =>
    insertSamlSession(trx, {
      teamId,
      sessionId: change.session,
      connectionId,
      nameId: nameId.value,
      nameIdFormat: nameId.format,
      nameQualifier: nameId.nameQualifier,
      spNameQualifier: nameId.spNameQualifier,
      sessionIndex: assertion.authnStatements[0]?.sessionIndex ?? null,
      expiresAt: addSeconds(at, sessionLife.longestSeconds),
    }),
  )
}

const batch = 500

/** Forgets assertions that could sign nobody in any more, whatever the clocks. */
export async function sweepSeenAssertions(db: Db, now: Timestamp): Promise<void> {
  const sweep = () => write(db, (trx) => deleteSeenAssertions(trx, addSeconds(now, -3_600), batch))
  while ((await sweep()) === batch);
}
