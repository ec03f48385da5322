import type { z } from 'zod'
import type { Cell } from '../kernel/csv.ts'
import { listEffectiveLimits, type LimitItem } from './effective-limits.ts'
import { patiently, type ExportWanted, type Pages, type Tools } from './export-pages.ts'

export const limitColumns = [
  'member_id',
  'name',
  'email',
  'user_name',
  'status',
  'limit',
  'amount',
  'currency',
  'source',
  'deciding_groups',
  'deciding_names',
  'limited_groups',
  'settled',
  'held',
  'remaining',
  'percent',
  'period_start',
  'period_end',
]

const rowsAtOnce = 500

/** What all members may spend now, by name, some at a time: each row is of the moment at which it was read. */
export async function* exportLimits({ db, cursors }: Tools, { team, now }: ExportWanted): Pages {
  const filter = {
    status: 'all',
    prefix: undefined,
    group: undefined,
    source: undefined,
    minPercent: undefined,
    inSeveralGroups: false,
    winsByFar: false,
  } as const
  const asked = { filter, sort: { by: 'name', isDescending: false }, asOf: { at: now, isPast: false }, limit: rowsAtOnce } as const
  for (let cursor: string | undefined; ;) {
    const from = cursor
    const { items, next_cursor: next, period } = await patiently(() => listEffectiveLimits(db, cursors, team.teamId, { ...asked, cursor: from }))
    if (items.length > 0) yield items.map((item) => [...toCells(item, team.currency), period.start, period.end])
    if (next === null) return
    cursor = next
  }
}

const toCells = (item: z.infer<typeof LimitItem>, currency: string): Cell[] => [
  item.member_id,
  { text: item.name },
  { text: item.email },
  { text: item.user_name },
  item.status,
  item.limit.kind,
  item.limit.kind === 'amount' ? item.limit.amount : null,
  currency,
  item.source,
  item.deciding.map(({ group }) => group).join(' '),
  { text: item.deciding.map(({ name }) => name).join('; ') },
  item.limited_groups,
  item.settled,
  item.held ?? null,
  item.remaining ?? null,
  item.percent,
]
