import { hasEnded, listDirectories } from '../directory/directories.ts'
import { hasPushedUser, listAddressesOfMember, listMembersWithActiveUser } from '../directory/users.ts'
import { fold } from '../kernel/fold.ts'
import type { TeamId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { listMembersByIds, pageUnprovisioned } from '../members/membership.ts'
import { listConnections } from '../sso/connections.ts'
import { listSignIns } from '../sso/sign-in-log.ts'
import type { Reader } from '../store/open.ts'
import type { Finding } from './finding.ts'
import { findDiffering, findOutsiders, findRefusedSignIns, type Outsider, type SignedIn, type SignInsOf } from './sign-in-findings.ts'

const daysLookedBack = 7
/** So many sign-ins of each connection are looked at, the newest; a team has few connections. */
const signInsRead = 1_000
const connectionsRead = 50
/** So many members whom no directory made are looked at, some at a time: where they are more, the finding says so. */
const membersRead = 10_000
const membersPerPage = 1_000

/** The findings about signing in, from the sign-in log and from who is in. */
export async function listSignInFindings(db: Reader, teamId: TeamId, now: Timestamp): Promise<Finding[]> {
  const since = addSeconds(now, -daysLookedBack * 86_400)
  const connections = await listConnections(db, teamId, { after: undefined, limit: connectionsRead })
  const signIns: SignInsOf[] = []
  for (const { connectionId, name } of connections)
    signIns.push({ connectionId, name, signIns: await listSignIns(db, teamId, connectionId, { since, limit: signInsRead }) })
  return [...findRefusedSignIns(signIns), ...findDiffering(await listSignedIn(db, teamId, signIns)), ...(await listOutsiders(db, teamId))]
}

/** So many of those who signed in lately are compared with the directories, and so many who differ from their member are looked up. */
const membersCompared = 200
const membersLookedUp = 20

/** Who lately signed in by another address than their member's, with all that the directories have of them. */
async function listSignedIn(db: Reader, teamId: TeamId, connections: readonly SignInsOf[]): Promise<SignedIn[]> {
  const latest = new Map<string, SignInsOf['signIns'][number]>()
  for (const signIn of connections.flatMap((each) => each.signIns))
    if (signIn.outcome === 'succeeded' && signIn.email !== null && signIn.memberId !== null && !latest.has(signIn.memberId))
      latest.set(signIn.memberId, signIn)
  const compared = [...latest.values()].slice(0, membersCompared).flatMap(({ memberId }) => memberId ?? [])
  const members = compared.length === 0 ? [] : await listMembersByIds(db, teamId, compared)
  const provided = new Set(await listMembersWithActiveUser(db, teamId, compared))
  const differing = members.filter(({ memberId, emailFolded }) => provided.has(memberId) && emailFolded !== fold(latest.get(memberId)?.email ?? ''))
  const people: SignedIn[] = []
  for (const { memberId: member } of differing.slice(0, membersLookedUp)) {
    const { email, at, requestId } = latest.get(member) ?? {}
    if (email && at && requestId) people.push({ member, signsInAs: email, addresses: await listAddressesOfMember(db, teamId, member), at, requestId })
  }
  return people
}

async function listOutsiders(db: Reader, teamId: TeamId): Promise<Finding[]> {
  if (!(await hasPushedUser(db, teamId))) return []
  const first: Outsider[] = []
  let [count, read, after]: [number, number, Outsider['memberId'] | ''] = [0, 0, '']
  for (let isMore = true; isMore && read < membersRead;) {
    const page = await pageUnprovisioned(db, teamId, { after, limit: membersPerPage })
    const provided = new Set(
      await listMembersWithActiveUser(
        db,
        teamId,
        page.map(({ memberId }) => memberId),
      ),
    )
    const outsiders = page.filter(({ memberId }) => !provided.has(memberId))
    count += outsiders.length
    first.push(...outsiders.slice(0, Math.max(0, namesGathered - first.length)))
    read += page.length
    after = page.at(-1)?.memberId ?? ''
    isMore = page.length === membersPerPage
  }
  const led = (await listDirectories(db, teamId)).filter((directory) => !hasEnded(directory))
  const starts = led.map(({ firstWriteAt, createdAt }) => firstWriteAt ?? createdAt).toSorted()
  const [ledSince] = starts
  return ledSince === undefined ? [] : findOutsiders({ first, count, isMore: read >= membersRead, ledSince })
}

const namesGathered = 10
