import { addLink, consumeLink, requireLink, requireOpen, revokeLinks, toLinkActor, type Link, type NewLink } from '../access/links.ts'
import { endPresentedSession, startSession, type SessionLife } from '../access/sessions.ts'
import type { Change } from '../journal/changes.ts'
import { record, recordRefusal } from '../journal/record.ts'
import type { Actor, LinkActor, Occasion } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { fold } from '../kernel/fold.ts'
import type { TeamId } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { write, type Db, type Reader, type Trx } from '../store/open.ts'
import { renameInSetup } from '../teams/change-team.ts'
import { holdTeam, lockFirstRun } from '../teams/teams.ts'
import { requireMember } from './find-member.ts'
import { takeInvited } from './invites.ts'
import { hasMembers, listOwnerRows, lockMemberRow, lockMembersByAddress } from './members.sql.ts'
import { makeMember, type Member } from './membership.ts'
import { alreadySetUp, memberOut, nobodyToSignIn, setupInvalid } from './refusals.ts'

const loginSeconds = 15 * 60
const setupSeconds = 24 * 3600

/** What the first owner tells at the first run. */
export type Setup = { teamName: string; email: string }

/** A sign-in: the secret of the new session, for the cookie, and who is in. */
export type SignedIn = { secret: string; member: Member }

type SignInOptions = {
  db: Db
  environment: Environment
  occasion: Occasion
  sessionLife: SessionLife
  /** The session that the browser had. It ends. */
  presented: string | undefined
  refuseLink: RefuseLink
}

/** Refuses a link by what features above say: a team may require single sign-on. */
export type RefuseLink = (db: Reader, link: Link) => Promise<void>

/** What opening a link shows, without using it: mail scanners open links too. Refuses: link-unknown, link-used, link-revoked, link-expired, sso-required. */
export async function lookAtLink(db: Reader, secret: string, occasion: Occasion, refuseLink: RefuseLink): Promise<Link> {
  const link = await requireLink(db, secret)
  requireOpen(link, occasion.at)
  await refuseLink(db, link)
  return link
}

/**
 * Uses a one-time link up and signs in whom it is for, whom an invitation takes into the team first, and the first run makes its owner. A failure is
 * told in the journal of the link's team. Refuses: link-unknown, link-used, link-revoked, link-expired, sso-required, member-out, already-member, already-set-up.
 */
export async function signInByLink(options: SignInOptions, secret: string, setup: Setup | undefined): Promise<SignedIn> {
  const { db, occasion } = options
  const link = await requireLink(db.read, secret)
  const by = toLinkActor(link, occasion)
  try {
    return await write(db, (trx) => signIn(trx, options, by, link, setup))
  } catch (error) {
    if (error instanceof Refusal) await write(db, (trx) => recordRefusal(trx, by, toRefusedDeed(error, link)))
    throw error
  }
}

const toRefusedDeed = ({ kind, message }: Refusal, link: Link) => ({
  operation: 'sign_in',
  status: kind.status,
  code: kind.code,
  answer: JSON.stringify({ detail: message }),
  subjectId: link.memberId ?? link.linkId,
})

async function signIn(
  trx: Trx,
  { environment, occasion: { at }, sessionLife, presented, refuseLink }: SignInOptions,
  by: LinkActor,
  link: Link,
  setup: Setup | undefined,
): Promise<SignedIn> {
  requireOpen(link, at) // so that a used link says so, whatever became of its member
  await lockForLink(trx, link)
  await refuseLink(trx, link)
  const used = await consumeLink(trx, link, at)
  const { member, changes } = await takeIn(trx, environment, by, link, setup)
  const replaced = await endPresentedSession(trx, by, presented)
  const { secret, change } = await startSession(trx, environment, by, member, sessionLife)
  await record(trx, by, { operation: 'sign_in', status: 303, subjectId: member.memberId, changes: [used, ...changes, ...replaced, change] })
  return { secret, member }
}

/**
 * Locks what a link is about before the link itself, in the order of whoever else locks both: the first run and the operator who makes the team, an address and
 * the directory that brings it, a member and whoever ends their membership. Of two who use a link at once the second then sees that it is used. Whoever has the
 * team require single sign-on waits for an invitation that is being used, and ends its session then, or was waited for.
 */
async function lockForLink(trx: Trx, { purpose, teamId, email, memberId }: Link): Promise<void> {
  switch (purpose) {
    case 'setup':
      return lockFirstRun(trx)
    case 'invite':
      await holdTeam(trx, teamId)
      return void (await lockMembersByAddress(trx, teamId, fold(email ?? '')))
    case 'login':
      if (memberId !== null) await lockMemberRow(trx, teamId, memberId)
  }
}

/** Whom a link signs in, with their row locked: whoever ends their membership waits, and then ends this session too. */
async function takeIn(
  trx: Trx,
  environment: Environment,
  { teamId, at }: LinkActor,
  link: Link,
  setup: Setup | undefined,
): Promise<{ member: Member; changes: Change[] }> {
  switch (link.purpose) {
    case 'setup':
      return setUp(trx, environment, teamId, setup, at)
    case 'invite':
      return takeInvited(trx, environment, link, at)
    case 'login': {
      const member = link.memberId === null ? undefined : await lockMemberRow(trx, teamId, link.memberId)
      if (member?.status !== 'active') throw memberOut(`${link.email ?? 'The one whom this link is for'} is out of the team.`)
      return { member, changes: [] }
    }
  }
}

/** Names the first team and makes its owner. Refuses: setup-invalid, already-set-up. */
async function setUp(
  trx: Trx,
  environment: Environment,
  teamId: TeamId,
  setup: Setup | undefined,
  at: LinkActor['at'],
): Promise<{ member: Member; changes: Change[] }> {
  if (!setup) throw setupInvalid('Give a name for the team and the e-mail address of its owner.')
  if (await hasMembers(trx, teamId)) throw alreadySetUp('This team has its people already. Ask an owner for an invitation.')
  const renamed = await renameInSetup(trx, teamId, setup.teamName)
  const owner = { email: setup.email, displayName: null, role: 'owner', origin: 'bootstrap', active: true } as const
  const { member, changes } = await makeMember(trx, environment, teamId, owner, at)
  return { member, changes: [...renamed, ...changes] }
}

/** The link of the first run. One that was made before is revoked: only the newest opens. */
export async function addFirstOwnerLink(trx: Trx, environment: Environment, by: Actor): Promise<NewLink & { changes: Change[] }> {
  const revoked = await revokeLinks(trx, by.teamId, 'setup', by.at)
  const { change, ...made } = await addLink(trx, environment, by, { purpose: 'setup', lifeSeconds: setupSeconds })
  return { ...made, changes: [...revoked, change] }
}

/**
 * The operator's way in where no other is open: a link that signs in the member whom an address means, or the first active owner. It works once, for
 * 15 minutes; the demo's works as long as the demo. Refuses: user-not-found, ambiguous-user, member-out, nobody-to-sign-in.
 */
export function makeLoginLink(
  db: Db,
  environment: Environment,
  by: Actor,
  { address, isForDemo = false }: { address?: string | undefined; isForDemo?: boolean } = {},
): Promise<NewLink & { member: Member }> {
  return write(db, async (trx) => {
    const member = address === undefined ? (await listOwnerRows(trx, by.teamId))[0] : await requireMember(trx, by.teamId, address)
    if (!member)
      throw nobodyToSignIn('This team has no active owner. Name a member with --member, or open the setup link that `purser serve` prints.')
    if (member.status !== 'active') throw memberOut(`${member.email ?? member.memberId} is out of the team since ${member.endedAt}.`)
    const { memberId, email } = member
    const life = isForDemo ? { lifeSeconds: null, isReusable: true } : { lifeSeconds: loginSeconds }
    const { change, ...made } = await addLink(trx, environment, by, { purpose: 'login', memberId, email, ...life })
    await record(trx, by, { operation: 'create_login_link', subjectId: memberId, changes: [change] })
    return { ...made, member }
  })
}
