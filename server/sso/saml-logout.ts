import { hash } from 'node:crypto'
import { endSession } from '../access/sessions.ts'
import { authenticateSetupSession, endSetupSession } from '../access/setup-sessions.ts'
import type { Occasion } from '../kernel/actor.ts'
import { Refusal } from '../kernel/refusal.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { authenticateSession } from '../members/authenticate.ts'
import { write, type Db } from '../store/open.ts'
import { toConnectionActor } from './connection-actor.ts'
import { findConnection, type Connection } from './connections.ts'
import { serviceProviderOf, toProvider } from './saml-parties.ts'
import { logoutLifeSeconds, makeLogoutRequest, makeLogoutResponse, readLogoutRequest } from './saml/logout.ts'
import { logoutInvalid } from './saml/refusals.ts'
import { samlSettingsOf } from './saml/settings.ts'
import { deleteSamlSessions, findSamlSession, listSamlSessionsOf } from './saml-sessions.sql.ts'
import { insertSeenAssertion, isSeenAssertion } from './seen-assertions.sql.ts'
import { samlAddressesOf, type SsoTools } from './tools.ts'

/**
 * Signs a browser out here, always; then it goes to the identity provider, where that offers it, to be signed out there too. Answers where. A provider that does not answer
 * changes nothing of this. Whoever opened a set-up link is out too: the link may be opened again.
 */
export async function signOut(tools: SsoTools, occasion: Occasion, presented: string | undefined): Promise<{ url: string | null }> {
  const { db, sessionLife } = tools
  if (presented === undefined) return { url: null }
  const guest = await authenticateSetupSession(db.read, presented, occasion, sessionLife)
  if (guest) await endSetupSession(db, guest)
  const by = await authenticateSession(db.read, presented, occasion, sessionLife)
  if (!by) return { url: null }
  const session = await findSamlSession(db.read, by.teamId, by.sessionId)
  await endSession(db, by, by.sessionId)
  const connection = session && (await findConnection(db.read, session.connectionId))
  const signOutAt = connection && connection.deletedAt === null ? samlSettingsOf(connection).signOut : null
  if (!session || !connection || !signOutAt) return { url: null }
  return { url: await makeLogoutRequest(await serviceProviderOf(tools, connection), signOutAt.url, session) }
}

/**
 * Ends the sessions that a provider's LogoutRequest names, once: played again it would end those that began since. Answers where the browser goes back to; null where the
 * provider has no such place. Refuses: saml-logout-invalid.
 */
export async function obeyLogout(tools: SsoTools, occasion: Occasion, connection: Connection, query: string): Promise<{ url: string | null }> {
  const { db, publicUrl } = tools
  const settings = samlSettingsOf(connection)
  const us = { ...(await serviceProviderOf(tools, connection)), sloUrl: samlAddressesOf(publicUrl(), connection.connectionId).sloUrl }
  const request = await readLogoutRequest(query, us, toProvider(connection, settings), occasion.at)
  const { teamId, connectionId } = connection
  const seen = { teamId, connectionId, assertionHash: hash('sha256', `LogoutRequest ${request.id}`, 'base64url') }
  if (await isSeenAssertion(db.read, seen)) throw logoutInvalid('The LogoutRequest was obeyed before.')
  const sessions = await listSamlSessionsOf(db.read, connection, request.nameId)
  const named = sessions.filter(
    ({ sessionIndex }) => request.sessionIndexes.length === 0 || (sessionIndex !== null && request.sessionIndexes.includes(sessionIndex)),
  )
  for (const { sessionId } of named) {
    try {
      await endSession(db, toConnectionActor(connection, occasion, null), sessionId)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error // it ended before
    }
  }
  // When all is done: one that failed midway may be sent again.
  await write(db, (trx) => insertSeenAssertion(trx, { ...seen, expiresAt: addSeconds(occasion.at, logoutLifeSeconds) }))
  return { url: settings.signOut ? await makeLogoutResponse(us, settings.signOut.url, request.id, request.relayState) : null }
}

const batch = 500

/** Forgets what sessions were called at their provider, once they have ended. */
export async function sweepSamlSessions(db: Db, now: Timestamp): Promise<void> {
  const sweep = () => write(db, (trx) => deleteSamlSessions(trx, addSeconds(now, -86_400), batch))
  while ((await sweep()) === batch);
}
