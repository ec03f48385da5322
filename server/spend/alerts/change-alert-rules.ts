import { record } from '../../journal/record.ts'
import type { Actor } from '../../kernel/actor.ts'
import { alertScopes, type AlertRules, type AlertScope, type ThresholdRule } from '../../kernel/alert-rules.ts'
import { write, type Db } from '../../store/open.ts'
import { changeAlertRules } from '../../teams/change-team.ts'
import { lockTeam, teamOf, type Team } from '../../teams/teams.ts'
import { keyOf, rulesOf } from './thresholds.ts'

/** What a team wants told of a scope, and whether it said so itself. */
export type AlertRule = { scope: AlertScope; isUsual: boolean; thresholds: readonly ThresholdRule[] }

export const listAlertRules = (team: Pick<Team, 'alertRules'>): AlertRule[] => alertScopes.map((scope) => toRule(team.alertRules, scope))

const toRule = (rules: AlertRules | null, scope: AlertScope): AlertRule => ({
  scope,
  isUsual: rules?.[scope] === undefined,
  thresholds: rulesOf(rules, scope),
})

/** Sets which thresholds are told of a scope, or has it told the usual ones. One that is new is told at the next spending that is beyond it. */
export const setAlertRules = (db: Db, by: Actor, scope: AlertScope, wanted: readonly ThresholdRule[] | undefined): Promise<AlertRule> =>
  write(db, async (trx) => {
    await lockTeam(trx, by.teamId)
    const { alertRules } = await teamOf(trx, by.teamId)
    const { [scope]: before, ...others } = alertRules ?? {}
    const after = wanted && onceEach(wanted)
    const rules: AlertRules = { ...others, ...(after && { [scope]: after }) }
    const isSame = JSON.stringify(before) === JSON.stringify(after)
    const tell = (those: readonly ThresholdRule[] | undefined) => ({ [`alertsOf.${scope}`]: those?.map(keyOf) ?? 'usual' })
    if (!isSame) await changeAlertRules(trx, by.teamId, rules)
    const changes = isSame ? [] : [{ kind: 'team.updated' as const, team: by.teamId, before: tell(before), after: tell(after) }]
    await record(trx, by, { operation: 'set_alert_rules', status: 200, subjectId: by.teamId, changes })
    return toRule(rules, scope)
  })

const onceEach = (rules: readonly ThresholdRule[]): ThresholdRule[] => [...new Map(rules.map((rule) => [keyOf(rule), rule])).values()]
