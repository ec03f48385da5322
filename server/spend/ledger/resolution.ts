import { digestOf } from '../../kernel/canonical.ts'
import type { GroupId, TeamId } from '../../kernel/ids.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { Reader, Trx } from '../../store/open.ts'
import type { EffectiveLimit } from '../resolve-limit.ts'
import { toLimitShape, toReasons } from '../explanation.ts'
import { insertResolutions, listResolutionRows } from './balances.sql.ts'

/** An explanation under its hash: what holds and entries of many members may share. */
export type KeptResolution = { resolutionId: string; decidingGroupId: GroupId | null }

/** Keeps what an effective limit rested on, with the ids of all the member's groups: names and limits as they are now. */
export async function keepResolution(trx: Trx, teamId: TeamId, effective: EffectiveLimit): Promise<KeptResolution> {
  const [kept] = await keepResolutions(trx, teamId, [effective])
  if (!kept) throw new Error('for each there is one')
  return kept
}

/** As `keepResolution`, for many, in their order. */
export async function keepResolutions(trx: Trx, teamId: TeamId, effective: readonly EffectiveLimit[]): Promise<KeptResolution[]> {
  const described = effective.map(describe)
  const byId = new Map(described.map(({ resolutionId, explanation }) => [resolutionId, { teamId, resolutionId, explanation }]))
  const rows = [...byId.values()].toSorted((one, other) => (one.resolutionId < other.resolutionId ? -1 : 1))
  await insertResolutions(trx, rows)
  return described.map(({ resolutionId, decidingGroupId }) => ({ resolutionId, decidingGroupId }))
}

/** What was explained under these ids, by id. */
export async function readResolutions(db: Reader, teamId: TeamId, ids: readonly (string | null)[]): Promise<Map<string, JsonObject>> {
  const asked = new Set(ids.filter((id) => id !== null))
  if (asked.size === 0) return new Map()
  return new Map((await listResolutionRows(db, teamId, [...asked])).map(({ resolutionId, explanation }) => [resolutionId, explanation]))
}

function describe(effective: EffectiveLimit): KeptResolution & { explanation: string } {
  const groups = [...effective.considered, ...effective.ignored.flatMap(({ group }) => group ?? [])].filter(({ via }) => via.length === 0)
  const kept = { ...toLimitShape(effective.limit), ...toReasons(effective), groups: groups.map(({ groupId }) => groupId).toSorted() } as JsonObject // it goes on the wire as it is
  const resolutionId = digestOf(kept)
  return { resolutionId, explanation: JSON.stringify(kept), decidingGroupId: effective.deciding[0]?.groupId ?? null }
}
