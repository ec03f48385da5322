import { hash } from 'node:crypto'
import type { Environment } from '../kernel/environment.ts'
import type { ConnectionTestId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Seal } from '../kernel/seal.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import type { Connection } from './connections.ts'
import { deleteSignInRequests, findSignInRequestRow, insertSignInRequest, lockSignInRequest, markSignInRequestUsed } from './sign-in-requests.sql.ts'
import { signInExpired, signInOtherBrowser, signInOtherConnection, signInUnknown, signInUsed } from './sign-in-refusals.ts'

/** A sign-in that a browser began and an identity provider has to answer. */
export type SignInRequest = Row<'signInRequests'>

/** How long somebody may take at their identity provider. */
export const signInSeconds = 600

/** 256 bits that nobody can guess, for a URL. */
export const drawHandle = (environment: Environment): string => Buffer.from(environment.chance(32)).toString('base64url')

type Begun = {
  connection: Connection
  testId: ConnectionTestId | null
  /** What the browser's cookie holds: the answer must come by the same browser, or somebody could sign others in as themselves. */
  browser: string
  returnTo: string
  /** What only we may know until the answer comes. */
  secrets: JsonObject
}

/** Keeps a sign-in until it is answered. Answers the handle that the identity provider sends back. It is no change of the team, so no row of the journal tells it. */
export async function addSignInRequest(db: Db, environment: Environment, seal: Seal, handle: string, begun: Begun): Promise<void> {
  const { connection, testId, browser, returnTo, secrets } = begun
  const { teamId, connectionId } = connection
  const now = environment.now()
  const handleHash = hashOf(handle)
  await write(db, (trx) =>
    insertSignInRequest(trx, {
      teamId,
      handleHash,
      connectionId,
      testId,
      browserHash: hashOf(browser),
      sealed: seal.seal({ teamId, name: placeOf(handleHash) }, JSON.stringify(secrets), environment),
      returnTo,
      createdAt: now,
      expiresAt: addSeconds(now, signInSeconds),
      usedAt: null,
    }),
  )
}

/** The sign-in that an answer is to, and what was sealed with it. */
export type TakenRequest = { request: SignInRequest; secrets: JsonObject }

type Coming = { connection: Connection; handle: string | undefined; browser: string | undefined; at: Timestamp }

/**
 * Takes the sign-in that an answer is to, once: of two answers that come at the same time the second is refused. Refuses: sign-in-unknown, sign-in-other-connection,
 * sign-in-other-browser, sign-in-used, sign-in-expired.
 */
export async function takeSignInRequest(db: Db, seal: Seal, { connection, handle, browser, at }: Coming): Promise<TakenRequest> {
  if (handle === undefined || handle === '' || handle.length > 200)
    throw signInUnknown('The answer does not say which sign-in it is to (state). Begin again from the start.')
  const request = await write(db, (trx) => useSignInRequest(trx, { connection, handle, browser, at }))
  return openSignInRequest(seal, request)
}

/** The same within a transaction, where what was sealed was opened before. */
export async function useSignInRequest(
  trx: Trx,
  { connection, handle, browser, at }: Omit<Coming, 'handle'> & { handle: string },
): Promise<SignInRequest> {
  const found = requireBegun(await lockSignInRequest(trx, connection.teamId, hashOf(handle)), connection)
  requireSameBrowser(found, browser)
  if (found.usedAt !== null) throw signInUsed('This answer was used already, and works once. Begin again from the start.')
  requireInTime(found, at)
  await markSignInRequestUsed(trx, found, at)
  return found
}

/**
 * The sign-in that an answer says it is to, without taking it: whoever posts a wrong answer ends nobody's sign-in. Undefined where nobody began it through this
 * connection. Refuses: sign-in-expired.
 */
export async function findSignInRequest(
  db: Reader,
  seal: Seal,
  { connection, handle, at }: Omit<Coming, 'browser'>,
): Promise<TakenRequest | undefined> {
  if (handle === undefined || handle === '' || handle.length > 200) return undefined
  const found = await findSignInRequestRow(db, connection.teamId, hashOf(handle))
  if (found?.connectionId !== connection.connectionId) return undefined
  requireInTime(found, at)
  return openSignInRequest(seal, found)
}

function requireBegun(found: SignInRequest | undefined, { connectionId }: Connection): SignInRequest {
  if (!found) throw signInUnknown('The answer is to a sign-in that nobody began here, or that ended long ago. Begin again from the start.')
  if (found.connectionId !== connectionId)
    throw signInOtherConnection(
      'The answer came to another connection than the one that asked: an identity provider may have passed on what was meant for another.',
    )
  return found
}

/** Refuses: sign-in-other-browser. */
export function requireSameBrowser({ browserHash }: SignInRequest, browser: string | undefined): void {
  if (browser === undefined || hashOf(browser) !== browserHash)
    throw signInOtherBrowser('The sign-in was begun in another browser, or this one keeps no cookies. Begin again from the start, in this browser.')
}

function requireInTime({ expiresAt }: SignInRequest, at: Timestamp): void {
  if (expiresAt <= at) throw signInExpired(`The answer took longer than ${signInSeconds / 60} minutes. Begin again from the start.`)
}

function openSignInRequest(seal: Seal, request: SignInRequest): TakenRequest {
  const secrets = seal.open({ teamId: request.teamId, name: placeOf(request.handleHash) }, request.sealed)
  if (secrets === undefined) throw signInExpired('The secret key was replaced since this sign-in began. Begin again from the start.')
  return { request, secrets: JSON.parse(secrets) }
}

const sweptAfterSeconds = 86_400
const batch = 500

/** Forgets sign-ins that ended a day ago: until then an answer that comes twice is told so. */
export async function sweepSignInRequests(db: Db, now: Timestamp): Promise<void> {
  const sweep = () => write(db, (trx) => deleteSignInRequests(trx, addSeconds(now, -sweptAfterSeconds), batch))
  while ((await sweep()) === batch);
}

const placeOf = (handleHash: string) => `sign-in ${handleHash}`
const hashOf = (secret: string): string => hash('sha256', secret, 'base64url')
