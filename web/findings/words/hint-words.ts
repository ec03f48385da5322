import { t } from '@lingui/core/macro'

/** What is particular to a provider's groups and people. */
const hints: Record<string, () => string> = {
  'another-group-than-the-assigning': () =>
    t`Push another group than the one that assigns the application: with one group for both, removals are lost.`,
  'direct-members-only': () => t`Only the direct members of a group are sent: of a group within a group nobody is.`,
  'needs-premium-licence': () => t`Groups are sent with the licence P1 or P2 alone.`,
  'empty-group-not-sent': () => t`A group without people is not sent: put one person into it.`,
  'group-management-switch': () => t`The switch for group management has to be on, and saved.`,
  'inner-group-counts-for-itself': () => t`People of a group within a group count for the inner one alone.`,
  'external-groups-not-sent': () => t`Groups that it has from elsewhere cannot be sent.`,
  'groups-of-the-app-alone': () => t`Only groups that are made inside the application are sent.`,
  'roles-become-groups': () => t`Its roles become the groups here.`,
  'nothing-comes-by-itself': () => t`A provider or a program in between has to send groups.`,
}

export const hintsOf = (known: readonly string[]): string => known.map((hint) => hints[hint]?.() ?? '').join(' ')
