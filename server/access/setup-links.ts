import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId } from '../kernel/ids.ts'
import type { SetupPurpose } from '../kernel/setup-purpose.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row } from '../store/open.ts'
import { lockTeam } from '../teams/teams.ts'
import { findCredential, insertCredential } from './credentials.ts'
import { may, permissionNames, setupLinkAllows } from './permissions.ts'
import { durationInvalid, linkExpired, linkRevoked, linkUnknown, scopeExceedsOwn, setupLinkNotFound } from './refusals.ts'
import { makeSecret } from './secrets.ts'
import { findSetupLinkRow, insertSetupLink, lockSetupLinkRow, lockStandingSetupLink, updateSetupLink } from './setup-links.sql.ts'

// A set-up link is handed to a customer's IT admin, who is no member. It opens as often as they like until it ends, and for one purpose there is one.

export type SetupLink = Row<'setupLinks'>

const [shortestSeconds, longestSeconds] = [5 * 60, 30 * 86_400]

/** Where set-up links are opened. The secret stands in the path, which our log and journal do not keep. */
export const setupPath = (secret: string): string => `/setup/${secret}`

/**
 * Makes a set-up link. The one of this purpose that there was ends. The secret is shown this once. Nobody makes one that may do more than they may
 * themselves. Refuses: duration-invalid, scope-exceeds-own.
 */
export function createSetupLink(
  db: Db,
  environment: Environment,
  by: Actor,
  { purpose, lifeSeconds }: { purpose: SetupPurpose; lifeSeconds: number },
): Promise<{ link: SetupLink; secret: string }> {
  if (lifeSeconds < shortestSeconds || lifeSeconds > longestSeconds)
    throw durationInvalid('A set-up link lives between 5 minutes and 30 days. Write a number and m, h or d: 7d.')
  requireOwnPowers(by, purpose)
  const { secret, hash } = makeSecret('setup', environment)
  const link: SetupLink = {
    teamId: by.teamId,
    linkId: environment.newId('lnk'),
    purpose,
    createdAt: by.at,
    createdBy: by.name,
    expiresAt: addSeconds(by.at, lifeSeconds),
    revokedAt: null,
    lastOpenedAt: null,
  }
  return write(db, async (trx) => {
    await lockTeam(trx, by.teamId) // of two who make one at once, the later one's stands
    const before = await lockStandingSetupLink(trx, by.teamId, purpose)
    if (before) await updateSetupLink(trx, by.teamId, before.linkId, { revokedAt: by.at })
    await insertSetupLink(trx, link)
    await insertCredential(trx, { hash, teamId: by.teamId, kind: 'setup', id: link.linkId })
    const changes = [...(before ? [toSetupLinkChange('setup_link.revoked', before)] : []), toSetupLinkChange('setup_link.created', link)]
    await record(trx, by, { operation: 'create_setup_link', status: 201, subjectId: link.linkId, changes })
    return { link, secret }
  })
}

/** Its own session is nothing that anybody else need have. */
function requireOwnPowers(by: Actor, purpose: SetupPurpose): void {
  const powers = permissionNames.filter((permission) => permission !== 'session:own' && setupLinkAllows(purpose, permission))
  const beyond = powers.filter((permission) => !may(by, permission))
  if (beyond.length > 0)
    throw scopeExceedsOwn(`A set-up link for ${purpose} may do ${beyond.join(', ')}, which you may not do yourself. Ask an owner or admin.`)
}

export const toSetupLinkChange = (
  kind: 'setup_link.created' | 'setup_link.opened' | 'setup_link.revoked',
  { linkId: link, purpose, expiresAt }: SetupLink,
): Change => ({ kind, link, purpose, expiresAt })

/** Revokes a link, so that whoever opened it is out with their next request. Refuses: setup-link-not-found. */
export function revokeSetupLink(db: Db, by: Actor, linkId: string): Promise<void> {
  return write(db, async (trx) => {
    const link = isId('lnk', linkId) ? await lockSetupLinkRow(trx, by.teamId, linkId) : undefined
    if (!link || link.revokedAt !== null)
      throw setupLinkNotFound(`This team has no set-up link "${linkId.slice(0, 100)}" that could be revoked. It may have been already.`)
    await updateSetupLink(trx, by.teamId, link.linkId, { revokedAt: by.at })
    await record(trx, by, {
      operation: 'revoke_setup_link',
      status: 204,
      subjectId: linkId,
      changes: [toSetupLinkChange('setup_link.revoked', link)],
    })
  })
}

/** The link that a secret is of, in whatever state. Refuses: link-unknown. */
export async function requireSetupLink(db: Reader, presented: string): Promise<SetupLink> {
  const credential = await findCredential(db, 'setup', presented)
  const link = credential && isId('lnk', credential.id) ? await findSetupLinkRow(db, credential.teamId, credential.id) : undefined
  if (!link) throw linkUnknown('This link is none of ours: a part of it is missing or altered, or it is of another server. Copy it whole.')
  return link
}

export type SetupLinkState = 'active' | 'expired' | 'revoked'

export function setupLinkState({ revokedAt, expiresAt }: SetupLink, now: Timestamp): SetupLinkState {
  if (expiresAt <= (revokedAt ?? now)) return 'expired'
  return revokedAt === null ? 'active' : 'revoked'
}

/** Refuses: link-revoked, link-expired. */
export function requireActive(link: SetupLink, now: Timestamp): void {
  const state = setupLinkState(link, now)
  if (state === 'revoked') throw linkRevoked(`This link was revoked at ${link.revokedAt}, perhaps for a newer one. Ask for that, or for a new one.`)
  if (state === 'expired') throw linkExpired(`This link ended at ${link.expiresAt}. Ask for a new one.`)
}
export { listSetupLinkRows as listSetupLinks } from './setup-links.sql.ts'
