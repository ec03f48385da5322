import type { KeyId, MemberId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { tell, type Finding } from './finding.ts'

/** A key of the team that a member made and nobody took away. */
export type KeyFacts = { keyId: KeyId; name: string; prefix: string; createdAt: Timestamp; createdById: string | null; expiresAt: Timestamp | null }

/** Somebody who is out, and since when. */
export type Leaver = { memberId: MemberId; email: string | null; endedAt: Timestamp | null }

/**
 * The team's keys whose maker is out: they were shown to that person, and go on, since programs rest on them. Personal keys need no finding: they open nothing
 * while their member is out. Pure: the same facts give the same findings.
 */
export function findOfKeys(keys: readonly KeyFacts[], leavers: readonly Leaver[], now: Timestamp): Finding[] {
  const byId = new Map<string, Leaver>(leavers.map((leaver) => [leaver.memberId, leaver]))
  return keys.flatMap((key): Finding[] => {
    const leaver = byId.get(key.createdById ?? '')
    if (!leaver || (key.expiresAt !== null && key.expiresAt <= now)) return []
    const { keyId, name, prefix, createdAt } = key
    const facts = { who: leaver.email ?? leaver.memberId, member: leaver.memberId, key: keyId, name, prefix }
    return [tell('key-of-leaver', facts, leaver.endedAt ?? createdAt)]
  })
}
