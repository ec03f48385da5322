import type { GroupId, MemberId, TeamId } from '../kernel/ids.ts'
import { formatMicros, toMicros } from '../kernel/money.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import { readLimitFactsOf } from './effective-limit.ts'
import { findLimit } from './limits.sql.ts'
import { countLimits, listLimitedRows, listNamesakes, type LimitedRow, type NamesakeRow } from './limit-effects.sql.ts'

export type { NamesakeRow as Namesake } from './limit-effects.sql.ts'

/** A limit in words: an amount in major units, or null where it is unlimited. */
export const amountInWords = ({ kind, amountMicros }: Pick<LimitedRow, 'kind' | 'amountMicros'>): string | null =>
  kind === 'unlimited' ? null : formatMicros(toMicros(amountMicros ?? 0n))

export type LimitedGroup = Omit<LimitedRow, 'kind' | 'amountMicros' | 'people'> & { amount: string | null; people: number; isMore: boolean }

/** So many limited groups at most are looked at, and so many people of each. */
const groupsLooked = 100
const membersLooked = 40

/** How the limits of groups work out: whom each holds, and whether it decides for anybody. */
export async function listLimitedGroups(db: Reader, teamId: TeamId, now: Timestamp): Promise<LimitedGroup[]> {
  const rows = await listLimitedRows(db, teamId, now, { groups: groupsLooked, members: membersLooked })
  return rows.map(({ kind, amountMicros, people, ...row }) => ({
    ...row,
    amount: amountInWords({ kind, amountMicros }),
    people: Number(people),
    isMore: Number(people) === membersLooked,
  }))
}

const namesakesShown = 20

/** Limited groups that have a namesake without a limit in another directory. */
export const listLimitNamesakes = (db: Reader, teamId: TeamId): Promise<NamesakeRow[]> => listNamesakes(db, teamId, namesakesShown)

/** The limit of a group; undefined where it has none. */
export async function findGroupLimit(db: Reader, teamId: TeamId, groupId: GroupId): Promise<{ amount: string | null } | undefined> {
  const limit = await findLimit(db, teamId, { scope: 'group', subjectId: groupId })
  return limit && { amount: amountInWords(limit) }
}

export type GroupWithLimit = { group: GroupId; name: string; amount: string | null }

/** The groups with limits that hold each of these members directly. */
export async function listLimitedGroupsOf(db: Reader, teamId: TeamId, memberIds: readonly MemberId[]): Promise<Map<MemberId, GroupWithLimit[]>> {
  const facts = await readLimitFactsOf(db, teamId, memberIds)
  return new Map(
    [...facts].map(([memberId, { groups }]) => [
      memberId,
      groups.flatMap(({ groupId, name, limit, via }) =>
        limit && via.length === 0
          ? [{ group: groupId, name, amount: limit.value.kind === 'unlimited' ? null : formatMicros(limit.value.micros) }]
          : [],
      ),
    ]),
  )
}

/** So many limits at most are counted. */
export const limitsCounted = 1_000

export const readLimitCount = (db: Reader, teamId: TeamId): Promise<{ count: number; since: Timestamp | null }> =>
  countLimits(db, teamId, limitsCounted + 1)
