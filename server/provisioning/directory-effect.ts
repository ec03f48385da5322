import type { Scope } from '../directory/scope.ts'
import { z } from 'zod'
import { countGroups } from '../directory/groups.ts'
import type { DirectoryToken } from '../directory/tokens.ts'
import { countUsers } from '../directory/users.ts'
import type { GroupId } from '../kernel/ids.ts'
import type { Member } from '../members/membership.ts'
import { LimitShape, toLimitShape } from '../spend/explanation.ts'
import { toLimit } from '../spend/effective-limit.ts'
import type { LimitRow } from '../spend/set-limit.ts'
import type { Reader } from '../store/open.ts'
import { nobody, type Told } from './told.ts'

/** The limit of a group, and the group that it goes to where it goes to one. */
export type LimitTold = { group: GroupId; displayName: string; limit: LimitRow; to?: GroupId }

/** Whom a step in a directory's life affects, or would affect. */
export type Effect = {
  /** What the directory held, counted just before. */
  users: number
  groups: number
  /** Who loses access. */
  out: Told<Member>
  /** Who was in by this directory and stays in: another directory has an active user for them. */
  staying: Told<Member>
  /** Of those, whom the directory that takes over knows by the same userName. */
  matched: Told<Member>
  /** Who would lose access and stays, as the last active owner. */
  keptOwners: Told<Member>
  carriedLimits: Told<LimitTold>
  endedLimits: Told<LimitTold>
  endedTokens: Told<DirectoryToken>
}

export const noEffect: Effect = {
  users: 0,
  groups: 0,
  out: nobody(),
  staying: nobody(),
  matched: nobody(),
  keptOwners: nobody(),
  carriedLimits: nobody(),
  endedLimits: nobody(),
  endedTokens: nobody(),
}

/** What a directory holds, before anything of it moves. */
export async function holdingOf(db: Reader, directory: Scope): Promise<Effect> {
  return { ...noEffect, users: await countUsers(db, directory), groups: await countGroups(db, directory) }
}

const toldOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    count: z.number(),
    /** At most 50 of them. */
    first: z.array(item),
    truncated: z.boolean(),
  })
const Person = z.object({ id: z.string(), email: z.string().nullable(), display_name: z.string().nullable(), role: z.string() })
const GroupLimit = z.object({ group: z.string(), name: z.string(), limit: LimitShape })

/** The same on the wire. */
export const EffectShape = z.object({
  users: z.number(),
  groups: z.number(),
  members_out: toldOf(Person),
  members_staying: toldOf(Person),
  members_matched: toldOf(Person),
  owners_kept: toldOf(Person),
  limits_carried: toldOf(GroupLimit.extend({ to_group: z.string() })),
  limits_ended: toldOf(GroupLimit),
  tokens_ended: toldOf(z.object({ id: z.string(), name: z.string(), prefix: z.string() })),
})

export const toEffectShape = (effect: Effect): z.infer<typeof EffectShape> => ({
  users: effect.users,
  groups: effect.groups,
  members_out: toShape(effect.out, toPerson),
  members_staying: toShape(effect.staying, toPerson),
  members_matched: toShape(effect.matched, toPerson),
  owners_kept: toShape(effect.keptOwners, toPerson),
  limits_carried: toShape(effect.carriedLimits, (each) => ({ ...toGroupLimit(each), to_group: each.to ?? '' })),
  limits_ended: toShape(effect.endedLimits, toGroupLimit),
  tokens_ended: toShape(effect.endedTokens, ({ tokenId: id, name, prefix }) => ({ id, name, prefix })),
})

const toShape = <Item, Shape>({ count, first }: Told<Item>, render: (item: Item) => Shape) => ({
  count,
  first: first.map(render),
  truncated: count > first.length,
})
const toPerson = ({ memberId: id, email, displayName, role }: Member) => ({ id, email, display_name: displayName, role })
const toGroupLimit = ({ group, displayName: name, limit }: LimitTold) => ({ group, name, limit: toLimitShape(toLimit(limit)) })
