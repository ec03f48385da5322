import { makerIdOf, type Actor, type LinkActor, type Occasion } from '../kernel/actor.ts'
import type { Change } from '../journal/changes.ts'
import { entityTagOf, requireCurrent } from '../kernel/preconditions.ts'
import type { Environment } from '../kernel/environment.ts'
import { fold } from '../kernel/fold.ts'
import { isId, type KeyId, type LinkId, type MemberId, type TeamId } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Row, Trx } from '../store/open.ts'
import { findCredential, insertCredential } from './credentials.ts'
import { endLinkRow, findLinkRow, insertLink, listOpenLinkRows, lockLinkRow, lockOpenInvites, lockOpenLinksMadeBy } from './links.sql.ts'
import { linkExpired, linkRevoked, linkUnknown, linkUsed } from './refusals.ts'
import { makeSecret } from './secrets.ts'

export type Link = Row<'oneTimeLinks'>
/** A link with its secret, which is shown this once. */
export type NewLink = { link: Link; secret: string }

/** What a link is for: the first owner, somebody invited, or a member who cannot come in otherwise. */
export type WantedLink =
  | { purpose: 'setup'; lifeSeconds: number }
  | { purpose: 'invite'; email: string; role: Role; lifeSeconds: number }
  | { purpose: 'login'; memberId: MemberId; email: string | null; lifeSeconds: number | null; isReusable?: boolean }

/** Where links are opened. The secret stands in the path, which our log and journal do not keep. */
export const linkPath = (secret: string): string => `/link/${secret}`

export async function addLink(trx: Trx, environment: Environment, by: Actor, wanted: WantedLink): Promise<NewLink & { change: Change }> {
  const { secret, hash } = makeSecret('link', environment)
  const email = wanted.purpose === 'setup' ? null : wanted.email
  const link: Link = {
    teamId: by.teamId,
    linkId: environment.newId('lnk'),
    purpose: wanted.purpose,
    memberId: wanted.purpose === 'login' ? wanted.memberId : null,
    email,
    emailFolded: email === null ? null : fold(email),
    role: wanted.purpose === 'invite' ? wanted.role : null,
    createdAt: by.at,
    createdBy: by.name,
    createdById: makerIdOf(by),
    expiresAt: wanted.lifeSeconds === null ? null : addSeconds(by.at, wanted.lifeSeconds),
    isReusable: wanted.purpose === 'login' && wanted.isReusable === true,
    usedAt: null,
    revokedAt: null,
  }
  await insertLink(trx, link)
  await insertCredential(trx, { hash, teamId: by.teamId, kind: 'link', id: link.linkId })
  return { link, secret, change: toLinkChange('link.created', link) }
}

export const toLinkChange = (kind: 'link.created' | 'link.used' | 'link.revoked', { linkId: link, purpose, email, role }: Link): Change => ({
  kind,
  link,
  purpose,
  email,
  role,
})

/** The link that a secret is of, in whatever state. Refuses: link-unknown. */
export async function requireLink(db: Reader, presented: string): Promise<Link> {
  const credential = await findCredential(db, 'link', presented)
  const link = credential && isId('lnk', credential.id) ? await findLinkRow(db, credential.teamId, credential.id) : undefined
  if (!link) throw linkUnknown('This link is none of ours: a part of it is missing or altered, or it is of another server. Copy it whole.')
  return link
}

/** Whoever opened a link, as the journal tells it. */
export const toLinkActor = (link: Link, occasion: Occasion): LinkActor => ({
  ...occasion,
  kind: 'link',
  teamId: link.teamId,
  linkId: link.linkId,
  name: link.email ?? `${link.purpose} link`,
})

/** Refuses: link-used, link-revoked, link-expired. */
export function requireOpen({ usedAt, revokedAt, expiresAt }: Link, now: Timestamp): void {
  if (revokedAt !== null) throw linkRevoked(`This link was revoked at ${revokedAt}. Ask for a new one.`)
  if (usedAt !== null) throw linkUsed(`This link was used at ${usedAt}, and works once. Ask for a new one.`)
  if (expiresAt !== null && expiresAt <= now) throw linkExpired(`This link ended at ${expiresAt}. Ask for a new one.`)
}

/** Uses a link up. Of two who come at once the second is refused. Refuses: link-used, link-revoked, link-expired. */
export async function consumeLink(trx: Trx, { teamId, linkId }: Link, now: Timestamp): Promise<Change> {
  const link = await lockLinkRow(trx, teamId, linkId)
  if (!link) throw linkUnknown('This link is gone.')
  requireOpen(link, now)
  if (!link.isReusable) await endLinkRow(trx, teamId, linkId, { usedAt: now })
  return toLinkChange('link.used', link)
}

/** An open link of a purpose, also one that ran out; undefined where there is none of that id. */
export async function findOpenLink(db: Reader, teamId: TeamId, purpose: Link['purpose'], linkId: LinkId): Promise<Link | undefined> {
  const link = await findLinkRow(db, teamId, linkId)
  return link && isOpenFor(link, purpose) ? link : undefined
}

const isOpenFor = (link: Link, purpose: Link['purpose']): boolean => link.purpose === purpose && link.usedAt === null && link.revokedAt === null

/** Revokes an open link of a purpose. Answers undefined where there is none of that id. Refuses: stale-etag. */
export async function revokeLink(
  trx: Trx,
  { teamId, at }: { teamId: TeamId; at: Timestamp },
  purpose: Link['purpose'],
  linkId: LinkId,
  ifMatch?: string,
): Promise<Change | undefined> {
  const link = await lockLinkRow(trx, teamId, linkId)
  if (!link || !isOpenFor(link, purpose)) return undefined
  requireCurrent({ ifMatch }, entityTagOf(link))
  await endLinkRow(trx, teamId, linkId, { revokedAt: at })
  return toLinkChange('link.revoked', link)
}

/** Revokes all open links of a purpose. */
export async function revokeLinks(trx: Trx, teamId: TeamId, purpose: Link['purpose'], at: Timestamp): Promise<Change[]> {
  const open = await listOpenLinkRows(trx, teamId, purpose, { after: undefined, limit: 1000 })
  for (const { linkId } of open) await endLinkRow(trx, teamId, linkId, { revokedAt: at })
  return open.map((link) => toLinkChange('link.revoked', link))
}

/** Revokes the open invitations to addresses that are a member's from now on: who holds an address comes in as that member, or not at all. */
export async function revokeInvitesTo(trx: Trx, teamId: TeamId, addresses: readonly (string | null)[], at: Timestamp): Promise<Change[]> {
  const folded = addresses.filter((address) => address !== null).map(fold)
  const open = folded.length === 0 ? [] : await lockOpenInvites(trx, { teamId, addresses: JSON.stringify(folded) })
  for (const { linkId } of open) await endLinkRow(trx, teamId, linkId, { revokedAt: at })
  return open.map((link) => toLinkChange('link.revoked', link))
}

/** The newest invitation to an address that may still be used; nobody else uses it until the transaction ends. */
export async function lockOpenInvite(trx: Trx, teamId: TeamId, email: string, now: Timestamp): Promise<Link | undefined> {
  const open = await lockOpenInvites(trx, { teamId, addresses: JSON.stringify([fold(email)]) })
  const usable = open.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
  return usable.toSorted((one, other) => (one.linkId < other.linkId ? -1 : 1)).at(-1)
}

/** Revokes the open links that a key made, as it is revoked: whoever had it may have made them. */
export async function revokeLinksMadeBy(trx: Trx, teamId: TeamId, keyId: KeyId, at: Timestamp): Promise<Change[]> {
  const open = await lockOpenLinksMadeBy(trx, teamId, keyId)
  for (const { linkId } of open) await endLinkRow(trx, teamId, linkId, { revokedAt: at })
  return open.map((link) => toLinkChange('link.revoked', link))
}

/** A page of the links of a purpose that were neither used nor revoked, the expired ones too. */
export const listOpenLinks = listOpenLinkRows
export { hasFirstOwnerLink } from './links.sql.ts'
