import { record, recordRefusal } from '../journal/record.ts'
import type { Occasion, SetupLinkActor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type SessionId } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { findCredential, insertCredential } from './credentials.ts'
import { linkUnknown } from './refusals.ts'
import { makeSecret } from './secrets.ts'
import { requireActive, requireSetupLink, setupLinkState, toSetupLinkChange, type SetupLink } from './setup-links.ts'
import {
  endSetupSessionRow,
  findSetupLinkRow,
  findSetupSessionRow,
  insertSetupSession,
  lockSetupLinkRow,
  updateSetupLink,
} from './setup-links.sql.ts'
import { endPresentedSession, type SessionLife } from './sessions.ts'

export type SetupSession = Row<'setupSessions'>

type Opening = {
  environment: Environment
  occasion: Occasion
  sessionLife: SessionLife
  /** The session that the browser had. It ends: a browser is one caller at a time. */
  presented: string | undefined
}

/** What opening a link shows, without beginning anything: mail scanners open links too. Refuses: link-unknown, link-revoked, link-expired. */
export async function lookAtSetupLink(db: Reader, secret: string, now: Timestamp): Promise<SetupLink> {
  const link = await requireSetupLink(db, secret)
  requireActive(link, now)
  return link
}

/**
 * Opens a set-up link: begins a session that may do what the link's purpose says, and lives no longer than the link. A failure is told in the journal of
 * the link's team. Refuses: link-unknown, link-revoked, link-expired.
 */
export async function openSetupLink(db: Db, opening: Opening, secret: string): Promise<{ secret: string }> {
  const link = await requireSetupLink(db.read, secret)
  const by = toSetupLinkActor(link, null, opening.occasion)
  try {
    return await write(db, (trx) => open(trx, opening, by))
  } catch (error) {
    if (error instanceof Refusal) await write(db, (trx) => recordRefusal(trx, by, { ...toRefusedDeed(error), subjectId: link.linkId }))
    throw error
  }
}

const operation = 'open_setup_link'
const toRefusedDeed = ({ kind: { status, code }, message }: Refusal) => ({ operation, status, code, answer: JSON.stringify({ detail: message }) })

async function open(trx: Trx, { environment, sessionLife, presented }: Opening, by: SetupLinkActor): Promise<{ secret: string }> {
  const { teamId, linkId, at } = by
  const link = await lockSetupLinkRow(trx, teamId, linkId)
  if (!link) throw linkUnknown('This link is gone.')
  requireActive(link, at)
  const replaced = await endPresentedSession(trx, by, presented)
  const { secret, hash } = makeSecret('setupsession', environment)
  const longest = addSeconds(at, sessionLife.longestSeconds)
  const session: SetupSession = {
    teamId,
    sessionId: environment.newId('ses'),
    linkId,
    startedAt: at,
    lastUsedAt: at,
    expiresAt: longest < link.expiresAt ? longest : link.expiresAt,
    endedAt: null,
    ip: by.http?.ip ?? '',
    userAgent: by.http?.userAgent ?? '',
  }
  await insertSetupSession(trx, session)
  await insertCredential(trx, { hash, teamId, kind: 'setupsession', id: session.sessionId })
  await updateSetupLink(trx, teamId, linkId, { lastOpenedAt: at })
  await record(trx, by, { operation, status: 303, subjectId: linkId, changes: [toSetupLinkChange('setup_link.opened', link), ...replaced] })
  return { secret }
}

/** Who acts by a set-up link's session, while both live: the link is read each time, so that revoking it holds from the next request on, on every node. */
export async function authenticateSetupSession(
  db: Reader,
  presented: string,
  occasion: Occasion,
  { idleSeconds }: SessionLife,
): Promise<SetupLinkActor | undefined> {
  const credential = await findCredential(db, 'setupsession', presented)
  if (!credential || !isId('ses', credential.id)) return undefined
  const session = await findSetupSessionRow(db, credential.teamId, credential.id)
  const idleSince = addSeconds(occasion.at, -idleSeconds)
  if (!session || session.endedAt !== null || session.expiresAt <= occasion.at || session.lastUsedAt <= idleSince) return undefined
  const link = await findSetupLinkRow(db, session.teamId, session.linkId)
  if (!link || setupLinkState(link, occasion.at) !== 'active') return undefined
  return toSetupLinkActor(link, session.sessionId, occasion)
}

const toSetupLinkActor = ({ teamId, linkId, purpose, expiresAt }: SetupLink, sessionId: SessionId | null, occasion: Occasion): SetupLinkActor => ({
  ...occasion,
  kind: 'setup_link',
  teamId,
  linkId,
  sessionId,
  purpose,
  expiresAt,
  name: `set-up link (${purpose})`,
})

/** Ends the session of whoever opened a link. The link may be opened again. */
export function endSetupSession(db: Db, by: SetupLinkActor): Promise<void> {
  return write(db, async (trx) => {
    if (by.sessionId !== null) await endSetupSessionRow(trx, by.teamId, by.sessionId, by.at)
    await record(trx, by, {
      operation: 'end_session',
      status: 204,
      subjectId: by.linkId,
      changes: [{ kind: 'setup_session.ended', link: by.linkId }],
    })
  })
}
