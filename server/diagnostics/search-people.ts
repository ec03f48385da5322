import { listUserIdsOfAddress, listUsersNamedLike } from '../directory/standing.ts'
import { findUsersByAddress, findUsersByAddresses, findUsersOfPerson, listUsersOfMembers, type UserOfMember } from '../directory/users.ts'
import { changesOf } from '../journal/entries.ts'
import { listRowsAbout } from '../journal/traffic.ts'
import { fold } from '../kernel/fold.ts'
import { isId, type UserId } from '../kernel/ids.ts'
import { findMemberById } from '../members/find-member.ts'
import { listMembersByAddress, listMembersByIds, type Member } from '../members/membership.ts'
import type { Reader, Row } from '../store/open.ts'
import { placeOf } from './directory-facts.ts'
import { explainPerson } from './explain-person.ts'
import { tell, type Answer } from './finding.ts'
import { rowsLooked, type Sought } from './sought.ts'

/** How somebody was found by what was asked. */
type By = 'name' | 'external-id' | 'address' | 'same-mailbox'
type Found = { user: UserOfMember; by: By }

/** The people whom a text means, and those whom it may mean. */
export async function searchPeople(db: Reader, sought: Sought): Promise<{ exact: Answer[]; similar: Answer[] }> {
  const found = await findExact(db, sought)
  const living = found.filter(({ user }) => user.deletedAt === null)
  const shown = living.length > 0 ? living : found.slice(0, 1)
  const members = await findMembers(db, sought, shown)
  const exact: Answer[] = []
  for (const each of shown) exact.push(await answerUser(db, sought, each, members))
  exact.push(...tellWithoutDirectory(sought, members, found))
  const first = shown.find(({ user }) => user.deletedAt === null && user.active)
  const member = members.find(({ memberId }) => memberId === first?.user.memberId)
  if (member && sought.mayReadLimits) exact.push(await explainPerson(db, member, sought.now))
  return { exact, similar: living.length > 0 ? [] : await findSimilar(db, sought, found) }
}

async function findExact(db: Reader, { teamId, asked, living }: Sought): Promise<Found[]> {
  const byId = isId('usr', asked) ? await findUsersByAddress(db, teamId, { kind: 'usr', text: asked }) : []
  const ofMember = isId('mem', asked) ? await listUsersOfMembers(db, teamId, [asked]) : []
  const { userName, externalId, email } = await findUsersOfPerson(db, teamId, { subject: asked, email: asked })
  const more = await listUserIdsOfAddress(
    db,
    teamId,
    living.map(({ directoryId }) => directoryId),
    fold(asked),
  )
  const byFurther = more.length === 0 ? [] : [...(await findUsersByAddresses(db, teamId, 'usr', more)).values()].flat()
  const all: Found[] = [
    ...[...byId, ...ofMember, ...userName].map((user) => ({ user, by: 'name' as const })),
    ...externalId.map((user) => ({ user, by: 'external-id' as const })),
    ...[...email, ...byFurther].map((user) => ({ user, by: 'address' as const })),
  ]
  const seen = new Set<UserId>()
  return all.filter(({ user }) => !seen.has(user.userId) && seen.add(user.userId))
}

/** The members of those who were found, and those who have the address themselves. */
async function findMembers(db: Reader, { teamId, asked }: Sought, found: readonly Found[]): Promise<Member[]> {
  const ids = found.map(({ user }) => user.memberId)
  const byId = isId('mem', asked) ? await findMemberById(db, teamId, asked) : undefined
  const all = [
    ...(ids.length === 0 ? [] : await listMembersByIds(db, teamId, ids)),
    ...(byId ? [byId] : []),
    ...(await listMembersByAddress(db, teamId, fold(asked))),
  ]
  return [...new Map(all.map((member) => [member.memberId, member])).values()]
}

async function answerUser(db: Reader, sought: Sought, { user, by }: Found, members: readonly Member[]): Promise<Answer> {
  const { asked, directories, now } = sought
  const { userId, memberId: member, userName, directoryId, deletedAt, active } = user
  const directory = directories.find((each) => each.directoryId === directoryId)
  const place = directory && placeOf(directory)
  const of = { asked, user: userId, member, userName, directory: directoryId, directoryName: directory?.name ?? directoryId }
  const at = { providerName: place?.of.providerName ?? '', assignMenu: place?.steps.assign ?? '' }
  if (active && deletedAt === null) {
    if (by !== 'name') return tell('person-under-another-name', { ...of, by }, now)
    const isLetIn = members.find(({ memberId }) => memberId === member)?.status === 'active'
    return tell('person-present', { ...of, isLetIn }, now)
  }
  const cause = await findCause(db, sought, userId)
  const evidence = cause ? [{ request: cause.requestId, at: cause.at }] : []
  const caused = { at: cause?.at ?? null, request: cause?.requestId ?? null }
  return deletedAt === null
    ? tell('person-deactivated', { ...of, ...at, ...caused }, cause?.at ?? now, evidence)
    : tell('person-deleted', { ...of, ...at, ...caused, at: deletedAt }, deletedAt, evidence)
}

/** The latest request that deactivated or deleted a user. */
async function findCause(db: Reader, { teamId }: Sought, userId: UserId): Promise<Row<'journal'> | undefined> {
  const rows = await listRowsAbout(db, teamId, { subjectId: userId }, rowsLooked)
  return rows.find((row) =>
    changesOf(row).some(
      (change) => change.kind === 'user.deleted' || (change.kind === 'user.updated' && change.user === userId && change.after['active'] === false),
    ),
  )
}

/** Members of the address whom no directory has at all. */
function tellWithoutDirectory({ asked, now }: Sought, members: readonly Member[], found: readonly Found[]): Answer[] {
  const provided = new Set(found.map(({ user }) => user.memberId))
  return members
    .filter(({ memberId, origin }) => !provided.has(memberId) && origin !== 'scim')
    .map(({ memberId: member, origin, status }) => tell('person-without-directory', { asked, member, origin, isIn: status === 'active' }, now))
}

const similarShown = 5

/** Who has the same mailbox in another domain, or a userName that begins so. */
async function findSimilar(db: Reader, { teamId, asked, living, directories, now }: Sought, found: readonly Found[]): Promise<Answer[]> {
  const known = new Set(found.map(({ user }) => user.userId))
  const ids = living.map(({ directoryId }) => directoryId)
  const users = new Map<UserId, Awaited<ReturnType<typeof listUsersNamedLike>>[number]>()
  for (const prefix of beginningsOf(asked))
    for (const user of await listUsersNamedLike(db, teamId, ids, prefix, similarShown)) if (!known.has(user.userId)) users.set(user.userId, user)
  return [...users.values()].slice(0, similarShown).map(({ userId, memberId: member, userName, directoryId: directory }) => {
    const directoryName = directories.find(({ directoryId }) => directoryId === directory)?.name ?? directory
    return tell('person-under-another-name', { asked, user: userId, member, userName, directory, directoryName, by: 'same-mailbox' }, now)
  })
}

/** How the userName of whom a text means may begin: the mailbox without its domain and tag, or the names joined as they are joined in addresses. */
function beginningsOf(asked: string): string[] {
  const folded = fold(asked)
  const [mailbox = '', domain] = folded.split('@')
  const local = mailbox.split('+')[0] ?? ''
  if (domain !== undefined) return local.length === 0 ? [] : [`${local}@`, `${local}+`]
  const words = local.split(/\s+/).filter((word) => word !== '')
  if (words.length < 2) return local.length < shortestBeginning ? [] : [local]
  return ['.', '', '_', '-'].map((sign) => words.join(sign))
}

const shortestBeginning = 3
