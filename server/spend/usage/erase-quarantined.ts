import { namesOf, type Forgotten } from '../../journal/erase.ts'
import type { MemberId, TeamId } from '../../kernel/ids.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import type { Trx } from '../../store/open.ts'
import { unattributed } from '../ledger/accounts.ts'
import { listQuarantinedFor, replaceQuarantined } from './quarantine.sql.ts'

/** What of an event stays when somebody is erased: all that it is booked by. Whatever else it has may name them. */
const kept = new Set(['specversion', 'id', 'source', 'type', 'time'])
const keptData = new Set([
  'cost',
  'currency',
  'kind',
  'authorization',
  'final',
  'corrects',
  'app',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
])

/**
 * Blanks who it was in the events of a member that are or were in quarantine, and in those of nobody that were sent under one of their names. One that waits
 * can be released as before: it names the member by the id. Answers in how many.
 */
export async function eraseInQuarantine(trx: Trx, teamId: TeamId, memberId: MemberId, who: Forgotten): Promise<number> {
  const isNamed = namesOf(who)
  const rows = (await listQuarantinedFor(trx, teamId, [memberId, unattributed])).filter(
    (row) => row.memberId === memberId || isNamed(JSON.stringify(row.event)),
  )
  for (const row of rows) await replaceQuarantined(trx, row, withoutNames(row.event, row.memberId === memberId ? memberId : undefined))
  return rows.length
}

function withoutNames(event: JsonObject, subject: MemberId | undefined): JsonObject {
  const data = event['data'] as JsonObject // what is not an event of this form gets no further than its sender
  return {
    ...pick(event, (name) => kept.has(name)),
    ...(subject !== undefined && { subject }),
    data: pick(data, (name, value) => keptData.has(name) || typeof value === 'number'),
  }
}

const pick = (from: JsonObject, isKept: (name: string, value: Json | undefined) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([name, value]) => isKept(name, value)))
