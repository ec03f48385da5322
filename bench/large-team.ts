import { createApiKey } from '../server/access/api-keys.ts'
import { createToken } from '../server/directory/tokens.ts'
import type { OperatorActor } from '../server/kernel/actor.ts'
import { fold } from '../server/kernel/fold.ts'
import { realEnvironment as environment } from '../server/kernel/environment.ts'
import type { DirectoryId, GroupId, MemberId, TeamId, UserId } from '../server/kernel/ids.ts'
import type { Timestamp } from '../server/kernel/timestamp.ts'
import { createTeamWithPeople } from '../server/provisioning/create-team.ts'
import { usePeriodOf } from '../server/spend/ledger/period-of.ts'
import { write, type Db, type NewRow, type Tables } from '../server/store/open.ts'
import { teamOf } from '../server/teams/teams.ts'

export type LargeTeam = { teamId: TeamId; directoryId: DirectoryId; members: MemberId[]; groups: GroupId[] }
/** `limited`: how many of the groups have a limit; four of five unless said. */
export type Size = { members: number; groups: number; groupsEach: number; limited?: number }

/** Of so many groups one has no limit, where nobody says how many do. */
const withoutLimit = 5

/**
 * A team of such a size, written into the tables, since through SCIM it would take an hour: one group holds everybody, each member is in a few others besides, every
 * tenth group is within the next one, most groups have a limit, one member in a hundred has one of their own, and everybody has spent something.
 */
export async function makeLargeTeam(db: Db, { members: count, groups: groupCount, groupsEach, limited }: Size): Promise<LargeTeam> {
  const teamId = environment.newId('team')
  await createTeamWithPeople(db, environment, operator(teamId), { name: 'Acme', currency: 'USD', domains: [], ownerEmail: undefined })
  const period = await write(db, async (trx) => usePeriodOf(trx, await teamOf(trx, teamId), environment.now()))
  const places = Array.from({ length: count }, (_, place) => place)
  const [members, users] = [places.map(() => environment.newId('mem')), places.map(() => environment.newId('usr'))]
  const groups = Array.from({ length: groupCount }, () => environment.newId('grp'))
  const directoryId = environment.newId('dir')
  const maker = new Maker(teamId, directoryId, environment.now())
  await insert(db, 'directories', [maker.directory()])
  await insert(db, 'directoryGroups', groups.map(maker.group))
  await insert(
    db,
    'limits',
    groups
      .filter((_, place) => (limited === undefined ? place % withoutLimit !== 1 : place < limited))
      .map((groupId, place) => maker.limit('group', groupId, 20 + ((place * 7) % 200))),
  )
  await insert(db, 'limits', [maker.limit('team_default', teamId, 50)])
  await insert(
    db,
    'members',
    places.map((place) => maker.member(idAt(members, place), place)),
  )
  await insert(
    db,
    'directoryUsers',
    places.map((place) => maker.user(idAt(users, place), idAt(members, place), place)),
  )
  await insert(
    db,
    'groupUsers',
    places.flatMap((place) => {
      const held = [
        ...new Set(Array.from({ length: groupsEach }, (_, each) => (each === 0 ? 0 : 1 + ((place * 31 + each * 7919) % (groupCount - 1))))),
      ]
      return held.map((each) => maker.edge(idAt(groups, each), idAt(users, place)))
    }),
  )
  const nested = groups.slice(0, -1).filter((_, place) => place % 10 === 1)
  await insert(
    db,
    'groupGroups',
    nested.map((groupId) => maker.nesting(idAt(groups, groups.indexOf(groupId) + 1), groupId)),
  )
  await insert(
    db,
    'limits',
    places.filter((place) => place % 100 === 7).map((place) => maker.limit('user', idAt(members, place), place % 300)),
  )
  await insert(
    db,
    'balances',
    places.map((place) => maker.balance(idAt(members, place), period.start, place)),
  )
  return { teamId, directoryId, members, groups }
}

/** The team of a run before. */
export async function findLargeTeam(db: Db): Promise<LargeTeam> {
  const { teamId } = await db.read.selectFrom('teams').select('teamId').executeTakeFirstOrThrow()
  const members = await db.read.selectFrom('members').select('memberId').where('teamId', '=', teamId).execute()
  const groups = await db.read.selectFrom('directoryGroups').select('groupId').where('teamId', '=', teamId).orderBy('displayName').execute()
  const { directoryId } = await db.read.selectFrom('directories').select('directoryId').where('teamId', '=', teamId).executeTakeFirstOrThrow()
  return { teamId, directoryId, members: members.map(({ memberId }) => memberId), groups: groups.map(({ groupId }) => groupId) }
}

const operator = (teamId: TeamId): OperatorActor => ({
  kind: 'command_line',
  teamId,
  name: 'benchmark',
  requestId: environment.newId('req'),
  at: environment.now(),
})

/** A key that may do everything in a team. */
export const newKey = async (db: Db, teamId: TeamId): Promise<string> =>
  (await createApiKey(db, environment, operator(teamId), { name: 'benchmark', scopes: ['*'], expiresAt: null })).secret

/** A token of its directory. */
export const newToken = async (db: Db, { teamId, directoryId }: LargeTeam): Promise<string> =>
  (await createToken(db, environment, operator(teamId), { directoryId, name: 'benchmark', expiresAt: null })).secret

/** Fills the ledger of the present period until it has so many entries, with the hour that they are in. Their sums are not kept: only an export reads them. */
export async function addEntries(db: Db, { teamId, members }: LargeTeam, count: number): Promise<void> {
  const { start } = await write(db, async (trx) => usePeriodOf(trx, await teamOf(trx, teamId), environment.now()))
  const { there } = await db.read
    .selectFrom('ledgerEntries')
    .select(({ fn }) => fn.countAll<bigint>().as('there'))
    .where('teamId', '=', teamId)
    .executeTakeFirstOrThrow()
  const at = environment.now()
  const requestId = environment.newId('req')
  const hour = { teamId, periodStart: start, hourAt: `${at.slice(0, 13)}:00:00.000Z` as Timestamp, resolutionId: '', model: 'model', app: 'bench' } // of that form
  await write(db, (trx) =>
    trx
      .insertInto('usageHourly')
      .values({ ...hour, memberId: idAt(members, 0), decidingGroupId: null, settledMicros: 0n, entries: 0n })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  const none = {
    costText: null,
    authorizationId: null,
    correctsSource: null,
    correctsId: null,
    subject: null,
    decidingGroupId: null,
    resolutionId: null,
  }
  const same = { teamId, periodStart: start, occurredAt: at, recordedAt: at, requestId, kind: 'usage' as const, isLate: false, overageMicros: 0n }
  const told = { app: 'bench', model: 'model', source: 'bench', bodyHash: 'x', memberName: 'Somebody', directoryVersion: null, attributes: null }
  const places = Array.from({ length: Math.max(0, count - Number(there)) }, (_, place) => Number(there) + place)
  await insert(
    db,
    'ledgerEntries',
    places.map((place) => {
      const memberId = idAt(members, place % members.length)
      return {
        ...same,
        ...none,
        ...told,
        memberId,
        entryId: environment.newId('ent'),
        number: BigInt(place + 1),
        eventId: `event-${place}`,
        amountMicros: 123n,
      }
    }),
  )
}

function idAt<Id>(ids: readonly Id[], place: number): Id {
  const id = ids[place]
  if (id === undefined) throw new Error(`there are ${ids.length}`)
  return id
}

const rowsAtOnce = 1_000

/** Writes rows in transactions of some each. */
export async function insert<Table extends keyof Tables>(db: Db, table: Table, rows: NewRow<Table>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await write(db, (trx) =>
      trx
        .insertInto(table)
        .values(rows.slice(from, from + rowsAtOnce))
        .execute(),
    )
}

/** Rows of a team that were all made at one moment. */
class Maker {
  readonly #teamId: TeamId
  readonly #directoryId: DirectoryId
  readonly #at: Timestamp
  readonly #since: { sinceAt: Timestamp; sinceRequest: ReturnType<typeof environment.newId<'req'>>; untilAt: null; untilRequest: null }
  constructor(teamId: TeamId, directoryId: DirectoryId, at: Timestamp) {
    this.#teamId = teamId
    this.#directoryId = directoryId
    this.#at = at
    this.#since = { sinceAt: at, sinceRequest: environment.newId('req'), untilAt: null, untilRequest: null }
  }

  directory = (): NewRow<'directories'> => {
    const nothingYet = { detectedProvider: null, statusSince: null, statusRequest: null, replacedBy: null, sweptAt: null, firstRequestAt: null }
    const none = { lastRequestAt: null, firstWriteAt: null, firstGroupAt: null, schemaVersion: 0n }
    const { teamId, directoryId, at: createdAt } = this.#scope
    return { teamId, directoryId, name: 'Okta', provider: 'okta', status: 'active', createdAt, ...nothingYet, ...none }
  }

  get #scope() {
    return { teamId: this.#teamId, directoryId: this.#directoryId, at: this.#at }
  }

  group = (groupId: GroupId, place: number): NewRow<'directoryGroups'> => {
    const displayName = `Group ${place}`
    const named = { displayName, displayNameFolded: fold(displayName), externalId: null, resource: '{}', filterable: '{}' }
    return { ...this.#resource, groupId, ...named, deletedRequest: null }
  }

  member = (memberId: MemberId, place: number): NewRow<'members'> => {
    const displayName = `${['Ada', 'Bo', 'Cy', 'Dina'][place % 4]} ${(place * 7919) % 1_000_003}`
    const email = `person${place}@acme.example`
    const person = { email, emailFolded: email, displayName, nameFolded: fold(displayName) }
    return { teamId: this.#teamId, memberId, ...person, role: 'member', origin: 'scim', status: 'active', createdAt: this.#at, endedAt: null }
  }

  user = (userId: UserId, memberId: MemberId, place: number): NewRow<'directoryUsers'> => {
    const userName = `person${place}@acme.example`
    // As large as what an identity provider sends of somebody.
    const resource = JSON.stringify({ userName, about: 'x'.repeat(600) })
    const named = { userName, userNameFolded: userName, externalId: String(place), emailFolded: userName, active: true }
    return { ...this.#resource, userId, memberId, ...named, resource, filterable: resource }
  }

  get #resource() {
    const { teamId, directoryId, at } = this.#scope
    return { teamId, directoryId, version: 1n, createdAt: at, lastModified: at, deletedAt: null }
  }

  nesting = (groupId: GroupId, childGroupId: GroupId): NewRow<'groupGroups'> => ({ teamId: this.#teamId, groupId, childGroupId, ...this.#since })

  edge = (groupId: GroupId, userId: UserId): NewRow<'groupUsers'> => ({ teamId: this.#teamId, groupId, userId, ...this.#since })

  limit = (scope: 'group' | 'user' | 'team_default', subjectId: GroupId | MemberId | TeamId, units: number): NewRow<'limits'> => {
    const of = { teamId: this.#teamId, limitId: environment.newId('lim'), revision: 1n, scope, subjectId }
    return { ...of, kind: 'amount', amountMicros: BigInt(units) * 1_000_000n, reason: null, expiresAt: null, ...this.#since }
  }

  balance = (subjectId: MemberId, periodStart: Timestamp, place: number): NewRow<'balances'> => {
    const sums = { settledMicros: BigInt((place * 104_729) % 120_000_000), creditMicros: 0n, entries: 1n }
    return { teamId: this.#teamId, periodStart, subjectId, ...sums }
  }
}
