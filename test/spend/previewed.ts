import fc from 'fast-check'
import { expect } from 'vitest'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import type { TestServer, TestTeam } from '../support/test-server.ts'
import { done, limitOf, spend } from './given-team.ts'
import type { MemberId } from '../../server/kernel/ids.ts'
import { listMembersByIds } from '../../server/members/membership.ts'
import { readLimitFactsOf } from '../../server/spend/effective-limit.ts'
import { toLimitShape } from '../../server/spend/explanation.ts'
import { readBalance } from '../../server/spend/ledger/standing.ts'
import { periodOf } from '../../server/spend/ledger/period-of.ts'
import { remainingOf } from '../../server/spend/remaining.ts'
import { resolveLimit, type Limit } from '../../server/spend/resolve-limit.ts'

const people = 5
const groupsMade = 4

const whose = fc.oneof(
  fc.constantFrom({ scope: 'team_default' as const }, { scope: 'team_total' as const }),
  fc.record({ scope: fc.constant('group' as const), group: fc.nat(groupsMade - 1) }),
  fc.record({ scope: fc.constant('user' as const), user: fc.nat(people - 1) }),
)
const limitChange = fc.record({ whose, what: fc.constantFrom('unset', 'unlimited', '0', '10', '20', '30') })
const membership = fc.record({ user: fc.nat(people - 1), group: fc.nat(groupsMade - 1), change: fc.constantFrom('join' as const, 'leave' as const) })
const settings = fc.record(
  { nested_groups: fc.constantFrom('direct', 'expand'), when_unset: fc.constantFrom('unlimited', 'block') },
  { requiredKeys: [] },
)
const change = fc.record({ limits: fc.array(limitChange, { maxLength: 3 }), memberships: fc.array(membership, { maxLength: 2 }), settings })
/** What becomes of a team next. */
export const step = fc.oneof(
  { arbitrary: change.map((each) => ({ kind: 'change' as const, change: each })), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('delete' as const), group: fc.nat(groupsMade - 1) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('release' as const) }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('reattach' as const), group: fc.nat(groupsMade - 1) }), weight: 2 },
)
type Named = { scope: string; user?: string; group?: string; what: string }
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/**
 * A team of some people and groups, the last of them around the first, is changed again and again. Before each change it is asked what it would do, and that is held
 * against what then happens.
 */
export async function expectTold(server: TestServer, steps: readonly Step[]): Promise<void> {
  const world = await World.make(server)
  for (const each of steps) await world.take(each)
}

class World {
  readonly #server: TestServer
  readonly #team: TestTeam
  readonly #members: MemberId[]
  readonly #users: string[]
  readonly #groups: (string | undefined)[]
  #expands = false
  private constructor(server: TestServer, team: TestTeam, members: MemberId[], users: string[], groups: string[]) {
    this.#server = server
    this.#team = team
    this.#members = members
    this.#users = users
    this.#groups = groups
  }

  static async make(server: TestServer): Promise<World> {
    const team = await server.addTeam()
    const users = []
    for (let each = 0; each < people; each++) users.push(await create(team.directory, 'Users', person(`p${each}`)))
    const groups = []
    for (let each = 0; each < groupsMade - 1; each++)
      groups.push(await create(team.directory, 'Groups', groupOf(`g${each}`, users.slice(each, each + 2))))
    groups.push(await create(team.directory, 'Groups', groupOf('around', groups.slice(0, 1))))
    const members = []
    for (const user of users) members.push(done(await team.api('GET', `/users/${user}/effective_limit`)).body.member_id)
    await spend(server, team, users[0] ?? '', '15')
    await spend(server, team, users[1] ?? '', '25')
    done(await team.api('PATCH', '/team', { on_group_delete: 'freeze' }))
    done(await team.directory.scim('PATCH', `/Users/${users.at(-1)}`, patchOf({ op: 'replace', value: { active: false } })))
    return new World(server, team, members, users, groups)
  }

  async take(taken: Step): Promise<void> {
    const { api, directory } = this.#team
    switch (taken.kind) {
      case 'change':
        return this.#change(taken.change)
      case 'delete': {
        const group = this.#groups[taken.group]
        if (group === undefined) return
        const before = await this.#resolve()
        done(await directory.scim('DELETE', `/Groups/${group}`), 204)
        this.#groups[taken.group] = undefined
        // But the limit of a group around it is no limit of it.
        if (!this.#expands || taken.group !== 0) expectSame(await this.#resolve(), before)
        return
      }
      case 'release': {
        const frozen = await this.#frozen()
        if (frozen === undefined) return
        return this.#hold(
          () => api('POST', `/spend_limits/${frozen}/release?dry_run=true`),
          async () => void done(await api('POST', `/spend_limits/${frozen}/release`), 204),
        )
      }
      case 'reattach': {
        const [frozen, group] = [await this.#frozen(), this.#groups[taken.group]]
        if (frozen === undefined || group === undefined) return
        if ((await api('POST', `/spend_limits/${frozen}/reattach?dry_run=true`, { group })).status === 409) return // it has one
        return this.#hold(
          () => api('POST', `/spend_limits/${frozen}/reattach?dry_run=true`, { group }),
          async () => void done(await api('POST', `/spend_limits/${frozen}/reattach`, { group })),
        )
      }
    }
  }

  async #frozen(): Promise<string | undefined> {
    return done(await this.#team.api('GET', '/spend_limits?state=frozen')).body.items[0]?.id
  }

  async #change({ limits, memberships, settings: wanted }: Change): Promise<void> {
    const { api, directory } = this.#team
    const named = limits.flatMap(({ whose: of, what }): Named[] => {
      if (of.scope === 'user') return [{ scope: of.scope, user: this.#users[of.user] ?? '', what }]
      if (of.scope !== 'group') return [{ scope: of.scope, what }]
      const group = this.#groups[of.group]
      return group === undefined ? [] : [{ scope: of.scope, group, what }]
    })
    // Who is out is in no group that counts, and whoever moves is one who is in.
    const moves = memberships.flatMap(({ user, group, change: how }) => {
      const [userId, groupId] = [this.#users[user], this.#groups[group]]
      return userId === undefined || groupId === undefined || user === people - 1 ? [] : [{ user: userId, group: groupId, change: how }]
    })
    const body = {
      limits: named.map(({ what, ...of }) => ({ ...of, ...(what === 'unset' ? { kind: what } : limitOf(what)) })),
      memberships: moves,
      settings: wanted,
    }
    if (named.length + moves.length + Object.keys(wanted).length === 0) return
    const change = async () => {
      for (const { what, ...of } of named) {
        const path = `/spend_limits/${of.user !== undefined ? `users/${of.user}` : of.group !== undefined ? `groups/${of.group}` : of.scope}`
        const reason = of.scope === 'user' ? { reason: 'a test' } : {}
        if (what === 'unset') done(await api('DELETE', path), 204)
        else done(await api('PUT', path, { ...limitOf(what), ...reason }))
      }
      for (const { user, group, change: how } of moves) {
        const operation =
          how === 'join' ? { op: 'add', path: 'members', value: [{ value: user }] } : { op: 'remove', path: `members[value eq "${user}"]` }
        const { status } = await directory.scim('PATCH', `/Groups/${group}`, patchOf(operation))
        if (status >= 300) throw new Error(`the membership was answered ${status}`)
      }
      if (Object.keys(wanted).length > 0) done(await api('PATCH', '/team', wanted))
      if (wanted.nested_groups !== undefined) this.#expands = wanted.nested_groups === 'expand'
    }
    return this.#hold(() => api('POST', '/spend_limits/preview', body), change)
  }

  /** Asks, then does it, and holds what was told against what came. */
  async #hold(ask: () => ReturnType<TestTeam['api']>, change: () => Promise<void>): Promise<void> {
    const before = await this.#resolve()
    const told = done(await ask()).body
    expectSame(await this.#resolve(), before)
    await change()
    const after = await this.#resolve()
    const moved = [...after].filter(([id, { limit }]) => ceiling(limit) !== ceiling(before.get(id)?.limit))
    const count = (isSo: (was: Resolved, is: Resolved) => boolean) =>
      moved.filter(([id, is]) => {
        const was = before.get(id)
        return was !== undefined && isSo(was, is)
      }).length
    expectSame(told.counts, {
      members: after.size,
      rises: count((was, is) => ceiling(is.limit) > ceiling(was.limit)),
      falls: count((was, is) => ceiling(is.limit) < ceiling(was.limit)),
      stays: after.size - moved.length,
      unlimited: count((_, is) => is.limit.kind === 'unlimited'),
      blocked: count((was, is) => was.hasRoom && !is.hasRoom),
      unblocked: count((was, is) => !was.hasRoom && is.hasRoom),
    })
    expectSame(
      told.users.items.map((item: Told) => [item.member_id, toldOf(item.before), toldOf(item.after)]),
      moved.map(([id, is]) => [id, shape(before.get(id) ?? is), shape(is)]),
    )
  }

  /** What everybody who is in may spend, as an admission would have it, in the order of their ids. */
  async #resolve(): Promise<Map<MemberId, Resolved>> {
    const { db, environment } = this.#server
    const { teamId } = this.#team
    const active = (await listMembersByIds(db.read, teamId, this.#members)).filter(({ status }) => status === 'active')
    const facts = await readLimitFactsOf(
      db.read,
      teamId,
      active.map(({ memberId }) => memberId),
    )
    const found = new Map<MemberId, Resolved>()
    for (const { memberId } of active) {
      const own = facts.get(memberId)
      if (!own) throw new Error('each has facts')
      const { limit, source, deciding } = resolveLimit({ ...own, now: environment.now() })
      const { start } = await periodOf(db.read, own.team, environment.now())
      const left = remainingOf(limit, await readBalance(db.read, teamId, memberId, start, environment.now()))
      found.set(memberId, { limit, source, deciding: deciding.map(({ groupId }) => groupId), hasRoom: left === undefined || left > 0n })
    }
    return found
  }
}

type Resolved = { limit: Limit; source: string; deciding: string[]; hasRoom: boolean }
const ceiling = (limit: Limit | undefined) => (limit?.kind === 'amount' ? limit.micros : Infinity)
const shape = ({ limit, source, deciding }: Resolved) => ({ limit: toLimitShape(limit), source, deciding: deciding.toSorted() })

type Told = { member_id: string } & Record<'before' | 'after', { limit: object; source: string; deciding: { group: string }[] }>
const toldOf = ({ limit, source, deciding }: Told['before']) => ({ limit, source, deciding: deciding.map(({ group }) => group).toSorted() })

const expectSame = (told: unknown, so: unknown): void => expect(told).toEqual(so)
