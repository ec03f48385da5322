import { findUsersByAddress, findUsersByAddresses, type UserOfMember } from '../directory/users.ts'
import { assert } from '../kernel/assert.ts'
import { fold } from '../kernel/fold.ts'
import { isId, type MemberId, type TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { Refusal } from '../kernel/refusal.ts'
import { findMemberRow, listMembersByAddress, listMembersByAddresses, listMembersByIds } from './members.sql.ts'
import type { Member } from './membership.ts'
import { ambiguousUser, memberNotFound } from './refusals.ts'

export { findMemberRow as findMemberById } from './members.sql.ts'

/** How the API's clients may name a person. */
const addressForms = '`mem_…`, `usr_…`, `external_id:…`, `user_name:…` or `email:…`'

/**
 * The member that an address means. A living match goes before a deleted one, so that late usage of a leaver finds its way; of several
 * deleted ones the latest is meant. Refuses: user-not-found, ambiguous-user.
 */
export async function requireMember(db: Reader, teamId: TeamId, address: string): Promise<Member> {
  const known = isId('mem', address) ? await findMemberRow(db, teamId, address) : undefined
  if (known) return known
  const member = await findMemberRow(db, teamId, choose(address, await listCandidates(db, teamId, address)))
  assert(member, 'a directory user refers to its member')
  return member
}

/** As `requireMember`, for many, with as many questions as there are ways to name somebody. For each address its member, or the refusal. */
export async function findMembers(db: Reader, teamId: TeamId, addresses: readonly string[]): Promise<Map<string, Member | Refusal>> {
  const candidates = await listCandidatesOf(db, teamId, addresses)
  const chosen = new Map(addresses.map((address) => [address, orRefusal(() => choose(address, candidates.get(address) ?? []))]))
  const ids = [...chosen.values()].filter((each): each is MemberId => !(each instanceof Refusal))
  const members = new Map((await listMembersByIds(db, teamId, [...new Set(ids)])).map((member) => [member.memberId, member]))
  return new Map([...chosen].map(([address, each]) => [address, each instanceof Refusal ? each : (members.get(each) ?? nobodyIs(address))]))
}

function orRefusal<Value>(choosing: () => Value): Value | Refusal {
  try {
    return choosing()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** Refuses: user-not-found, ambiguous-user. */
function choose(address: string, candidates: readonly Candidate[]): MemberId {
  const living = unique(candidates.filter(({ isLiving }) => isLiving))
  if (living.length > 1) {
    throw ambiguousUser(`${living.length} people match ${JSON.stringify(address)}: ${living.join(', ')}. Name one of them by its mem_… id.`, {
      candidates: living,
    })
  }
  const memberId = living[0] ?? unique(candidates).at(-1)
  if (memberId === undefined) throw nobodyIs(address)
  return memberId
}

const nobodyIs = (address: string): Refusal =>
  memberNotFound(`Nobody in this team is ${JSON.stringify(address.slice(0, 200))}. A person is named as ${addressForms}.`)

/** A member by its id alone, as the members' list has it. Refuses: user-not-found. */
export async function requireMemberOfId(db: Reader, teamId: TeamId, memberId: string): Promise<Member> {
  const member = isId('mem', memberId) ? await findMemberRow(db, teamId, memberId) : undefined
  if (!member) throw memberNotFound(`Nobody in this team is "${memberId.slice(0, 100)}". Name the person by the mem_… id of the members' list.`)
  return member
}

type Candidate = { memberId: MemberId; isLiving: boolean }

async function listCandidates(db: Reader, teamId: TeamId, address: string): Promise<Candidate[]> {
  const named = parseAddress(address)
  if (!named || named.kind === 'mem') return []
  if (named.kind === 'email') return (await listMembersByAddress(db, teamId, named.text)).map(toCandidate)
  return toCandidates(await findUsersByAddress(db, teamId, { kind: named.kind, text: named.text }))
}

async function listCandidatesOf(db: Reader, teamId: TeamId, addresses: readonly string[]): Promise<Map<string, Candidate[]>> {
  const found = new Map<string, Candidate[]>()
  const named = [...new Set(addresses)].flatMap((address) => parseAddress(address) ?? [])
  for (const [kind, those] of Map.groupBy(named, (each) => each.kind)) {
    const texts = those.map(({ text }) => text)
    const byText = await listCandidatesByText(db, teamId, kind, texts)
    for (const { address, text } of those) found.set(address, byText.get(text) ?? [])
  }
  return found
}

async function listCandidatesByText(db: Reader, teamId: TeamId, kind: Kind, texts: readonly string[]): Promise<Map<string, Candidate[]>> {
  if (kind === 'mem') return new Map(texts.filter((text) => isId('mem', text)).map((memberId) => [memberId, [{ memberId, isLiving: true }]]))
  if (kind === 'email') {
    const members = Map.groupBy(await listMembersByAddresses(db, teamId, texts), ({ emailFolded }) => emailFolded ?? '')
    return new Map([...members].map(([text, those]) => [text, those.map(toCandidate)]))
  }
  return new Map([...(await findUsersByAddresses(db, teamId, kind, texts))].map(([text, users]) => [text, toCandidates(users)]))
}

type Kind = 'mem' | 'usr' | 'external_id' | 'user_name' | 'email'

/** By what an address names somebody, and as what; undefined where it is no way to name anybody. */
function parseAddress(address: string): { address: string; kind: Kind; text: string } | undefined {
  if (isId('mem', address)) return { address, kind: 'mem', text: address }
  if (isId('usr', address)) return { address, kind: 'usr', text: address }
  const [, kind, text = ''] = /^(external_id|user_name|email):(.+)$/s.exec(address) ?? []
  if (kind === 'external_id' || kind === 'user_name') return { address, kind, text }
  return kind === 'email' ? { address, kind, text: fold(text.trim()) } : undefined
}

const toCandidate = ({ memberId, status }: Member): Candidate => ({ memberId, isLiving: status === 'active' })

const toCandidates = (users: readonly UserOfMember[]): Candidate[] =>
  users.map(({ memberId, deletedAt }) => ({ memberId, isLiving: deletedAt === null }))

/** Each member once, in the order of their ids, which is that of their making. */
const unique = (candidates: readonly Candidate[]): MemberId[] => [...new Set(candidates.map(({ memberId }) => memberId))].toSorted()
