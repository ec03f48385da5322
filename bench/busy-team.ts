import { realEnvironment as environment } from '../server/kernel/environment.ts'
import type { GroupId } from '../server/kernel/ids.ts'
import { addSeconds, type Timestamp } from '../server/kernel/timestamp.ts'
import { usePeriodOf } from '../server/spend/ledger/period-of.ts'
import { write, type Db } from '../server/store/open.ts'
import { teamOf } from '../server/teams/teams.ts'
import { insert, type LargeTeam } from './large-team.ts'

const models = ['large', 'small', 'fast', 'vision', 'code']
const apps = ['chat', 'agent']

/** What everybody spent, by the hour: so many hours of each member, most of them explained by the groups that they are in. */
export async function addHours(db: Db, { teamId, members, groups }: LargeTeam, hoursEach: number): Promise<void> {
  const { start } = await write(db, async (trx) => usePeriodOf(trx, await teamOf(trx, teamId), environment.now()))
  const explanations = groups.map((group, place) => ({ teamId, resolutionId: `bench-${place}`, explanation: JSON.stringify({ groups: [group] }) }))
  await insert(db, 'resolutions', explanations)
  // In the order of their key, as the clock brings them.
  for (let each = 0; each < hoursEach; each++) {
    const hourAt = addSeconds(start, each * 7_200)
    await insert(
      db,
      'usageHourly',
      members.map((memberId, place) => {
        const group = (place * 31 + each * 7_919) % groups.length
        const how = {
          model: pick(models, place + each),
          app: pick(apps, place),
          resolutionId: `bench-${group}`,
          decidingGroupId: groups[group] ?? null,
        }
        return { teamId, periodStart: start, hourAt, memberId, ...how, settledMicros: BigInt(1_000 * (1 + (place % 97))), entries: 3n }
      }),
    )
  }
}

/** The provisioning log of some weeks: one request a row, the last one now, one in a thousand refused. */
export async function addLogRows(db: Db, { teamId }: LargeTeam, count: number): Promise<void> {
  const users = await db.read
    .selectFrom('directoryUsers')
    .select(['userId', 'userName', 'directoryId'])
    .where('teamId', '=', teamId)
    .limit(count)
    .execute()
  const now = environment.now()
  const rows = Array.from({ length: count }, (_, place) => {
    const { userId, userName, directoryId } = pick(users, place * 7_919)
    const isRefused = place % 1_000 === 999
    return {
      ...toWire(userName),
      teamId,
      requestId: environment.newId('req'),
      at: before(now, (count - place) * 20),
      actorKind: 'directory_token' as const,
      actorId: null,
      actorName: 'Okta',
      directoryId,
      operation: 'patch_user',
      ...(isRefused
        ? {
            outcome: 'refused' as const,
            status: 409n,
            code: 'uniqueness',
            answer: JSON.stringify({ status: '409', detail: 'There is one already.' }),
          }
        : { outcome: 'unchanged' as const, status: 200n, code: null }),
      subjectId: userId,
      subjectName: userName,
      changes: null,
      notes: null,
      count: 1n,
    }
  })
  await insert(db, 'journal', rows)
}

const before = (now: Timestamp, seconds: number) => addSeconds(now, -seconds)

function toWire(userName: string) {
  const path = `/scim/v2/Users?filter=userName eq "${userName}"`
  const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', value: { userName } }] })
  return { wire: JSON.stringify({ method: 'PATCH', path, ip: '192.0.2.7', userAgent: 'Okta SCIM Client', ms: 4.2 }), body }
}

function pick<Item>(items: readonly Item[], place: number): Item {
  const item = items[place % items.length]
  if (item === undefined) throw new Error('there is nothing to pick from')
  return item
}

/** The group that holds everybody, and one of usual size. */
export const groupsOf = ({ groups: [largest, usual] }: LargeTeam): { largest: GroupId; usual: GroupId } => {
  if (largest === undefined || usual === undefined) throw new Error('the team has too few groups')
  return { largest, usual }
}
