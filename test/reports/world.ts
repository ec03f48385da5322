import fc from 'fast-check'
import { realEnvironment as environment } from '../../server/kernel/environment.ts'
import type { DirectoryId, GroupId, MemberId, RequestId, TeamId, UserId } from '../../server/kernel/ids.ts'
import { addSeconds, type Timestamp } from '../../server/kernel/timestamp.ts'
import { createTeamWithPeople } from '../../server/provisioning/create-team.ts'
import { write, type Db, type Trx } from '../../server/store/open.ts'

/** A limit in cents; undefined is none, null unlimited. */
type Cents = number | null | undefined
/** How long an edge stood: until now, or until before, with or after the deletion of its group; or since after that. */
type Stood = 'stands' | 'endedBefore' | 'swept' | 'endedAfter' | 'beganAfter'
type WorldUser = { directory: number; isActive: boolean; isDeleted: boolean; groups: { place: number; stood: Stood }[] }
type WorldPerson = {
  name: string | null
  isOut: boolean
  users: WorldUser[]
  override: { cents: Cents; expires: 'never' | 'later' | 'past' }
  settled: number
  holds: { cents: number; isExpired: boolean; onExpiry: 'release' | 'settle' }[]
}

/** A directory of any shape, with what is set and what was spent. */
export type World = {
  nestedGroups: 'direct' | 'expand'
  whenUnset: 'unlimited' | 'block'
  teamDefault: Cents
  directories: ('active' | 'paused' | 'detached' | 'deleted')[]
  groups: { cents: Cents; deleted: 'never' | 'first' | 'later'; isFrozen: boolean; directory: number }[]
  nestings: { outer: number; inner: number; stood: Stood }[]
  people: WorldPerson[]
}

const cents = fc.option(fc.option(fc.constantFrom(0, 1, 10, 20, 40, 80, 160), { freq: 5, nil: null }), { freq: 3, nil: undefined })
const stood = fc.constantFrom<Stood[]>('stands', 'stands', 'stands', 'stands', 'stands', 'endedBefore', 'swept', 'endedAfter', 'beganAfter')
const deleted = fc.constantFrom('never' as const, 'never' as const, 'never' as const, 'first' as const, 'later' as const)
const [directories, groups] = [3, 6]

export const world: fc.Arbitrary<World> = fc.record({
  nestedGroups: fc.constantFrom('direct' as const, 'expand' as const),
  whenUnset: fc.constantFrom('unlimited' as const, 'block' as const),
  teamDefault: cents,
  directories: fc.array(fc.constantFrom('active' as const, 'active' as const, 'paused' as const, 'detached' as const, 'deleted' as const), {
    minLength: directories,
    maxLength: directories,
  }),
  groups: fc.array(fc.record({ cents, deleted, isFrozen: fc.boolean(), directory: fc.nat(directories - 1) }), {
    minLength: groups,
    maxLength: groups,
  }),
  nestings: fc.array(fc.record({ outer: fc.nat(groups - 1), inner: fc.nat(groups - 1), stood }), { maxLength: 6 }),
  people: fc.array(
    fc.record({
      name: fc.constantFrom('Ada', 'ada', 'Ödön', 'Bo', 'Ångström', '%', null),
      isOut: fc.integer({ max: 5, min: 0 }).map((each) => each === 0),
      users: fc.array(
        fc.record({
          directory: fc.nat(directories - 1),
          isActive: fc.boolean(),
          isDeleted: fc.integer({ max: 5, min: 0 }).map((each) => each === 0),
          groups: fc.uniqueArray(fc.record({ place: fc.nat(groups - 1), stood }), { maxLength: 4, selector: ({ place }) => place }),
        }),
        { maxLength: 3 },
      ),
      override: fc.record({ cents, expires: fc.constantFrom('never' as const, 'later' as const, 'past' as const) }),
      settled: fc.constantFrom(0, 0, 5, 20, 39, 80, -10),
      holds: fc.array(fc.record({ cents: fc.nat(50), isExpired: fc.boolean(), onExpiry: fc.constantFrom('release' as const, 'settle' as const) }), {
        maxLength: 2,
      }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
})

const micros = (count: number) => BigInt(count) * 10_000n
const limitColumns = (count: number | null) => ({
  kind: count === null ? ('unlimited' as const) : ('amount' as const),
  amountMicros: count === null ? null : micros(count),
})

/** Writes a world into the tables, as a team of its own. Answers the team, and the group of each place. */
export async function settle(db: Db, made: World, now: Timestamp, periodStart: Timestamp): Promise<{ teamId: TeamId; groups: GroupId[] }> {
  const teamId = environment.newId('team')
  const by = { kind: 'command_line' as const, teamId, name: 'tester', requestId: environment.newId('req'), at: now }
  await createTeamWithPeople(db, environment, by, { name: 'Acme', currency: 'USD', domains: [], ownerEmail: undefined })
  return write(db, async (trx) => {
    await trx.updateTable('teams').set({ nestedGroups: made.nestedGroups, whenUnset: made.whenUnset }).where('teamId', '=', teamId).execute()
    const writer = new Writer(trx, teamId, now, periodStart)
    await writer.limit('team_default', teamId, made.teamDefault, null)
    const directoryIds: DirectoryId[] = []
    for (const status of made.directories) directoryIds.push(await writer.directory(status))
    const written: Group[] = []
    for (const { cents: count, deleted: when, isFrozen, directory } of made.groups) {
      const group = await writer.group(directoryIds[directory]!, when)
      await writer.limit('group', group.groupId, count, null, isFrozen ? group.deletedAt : null)
      written.push(group)
    }
    for (const { outer, inner, stood: how } of made.nestings) await writer.nest(written[outer]!, written[inner]!, how)
    for (const person of made.people) await writer.person(person, directoryIds, written)
    return { teamId, groups: written.map(({ groupId }) => groupId) }
  })
}

type Group = { groupId: GroupId; deletedAt: Timestamp | null; deletedRequest: RequestId | null }

class Writer {
  readonly #trx: Trx
  readonly #teamId: TeamId
  readonly #now: Timestamp
  readonly #periodStart: Timestamp
  constructor(trx: Trx, teamId: TeamId, now: Timestamp, periodStart: Timestamp) {
    this.#trx = trx
    this.#teamId = teamId
    this.#now = now
    this.#periodStart = periodStart
  }

  get #since() {
    return { sinceAt: this.#now, sinceRequest: environment.newId('req'), untilAt: null, untilRequest: null }
  }

  async limit(
    scope: 'team_default' | 'group' | 'user',
    subjectId: TeamId | GroupId | MemberId,
    count: Cents,
    expiresAt: Timestamp | null,
    frozenAt: Timestamp | null = null,
  ): Promise<void> {
    if (count === undefined) return
    const row = {
      teamId: this.#teamId,
      limitId: environment.newId('lim'),
      revision: 1n,
      scope,
      subjectId,
      reason: null,
      expiresAt,
      frozenAt,
      ...limitColumns(count),
    }
    await this.#trx
      .insertInto('limits')
      .values({ ...row, ...this.#since })
      .execute()
  }

  async directory(status: World['directories'][number]): Promise<DirectoryId> {
    const directoryId = environment.newId('dir')
    await this.#trx
      .insertInto('directories')
      .values({ teamId: this.#teamId, directoryId, name: 'Okta', provider: 'okta', status, createdAt: this.#now, schemaVersion: 0n } as never)
      .execute()
    return directoryId
  }

  async group(directoryId: DirectoryId, deleted: World['groups'][number]['deleted']): Promise<Group> {
    const groupId = environment.newId('grp')
    const deletedAt = deleted === 'never' ? null : addSeconds(this.#now, deleted === 'first' ? -60 : -20)
    const deletedRequest = deletedAt && environment.newId('req')
    const [displayName, json, at] = [groupId, '{}', this.#now]
    await this.#trx
      .insertInto('directoryGroups')
      .values({
        teamId: this.#teamId,
        groupId,
        directoryId,
        displayName,
        displayNameFolded: displayName,
        externalId: null,
        resource: json,
        filterable: json,
        version: 1n,
        createdAt: at,
        lastModified: at,
        deletedAt,
        deletedRequest,
      })
      .execute()
    return { groupId, deletedAt, deletedRequest }
  }

  /** The history of an edge of a group; of one that was never deleted, about some moment. */
  #history({ deletedAt, deletedRequest }: Group, stood: Stood) {
    const about = deletedAt ?? addSeconds(this.#now, -60)
    const living = {
      sinceAt: addSeconds(about, stood === 'beganAfter' ? 10 : -30),
      sinceRequest: environment.newId('req'),
      untilAt: null,
      untilRequest: null,
    }
    if (stood === 'stands' || stood === 'beganAfter') return living
    const untilRequest = (stood === 'swept' && deletedRequest) || environment.newId('req')
    return { ...living, untilAt: addSeconds(about, { endedBefore: -10, swept: 0, endedAfter: 10 }[stood]), untilRequest }
  }

  async nest(outer: Group, { groupId: childGroupId }: Group, stood: Stood): Promise<void> {
    await this.#trx
      .insertInto('groupGroups')
      .values({ teamId: this.#teamId, groupId: outer.groupId, childGroupId, ...this.#history(outer, stood) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async person({ name, isOut, users, override, settled, holds }: WorldPerson, directoryIds: DirectoryId[], written: Group[]): Promise<void> {
    const memberId = environment.newId('mem')
    const [teamId, at] = [this.#teamId, this.#now]
    await this.#trx
      .insertInto('members')
      .values({
        teamId,
        memberId,
        email: null,
        emailFolded: null,
        displayName: name,
        nameFolded: (name ?? '').normalize('NFC').toLowerCase(),
        role: 'member',
        origin: 'scim',
        status: isOut ? 'deprovisioned' : 'active',
        createdAt: at,
        endedAt: isOut ? at : null,
      })
      .execute()
    const expires = { never: null, later: addSeconds(at, 60), past: at }[override.expires]
    await this.limit('user', memberId, override.cents, expires)
    for (const user of users) await this.#user(memberId, user, directoryIds, written)
    if (settled !== 0) await this.#settled(memberId, settled)
    for (const hold of holds) await this.#hold(memberId, hold)
  }

  async #user(memberId: MemberId, { directory, isActive, isDeleted, groups: held }: WorldUser, directoryIds: DirectoryId[], written: Group[]) {
    const userId: UserId = environment.newId('usr')
    const at = this.#now
    await this.#trx
      .insertInto('directoryUsers')
      .values({
        teamId: this.#teamId,
        userId,
        directoryId: directoryIds[directory]!,
        memberId,
        userName: userId,
        userNameFolded: userId,
        externalId: null,
        emailFolded: null,
        active: isActive && !isDeleted,
        resource: '{}',
        filterable: '{}',
        version: 1n,
        createdAt: at,
        lastModified: at,
        deletedAt: isDeleted ? at : null,
      })
      .execute()
    for (const { place, stood } of held)
      await this.#trx
        .insertInto('groupUsers')
        .values({ teamId: this.#teamId, groupId: written[place]!.groupId, userId, ...this.#history(written[place]!, stood) })
        .execute()
  }

  async #settled(subjectId: MemberId, count: number) {
    const credit = count < 0 ? micros(-count) : 0n
    await this.#trx
      .insertInto('balances')
      .values({ teamId: this.#teamId, periodStart: this.#periodStart, subjectId, settledMicros: micros(count), creditMicros: credit, entries: 1n })
      .execute()
  }

  async #hold(memberId: MemberId, { cents: count, isExpired, onExpiry }: WorldPerson['holds'][number]) {
    const at = this.#now
    await this.#trx
      .insertInto('authorizations')
      .values({
        teamId: this.#teamId,
        authorizationId: environment.newId('auth'),
        memberId,
        periodStart: this.#periodStart,
        periodEnd: at,
        status: 'held',
        amountMicros: micros(count),
        settledMicros: 0n,
        finalMicros: null,
        estimateMicros: null,
        overageMicros: 0n,
        onExpiry,
        isLate: false,
        expiresAt: isExpired ? at : addSeconds(at, 60),
        app: '',
        model: '',
        metadata: null,
        memberName: null,
        decidingGroupId: null,
        resolutionId: 'r',
        directoryVersion: null,
        createdAt: at,
        requestId: environment.newId('req'),
        endedAt: null,
      })
      .execute()
  }
}
