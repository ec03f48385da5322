import { useLingui } from '@lingui/react/macro'
import { useFormat } from '../../language/format.ts'
import type { TeamChange } from './team.ts'

/** What each setting is called. */
export function useSettingNames(): Record<keyof TeamChange, string> {
  const { t } = useLingui()
  return {
    name: t`Name`,
    nested_groups: t`Groups within groups`,
    when_unset: t`Where nothing is set`,
    on_group_delete: t`When a group is deleted`,
    block_free: t`What costs nothing`,
    event_ceiling: t`Most that one event may cost`,
  }
}

/** What the values of a setting are called. */
export function useSettingWords() {
  const { t } = useLingui()
  return {
    nested_groups: { direct: t`Only direct groups count`, expand: t`Groups around a group count too` },
    when_unset: { unlimited: t`May spend without limit`, block: t`May spend nothing` },
    on_group_delete: { release: t`Its people fall back to what else is set`, freeze: t`Its people keep its limit until an admin lets go` },
    block_free: { false: t`Stays allowed when nothing is left`, true: t`Is stopped too when nothing is left` },
  }
}

/** A setting's value in words. */
export function useSettingText(): (name: keyof TeamChange, team: TeamChange) => string {
  const { t } = useLingui()
  const format = useFormat()
  const words = useSettingWords()
  return (name, team) => {
    const value = String(team[name])
    if (name === 'name') return value
    if (name === 'event_ceiling') return value === 'unlimited' ? t`Unlimited` : format.money(value)
    return (words[name] as Record<string, string>)[value] ?? value // by the names of the API
  }
}
