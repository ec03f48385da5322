import { findUsersByAddress, type UserOfMember } from '../directory/users.ts'
import { assert } from '../kernel/assert.ts'
import { fold } from '../kernel/fold.ts'
import { isId, type MemberId, type TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { findMemberRow, listMembersByAddress } from './members.sql.ts'
import type { Member } from './membership.ts'
import { ambiguousUser, memberNotFound } from './refusals.ts'

/** How the API's clients may name a person. */
const addressForms = '`mem_…`, `usr_…`, `external_id:…`, `user_name:…` or `email:…`'

/**
 * The member that an address means. A living match goes before a deleted one, so that late usage of a leaver finds its way; of several
 * deleted ones the latest is meant. Refuses: user-not-found, ambiguous-user.
 */
export async function requireMember(db: Reader, teamId: TeamId, address: string): Promise<Member> {
  const candidates = await listCandidates(db, teamId, address)
  const living = unique(candidates.filter(({ isLiving }) => isLiving))
  if (living.length > 1) {
    throw ambiguousUser(`${living.length} people match ${JSON.stringify(address)}: ${living.join(', ')}. Name one of them by its mem_… id.`, {
      candidates: living,
    })
  }
  const memberId = living[0] ?? unique(candidates).at(-1)
  if (memberId === undefined)
    throw memberNotFound(`Nobody in this team is ${JSON.stringify(address.slice(0, 200))}. A person is named as ${addressForms}.`)
  const member = await findMemberRow(db, teamId, memberId)
  assert(member, 'a directory user refers to its member')
  return member
}

type Candidate = { memberId: MemberId; isLiving: boolean }

async function listCandidates(db: Reader, teamId: TeamId, address: string): Promise<Candidate[]> {
  if (isId('mem', address)) {
    const member = await findMemberRow(db, teamId, address)
    return member ? [{ memberId: member.memberId, isLiving: true }] : []
  }
  if (isId('usr', address)) return toCandidates(await findUsersByAddress(db, teamId, { kind: 'usr', text: address }))
  const [, kind, text = ''] = /^(external_id|user_name|email):(.+)$/s.exec(address) ?? []
  if (kind === 'external_id' || kind === 'user_name') return toCandidates(await findUsersByAddress(db, teamId, { kind, text }))
  if (kind !== 'email') return []
  const members = await listMembersByAddress(db, teamId, fold(text.trim()))
  return members.map(({ memberId, status }) => ({ memberId, isLiving: status === 'active' }))
}

const toCandidates = (users: readonly UserOfMember[]): Candidate[] =>
  users.map(({ memberId, deletedAt }) => ({ memberId, isLiving: deletedAt === null }))

/** Each member once, in the order of their ids, which is that of their making. */
const unique = (candidates: readonly Candidate[]): MemberId[] => [...new Set(candidates.map(({ memberId }) => memberId))].toSorted()
