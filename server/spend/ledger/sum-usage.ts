import type { FreshHour, UsageHourSum, UsageSum } from './usage-sums.sql.ts'

/** Millionths in a unit. */
const unit = 1_000_000n

/**
 * What hours have beyond what was rolled up of them, by period, grouping and key, and by hour besides. Each list is in an order that is always the same: whoever else
 * rolls up locks its rows in that one too. Under `group` what was spent counts in each group that held the member then, or under none.
 */
export function sumUsage(
  hours: readonly FreshHour[],
  groupsOf: (resolutionId: string) => readonly string[],
): { sums: UsageSum[]; hourSums: UsageHourSum[] } {
  const hourSums = new Map<string, UsageHourSum>()
  for (const { teamId, periodStart, hourAt, resolutionId, decidingGroupId, model, app, ...hour } of hours) {
    const micros = hour.settledMicros - hour.rolledMicros
    const sum = { settledUnits: micros / unit, settledRest: micros % unit, entries: hour.entries - hour.rolledEntries }
    const of = (groupingName: UsageSum['groupingName'], key: string) =>
      add(hourSums, `${periodStart} ${hourAt} ${groupingName} ${key}`, { teamId, periodStart, groupingName, key, hourAt, ...sum })
    const groups = groupsOf(resolutionId)
    of('all', '')
    of('deciding_group', decidingGroupId ?? '')
    of('model', model)
    of('app', app)
    for (const group of groups.length > 0 ? groups : ['']) of('group', group)
  }
  const sums = new Map<string, UsageSum>()
  for (const { hourAt: _hourAt, ...sum } of hourSums.values()) add(sums, `${sum.periodStart} ${sum.groupingName} ${sum.key}`, sum)
  return { sums: inOrder(sums), hourSums: inOrder(hourSums) }
}

function add<Sum extends UsageSum>(sums: Map<string, Sum>, name: string, one: Sum): void {
  const sum = sums.get(name)
  sums.set(
    name,
    sum
      ? {
          ...sum,
          settledUnits: sum.settledUnits + one.settledUnits,
          settledRest: sum.settledRest + one.settledRest,
          entries: sum.entries + one.entries,
        }
      : one,
  )
}

const inOrder = <Sum>(sums: ReadonlyMap<string, Sum>): Sum[] => [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum)
