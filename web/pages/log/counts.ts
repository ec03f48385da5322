import type { LogEntry } from '../../api/live-log.ts'

/** What came in since the page was opened, as a large first sync shows it. */
export type Counts = { requests: number; refused: number; users: number; groups: number; memberships: number; out: number }

export const noCounts: Counts = { requests: 0, refused: 0, users: 0, groups: 0, memberships: 0, out: 0 }

/** The counts with one more entry. */
export function counted(counts: Counts, { outcome, parts, count }: Pick<LogEntry, 'outcome' | 'parts' | 'count'>): Counts {
  const next = { ...counts, requests: counts.requests + count }
  if (outcome === 'refused') next.refused += count
  if (outcome !== 'applied') return next
  for (const part of parts) {
    if (part.code === 'user.created' || part.code === 'user.activated') next.users += 1
    if (part.code === 'group.created') next.groups += 1
    if (part.code === 'user.deleted' || part.code === 'user.deactivated') next.out += 1
    if (part.code === 'group.members_changed') next.memberships += numberIn(part, 'joined') + numberIn(part, 'left')
  }
  return next
}

const numberIn = (part: object, key: string): number => {
  const value = Object.entries(part).find(([name]) => name === key)?.[1]
  return typeof value === 'number' ? value : 0
}
