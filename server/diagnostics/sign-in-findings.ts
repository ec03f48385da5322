import type { Timestamp } from '../kernel/timestamp.ts'
import type { SignIn } from '../sso/sign-in-log.ts'
import { fold } from '../kernel/fold.ts'
import type { ConnectionId, MemberId, RequestId } from '../kernel/ids.ts'
import { tell, type Finding } from './finding.ts'

/** A member whom no directory brought, while one leads. */
export type Outsider = { memberId: MemberId; email: string | null; origin: 'scim' | 'jit' | 'invite' | 'bootstrap'; createdAt: Timestamp }

/** Those whom no directory of the team has, though directories say who is in: `count` of them at least, of whom the first are known. */
export type Outsiders = { first: readonly Outsider[]; count: number; isMore: boolean; ledSince: Timestamp }

/** What is to be said of people whom no directory has. Pure: the same facts give the same findings. */
export function findOutsiders({ first, count, isMore, ledSince }: Outsiders): Finding[] {
  const [oldest] = first
  if (!oldest) return []
  const people = first.map(({ email, memberId, origin }) => ({ who: email ?? memberId, member: memberId, origin }))
  return [tell('members-in-no-directory', { count, isMore, people }, oldest.createdAt > ledSince ? oldest.createdAt : ledSince)]
}

const namesTold = 20

/** Sign-ins through one connection, newest first. */
export type SignInsOf = {
  connectionId: ConnectionId
  name: string
  signIns: readonly Pick<SignIn, 'requestId' | 'at' | 'outcome' | 'code' | 'email' | 'subject' | 'memberId'>[]
}

/**
 * The refusals of sign-ins of whom did not get in since, one finding for each connection and code. A sign-in that ended before anybody was told is over when
 * somebody got in through the connection. Pure: the same facts give the same findings.
 */
export const findRefusedSignIns = (connections: readonly SignInsOf[]): Finding[] => connections.flatMap(findRefused)

function findRefused({ connectionId, name, signIns }: SignInsOf): Finding[] {
  const gotIn = new Set<string>()
  const open: (SignInsOf['signIns'][number] & { code: string })[] = []
  for (const signIn of signIns) {
    const { outcome, code, email, subject } = signIn
    const who = email?.toLowerCase() ?? subject ?? anybody
    if (outcome === 'succeeded')
      gotIn
        .add(who)
        .add(subject ?? who)
        .add(anybody)
    else if (code !== null && !gotIn.has(who)) open.push({ ...signIn, code })
  }
  return [...Map.groupBy(open, ({ code }) => code)].map(([code, refused]): Finding => {
    const people = [...new Set(refused.map(({ email, subject }) => email ?? subject))]
    const facts = { connection: connectionId, connectionName: name, code, times: refused.length, people: people.slice(0, namesTold) }
    const evidence = refused.map(({ requestId: request, at }) => ({ request, at }))
    const since = refused.at(-1)?.at ?? ('' as Timestamp) // a group has at least one
    return tell('sign-ins-refused', { ...facts, isMore: people.length > namesTold }, since, evidence)
  })
}
const anybody = ''

/** Somebody who signed in by an address, beside those that the directories have of them. */
export type SignedIn = { member: MemberId; signsInAs: string; addresses: readonly string[]; at: Timestamp; requestId: RequestId }

/** Who signs in by an address that no directory has of them. Pure: the same facts give the same findings. */
export function findDiffering(people: readonly SignedIn[]): Finding[] {
  const differing = people.filter(({ signsInAs, addresses }) => addresses.length > 0 && !addresses.includes(fold(signsInAs)))
  const since = differing.map(({ at }) => at).toSorted()[0]
  if (since === undefined) return []
  const told = differing.slice(0, namesTold).map(({ member, signsInAs, addresses }) => ({ member, signsInAs, inDirectory: addresses[0] ?? '' }))
  const evidence = differing.map(({ requestId: request, at }) => ({ request, at }))
  return [tell('sign-in-address-differs', { count: differing.length, isMore: false, people: told }, since, evidence)]
}
